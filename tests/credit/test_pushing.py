"""Batches to a platform that is a process of its own: after each fault the counts are equal on both sides."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from bureau.audit.reconciling import reconcile
from bureau.models import AccessLog, Job, Staff
from bureau.notices.jobs import run_due
from bureau.notices.leases import State
from credit.models import Licence, LicencePush, Organ, Penalty, PenaltyPush, PushBatch, PushRow, PushState
from credit.procedure import again, change, enter, withdraw
from credit.procedure.pushing import NotNow, answered, begin, drop, locked, prepare, send_again, sent
from credit.rules.pushing import Answer, Outcome, refused
from credit.tasks.platforms import Http
from credit.tasks.pushing import ask_push, fetch_receipts
from tests.conftest import ROOT
from tests.credit.conftest import TODAY, hand
from tests.credit.platform import Receiver
from tests.sample_credit import RESIDENT, unsaved

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("away_is_soon")]
PERSON = {"party_kind": "自然人", "uscc": "", "representative": "", "id_type": "身份证", "party_name": ""}
PERSON |= {"typed_name": "样例乙", "typed_id_no": RESIDENT}


@pytest.fixture
def away_is_soon(settings: Any) -> None:
    settings.PUSH_SECONDS = 1.0


@pytest.fixture
def receiver(tmp_path: Path, settings: Any) -> Iterator[Receiver]:
    started = Receiver(tmp_path)
    started.start()
    settings.PUSH_URL = started.url
    yield started
    started.stop()


@pytest.fixture
def five(organ: Organ, source: Organ) -> list[Any]:
    """Three licences of organisations, one of a person, and a penalty."""
    made = [enter(hand(), unsaved(Licence, organ, source, paper_no=f"阳海样许〔2026〕{n}号")) for n in range(1, 4)]
    made.append(enter(hand(), unsaved(Licence, organ, source, paper_no="阳海样许〔2026〕9号", **PERSON)))
    return [*made, enter(hand(), unsaved(Penalty, organ, source))]


def push(officer: Staff) -> list[PushBatch]:
    """Whatever waits goes into batches, each with its job."""
    made = prepare(hand(officer), officer.section.bureau, officer)
    for batch in made:
        ask_push(batch, officer, timezone.now())
    return made


def work(minutes: float = 0) -> None:
    run_due(lambda: timezone.now() + timedelta(minutes=minutes), "a worker")


def states(*kinds: Any) -> list[str]:
    return [push.state for kind in kinds or (LicencePush, PenaltyPush) for push in kind.objects.order_by("pk")]


def there() -> int:
    """How many the platform has, as we have it."""
    return sum(kind.objects.filter(state=PushState.ACCEPTED).count() for kind in (LicencePush, PenaltyPush))


def test_what_waits_is_pushed_in_a_file_of_each_layout_and_answered_row_by_row(
    officer: Staff, five: list[Any], receiver: Receiver
) -> None:
    batches = push(officer)
    assert [(one.kind, one.layout, one.total) for one in batches] == [
        ("licence", "organisations", 3),
        ("licence", "persons", 1),
        ("penalty", "organisations", 1),
    ]
    work()
    assert states() == ["accepted"] * 5
    assert {one.state for one in PushBatch.objects.all()} == {"settled"}
    assert receiver.counts() == {"records": 5, "withdrawn": 0, "batches": 3, "rows": {"accepted": 5}}
    line = LicencePush.objects.first()
    assert (line.reported_on, line.accepted_on, line.history.count()) == (date.today(), date.today(), 3)
    assert reconcile(timezone.now()) == []
    assert prepare(hand(officer), officer.section.bureau, officer) == []


def corrected(officer: Staff, records: list[Any]) -> None:
    for record in records:
        kept = type(record).objects.get(pk=record.pk)
        kept.content = "样例更正"
        change(hand(officer, reason="内容有误"), kept)


def withdrawn(officer: Staff, records: list[Any]) -> None:
    for record in records:
        withdraw(hand(officer), type(record).objects.get(pk=record.pk).push, date(2026, 5, 20), "样例撤回")


@pytest.mark.parametrize("fault", ["time_out", "twice", "die", "away", "reject"])
@pytest.mark.parametrize("act", ["send", "correct", "withdraw"])
def test_under_each_fault_the_counts_are_equal_on_both_sides(
    officer: Staff, five: list[Any], receiver: Receiver, act: str, fault: str
) -> None:
    before = 0
    if act != "send":
        push(officer)
        work()
        {"correct": corrected, "withdraw": withdrawn}[act](officer, five)
        before = 5
    if fault == "reject":
        receiver.refuse(five[0].paper_no, "2002", "样例")
    else:
        receiver.fail(fault)
    batches = push(officer)
    work()
    if fault == "die":
        receiver.process.wait(timeout=5)
        receiver.stop()
        receiver.start()
        half = batches[0].total // 2
        assert sum(receiver.counts()["rows"].values()) == before + half
    for minutes in (2, 10, 60):
        work(minutes)
    if fault == "reject":
        assert states()[0] == {"send": "refused", "correct": "corrected", "withdraw": "withdraw"}[act]
        receiver.refuse(five[0].paper_no)
        again(hand(officer), LicencePush.objects.filter(record=five[0]))
        batches += push(officer)
        work()
    stand = 0 if act == "withdraw" else 5
    assert set(states()) == {"withdrawn" if act == "withdraw" else "accepted"}
    assert receiver.counts() == {
        "records": stand,
        "withdrawn": 5 - stand,
        "batches": PushBatch.objects.count(),
        "rows": dict(PushRow.objects.order_by().values_list("outcome").annotate(Count("pk"))),
    }
    assert (there(), PushRow.objects.filter(outcome="accepted").count()) == (stand, before + 5)
    assert PushBatch.objects.count() == len(batches) + 3 * bool(before)


def test_a_batch_is_numbered_in_the_year_of_its_day(officer: Staff, organ: Organ, source: Organ) -> None:
    enter(hand(), unsaved(Licence, organ, source))
    (told,) = prepare(hand(officer), officer.section.bureau, officer, date(2025, 12, 31))
    enter(hand(), unsaved(Licence, organ, source, paper_no="阳海样许〔2026〕2号"))
    (today,) = prepare(hand(officer), officer.section.bureau, officer)
    bureau = officer.section.bureau_id
    assert [told.number, today.number] == [f"P{bureau}-2025-00001", f"P{bureau}-2026-00001"]


KILLED = """
import django, os, signal
django.setup()
from django.conf import settings
settings.PUSH_URL = os.environ["PUSH_URL"]
from django.core.exceptions import ValidationError
from django.utils import timezone
from bureau.notices.jobs import run_due
from credit.tasks import pushing, platforms
place = os.environ["PLACE"]
def killed(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)
plain = platforms.Http.send
def send(self, parcel):
    plain(self, parcel)
    killed()
