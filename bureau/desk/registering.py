"""What was decided on paper or in the office system, on the page of its case: registered, confirmed, never redone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.audit.hand import Hand
from bureau.audit.spoken import spoken
from bureau.casework.attachments import attach
from bureau.casework.docket import Case
from bureau.casework.foresight import Offer
from bureau.casework.guidance import Guidance
from bureau.casework.paper import AND, Decider, OnPaper
from bureau.casework.signatures import Signature, signatures
from bureau.desk.moves import Asks, MoveForm, ask_by_type, make_move
from bureau.law.workflow import Move
from bureau.people.staff import Staff


class RegisterForm(MoveForm):
    """Beside what the move asks: who decided, by which document, and its scan."""

    late_needs_a_reason = False

    decided_by = forms.CharField(
        label=gettext_lazy("Decided by"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Post and name, one person in each line."),
    )
    paper_number = forms.CharField(label=gettext_lazy("Document number"), max_length=100)
    scan = forms.FileField(label=gettext_lazy("Scan"), required=False)

    def __init__(self, case: Case, move: Move, data=None, asked: Mapping[str, forms.Field] | None = None, files=None):
        super().__init__(case, move, data, asked)
        if files is not None:
            self.files = files
        self.auto_id = f"id_register_{move.name}_%s"
        self.fields["on"].label = _("Decided on")

    def on_paper(self, hand: Hand) -> OnPaper:
        """The document; its scan is kept among the papers of the case. Raises ValidationError for a bad file."""
        lines = [line.strip() for line in self.cleaned_data["decided_by"].splitlines() if line.strip()]
        scan, digest = self.cleaned_data.get("scan"), ""
        if scan:
            kept = attach(self.case.docket, hand, scan.name, scan, received_on=timezone.localdate(hand.at))
            digest = kept.sha256
        return OnPaper(deciders(self.case, lines), self.cleaned_data["paper_number"], digest)


class ConfirmForm(MoveForm):
    """A second person confirms what was registered: the same facts to the letter, so nothing is typed."""

    late_needs_a_reason = False

    def __init__(self, case: Case, move: Move, signed: Signature, data=None):
        super().__init__(case, move, data)
        self.signed = signed
        for name in ("on", *move.asks):
            if name not in move.personal:
                del self.fields[name]

    def clean(self):
        """The facts as the first person gave them."""
        cleaned = forms.Form.clean(self) or {}
        given = MoveForm(self.case, self.move, {**self.signed.facts, "version": self.signed.version})
        given.full_clean()
        return {**given.cleaned_data, **cleaned}

    def on_paper(self, hand: Hand) -> OnPaper:
        facts = self.signed.facts
        named = deciders(self.case, facts["decided_by"].split(AND))
        return OnPaper(named, facts["paper_number"], facts["scan_sha256"])


def deciders(case: Case, lines: list[str]) -> tuple[Decider, ...]:
    """Who decided, a line each: of a line that ends in the name of somebody of the bureau, that person."""
    people = Staff.objects.filter(section__bureau=case.docket.section.bureau_id).exclude(name="")
    by_name = {person.name: person for person in people}
    return tuple(_decider("".join(line.split()), by_name) for line in lines)


def _decider(line: str, by_name: Mapping[str, Staff]) -> Decider:
    name = max((name for name in by_name if line.endswith(name)), key=len, default="")
    return Decider(name, line.removesuffix(name), by_name[name]) if name else Decider(line, "")


@dataclass(frozen=True, slots=True)
class Registrable:
    """A move that this person may register from its paper, or confirm; `told` is what waits to be confirmed."""

    name: str
    words: str
    told: str
    url: str
    form: MoveForm
    is_open: bool
    guidance: Guidance | None = None


def registrable(
    case: Case,
    offers: list[Offer],
    address: str,
    bound: MoveForm | None,
    asks: Asks = ask_by_type,
    *,
    guidance: Mapping[str, Guidance] | None = None,
) -> list[Registrable]:
    found, said = [], guidance or {}
    for offer in offers:
        if offer.why_not_register != "":
            continue
        waiting = _waiting(case, offer)
        mine = bound if bound and bound.move.name == offer.move.name and hasattr(bound, "on_paper") else None
        empty = ConfirmForm(case, offer.move, waiting) if waiting else None
        form = mine or empty or RegisterForm(case, offer.move, None, asks(offer.move))
        told = waiting.told(case) if waiting else ""
        url = address.replace("NAME", offer.move.name)
        name, is_open = offer.move.name, mine is not None
        found.append(Registrable(name, spoken(offer.said), told, url, form, is_open, said.get(name)))
    return found


def _waiting(case: Case, offer: Offer) -> Signature | None:
    """The registration that waits for a second person."""
    return next((row for row in signatures(case, offer.move.name) if row.on_paper), None) if offer.signed else None


def form_for(case: Case, move: Move, data: Any, files: Any, asked: Mapping[str, forms.Field]) -> MoveForm:
    """The form that was sent: of a confirmation where something waits for one, else of a registration."""
    waiting = next((row for row in signatures(case, move.name) if row.on_paper), None)
    return ConfirmForm(case, move, waiting, data) if waiting else RegisterForm(case, move, data, asked, files)


def register(form: Any, hand: Hand) -> Case | None:
    """Through the gate, with its paper; None where it was refused and the form says why."""
    try:
        paper = form.on_paper(hand)
    except ValidationError as refused:
        form.refuse(refused)
        return None
    return make_move(form, hand, on_paper=paper)
