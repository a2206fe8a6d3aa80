"""A record comes in and is changed: its person sealed, its line with the platform beside it, in one transaction."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from bureau.audit.hand import Hand
from bureau.audit.spoken import spoken
from bureau.casework.parties import Person, persons_with
from bureau.law.masks import Mask, mask
from bureau.people.bureaus import Bureau
from credit.models import Decision, LicencePush, Penalty, PenaltyPush, PushState
from credit.models.pushes import THERE
from credit.rules.faults import TWICE


def enter(hand: Hand, record: Decision) -> Decision:
    """A new record, with the line that says where it stands. Raises ValidationError for one that stands here twice."""
    with transaction.atomic():
        seal_person(hand, record)
        _demand_once(record)
        record.hand = hand
        record.save()
        push = push_of(type(record))(record=record)
        push.hand = hand
        push.save()
    return record


def change(hand: Hand, record: Decision) -> Decision:
    """A record that is kept becomes another; where the platform has it, its line says that it was changed since."""
    with transaction.atomic():
        seal_person(hand, record)
        _demand_once(record)
        record.hand = hand
        record.save()
        push = push_of(type(record)).objects.select_for_update().get(record=record)
        if push.state in THERE:
            push.state, push.hand = PushState.CORRECTED, hand
            push.save()
    return record


def push_of(kind: type[Decision]) -> Any:
    """The lines of this kind of record."""
    return PenaltyPush if issubclass(kind, Penalty) else LicencePush


@sensitive_variables()
def seal_person(hand: Hand, record: Decision) -> None:
    """What was typed of a person goes into the vault; the record keeps the mask of the name."""
    name, number = record.typed_name, record.typed_id_no
    if not (record.is_of_person and number):
        return
    record.person = person_of(hand, record.bureau, name, number)
    record.party_name = mask(name, Mask.NAME)
    record.typed_name = record.typed_id_no = ""


@sensitive_variables()
def person_of(hand: Hand, bureau: Bureau, name: str, number: str) -> Person:
    """The person with this number, entered if there is none. Raises ValidationError for one of another name."""
    for known in persons_with(bureau, id_no=number):
        if known.name and known.name.matches(name):
            return known
        raise ValidationError({"id_no": _("This number is known under another name. Please compare.")})
    entered: Person = Person.objects.record(hand, bureau=bureau, name=name, id_no=number)
    return entered


def _demand_once(record: Decision) -> None:
    same = type(record)._default_manager.filter(bureau=record.bureau, key=record.key_now())
    if same.exclude(pk=record.pk).exists():
        raise ValidationError({"paper_no": spoken(TWICE)})
