"""Batches to the platform: put together, begun, sent, answered row by row.

All of it is the database's; `credit.tasks.pushing` carries a batch over. A record is in one batch at a time, under a
number that never changes, as the version that it was then: so whatever happens on the way, sending again doubles
nothing, and what the platform does not answer is known.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.audit.history import versions_table
from bureau.casework.numbers import next_number
from bureau.people.bureaus import Bureau
from bureau.people.staff import Staff
from credit.models import Decision, Penalty, Push, PushBatch, PushRow, PushState
from credit.models.batches import KINDS
from credit.rules.fields import LICENCE_LAYOUTS, PENALTY_LAYOUTS
from credit.rules.pushing import WITHDRAWAL, Answer, Outcome, layout_for, of_person

MOST = 1_000  # rows of a batch: a file that opens at once, and an answer well within a lease
SERIES = "credit push"
ACCEPTED, MISMATCH = Outcome.ACCEPTED, Outcome.MISMATCH
SEND, WITHDRAW = PushBatch.Act.SEND, PushBatch.Act.WITHDRAW
State = PushBatch.State


class NotNow(Exception):
    """The batch is not in the state for it; the text says why."""


def locked(pk: int) -> PushBatch:
    """The batch as it is kept, to be moved on in the transaction that is open."""
    found: PushBatch = PushBatch.objects.select_for_update(of=("self",)).select_related("bureau", "job").get(pk=pk)
    return found


def prepare(hand: Hand, bureau: Bureau, by: Staff, on: date | None = None) -> list[PushBatch]:
    """What waits is put into batches: each of one kind, one purpose and one layout, with so many rows at most.

    `on` is their day, in whose year they are numbered: today, unless it is told. Of two who do so at once the second
    finds nothing left.
    """
    year = (on or timezone.localdate(hand.at)).year
    with transaction.atomic():
        Bureau.objects.select_for_update().get(pk=bureau.pk)
        return [batch for kind in KINDS for batch in _of_kind(hand, bureau, by, year, kind)]


def _of_kind(hand: Hand, bureau: Bureau, by: Staff, year: int, kind: str) -> Iterator[PushBatch]:
    model, lines = KINDS[kind]
    waiting = lines.objects.to_go().filter(record__bureau=bureau).select_related("record").order_by("pk")
    groups: dict[tuple[str, str], list[Any]] = {}
    for push in waiting.select_for_update(of=("self",)):
        groups.setdefault(file_of(push), []).append(push)
    for (act, layout), pushes in groups.items():
        for first in range(0, len(pushes), MOST):
            rows = pushes[first : first + MOST]
            yield _batch(hand, by, year, model, rows, bureau=bureau, kind=kind, act=act, layout=layout)


def file_of(push: Any) -> tuple[str, str]:
    """For what it goes, and in which layout, by the setting."""
    if push.state == PushState.WITHDRAW:
        return WITHDRAW, WITHDRAWAL.name
    layouts = PENALTY_LAYOUTS if isinstance(push.record, Penalty) else LICENCE_LAYOUTS
    return SEND, layout_for(settings.PUSH_LAYOUT, layouts, is_of_person=push.record.is_of_person).name


def _batch(hand: Hand, by: Staff, year: int, model: type[Decision], pushes: Sequence[Any], **facts: Any) -> PushBatch:
    """The batch with its rows; each points to the newest version of its record, which is what will be sent."""
    versions = _newest(model, [push.record_id for push in pushes])
    bureau = facts["bureau"]
    number = f"P{bureau.pk}-{year}-{next_number(bureau, SERIES, year):05d}"
    made: PushBatch = PushBatch.objects.record(
        hand, number=number, total=len(pushes), made_by=by, made_at=hand.at, **facts
    )
    rows = [
        PushRow(
            batch=made,
            number=place,
            version=versions[push.record_id],
            reason=push.reason,
            **{f"{facts['kind']}_id": push.record_id},
        )
        for place, push in enumerate(pushes, 2)
    ]
    PushRow.objects.record_all(hand, rows)
    return made


def _newest(model: type[Decision], keys: Sequence[int]) -> dict[int, int]:
    rows = versions_table(model).objects.filter(id__in=keys).order_by().values_list("id")
    return dict(rows.annotate(newest=Max("history_id")))


# On the way


def begin(hand: Hand, batch: PushBatch) -> None:
    """From here on the platform may have it, whatever becomes of us."""
    _demand(batch, State.READY)
    _move(hand, batch, State.SENDING)


def sent(hand: Hand, batch: PushBatch, on: date) -> None:
    """The platform has it. The first day on which a record was sent stays."""
    _demand(batch, State.SENDING)
    batch.sent_on = batch.sent_on or on
    _move(hand, batch, State.SENT)
    if batch.act == SEND:
        pushes = list(_lines(batch, batch.rows.filter(outcome="")))
        for push in pushes:
            push.state, push.reported_on = PushState.PUSHED, push.reported_on or on
        batch.lines.objects.record_many(hand, pushes)


def never_left(hand: Hand, batch: PushBatch) -> None:
    """The first attempt to send it was refused for good: the platform does not have it, and it can be dropped."""
    _demand(batch, State.SENDING)
    _move(hand, batch, State.READY)


def send_again(hand: Hand, batch: PushBatch) -> None:
    """Under the same number, so that what the platform has already counts once."""
    _demand(batch, State.SENDING, State.SENT)
    _move(hand, batch, State.SENDING)


def drop(hand: Hand, batch: PushBatch) -> None:
    """What was not sent yet waits again."""
    _demand(batch, State.READY)
    rows = list(batch.rows.all())
    for row in rows:
        row.outcome = PushRow.Outcome.DROPPED
    pushes = [push for push in _lines(batch, rows) if push.withdraw_since and batch.act == SEND]
    for push in pushes:
        push.take_back()
    PushRow.objects.record_many(hand, rows)
    batch.lines.objects.record_many(hand, pushes)
    _move(hand, batch, State.DROPPED)


def answered(hand: Hand, batch: PushBatch, answers: Iterable[Answer], on: date) -> int:
    """Takes the receipt in, row by row; how many rows it told of for the first time.

    What was told before is not told again, so that a receipt may come twice. `on` is today: a day of the platform's
    own lies between the making of the batch and this one.
    """
    _demand(batch, State.SENT)
    told = {answer.row: answer for answer in answers}
    rows = list(batch.rows.filter(outcome="", number__in=told).select_related("batch"))
    pushes = {push.record.pk: push for push in _lines(batch, rows)}
    newest, made_on = _newest(batch.records, list(pushes)), timezone.localdate(batch.made_at)
    settle = _withdrawn if batch.act == WITHDRAW else _taken
    for row in rows:
        push = pushes[row.record_id]
        answer = _as_kept(told[row.number], push.record)
        row.outcome, row.code, row.told = answer.outcome, answer.code, answer.reason
        day = min(max(answer.on or on, made_on), on)
        settle(push, answer, day, changed=newest[row.record_id] != row.version)
        if push.withdraw_since and batch.act == SEND:  # entered while this batch was on its way
            push.take_back()
    PushRow.objects.record_many(hand, rows)
    batch.lines.objects.record_many(hand, list(pushes.values()))
    if not batch.rows.filter(outcome="").exists():
        batch.settled_on = on
        _move(hand, batch, State.SETTLED)
    return len(rows)


def _as_kept(answer: Answer, record: Decision) -> Answer:
    """What many may read says nothing of who a person is."""
    is_told = record.is_of_person and bool(answer.reason)
    return replace(answer, reason=of_person(answer.reason, record.party_name)) if is_told else answer


def _taken(push: Any, answer: Answer, on: date, *, changed: bool) -> None:
    """A record was taken in or sent back."""
    first = max(min(push.reported_on or on, on), push.record.decided_on)
    if answer.outcome == ACCEPTED:
        push.state = PushState.CORRECTED if changed else PushState.ACCEPTED
        push.reported_on, push.accepted_on = first, max(on, first)
        push.refusal = push.refusal_code = ""
        return
    push.reported_on = first
    push.send_back(answer.code, answer.reason, is_mismatch=answer.outcome == MISMATCH)


def _withdrawn(push: Any, answer: Answer, on: date, *, changed: bool) -> None:
    if answer.outcome == ACCEPTED:
        push.state, push.refusal, push.refusal_code = PushState.WITHDRAWN, "", ""
    else:
        push.refusal_code, push.refusal = answer.code, answer.reason


def counted(batch: PushBatch) -> dict[str, int]:
    """Rows by what became of them; "" are those that wait for an answer."""
    found = dict.fromkeys(("", *PushRow.Outcome.values), 0)
    return found | dict(batch.rows.order_by().values_list("outcome").annotate(Count("pk")))


def _lines(batch: PushBatch, rows: Iterable[PushRow]) -> Iterable[Push]:
    keys = [row.record_id for row in rows]
    found: Any = batch.lines.objects.filter(record__in=keys).select_related("record__bureau")
    return found.select_for_update(of=("self",))


def _demand(batch: PushBatch, *states: str) -> None:
    if batch.state not in states:
        raise NotNow(_("This batch is not in the state for it: %(state)s.") % {"state": batch.get_state_display()})


def _move(hand: Hand, batch: PushBatch, state: str) -> None:
    batch.hand, batch.state = hand, state
    batch.save()
