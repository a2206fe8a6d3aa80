"""Whether the appointments that are stored keep to the role table: asked at every start, and by `manage.py roles`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.people.appointments import Appointment, say, spells_of
from bureau.people.bureaus import Bureau
from bureau.people.roles import ADMINISTRATORS, Role
from bureau.people.spells import Clash, clashes


class Fault(StrEnum):
    """Short words for machines."""

    FORBIDDEN = "forbidden_pair"
    UNCONFIRMED = "unconfirmed"
    NO_ADMINISTRATOR = "no_administrator"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as the table says; `told` is in the language of whoever reads."""

    fault: Fault
    told: str
    record: str = ""
    row: int | None = None


def forbidden(day: date) -> list[Clash]:
    """Every two roles that one person has on that day or will have, and may not."""
    kept = (spell for spell in spells_of() if spell.until is None or spell.until >= day)
    return list(clashes(kept))


def faults(day: date) -> Iterator[Finding]:
    """What the table forbids from that day on, what waits for a second administrator, which bureau lacks one."""
    for clash in forbidden(day):
        source = clash.later.source
        yield Finding(Fault.FORBIDDEN, say(clash), source._meta.label_lower, source.pk)
    waiting = (
        Appointment.objects.filter(waits=True).exclude(until_on__lt=day).select_related("staff", "section", "bureau")
    )
    for appointment in waiting.order_by("id"):
        told = _("%(what)s: no second administrator has confirmed it") % {"what": appointment.told()}
        yield Finding(Fault.UNCONFIRMED, told, appointment._meta.label_lower, appointment.pk)
    yield from _lacking(day)


def _lacking(day: date) -> Iterator[Finding]:
    held = Appointment.objects.filter(Appointment.on(day), role__in=ADMINISTRATORS, staff__is_active=True)
    there = set(held.order_by().values_list("bureau", "role"))
    for bureau in Bureau.objects.order_by("id"):
        for role in sorted(ADMINISTRATORS, key=list(Role).index):
            if (bureau.pk, role) not in there:
                told = _("%(bureau)s has no %(role)s") % {"bureau": bureau, "role": role.label}
                yield Finding(Fault.NO_ADMINISTRATOR, told, bureau._meta.label_lower, bureau.pk)


def end_forbidden(day: date, hand: Hand) -> list[str]:
    """Ends of each forbidden pair what began later, with the day before; what was ended, in words.

    What had not begun before that day is taken back.
    """
    ended = []
    with transaction.atomic():
        while found := forbidden(day):
            ended.append(say(found[0]))
            _end(found[0].later.source, day, hand)
    return ended


def _end(record: Any, day: date, hand: Hand) -> None:
    record.hand = hand
    if record.since_on < day:
        record.until_on = day - timedelta(days=1)
        record.save()
    else:
        record.delete()
