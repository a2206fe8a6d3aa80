"""Terms in hours: told when they begin and when their moment has passed, without waiting for a morning."""

from datetime import time, timedelta

import pytest

from bureau.notices.outbox import Debt, Notice
from bureau.notices.preferences import MailPreference
from bureau.notices.sweep import moments
from bureau.people.roles import Role
from tests.bureau.notices.nights import DUE, Office, a_round, at, change, march, night, owed_to
from tests.records import record

pytestmark = pytest.mark.django_db

SUNDAY = march(15)


@pytest.fixture
def office() -> Office:
    return Office()


def hours(office: Office, due_at, **facts):
    day = facts.pop("due_on", due_at.astimezone(at(DUE).tzinfo).date())
    return office.term(due=day, due_at=due_at, since=march(2), **facts)


def told(moment) -> int:
    return moments(lambda: moment)


def test_it_is_told_at_once_also_at_night_and_on_a_day_of_rest(office: Office) -> None:
    hours(office, at(march(16), 3), due_on=march(16))
    assert (told(at(SUNDAY, 3)), told(at(SUNDAY, 3, 1))) == (1, 0)
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.next_at) == ("at_once", office.officer, at(SUNDAY, 3))


def test_it_is_told_again_when_its_moment_has_passed_and_to_the_head_too(office: Office) -> None:
    hours(office, at(march(16), 15), due_on=march(16))
    told(at(march(16), 9))
    assert (told(at(march(16), 14, 59)), told(at(march(16), 15)), told(at(march(16), 16))) == (0, 2, 0)
    assert [(moment, ordinal) for moment, ordinal, _, _ in owed_to(office.officer)] == [("on", 0), ("after", 0)]
    assert [(moment, ordinal) for moment, ordinal, _, _ in owed_to(office.head)] == [("after", 0)]


def test_the_sweep_says_nothing_twice_of_it_and_goes_on_each_working_day_after(office: Office) -> None:
    hours(office, at(march(16), 15), due_on=march(16))
    for day in (march(16), march(17)):
        told(at(day, 1))
        night(day)
        told(at(day, 16))
    assert [(moment, ordinal) for moment, ordinal, _, _ in owed_to(office.officer)] == [
        ("on", 0),
        ("after", 0),
        ("after", 1),
    ]


def test_a_new_officer_is_told_at_once(office: Office) -> None:
    term = hours(office, at(march(16), 15), due_on=march(16))
    told(at(march(16), 9))
    new = office.person("new", Role.OFFICER)
    change(term, march(16), officer=new)
    assert told(at(march(16), 10)) == 1
    assert Debt.objects.filter(recipient=new).count() == 1


def test_one_that_is_met_is_told_no_more(office: Office) -> None:
    hours(office, at(march(16), 15), due_on=march(16), state="met", met_on=march(16), watch_on=None)
    assert told(at(march(16), 16)) == 0


def test_quiet_hours_end_before_a_moment_that_falls_into_them(office: Office) -> None:
    record(MailPreference, staff=office.officer, quiet_from=time(22), quiet_until=time(7))
    hours(office, at(march(16), 15), due_on=march(16))
    told(at(SUNDAY, 23))
    assert Notice.objects.get().next_at == at(march(16), 7)
    hours(office, at(march(16), 6), due_on=march(16))
    told(at(SUNDAY, 23, 30))
    assert Notice.objects.latest("pk").next_at == at(SUNDAY, 23, 30)


def test_a_round_of_the_tick_sends_it(office: Office, mailoutbox) -> None:
    hours(office, at(march(16), 15), due_on=march(16))
    assert a_round(at(SUNDAY, 1)) == 1
    assert [(mail.to, "2026年3月16日" in mail.body) for mail in mailoutbox] == [(["officer@example.cn"], True)]


def test_a_round_that_comes_late_sweeps_and_sends_in_one_go(office: Office, mailoutbox) -> None:
    office.term()
    assert a_round(at(DUE, 10)) == 1
    assert a_round(at(DUE, 10) + timedelta(seconds=5)) == 0
    assert len(mailoutbox) == 1
