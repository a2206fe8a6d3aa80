"""When a session ends, and where whoever comes back finds themselves."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bureau.desk.sessions_swept import clear_sessions
from bureau.people.appointments import Appointment
from bureau.people.bureaus import Section
from bureau.people.roles import Role
from bureau.people.staff import Staff
from tests.bureau.desk.test_signin import Clock, clock
from tests.records import a_hand, a_section, appoint
from tests.signing_in import MINUTE, PASSWORD, an_account, tries

__all__ = ["clock"]  # a fixture

pytestmark = pytest.mark.django_db
DESK, STAY = "/admin/", "/admin/stay/"


@pytest.fixture
def section(db: None) -> Section:
    return a_section()


@pytest.fixture
def officer(section: Section) -> Staff:
    return an_account("clerk", section, Role.OFFICER, name="样例甲")


@pytest.fixture
def client(clock: Clock, officer: Staff) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def is_open(client: Client, address: str = DESK) -> bool:
    return client.get(address).status_code == 200


def test_without_use_a_session_ends_after_a_quarter_of_an_hour(client: Client, clock: Clock) -> None:
    for _time in range(4):
        clock.now += 14 * MINUTE
        assert is_open(client)
    clock.now += 15 * MINUTE
    answer = client.get("/admin/bureau/staff/?q=1", follow=True)
    assert answer.redirect_chain == [("/admin/login/?next=/admin/bureau/staff/%3Fq%3D1", 302)]
    assert "会话因一段时间没有操作" in answer.text
    assert not is_open(client)
    assert not Session.objects.exists()


def test_with_use_it_ends_after_eight_hours(client: Client, clock: Clock) -> None:
    began = clock.now
    while clock.now + 14 * MINUTE < began + timedelta(hours=8):
        clock.now += 14 * MINUTE
        assert is_open(client)
    clock.now = began + timedelta(hours=8)
    assert not is_open(client)


def test_what_a_page_fetches_by_itself_keeps_no_session_alive(client: Client, clock: Clock) -> None:
    assert is_open(client)
    for _time in range(7):
        clock.now += 2 * MINUTE
        assert is_open(client, f"{DESK}?again=1")
        assert client.get(f"{STAY}?again=1").json()["left"] > 0
    clock.now += MINUTE
    assert client.get(f"{STAY}?again=1").json() == {"left": 0, "may_stay": False}
    assert client.get(f"{DESK}?again=1").url == "/admin/login/?next=/admin/"


def test_the_page_knows_how_long_it_lasts_and_one_button_makes_it_last(client: Client, clock: Clock) -> None:
    assert 'data-left="900"' in client.get(DESK).text
    clock.now += 14 * MINUTE
    assert client.get(f"{STAY}?again=1").json() == {"left": 60, "may_stay": True}
    assert client.post(STAY).json() == {"left": 900, "may_stay": True}
    clock.now += 14 * MINUTE
    assert is_open(client)


def test_nobody_is_sent_away_before_the_session_is_over(client: Client, clock: Clock) -> None:
    """Who comes to the way in while it lasts is led to the desk, and would not come back to the page they were on."""
    assert is_open(client)
    almost = timedelta(seconds=0.4)
    clock.now += 15 * MINUTE - almost
    assert client.get(f"{STAY}?again=1").json()["left"] == 1
    assert client.get("/admin/login/").url == DESK
    clock.now += 15 * MINUTE
    assert client.get(f"{STAY}?again=1").json()["left"] == 0


def test_nor_before_the_eight_hours_are(client: Client, clock: Clock) -> None:
    for _time in range(47):
        clock.now += 10 * MINUTE
        client.get(DESK)
    clock.now += 10 * MINUTE - timedelta(seconds=0.4)
    assert client.get(f"{STAY}?again=1").json()["left"] == 1


def test_at_the_end_of_the_eight_hours_no_button_helps(client: Client, clock: Clock) -> None:
    for _time in range(47):
        clock.now += 10 * MINUTE
        client.get(DESK)
    assert client.post(STAY).json() == {"left": 600, "may_stay": False}


def test_a_forged_or_foreign_mark_of_use_is_none(client: Client, clock: Clock, officer: Staff) -> None:
    other = Client()
    other.force_login(officer)
    clock.now += 14 * MINUTE
    other.get(DESK)
    clock.now += MINUTE
    for mark in (other.cookies["seen"].value, f"{clock.now.timestamp()}:forged"):
        client.cookies["seen"] = mark
        copied = client.get(f"{STAY}?again=1").json()
        assert copied["left"] == 0


def test_a_form_that_was_sent_too_late_leads_back_to_its_page(client: Client, clock: Clock) -> None:
    clock.now += 16 * MINUTE
    sent = client.post("/admin/bureau/job/1/cancel/", HTTP_REFERER="http://testserver/admin/bureau/job/1/change/?x=1")
    assert sent.url == "/admin/login/?next=/admin/bureau/job/1/change/%3Fx%3D1"
    abroad = client.post("/admin/bureau/job/1/cancel/", HTTP_REFERER="http://evil.example/")
    assert abroad.url == "/admin/login/?next=/admin/"


def test_whoever_comes_back_is_where_they_were(client: Client, clock: Clock) -> None:
    clock.now += 16 * MINUTE
    came = client.get("/admin/bureau/staff/?q=1")
    assert tries("clerk", PASSWORD, client=client, next="/admin/bureau/staff/?q=1").url == "/admin/bureau/staff/?q=1"
    assert came.status_code == 302
    assert is_open(client, "/admin/bureau/staff/?q=1")


def test_a_closed_account_ends_its_sessions_and_opened_again_has_none(client: Client, officer: Staff) -> None:
    assert is_open(client)
    for is_active in (False, True):
        officer.is_active, officer.hand = is_active, a_hand()
        officer.save()
        assert not is_open(client)


def test_an_ended_appointment_ends_the_sessions_at_once(client: Client, officer: Staff, section: Section) -> None:
    appoint(officer, Role.SECTION_HEAD, section)
    assert is_open(client)  # what is gained ends nothing
    held = Appointment.objects.get(staff=officer, role=Role.OFFICER)
    held.until_on, held.hand = timezone.localdate() - timedelta(days=1), a_hand()
    held.save()
    answer = client.get(DESK, follow=True)
    assert answer.redirect_chain == [("/admin/login/?next=/admin/", 302)]
    assert "您的职责有变动" in answer.text


def test_an_appointment_that_ends_by_its_day_ends_the_session_at_midnight(clock: Clock, section: Section) -> None:
    person, client = an_account("other", section), Client()
    today = timezone.localdate()
    appoint(person, Role.OFFICER, section, until=today)
    clock.now = clock.now.astimezone(timezone.get_current_timezone()).replace(hour=23, minute=55)
    client.force_login(person)
    assert is_open(client)
    clock.now += 6 * MINUTE
    assert not is_open(client)


def test_a_session_costs_a_page_no_query(officer: Staff, settings) -> None:
    """The session and the account are read as ever; what somebody holds was asked for by every page before."""
    client = Client()
    client.force_login(officer)
    client.get(DESK)
    with CaptureQueriesContext(connection) as ours:
        assert is_open(client)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SessionsEnd" not in name]
    plain = Client()
    plain.force_login(officer)
    plain.get(DESK)
    with CaptureQueriesContext(connection) as without:
        assert is_open(plain)
    assert len(ours) == len(without)


def test_ended_sessions_are_dropped_in_the_rhythm(officer: Staff) -> None:
    Client().force_login(officer)
    clear_sessions(timezone.now())
    assert Session.objects.count() == 1
    clear_sessions(timezone.now() + timedelta(hours=9))
    assert not Session.objects.exists()


def test_a_stranger_is_asked_to_log_in_and_told_of_no_session(db: None) -> None:
    answer = Client().get("/admin/bureau/staff/", follow=True)
    assert answer.redirect_chain == [("/admin/login/?next=/admin/bureau/staff/", 302)]
    assert "会话" not in answer.text
    assert Client().get(STAY).json() == {"left": 0, "may_stay": False}


def test_what_was_sent_and_taken_is_told_to_the_page_that_kept_a_draft(officer: Staff, client: Client) -> None:
    taken = client.post("/admin/signin/", {"_draft": "0123456789abcdef"})
    assert taken.cookies["kept"].value == "0123456789abcdef"
    for forged in ("0123456789abcde", "x" * 16, '0123456789abcde"'):
        assert "kept" not in client.post("/admin/signin/", {"_draft": forged}).cookies