if place == "sent and not kept":
    platforms.Http.send = send
else:
    pushing.receipt_of = killed
run_due(timezone.now, "a worker that is killed")
"""


@pytest.mark.parametrize("place", ["sent and not kept", "before the receipt"])
def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    officer: Staff, five: list[Any], receiver: Receiver, database_url: str, place: str
) -> None:
    push(officer)
    facts = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url, "PUSH_URL": receiver.url}
    facts["PLACE"] = place
    ended = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=os.environ | facts, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert (PushBatch.objects.earliest("pk").state, receiver.counts()["records"]) == (
        "sending" if place.startswith("sent") else "sent",
        3,
    )
    work(minutes=2)
    assert (states(), receiver.counts()["records"]) == (["accepted"] * 5, 5)
    assert receiver.counts()["rows"] == {"accepted": 5}


def test_only_failed_rows_go_again_and_a_mismatch_is_a_state_of_its_own(
    officer: Staff, five: list[Any], receiver: Receiver
) -> None:
    receiver.refuse(five[0].paper_no, "1001", "名称与代码不匹配")
    receiver.refuse(five[1].paper_no, "2002", f"证件号码{RESIDENT}校验错误")
    push(officer)
    work()
    assert states() == ["mismatch", "refused", "accepted", "accepted", "accepted"]
    told = LicencePush.objects.get(record=five[1])
    assert (told.refusal_code, RESIDENT in told.refusal, "441***********0019" in told.refusal) == ("2002", False, True)
    assert PushRow.objects.get(outcome="mismatch").told == "名称与代码不匹配"
    assert push(officer) == []  # nobody has put them right
    change(hand(officer, reason="更名"), Licence.objects.get(pk=five[0].pk))
    receiver.refuse(five[0].paper_no)
    assert again(hand(officer), LicencePush.objects.filter(record=five[0])) == 1
    (batch,) = push(officer)
    assert batch.total == 1
    work()
    assert states(LicencePush) == ["accepted", "refused", "accepted", "accepted"]
    assert receiver.counts()["records"] == there() == 4


def test_what_the_platform_says_of_a_person_is_kept_without_name_and_number(
    officer: Staff, organ: Organ, source: Organ
) -> None:
    own = {"id_type": "护照号", "typed_id_no": "E12345678", "paper_no": "阳海样许〔2026〕9号"}
    enter(hand(), unsaved(Licence, organ, source, **PERSON | own))
    (batch,) = a_sent_batch(officer)
    told = refused(2, "3001", "样例乙的证件号码E12345678与公安库不一致")
    with transaction.atomic():
        answered(hand(officer), batch, [told], TODAY)
    said = "样**的证件号码*********与公安库不一致"
    assert (PushRow.objects.get().told, LicencePush.objects.get().refusal) == (said, said)


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2099, 1, 1)])
def test_a_day_of_the_platforms_lies_between_the_making_of_the_batch_and_today(
    officer: Staff, penalty: Penalty, day: date
) -> None:
    (batch,) = a_sent_batch(officer)
    with transaction.atomic():
        answered(hand(officer), batch, [Answer(2, Outcome.ACCEPTED, on=day)], TODAY)
    line = PenaltyPush.objects.get()
    assert (line.reported_on, line.accepted_on) == (TODAY, TODAY)


@transaction.atomic
def a_sent_batch(officer: Staff) -> list[PushBatch]:
    """Made and sent on the first of June, and nobody has answered."""
    made = prepare(hand(officer), officer.section.bureau, officer)
    for batch in made:
        begin(hand(officer), batch)
        sent(hand(officer), batch, TODAY)
    return made


def test_that_the_counterpart_does_not_match_is_the_platforms_word_whatever_its_code(
    officer: Staff, penalty: Penalty, monkeypatch: pytest.MonkeyPatch
) -> None:
    (batch,) = a_sent_batch(officer)
    row = {"row": 2, "key": "P1", "outcome": "mismatch", "code": "E07", "reason": "名称与代码不匹配"}
    body = json.dumps({"number": batch.number, "received_on": "2026-06-01", "rows": [row]}).encode()
    monkeypatch.setattr(Http, "_ask", lambda *_asked: (200, body))
    (told,) = Http("http://127.0.0.1", "", 1.0).receipt(batch.number, {2: "P1"}) or ()
    assert (told.outcome, told.code) == (Outcome.MISMATCH, "E07")


def test_a_record_that_is_changed_on_the_way_is_sent_as_it_was_and_goes_again(
    officer: Staff, five: list[Any], receiver: Receiver
) -> None:
    receiver.fail("time_out")
    (batch, *_others) = push(officer)
    work()
    record = Licence.objects.get(pk=five[0].pk)
    record.content = "样例更正"
    change(hand(officer, reason="内容有误"), record)
    work(minutes=2)
    assert states(LicencePush)[0] == "corrected"
    assert batch.rows.get(number=2).outcome == "accepted"
    (second,) = push(officer)
    assert second.rows.get().reason == "内容有误"
    work(minutes=2)
    assert (states(LicencePush)[0], receiver.counts()["records"], there()) == ("accepted", 5, 5)


def test_a_penalty_is_withdrawn_for_a_reason_and_never_deleted(
    officer: Staff, five: list[Any], receiver: Receiver
) -> None:
    push(officer)
    line = PenaltyPush.objects.get()
    work()
    withdraw(hand(officer), line, date(2026, 5, 20), "复议撤销")
    (batch,) = push(officer)
    assert (batch.act, batch.layout) == ("withdraw", "withdrawal")
    work()
    line.refresh_from_db()
    assert (line.state, line.reason, Penalty.objects.count()) == ("withdrawn", "复议撤销", 1)
    assert receiver.counts() | {"rows": 0} == {"records": 4, "withdrawn": 1, "batches": 4, "rows": 0}
    assert push(officer) == []


def test_what_the_platform_never_had_is_withdrawn_without_a_batch(officer: Staff, five: list[Any]) -> None:
    withdraw(hand(officer), LicencePush.objects.get(record=five[0]), date(2026, 5, 20), "重复录入")
    assert states(LicencePush)[0] == "withdrawn"
    assert [one.total for one in prepare(hand(officer), officer.section.bureau, officer)] == [2, 1, 1]


def test_a_record_is_in_one_batch_at_a_time_and_what_is_dropped_waits_again(officer: Staff, five: list[Any]) -> None:
    first = prepare(hand(officer), officer.section.bureau, officer)
    assert prepare(hand(officer), officer.section.bureau, officer) == []
    with transaction.atomic():
        drop(hand(officer), locked(first[0].pk))
    (second,) = prepare(hand(officer), officer.section.bureau, officer)
    assert (second.total, second.number == first[0].number) == (3, False)
    with transaction.atomic(), pytest.raises(NotNow):
        send_again(hand(officer), locked(second.pk))


def test_the_number_of_a_person_leaves_in_the_push_file_alone(
    officer: Staff, five: list[Any], receiver: Receiver, capfd: pytest.CaptureFixture[str]
) -> None:
    receiver.fail("away")
    push(officer)
    work()
    work(minutes=60)
    kept = [str(list(model.objects.values())) for model in (PushBatch, PushRow, Job, LicencePush, AccessLog)]
    kept += [str(list(model.history.values())) for model in (PushBatch, PushRow, LicencePush)]
    out = capfd.readouterr()
    assert [text for text in (*kept, out.out, out.err) if RESIDENT in text or "样例乙" in text] == []
    assert set(AccessLog.objects.filter(event="reveal").values_list("fields", flat=True)) == {"name", "id_no"}
    assert Job.objects.filter(state=State.DONE).count() == 3


def test_a_receipt_that_comes_later_is_fetched_by_itself(
    officer: Staff, five: list[Any], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("credit.tasks.platforms.Http.receipt", lambda *_args: None)
    push(officer)
    work()
    assert set(states()) == {"pushed"}
    monkeypatch.undo()
    fetch_receipts(timezone.now())
    fetch_receipts(timezone.now())
    assert (set(states()), PushBatch.objects.filter(state="settled").count()) == ({"accepted"}, 3)
    assert LicencePush.objects.first().history.count() == 3
