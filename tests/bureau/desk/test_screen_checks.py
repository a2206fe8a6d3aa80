"""The desk does not open with a screen that is open to more than it says."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.checks import run_checks

from bureau.casework.calendar import HolidayPeriod
from bureau.desk.checks import faults_of
from bureau.desk.recorded import RecordedAdmin
from bureau.desk.scoped import ScopedAdmin
from bureau.models import HolidayNotice, Section
from bureau.people.roles import EVERYBODY, EXPORTERS, Role


class Bare(admin.ModelAdmin):
    """A screen of Django's own making."""


class Unread(RecordedAdmin):
    readers = frozenset()


class Unseen(RecordedAdmin):
    readers, writers = frozenset({Role.OFFICER}), frozenset({Role.LEADER})


class Handless(ScopedAdmin):
    readers = EVERYBODY


class Lines(admin.TabularInline):
    model = HolidayPeriod


class WithForeignLines(RecordedAdmin):
    readers, inlines = EVERYBODY, [Lines]


class EditedInTheList(RecordedAdmin):
    readers, list_display, list_editable = EVERYBODY, ["name", "is_intake"], ["is_intake"]


class TakenOutUnread(RecordedAdmin):
    readers, exporters = frozenset({Role.LEADER}), EXPORTERS


class TakenOutAtTheCounter(RecordedAdmin):
    readers, exporters = EVERYBODY, EXPORTERS | {Role.WINDOW}


class ByNumber(RecordedAdmin):
    readers, raw_id_fields = EVERYBODY, ["bureau"]


def faults(screen: type[admin.ModelAdmin], model: type = Section) -> list[str]:
    return [fault.id for fault in faults_of([screen(model, admin.site)])]


@pytest.mark.parametrize(
    ("screen", "model", "code"),
    [
        (Bare, Section, "bureau.E010"),
        (Handless, Group, "bureau.E011"),
        (Unread, Section, "bureau.E012"),
        (Unseen, Section, "bureau.E012"),
        (Handless, Section, "bureau.E013"),
        (WithForeignLines, HolidayNotice, "bureau.E014"),
        (EditedInTheList, Section, "bureau.E015"),
        (ByNumber, Section, "bureau.E015"),
        (TakenOutUnread, Section, "bureau.E016"),
        (TakenOutAtTheCounter, Section, "bureau.E043"),
    ],
)
def test_a_screen_that_is_open_to_more_than_it_says_is_refused(screen, model, code: str) -> None:
    assert faults(screen, model) == [code]


def test_every_screen_of_the_house_is_scoped_and_django_asks_at_every_start() -> None:
    assert run_checks() == [] or all(found.id == "bureau.W001" for found in run_checks())
    assert [fault.id for fault in faults_of(admin.site._registry.values())] == []
    admin.site.register(Group, Bare)
    try:
        assert "bureau.E010" in [found.id for found in run_checks()]
    finally:
        admin.site.unregister(Group)
