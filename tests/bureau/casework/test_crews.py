"""An act of enforcement by whoever is not qualified is refused with the article, and what can be done is offered."""

from datetime import date, timedelta
from typing import Any

import pytest

from bureau.audit.access import AccessLog
from bureau.audit.hand import Hand
from bureau.casework.gate import open_case
from bureau.casework.paper import Decider, OnPaper
from bureau.casework.refusals import NotYours, SameHand, Unqualified
from bureau.casework.signatures import waiting_for
from bureau.law.crews import EVIDENCE, ON_THE_SPOT, Proof
from bureau.models import Act, Certificate, Delegation, LegalQualification, Section, Staff
from bureau.people.staff import Employment
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits.inspections import WORKFLOW, Inspection, inspect, penalise, review, verify
from tests.records import a_hand, a_person, a_section, record

DAYS = {"issued_on": date(2024, 1, 1), "valid_until_on": date(2028, 12, 31)}


def an_officer(name: str, section: Section, *, certified: bool = True, **facts: Any) -> Staff:
    post = {"employment": Employment.ADMINISTRATIVE, "established_on": date(2020, 1, 1)}
    person = a_person(name, section, "officer", name=f"样例{name}", **post)
    if certified:
        record(Certificate, staff=person, number=f"证{name}", **DAYS | facts)
    return person


@pytest.fixture
def inspection(section: Section, officer: Staff) -> Inspection:
    docket = {"number": "样检〔2026〕1号", "title": "样例检查", "section": section, "opened_on": OPENED}
    return open_case(Inspection, hand(officer), **docket)


def refusal(act: Any, case: Inspection, by: Hand, **asks: Any) -> str:
    with pytest.raises(Unqualified) as refused:
        act(case, by, on=OPENED, **asks)
    return str(refused.value)


def test_one_word_of_the_table_takes_two_and_names_the_article() -> None:
    assert WORKFLOW.faults() == []
    found = {move.name: (move.takes, move.basis.en) for move in WORKFLOW.moves if move.basis}
    assert found == {
        "inspect": (2, "Administrative Penalty Law arts. 42(1) and 55(1)"),
        "verify": (2, "Administrative Licensing Law art. 34(3)"),
        "review": (1, "Administrative Penalty Law art. 58(2)"),
        "penalise": (2, "Administrative Penalty Law art. 42(1)"),
    }


def test_on_the_spot_and_for_evidence_it_is_asked_too() -> None:
    asked = {(crew.persons, crew.proof, crew.article.en) for crew in (ON_THE_SPOT, EVIDENCE)}
    assert asked == {
        (2, Proof.CERTIFICATE, "Administrative Penalty Law arts. 42(1) and 52(1)"),
        (2, Proof.CERTIFICATE, "Administrative Penalty Law arts. 42(1) and 55(1)"),
    }


def test_two_certified_officers_enforce_together(inspection: Inspection, section: Section) -> None:
    one, other = an_officer("甲", section), an_officer("乙", section)
    waits = inspect(inspection, hand(one), on=OPENED)
    assert (waiting_for(waits, "inspect"), Act.objects.count()) == (1, 0)
    inspect(inspection, hand(other), on=OPENED)
    done = Act.objects.get()
    assert (done.move, done.by, [row.by for row in done.co_signers]) == ("inspect", other, [one])


def test_an_unqualified_officer_is_refused_with_the_article_and_told_who_could(
    inspection: Inspection, section: Section, officer: Staff
) -> None:
    elsewhere = a_section("投资股")
    clerk, _one, _two = (
        an_officer("丁", section, certified=False),
        an_officer("甲", section),
        an_officer("乙", elsewhere),
    )
    told = refusal(inspect, inspection, hand(clerk))
    assert told.startswith("《行政处罚法》第四十二条第一款、第五十五条第一款：")
    assert "样例丁没有行政执法证" in told
    assert "可由样例甲（规划股）、样例乙（投资股）共同执法" in told
    assert Act.objects.count() == 0


def test_the_second_of_two_is_asked_as_the_first(inspection: Inspection, section: Section) -> None:
    inspect(inspection, hand(an_officer("甲", section)), on=OPENED)
    assert "样例丁没有行政执法证" in refusal(inspect, inspection, hand(an_officer("丁", section, certified=False)))
    assert Act.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"valid_until_on": OPENED - timedelta(days=1)}, "有效期至2026-03-01"),
        ({"issued_on": OPENED + timedelta(days=1)}, "自2026-03-03起有效"),
        ({"state": "suspended", "stopped_on": OPENED}, "自2026-03-02起"),
        ({"area": "样例市另一区"}, "执法区域为样例市另一区"),
        ({"area": ""}, "执法区域为—"),
    ],
    ids=["ended", "not begun", "suspended", "of another area", "of no area"],
)
def test_a_certificate_counts_on_its_days_and_in_its_area(
    inspection: Inspection, section: Section, facts: dict, told: str
) -> None:
    section.bureau.areas, section.bureau.hand = "样例区、样例市", a_hand()
    section.bureau.save()
    good = an_officer("甲", section, area="样例市")
    inspect(inspection, hand(good), on=OPENED)
    assert told in refusal(inspect, inspection, hand(an_officer("丁", section, **{"area": "样例区"} | facts)))


