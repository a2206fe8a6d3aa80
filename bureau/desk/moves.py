"""The moves of a case as small forms: which are open to whom, what each asks, and what it will bring."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from inspect import signature
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.audit.hand import Hand
from bureau.audit.spoken import language, spoken
from bureau.casework.acts import act_of
from bureau.casework.docket import Case
from bureau.casework.foresight import Offer, consequences
from bureau.casework.guidance import Guidance
from bureau.casework.paper import OnPaper
from bureau.casework.refusals import Refused, Stale, Warned, WrongDay
from bureau.casework.signatures import signatures
from bureau.casework.telling import told_beginning, told_meeting
from bureau.desk.days import DayField
from bureau.law.workflow import Move

# The field for a fact, by the type that the act says it is of.
FIELDS: Mapping[type, type[forms.Field]] = {
    int: forms.IntegerField,
    Decimal: forms.DecimalField,
    date: DayField,
    bool: forms.BooleanField,
}


Asks = Callable[[Move], Mapping[str, forms.Field]]


def ask_by_type(move: Move) -> Mapping[str, forms.Field]:  # noqa: ARG001 - of no move anything special
    return {}


class MoveForm(forms.Form):
    """Asks for the day and for what the move needs. The reason appears once it is needed: a late day asks for it.

    `refusals` is what the gate said. Whatever was refused, everything typed is kept.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label=gettext_lazy("Day"), help_text=gettext_lazy("also as 20240304"))

    # Where it is recorded from a paper, that is the reason why it is recorded after its day.
    late_needs_a_reason = True

    def __init__(
        self,
        case: Case,
        move: Move,
        data=None,
        asked: Mapping[str, forms.Field] | None = None,
        facts: Mapping[str, Any] | None = None,
    ):
        self.case, self.move, self.today = case, move, timezone.localdate()
        self.refusals: list[Any] = []
        initial = {**(facts or {}), "version": case.docket.version, "on": self.today}
        super().__init__(data, initial=initial, auto_id=f"id_{move.name}_%s", label_suffix="")
        given = asked or {}
        self.fields |= {name: given.get(name) or self._field(name) for name in move.asks}
        if move.needs_reason or (data and "reason" in data):
            self._ask_reason()

    def _field(self, name: str) -> forms.Field:
        kind = signature(act_of(self.case, name=self.move.name)).parameters[name].annotation
        field = FIELDS.get(kind, forms.CharField)
        return field(label=spoken(self.case.workflow.words[name]), required=kind is not bool)

    def _ask_reason(self) -> None:
        if "reason" not in self.fields:
            widget = forms.Textarea(attrs={"rows": 2, "maxlength": 500})
            self.fields["reason"] = forms.CharField(label=_("Reason"), max_length=500, required=False, widget=widget)

    def clean(self):
        cleaned = super().clean() or {}
        on, reason = cleaned.get("on"), cleaned.get("reason")
        late = bool(on and on < self.today and self.late_needs_a_reason)
        if not reason and (late or self.move.needs_reason or self.data.get("override")):
            self._ask_reason()
            told = _("Please give the reason: it is recorded after its day.") if late else _("Please give the reason.")
            self.add_error("reason", told)
        return cleaned

    @property
    def told(self) -> list[str]:
        """What stands at the top of the form: what the gate said, or else what is wrong at the fields."""
        return self.refusals or [str(message) for messages in self.errors.values() for message in messages]

    def asked(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.move.asks}

    def refuse(self, refusal: Refused | ValidationError) -> None:
        """What was refused, at its field where it has one, and at the top. The form then bears the newest version."""
        if isinstance(refusal, ValidationError):
            self._spread(refusal)
            return
        self.refusals.append(str(refusal))
        if isinstance(refusal, Stale):
            self._bear_the_newest()
        if isinstance(refusal, WrongDay):
            self.add_error("on", str(refusal))
        if isinstance(refusal, Warned):
            self._offer_to_set_aside(refusal)

    def _spread(self, refusal: ValidationError) -> None:
        if not hasattr(refusal, "error_dict"):
            self.refusals += refusal.messages
            return
        for name, messages in refusal.message_dict.items():
            self.refusals += messages
            if name in self.fields:
                self.add_error(name, messages)

    def _bear_the_newest(self) -> None:
        """Whoever has been told that somebody else was first, and goes on, has seen the newest version."""
        again = QueryDict(mutable=True)
        again.update(self.data)
        again["version"] = str(self.case.docket.version)
        self.data = again

    def _offer_to_set_aside(self, warning: Warned) -> None:
        """The warning was shown; whoever goes on ticks it and gives the reason."""
        label = _("I have read this warning and go on all the same.")
        codes = " ".join([*self.data.get("override", "").split(), warning.code])
        self.fields["override"] = forms.CharField(
            label=label, required=False, widget=forms.CheckboxInput(attrs={"value": codes})
        )
        self._ask_reason()


