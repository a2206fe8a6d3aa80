"""Records made by a hand, for tests that need some."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from bureau.audit.hand import Hand, Source
from bureau.people.appointments import Appointment
from bureau.people.bureaus import Bureau, Section
from bureau.people.roles import OF_THE_BUREAU
from bureau.people.staff import Staff

LONG_AGO = date(2020, 1, 1)


def a_hand(user: Staff | None = None, **facts: Any) -> Hand:
    name = "" if user else "a test"
    return Hand(**{"user": user, "source": Source.COMMAND, "at": timezone.now(), "name": name} | facts)


def record(model: type[models.Model], **fields: Any) -> Any:
    return model.objects.record(a_hand(), **fields)


def a_section(name: str = "规划股", bureau: str = "样例局") -> Section:
    of = Bureau.objects.filter(name=bureau).first() or record(Bureau, name=bureau)
    return record(Section, bureau=of, name=name)


def a_person(username: str, section: Section | None = None, *roles: str, **fields: Any) -> Staff:
    """Someone of that section, with these roles since long ago."""
    person = record(Staff, username=username, section=section, **fields)
    for role in roles:
        appoint(person, role, section)
    return person


def appoint(
    person: Staff, role: str, section: Section, since: date = LONG_AGO, until: date | None = None
) -> Appointment:
    of = None if role in OF_THE_BUREAU else section
    return record(
        Appointment, staff=person, role=role, bureau=section.bureau, section=of, since_on=since, until_on=until
    )
