"""The gate asks who is there: by whoever is not qualified, an act of enforcement is refused with the article."""

from datetime import date

from django.utils.translation import gettext as _

from bureau.audit.spoken import spoken
from bureau.casework.asked import Asked
from bureau.casework.docket import Case
from bureau.casework.refusals import Unqualified
from bureau.law.crews import Crew, Proof
from bureau.people.bureaus import Bureau
from bureau.people.certificates import lack_of, officers_on
from bureau.people.qualifications import reviewers_on, unqualified
from bureau.people.staff import Staff

LACKS = {Proof.CERTIFICATE: lack_of, Proof.LEGAL: unqualified}
WHO_COULD = {Proof.CERTIFICATE: officers_on, Proof.LEGAL: reviewers_on}


def demand_crew(case: Case, asked: Asked) -> None:
    """Each hand is qualified on the legal day: whoever asks, or whoever decided on paper. Raises Unqualified.

    It is their own qualification that counts, whomever they stand in for. Of a joint action on paper those of another
    organ are answered for by that paper; one of ours at least took part.
    """
    crew = asked.move.crew
    if crew is None or crew.proof is Proof.NONE:
        return
    hands = list(Staff.objects.filter(pk__in=asked.paper.staff)) if asked.paper else [asked.hand.user]
    people = [person for person in hands if isinstance(person, Staff)]
    lacking = [told for person in people if (told := LACKS[crew.proof](person, asked.on))]
    if not people:
        lacking = [_("nobody of this bureau is named")]
    if lacking:
        raise Unqualified(_refusal(crew, lacking, case.docket.section.bureau, asked.on))


def _refusal(crew: Crew, lacking: list[str], bureau: Bureau, day: date) -> str:
    """The article, who lacks what, and what can be done instead."""
    able = WHO_COULD[crew.proof](bureau, day)
    names = "、".join(f"{person}（{person.section}）" for person in able)
    enough = len(able) >= crew.persons
    if crew.proof is Proof.LEGAL:
        asks = _("whoever reviews penalties for the first time has the national legal qualification")
        offer = _("Could review: %(names)s.") if enough else _("Nobody here is: ask the government's legal department.")
    else:
        asks = _("it takes %(count)s officers, each with an enforcement certificate valid on %(day)s")
        offer = _("Joint action: %(names)s could do it.") if enough else _too_few(names)
    facts = {"count": crew.persons, "day": day.isoformat(), "names": names or "—"}
    told = "；".join(lacking)
    sentence = _("%(article)s: %(asks)s. %(lacking)s. %(offer)s")
    return sentence % {
        "article": spoken(crew.article),
        "asks": asks % facts,
        "lacking": told[:1].upper() + told[1:],
        "offer": offer % facts,
    }


def _too_few(names: str) -> str:
    if not names:
        return _("Nobody here has one: act jointly with an organ that has such officers, or transfer the matter to it.")
    return _(
        "Here only %(names)s has one, which is too few: act jointly with an organ that has such officers, "
        "or transfer the matter to it."
    )
