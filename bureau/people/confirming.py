"""A second administrator confirms the appointment of an administrator; before that it is none."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from bureau.audit.hand import Hand
from bureau.people.appointments import Appointment
from bureau.people.roles import ADMINISTRATORS


def may_confirm(appointment: Appointment, staff: Any, day: date) -> bool:
    """Whether someone is a second administrator to this appointment: neither whoever gave it nor whoever gets it."""
    if not appointment.waits or not staff.is_active or staff.pk in (appointment.given_by_id, appointment.staff_id):
        return False
    held = Appointment.objects.filter(Appointment.on(day), bureau=appointment.bureau_id, role__in=ADMINISTRATORS)
    return bool(staff.is_superuser or held.filter(staff=staff).exists())


def confirm(appointment: Appointment, hand: Hand) -> Appointment:
    """The appointment is valid from now on. Raises ValidationError for whoever is no second administrator to it."""
    with transaction.atomic():
        fresh = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
        if not may_confirm(fresh, hand.user, timezone.localdate(hand.at)):
            raise ValidationError(gettext("It is confirmed by another administrator: who neither gave it nor gets it."))
        fresh.waits, fresh.confirmed_by, fresh.hand = False, hand.user, hand  # type: ignore[assignment]
        fresh.save()
    return fresh
