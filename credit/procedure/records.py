"""A record comes in and is changed: its person sealed, its line with the platform beside it, in one transaction."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from bureau.audit.hand import Hand
from bureau.audit.spoken import spoken
from bureau.casework.parties import Person
from bureau.law.masks import Mask, mask
from credit.models import Decision, LicencePush, ListEntry, Penalty, PenaltyPush
from credit.models.persons import known_person
from credit.rules.faults import TWICE


def enter(hand: Hand, record: Decision) -> Decision:
    """A new record, with the line that says where it stands. Raises ValidationError for one that stands here twice."""
    with transaction.atomic():
        keep(hand, record)
        push = push_of(type(record))(record=record)
        push.hand = hand
        push.save()
    return record


def change(hand: Hand, record: Decision) -> Decision:
    """A record that is kept becomes another; where the platform has it, its line says that it was changed since."""
    with transaction.atomic():
        keep(hand, record)
        lines = push_of(type(record)).objects.select_for_update(of=("self",))
        if push := lines.marked_when_changed().filter(record=record).first():
            push.mark_changed(hand.reason)
            push.hand = hand
            push.save()
    return record


def keep(hand: Hand, record: Decision) -> None:
    """The record alone, for whoever knows that its line says what it should. Raises ValidationError likewise."""
    with transaction.atomic():
        seal_person(hand, record)
        _demand_once(record)
        record.hand = hand
        record.save()


def push_of(kind: type[Decision]) -> Any:
    """The lines of this kind of record."""
    return PenaltyPush if issubclass(kind, Penalty) else LicencePush


@sensitive_variables()
def seal_person(hand: Hand, record: Decision | ListEntry) -> None:
    """What was typed of a person goes into the vault; the record keeps the mask of the name. Raises ValidationError."""
    name, number = record.typed_name, record.typed_id_no
    if not (record.is_of_person and number):
        return
    known = known_person(record.bureau, name, number)
    record.person = known or Person.objects.record(hand, bureau=record.bureau, name=name, id_no=number)
    record.party_name = mask(name, Mask.NAME)
    record.typed_name = record.typed_id_no = ""


def _demand_once(record: Decision) -> None:
    same = type(record)._default_manager.filter(bureau=record.bureau, key=record.key_now())
    if same.exclude(pk=record.pk).exists():
        raise ValidationError({"paper_no": spoken(TWICE)})
