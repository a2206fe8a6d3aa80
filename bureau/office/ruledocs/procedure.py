"""What may be done with a plan or a rule document; how one is numbered."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bureau.casework.gate import act
from bureau.casework.numbers import next_number
from bureau.office.ruledocs.models import Consulted, RuleDocument
from bureau.office.ruledocs.rules import Verdict
from bureau.people.bureaus import Bureau

PUBLIC = "社会公众"


def number_of(bureau: Bureau, year: int) -> str:
    """The next number of the bureau's own series. Call it in the transaction that enters the document."""
    return f"文件制定〔{year}〕{next_number(bureau, RuleDocument.kind, year)}号"


@act
def ask(document: RuleDocument, *, on: date, departments: str, answer_by: date) -> None:
    _ask(document, departments.splitlines(), on, answer_by)


@act
def ask_more(document: RuleDocument, *, on: date, departments: str, answer_by: date) -> None:
    _ask(document, departments.splitlines(), on, answer_by)


@act
def ask_public(document: RuleDocument, *, on: date, asked_at: str, answer_by: date) -> None:
    _ask(document, [PUBLIC], on, answer_by, asked_at)


@act
def register_opinion(document: RuleDocument, *, on: date, consulted: Consulted, opinion: str) -> None:
    [row] = _own(document, [consulted], "consulted")
    row.answered_on, row.opinion = on, opinion
    _save(document, row)


@act
def register_no_remarks(document: RuleDocument, *, on: date, silent: Sequence[Consulted]) -> None:
    for row in _own(document, silent, "silent"):
        row.answered_on, row.verdict = on, Verdict.NO_REMARKS
        _save(document, row)


@act
def answer_opinion(document: RuleDocument, *, on: date, opined: Consulted, verdict: str, why: str) -> None:
    [row] = _own(document, [opined], "opined", answered=True)
    row.verdict, row.why = verdict, why
    _save(document, row)


@act
def submit_to_legal_review(document: RuleDocument, *, on: date) -> None:
    """Nothing is kept but the act."""


@act
def pass_legal_review(document: RuleDocument, *, on: date, legal_opinion: str) -> None:
    document.legal_opinion = legal_opinion


@act
def return_from_legal_review(document: RuleDocument, *, on: date, legal_opinion: str) -> None:
    document.legal_opinion = legal_opinion


@act
def review_competition(document: RuleDocument, *, on: date, competition_opinion: str) -> None:
    document.competition_opinion = competition_opinion


@act
def do_without_competition_review(document: RuleDocument, *, on: date, competition_opinion: str) -> None:
    document.competition_opinion = competition_opinion


@act
def adopt(document: RuleDocument, *, on: date, meeting: str) -> None:
    document.meeting = meeting


@act
def send_back(document: RuleDocument, *, on: date) -> None:
    """Nothing is kept but the act and its reason."""


@act
def submit_to_government(document: RuleDocument, *, on: date, submitted_as: str) -> None:
    document.submitted_as = submitted_as


@act
def register_approval(document: RuleDocument, *, on: date, approved_as: str) -> None:
    document.approved_as = approved_as


@act
def issue(document: RuleDocument, *, on: date, document_number: str, in_force_on: date) -> None:
    """`on` is the day that the document bears."""
    document.document_number, document.in_force_on = document_number.strip(), in_force_on


@act
def publish(document: RuleDocument, *, on: date, portal_url: str) -> None:
    document.portal_url = portal_url


@act
def set_validity(document: RuleDocument, *, on: date, valid_until: date, validity_basis: str) -> None:
    document.valid_until, document.validity_basis = valid_until, validity_basis


@act
def replace(document: RuleDocument, *, on: date, ended_by: str) -> None:
    document.ended_by = ended_by


@act
def abolish(document: RuleDocument, *, on: date, ended_by: str) -> None:
    document.ended_by = ended_by


@act
def let_lapse(document: RuleDocument, *, on: date) -> None:
    """Nothing is kept but the act and its reason: it is in force until its last day."""


@act
def drop(document: RuleDocument, *, on: date) -> None:
    """Nothing is kept but the act and its reason."""


def _ask(document: RuleDocument, names: Iterable[str], on: date, answer_by: date, asked_at: str = "") -> None:
    """Each once; whoever has been asked already and has not answered is not asked a second time."""
    wanted = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    waiting = set(document.consulted.silent().values_list("name", flat=True))
    if twice := [name for name in wanted if name in waiting]:
        raise ValidationError(_("Asked already, and not answered yet: %(names)s.") % {"names": "、".join(twice)})
    for name in wanted:
        facts = {"name": name, "asked_on": on, "answer_by": answer_by, "asked_at": asked_at}
        _save(document, Consulted(document=document, docket=document.docket, **facts))


def _own(document: RuleDocument, rows: Sequence[Consulted], field: str, *, answered: bool = False) -> list[Consulted]:
    """The rows afresh: of this document, and still to be answered for. Raises ValidationError at the field."""
    waiting = document.consulted.unanswered() if answered else document.consulted.silent()
    found = list(waiting.filter(pk__in=[row.pk for row in rows]))
    if not found or len(found) != len(rows):
        raise ValidationError({field: _("Somebody was chosen who is not waiting for this.")})
    return found


def _save(document: RuleDocument, row: Consulted) -> None:
    row.hand = document.the_hand()
    row.full_clean(exclude=["document", "docket"])
    row.save()
