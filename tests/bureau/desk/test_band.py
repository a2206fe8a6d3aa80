"""The band of troubles: whoever should act sees it on every page with where to go, and nobody else does."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bureau.desk import band
from bureau.notices.drain import drain
from bureau.notices.outbox import Notice, settle
from bureau.notices.post import Refused
from bureau.notices.troubles import troubles
from bureau.people.roles import Role
from tests.bureau.notices.nights import DUE, WORKER, Office, at, march, night
from tests.records import a_person, a_section

pytestmark = pytest.mark.django_db
PAGES = ["admin:index", "admin:search", "admin:password_change", "admin:bureau_holidaynotice_changelist"]


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(f"{band.__name__}.timezone.now", lambda: at(DUE, 9))
    return Office()


def text(person, page: str = "admin:index") -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(reverse(page)).text
    return answer[answer.index('class="band"') :] if 'class="band"' in answer else ""


def a_dead_letter(office: Office) -> Notice:
    office.term()
    night(DUE)
    drain(lambda: at(DUE, 8), _refused, WORKER)
    return Notice.objects.get()


def _refused(_message) -> None:
    raise Refused("550")


@pytest.mark.parametrize("shown", PAGES)
def test_whoever_should_act_is_told_on_every_page_and_led_to_it(office: Office, shown: str) -> None:
    supervisor, system = (office.person(role, role) for role in (Role.SUPERVISOR, Role.SYSTEM_ADMINISTRATOR))
    office.term()
    night(march(11))
    for person in (supervisor, system, a_person("root", is_superuser=True)):
        assert "起未再巡查期限" in text(person, shown)
        assert reverse("admin:bureau_sweeprun_changelist") in text(person, shown)


def test_nobody_else_is_told(office: Office) -> None:
    a_dead_letter(office)
    for person in (office.officer, office.head, office.leader):
        assert text(person) == ""


def test_on_a_good_day_there_is_no_band(office: Office) -> None:
    night(DUE)
    assert text(office.person("supervisor", Role.SUPERVISOR)) == ""


def test_a_dead_letter_is_told_where_it_can_be_settled_and_until_then(office: Office) -> None:
    letter = a_dead_letter(office)
    supervisor = office.person("supervisor", Role.SUPERVISOR)
    abroad = a_person("abroad", a_section("丙股", bureau="另一样例局"), Role.SUPERVISOR)
    assert f"{reverse('admin:bureau_notice_changelist')}?letters=dead" in text(supervisor)
    assert text(abroad) == ""
    settle(letter, supervisor, at(DUE, 9))
    assert text(supervisor) == ""


def test_the_band_costs_two_queries_and_a_third_after_a_night_that_broke_off(office: Office) -> None:
    night(DUE)
    with CaptureQueriesContext(connection) as good:
        troubles(at(DUE, 9))
    assert len(good) == 2