@dataclass(frozen=True, slots=True)
class Open:
    """A move that this person may make now. `effects` are sentences on what it begins and meets."""

    name: str
    words: str
    confirm: str
    article: str
    target: str
    effects: tuple[str, ...]
    signed: str
    url: str
    form: MoveForm
    is_open: bool
    guidance: Guidance | None = None


@dataclass(frozen=True, slots=True)
class Moves:
    """The whole panel. `shut` are the moves of others, with the reason why they are."""

    open: list[Open]
    shut: list[tuple[str, str]]
    closed: bool


def moves_of(
    case: Case,
    offers: list[Offer],
    address: str,
    bound: MoveForm | None = None,
    asks: Asks = ask_by_type,
    *,
    guidance: Mapping[str, Guidance] | None = None,
) -> Moves:
    """`address` is that of a move, with `NAME` where its name stands; `bound` is the form that was sent.

    `asks` gives the fields for what a move asks, where the type of a fact does not say how to ask for it.
    """
    said = guidance or {}
    free = [offer for offer in offers if not offer.why_not or (bound and bound.move.name == offer.move.name)]
    shown = bound.move.name if bound else next((offer.move.name for offer in free), "")
    return Moves(
        [
            replace(
                _open(case, offer, address, bound, asks, is_open=offer.move.name == shown),
                guidance=said.get(offer.move.name),
            )
            for offer in free
        ],
        [(spoken(offer.said), offer.why_not) for offer in offers if offer not in free],
        closed=case.state in case.workflow.final,
    )


def _open(case: Case, offer: Offer, address: str, bound: MoveForm | None, asks: Asks, *, is_open: bool) -> Open:
    move, words = offer.move, spoken(offer.said)
    mine = bound if bound and bound.move.name == move.name else None
    on = mine.cleaned_data.get("on") if mine and hasattr(mine, "cleaned_data") else None
    article = spoken(move.basis) if move.basis else ""
    state, changes = spoken(case.workflow.words[move.target]), move.target != case.state
    return Open(
        name=move.name,
        words=words,
        confirm=_("Confirm: %(move)s") % {"move": words},
        article=article,
        target=_("The case is then: %(state)s") % {"state": state} if changes else "",
        effects=tuple(_effects(case, move, on or timezone.localdate())),
        signed=_signed(offer),
        url=address.replace("NAME", move.name),
        form=mine or MoveForm(case, move, None, asks(move), _signed_for(case, offer)),
        is_open=is_open,
    )


def _signed_for(case: Case, offer: Offer) -> Mapping[str, Any]:
    """What the first of several has signed for: the next is shown the same, and types nothing again."""
    return signatures(case, offer.move.name)[0].facts if offer.signed else {}


def _effects(case: Case, move: Move, on: date) -> Iterator[str]:
    if not any(move.name == duty.since or move.name in duty.met_by for duty in case.workflow.duties):
        return
    seen = consequences(case, move.name, on, timezone.localtime())
    for begins in seen.begins:
        yield told_beginning(begins, language())
    for meets in seen.meets:
        yield told_meeting(meets, language())


def _signed(offer: Offer) -> str:
    if not offer.signed and offer.hands < 2:
        return ""
    facts = {"names": "、".join(offer.signed) or "—", "count": offer.hands - len(offer.signed)}
    return _("%(names)s; it takes %(count)s more") % facts


def make_move(form: MoveForm, hand: Hand, on_paper: OnPaper | None = None) -> Case | None:
    """Send a form through the gate: the case afresh, or None where it was refused and the form says why."""
    given = form.cleaned_data
    if code := form.data.get("override"):
        hand = hand.overriding(code, given["reason"])
    try:
        done: Case = act_of(form.case, form.move.name)(
            form.case,
            hand,
            on=given["on"],
            version=given["version"],
            reason=given.get("reason") or "",
            on_paper=on_paper,
            **form.asked(),
        )
    except (Refused, ValidationError) as refusal:
        form.refuse(refusal)
        return None
    return done
