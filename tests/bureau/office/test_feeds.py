"""Due days in a calendar program: behind a secret that can be renewed, without names, for whoever still works here."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from bureau.audit.hand import Hand, Source
from bureau.casework.gate import open_case
from bureau.casework.handover import hand_over
from bureau.models import Appointment, Assignment, CalendarFeed, Section, Staff
from bureau.office.assignments.rules import Origin
from bureau.office.feeds import renew
from bureau.people.roles import Role
from tests.records import a_hand, a_person, a_section

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:feeds")
CANARY = "样例金丝雀"


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例甲")


def assigned(officer: Staff, days: int = 3) -> Assignment:
    today = timezone.localdate()
    facts = {"origin": Origin.MEETING, "paper": CANARY, "due_on": today + timedelta(days), "task": CANARY}
    number = f"督办样例{Assignment.objects.count() + 1}"
    facts |= {"number": number, "title": CANARY, "opened_on": today, "officer": officer}
    return open_case(Assignment, a_hand(officer), section=officer.section, **facts)


def by(person: Staff) -> Hand:
    return Hand(person, Source.SCREEN, timezone.now())


def events(secret: str) -> list:
    answer = Client().get(reverse("calendar", args=[secret]))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def fetched(secret: str) -> int:
    return Client().get(reverse("calendar", args=[secret])).status_code


def test_ones_own_due_days_without_a_name(officer: Staff) -> None:
    made = assigned(officer)
    secret = renew(officer, None, by(officer))
    (event,) = events(secret)
    assert event["dtstart"].dt == made.due_on
    assert made.docket.number in event["summary"]
    content = Client().get(reverse("calendar", args=[secret])).content.decode()
    assert CANARY not in content
    assert "X-WR-CALNAME:我的到期事项" in content
    assert officer.name not in content


def test_a_section_is_followed_by_whoever_works_there(section: Section, officer: Staff) -> None:
    head = a_person("head", section, Role.SECTION_HEAD, name="样例股长")
    assigned(officer)
    assert len(events(renew(head, section, by(head)))) == 1
    assert events(renew(head, None, by(head))) == []


def test_a_new_address_ends_the_old_one(officer: Staff) -> None:
    first = renew(officer, None, by(officer))
    second = renew(officer, None, by(officer))
    assert (fetched(first), fetched(second), fetched("x" * 43)) == (404, 200, 404)
    assert not CalendarFeed.objects.filter(digest__in=[first, second]).exists()


def test_of_each_one_address_is_open(section: Section, officer: Staff) -> None:
    for of in (None, section):
        renew(officer, of, by(officer))
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarFeed.objects.record(by(officer), staff=officer, section=of, digest=f"{of}")


def test_whoever_has_left_follows_nothing_any_more(section: Section, officer: Staff) -> None:
    own, whole = renew(officer, None, by(officer)), renew(officer, section, by(officer))
    held = Appointment.objects.get(staff=officer)
    held.until_on, held.hand = date(2020, 2, 1), a_hand()
    held.save()
    assert (fetched(own), fetched(whole)) == (404, 404)


def test_what_was_handed_over_or_done_is_gone(section: Section, officer: Staff) -> None:
    head = a_person("head", section, Role.SECTION_HEAD, name="样例股长")
    made = assigned(officer)
    secret = renew(officer, None, by(officer))
    hand_over(made, by(head).because("样例"), section=section, officer=head)
    assert events(secret) == []


def test_work_secrets_are_left_out(officer: Staff) -> None:
    made = assigned(officer)
    docket = made.docket
    docket.is_work_secret, docket.hand = True, a_hand()
    docket.save(held=True)
    assert events(renew(officer, None, by(officer))) == []


def test_the_page_tells_a_new_address_once(officer: Staff) -> None:
    client = Client()
    client.force_login(officer)
    address = client.post(PAGE, {"section": ""}).context["address"]
    assert Client().get(address.removeprefix("http://localhost:8000")).status_code == 200
    assert address not in client.get(PAGE).text
    client.post(PAGE, {"section": "", "end": "1"})
    assert Client().get(address.removeprefix("http://localhost:8000")).status_code == 404


def test_nobody_follows_another_section(officer: Staff) -> None:
    other = a_section("他股", "样例他局")
    client = Client()
    client.force_login(officer)
    assert client.post(PAGE, {"section": other.pk}).status_code == 404
    assert not CalendarFeed.objects.exists()
