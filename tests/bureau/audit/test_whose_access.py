"""An access belongs to whose record was read: those responsible for it see who has looked, wherever they come from."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit import sealing
from bureau.audit.access import AccessLog, Event, log
from bureau.audit.reviews import Review, review
from bureau.audit.sealing import seal
from bureau.audit.verifying import verify
from bureau.casework.gate import open_case
from bureau.models import Person, Section, Staff
from bureau.people.roles import Role
from tests.lifting import lifted, owned
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section, record

pytestmark = pytest.mark.django_db
before = import_module("bureau.migrations.0038_access_of_before")


@pytest.fixture
def here() -> Section:
    return a_section()


@pytest.fixture
def person(here: Section) -> Person:
    return record(Person, bureau=here.bureau, name="欧阳若兰", phone="13800138000")


@pytest.fixture
def city() -> Staff:
    """Somebody of no bureau, who may look at everything: the account that sets the system up."""
    return a_person("city", is_superuser=True, name="样例市级")


def place(row: Any) -> tuple[int | None, int | None]:
    return row.of_bureau, row.of_section


def test_a_look_belongs_to_the_bureau_of_the_person_who_was_looked_up(person: Person, city: Staff) -> None:
    person.phone.reveal(a_hand(city), "核对")
    person.history.get().phone.reveal(a_hand(city), "核对")
    assert {place(row) for row in AccessLog.objects.all()} == {(person.bureau_id, None)}


def test_what_is_told_of_a_case_belongs_to_its_section(here: Section, city: Staff) -> None:
    facts = {"number": "1", "title": "样例", "section": here, "opened_on": timezone.localdate()}
    case = open_case(Permit, a_hand(city), **facts)
    row = log(a_hand(city), Event.EXPORT, record="bureau.docket", row=case.pk)
    assert place(row) == (here.bureau_id, here.pk)


@pytest.mark.parametrize("facts", [{}, {"record": "bureau.person"}, {"record": "gone.kind", "row": 1}])
def test_what_is_of_no_one_record_belongs_to_the_bureau_of_whoever_did_it(here: Section, facts: Any) -> None:
    officer = a_person("officer", here)
    assert place(log(a_hand(officer), Event.EXPORT, **facts)) == (here.bureau_id, here.pk)
    assert place(log(a_hand(), Event.EXPORT, **facts)) == (None, None)


def test_whoever_answers_for_the_record_reads_it_and_the_other_bureau_does_not(
    person: Person, here: Section, city: Staff
) -> None:
    person.phone.reveal(a_hand(city), "市级核对（样例）")
    auditor = a_person("auditor", here, Role.AUDIT_ADMINISTRATOR)
    abroad = a_person("abroad", a_section("丙股", bureau="另一样例局"), Role.AUDIT_ADMINISTRATOR)
    pages = []
    for reader in (auditor, abroad):
        client = Client()
        client.force_login(reader)
        pages.append(client.get(reverse("admin:bureau_accesslog_changelist")).text)
    assert ["市级核对（样例）" in page for page in pages] == [True, False]


def test_a_supervisor_finds_the_look_of_somebody_of_no_bureau_in_the_queue_and_reviews_it(
    person: Person, here: Section, city: Staff
) -> None:
    hand = a_hand(city)
    person.phone.reveal(hand, "市级核对（样例）")
    client = Client()
    client.force_login(a_person("supervisor", here, Role.SUPERVISOR))
    assert "市级核对（样例）" in client.get(reverse("admin:changes")).text
    client.post(reverse("admin:changes_review"), {"change": hand.change_id, "remark": "属实"})
    assert place(Review.objects.get()) == (person.bureau_id, None)
    assert "市级核对（样例）" not in client.get(reverse("admin:changes")).text


def test_a_review_by_somebody_of_no_bureau_takes_the_change_from_the_queue_of_its_own(
    person: Person, here: Section, city: Staff
) -> None:
    hand = a_hand(a_person("officer", here))
    person.phone.reveal(hand, "回访（样例）")
    reviewer, supervisor = Client(), Client()
    reviewer.force_login(city)
    supervisor.force_login(a_person("supervisor", here, Role.SUPERVISOR))
    assert "回访（样例）" in supervisor.get(reverse("admin:changes")).text
    reviewer.post(reverse("admin:changes_review"), {"change": hand.change_id})
    assert place(Review.objects.get()) == (person.bureau_id, None)
    assert "回访（样例）" not in supervisor.get(reverse("admin:changes")).text


def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows as they were sealed before there were these columns, and without them."""
    columns = sealing._columns
    monkeypatch.setattr(
        sealing, "_columns", lambda model: [name for name in columns(model) if name not in ("of_bureau", "of_section")]
    )
    with lifted(connection) as cursor:
        for table in ("bureau_accesslog", "bureau_review"):
            cursor.execute(f"UPDATE {table} SET of_bureau = NULL, of_section = NULL")
    seal(at=timezone.now())
    monkeypatch.undo()


def test_rows_of_before_get_theirs_and_no_seal_alarms(
    person: Person, here: Section, city: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = a_person("officer", here)
    person.phone.reveal(a_hand(city), "核对")
    log(a_hand(officer), Event.EXPORT, record="bureau.enterprise", count=3)
    log(a_hand(), Event.SIGN_IN_FAILED)
    change = person.history.get().history_change
    review(change, a_hand(city), "", done_by=set())
    review(uuid4(), a_hand(officer), "", done_by=set())
    as_before(monkeypatch)
    assert verify() == []
    with owned(connection):
        before.of_the_record(apps, SimpleNamespace(connection=connection))
    accesses = [place(row) for row in AccessLog.objects.order_by("pk")]
    assert accesses == [(here.bureau_id, None), (here.bureau_id, here.pk), (None, None)]
    reviews = [place(row) for row in Review.objects.order_by("pk")]
    assert reviews == [(here.bureau_id, None), (here.bureau_id, here.pk)]
    assert verify() == []
    seal(at=timezone.now())
    assert verify() == []