def test_where_certificates_are_too_few_a_joint_action_or_a_transfer_is_offered(
    inspection: Inspection, section: Section
) -> None:
    clerk = an_officer("丁", section, certified=False)
    assert "本局无人持有：可与有持证人员的机关联合执法，或者移送该机关" in refusal(inspect, inspection, hand(clerk))
    an_officer("甲", section)
    assert "本局仅样例甲（规划股）持有，人数不足" in refusal(inspect, inspection, hand(clerk))


def test_contract_staff_enforce_nothing_whatever_card_they_carry(inspection: Inspection, section: Section) -> None:
    helper = an_officer("己", section)
    helper.employment, helper.hand = Employment.CONTRACT, a_hand()
    helper.save()
    assert "不在编" in refusal(penalise, inspection, hand(helper))


def test_whoever_stands_in_needs_a_certificate_of_their_own(inspection: Inspection, section: Section) -> None:
    clerk = a_person("clerk", section, name="样例代")
    record(Delegation, giver=an_officer("甲", section), taker=clerk, since_on=OPENED)
    assert "样例代" in refusal(inspect, inspection, hand(clerk))


def test_a_verification_takes_two_without_a_certificate(
    inspection: Inspection, officer: Staff, colleague: Staff
) -> None:
    verify(inspection, hand(officer), on=OPENED)
    with pytest.raises(SameHand):
        verify(inspection, hand(officer), on=OPENED)
    verify(inspection, hand(colleague), on=OPENED)
    assert Act.objects.get().move == "verify"


def test_who_reviews_for_the_first_time_has_the_national_qualification(inspection: Inspection, section) -> None:
    reviewer = a_person("reviewer", section, "legal_reviewer", name="样例审")
    told = refusal(review, inspection, hand(reviewer))
    assert told.startswith("《行政处罚法》第五十八条第二款：")
    assert "政府法制" in told
    held = {"kind": LegalQualification.Kind.NATIONAL, "paper": "样例A2020", "since_on": OPENED}
    record(LegalQualification, staff=a_person("other", section, name="样例另"), **held)
    assert "可由样例另（规划股）审核" in refusal(review, inspection, hand(reviewer))
    record(LegalQualification, staff=reviewer, **held | {"since_on": OPENED + timedelta(days=1)})
    refusal(review, inspection, hand(reviewer))
    record(LegalQualification, staff=reviewer, **held | {"kind": LegalQualification.Kind.EARLIER})
    review(inspection, hand(reviewer), on=OPENED)
    assert Act.objects.get().by == reviewer


def paper(*people: Staff | str) -> OnPaper:
    by = (Decider(str(each), "", each if isinstance(each, Staff) else None) for each in people)
    return OnPaper(tuple(by), "样检笔录〔2026〕1号")


def test_what_was_done_on_paper_was_done_by_certified_officers(
    inspection: Inspection, section: Section, officer: Staff
) -> None:
    """Whoever registers needs none; of a joint action those of another organ are answered for by the paper."""
    certified, clerk = an_officer("甲", section), an_officer("丁", section, certified=False)
    told = refusal(inspect, inspection, hand(officer), on_paper=paper(certified, clerk))
    assert "样例丁没有行政执法证" in told
    assert "样例甲没有" not in told
    assert "未列明本局人员" in refusal(inspect, inspection, hand(officer), on_paper=paper("他局甲", "他局乙"))
    inspect(inspection, hand(officer), on=OPENED, on_paper=paper(certified, "他局甲"))
    assert Act.objects.get().deciders == [certified.pk]


def test_who_may_not_at_all_is_told_so_and_not_of_certificates(inspection: Inspection, section: Section) -> None:
    with pytest.raises(NotYours):
        inspect(inspection, hand(a_person("nobody", section)), on=OPENED)


def test_the_refusal_is_told_by_the_access_log(client, inspection: Inspection, section: Section) -> None:
    by = hand(an_officer("丁", section, certified=False))
    told = refusal(inspect, inspection, by)
    assert [(each.words, each.act) for each in by.refused] == [(told, "inspect")]
    assert not AccessLog.objects.filter(purpose=told).exists()  # the request writes it, once it is over
