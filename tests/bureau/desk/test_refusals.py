"""Whoever is refused something stands in the access log, whatever became of the request, and not a thousand times."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit import refusing
from bureau.audit.access import AccessLog, Event
from bureau.audit.hand import Refusal
from bureau.audit.refusing import HeldRefusal, tell, tell_held
from bureau.casework.refusals import NotYours
from bureau.desk import handing
from bureau.models import Docket, Person, Staff
from bureau.people.roles import Role
from tests.permits import procedure
from tests.records import a_hand, a_person, a_section, record
from tests.sample_permits import MORNING, Sample, a_morning

pytestmark = pytest.mark.django_db
PHONE = "13800138000"


@pytest.fixture
def sample() -> Sample:
    return a_morning()


@pytest.fixture
def officer() -> Staff:
    return a_person("officer", a_section(), Role.OFFICER)


def screen(person: Staff, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


def refusals() -> list[tuple[Any, ...]]:
    rows = AccessLog.objects.filter(event=Event.REFUSAL).order_by("pk")
    return list(rows.values_list("actor__username", "record", "row", "fields", "count"))


def test_a_page_that_is_not_open_to_somebody_is_told(officer: Staff) -> None:
    assert screen(officer).get(reverse("admin:bureau_accesslog_changelist")).status_code == 403
    row = AccessLog.objects.get(event=Event.REFUSAL)
    assert (row.event, row.actor, row.record, row.fields) == (
        "refusal", officer, "bureau.accesslog", "GET bureau_accesslog_changelist",
    )  # fmt: skip
    assert (row.of_bureau, row.address, row.purpose) == (officer.bureau_id, "127.0.0.1", "此账号无权打开本页面。")


def test_a_move_that_is_anothers_is_told_although_the_page_is_answered(sample: Sample) -> None:
    address = reverse("admin:permits_permit_move", args=[sample.permit.pk, "withdraw"])
    sent = {"on": timezone.localdate().isoformat(), "version": Docket.objects.get(pk=sample.permit.pk).version}
    answer = screen(sample.head).post(address, sent)
    assert answer.status_code == 200
    assert refusals() == [("head", "bureau.docket", str(sample.permit.pk), "withdraw", 1)]


def test_the_gate_notes_on_the_hand_what_a_program_may_tell(sample: Sample) -> None:
    hand = a_hand(sample.supervisor, at=MORNING)
    with pytest.raises(NotYours):
        procedure.withdraw(sample.permit, hand, on=MORNING.date())
    assert [(refused.record, refused.act) for refused in hand.refused] == [("bureau.docket", "withdraw")]
    tell(hand, hand.refused)
    row = AccessLog.objects.get(event=Event.REFUSAL)
    assert (row.of_bureau, row.of_section) == (sample.section.bureau_id, sample.section.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("notices")
def test_a_refusal_outlives_the_transaction_that_it_broke_off(sample: Sample, monkeypatch: Any) -> None:
    def half(case: Any, hand: Any) -> None:
        docket = Docket.objects.select_for_update().get(pk=case.pk)
        docket.title, docket.hand = "改到一半", hand
        docket.save(held=True)
        raise PermissionDenied

    monkeypatch.setattr(handing, "take_up", half)
    answer = screen(sample.officer).post(reverse("admin:permits_permit_take_up", args=[sample.permit.pk]))
    assert answer.status_code == 403
    assert Docket.objects.get(pk=sample.permit.pk).title != "改到一半"
    assert refusals() == [("officer", "permits.permit", str(sample.permit.pk), "POST permits_permit_take_up", 1)]


@pytest.mark.parametrize("page", ["change", "history"])
def test_a_record_beyond_reach_is_told_to_those_whose_it_is(officer: Staff, page: str) -> None:
    there = a_section("丙股", bureau="另一样例局").bureau
    person = record(Person, bureau=there, name="欧阳若兰", phone=PHONE)
    screen(officer).get(reverse(f"admin:bureau_person_{page}", args=[person.pk]))
    assert refusals() == [("officer", "bureau.person", str(person.pk), f"GET bureau_person_{page}", 1)]
    assert AccessLog.objects.get(event=Event.REFUSAL).of_bureau == there.pk


@pytest.mark.parametrize("key", [PHONE, "欧阳若兰", "9" * 40, "x\0y"])
def test_what_is_no_number_of_a_record_is_not_kept(officer: Staff, key: str) -> None:
    screen(officer).get(f"/admin/bureau/person/{key}/change/")
    screen(officer).post(f"/admin/bureau/accesslog/{key}/change/")
    told = json.dumps([list(row) for row in refusals()]) + json.dumps(list(HeldRefusal.objects.values("row", "words")))
    assert key not in told


def test_the_same_again_within_a_minute_is_counted_and_told_when_the_minute_is_over(officer: Staff) -> None:
    at = timezone.now()
    for second in range(0, 50, 10):
        refuse(officer, at + timedelta(seconds=second))
    refuse(officer, at, "another")
    assert [count for *_rest, count in refusals()] == [1, 1]
    assert tell_held(at + timedelta(seconds=59)) == 0
    assert tell_held(at + timedelta(seconds=61)) == 1
    assert [count for *_rest, count in refusals()] == [1, 1, 4]
    assert "再次发生" in AccessLog.objects.first().purpose
    assert not HeldRefusal.objects.exists()


def test_the_same_again_after_a_minute_is_told_at_once(officer: Staff) -> None:
    at = timezone.now()
    for second in (0, 30, 61, 62):
        refuse(officer, at + timedelta(seconds=second))
    assert [count for *_rest, count in refusals()] == [1, 1, 1]
    assert tell_held(at + timedelta(seconds=130)) == 1


def refuse(person: Staff, at: datetime, words: str = "x") -> None:
    tell(a_hand(person, at=at), [Refusal(words, "bureau.docket", "7", "grant")])


def test_a_log_that_is_away_takes_nobodys_answer_away(officer: Staff, monkeypatch: Any, caplog: Any) -> None:
    def away(*_facts: Any, **_more: Any) -> None:
        raise DatabaseError("row 13800138000")

    monkeypatch.setattr(refusing, "log", away)
    assert screen(officer).get(reverse("admin:bureau_accesslog_changelist")).status_code == 403
    assert not HeldRefusal.objects.exists()
    assert "could not be told" in caplog.text
    assert PHONE not in caplog.text


def test_a_stranger_is_told_by_the_address_alone() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("admin:login"), {"username": PHONE, "password": "x"})
    assert answer.status_code == 403
    row = AccessLog.objects.get(event=Event.REFUSAL)
    assert (row.actor, row.actor_name, row.address) == (None, "未登录", "127.0.0.1")
