"""Dual publicity of 2024: the organs' sheets, imported as real ones are, and pushed to the reference receiver."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.db import transaction

from bureau.audit.hand import Hand
from bureau.people.staff import Staff
from bureau.sheets.batches import Mapping
from credit.documents.parcels import parcel_of
from credit.management.commands.reference_receiver import Receiver, opened
from credit.models import Licence, LicencePush, Organ, Penalty, PenaltyPush, PushState
from credit.procedure import again, change, push_of
from credit.procedure.pushing import answered, begin, prepare, sent
from credit.tasks.platforms import Http
from reports.management.demo.bureau import head_of
from reports.management.demo.filings import Making
from reports.management.demo.organs import (
    OLD_NAME,
    ORGANS,
    OWN_WORDS,
    PUSHED_ON,
    SENT_BACK,
    TO_BE_CHECKED,
    Deciding,
    Decisions,
    sheet,
    sheet_name,
)
from reports.management.demo.platform import deliver

KINDS = ("licences", "penalties")
SECONDS = 60.0
NOT_TAKEN = ((TO_BE_CHECKED, "2003", "法定代表人与登记信息不一致"), (OLD_NAME, "1001", "名称与统一社会信用代码不一致"))


@dataclass(frozen=True, slots=True)
class Sending:
    """An officer of the line that leads credit, and a platform that is there as long as the sample is made."""

    making: Making
    receiver: Receiver

    @property
    def by(self) -> Staff:
        return self.making.officers[0]

    @property
    def hand(self) -> Hand:
        return self.making.hand(self.by)

    def push(self, day: date) -> None:
        """What waits goes to the platform as on that day, and its receipt is taken in row by row."""
        self.receiver.day = day
        platform = Http(f"http://127.0.0.1:{self.receiver.server_port}", "", SECONDS)
        for batch in prepare(self.hand, self.making.house.bureau, self.by, day):
            with transaction.atomic():
                begin(self.hand, batch)
            platform.send(parcel_of(batch, self.hand))
            told = platform.receipt(batch.number, batch.keys)
            with transaction.atomic():
                sent(self.hand, batch, day)
                answered(self.hand, batch, told or [], day)

    def demand_equal_counts(self) -> int:
        """How many records both sides have. Raises CommandError where the platform has others than we say it has."""
        ours = sum(lines.objects.filter(state=PushState.ACCEPTED).count() for lines in (LicencePush, PenaltyPush))
        if ours != (theirs := self.receiver.counts()["records"]):
            raise CommandError(f"{ours} records were accepted, and the platform has {theirs}.")
        return ours


@contextmanager
def sending(making: Making) -> Iterator[Sending]:
    """The reference receiver beside us, with a database of its own that goes with it."""
    with TemporaryDirectory() as folder:
        receiver = opened(Path(folder, "platform.sqlite3"), 0, 0.0)
        serving = threading.Thread(target=receiver.serve_forever, daemon=True)
        serving.start()
        try:
            yield Sending(making, receiver)
        finally:
            receiver.shutdown()
            serving.join()
            receiver.server_close()


def load(to: Sending) -> None:
    """Four times the organs send what they decided; what the platform sends back is put right, and goes again."""
    making, decisions = to.making, Decisions(to.making.days)
    _enter_organs(to)
    for cell, code, reason in NOT_TAKEN:
        to.receiver.refuse(cell, code, reason)
    for push, day in enumerate(PUSHED_ON):
        for organ in ORGANS:
            for kind in KINDS:
                _send(making, organ, kind, getattr(decisions, kind)(organ, push), sheet_name(organ, kind, push))
        to.push(day)
        if SENT_BACK.licences[push]:
            _put_right(to, decisions, push)
            to.push(day)
    to.demand_equal_counts()


def _enter_organs(to: Sending) -> None:
    bureau = to.making.house.bureau
    meant = {own: heading for heading, own in OWN_WORDS.items()}
    for organ in ORGANS:
        Organ.objects.record(to.hand, bureau=bureau, name=organ.name, uscc=organ.uscc)
        if organ.way == "own words":
            for kind in KINDS:
                Mapping.objects.record(to.hand, kind=kind, bureau=bureau, sender=organ.name, columns=meant)


def _send(making: Making, organ: Deciding, kind: str, rows: list[Any], name: str) -> None:
    if rows:
        is_large = len(rows) > settings.SECOND_PERSON_ABOVE
        second = head_of(making.house, 3).username if is_large else None
        deliver(kind, sheet(organ, kind, rows), name, making.officers[0], sender=organ.name, second=second)


def _put_right(to: Sending, decisions: Decisions, push: int) -> None:
    """The organ corrects its rows in a sheet of their own; a name that has changed is corrected on its record."""
    wrong = [row for row in decisions.licences(SENT_BACK, push) if row["representative"] == TO_BE_CHECKED]
    name = sheet_name(SENT_BACK, "licences", push, "更正")
    _send(to.making, SENT_BACK, "licences", [decisions.put_right(row) for row in wrong], name)
    for kind in (Licence, Penalty):
        records: Any = kind._default_manager.filter(bureau=to.making.house.bureau)
        for record in records.filter(party_name=OLD_NAME):
            record.party_name = decisions.name_of(record.uscc)
            change(to.hand.because("名称与登记不一致，已更正（样例）"), record)
        again(to.hand, push_of(kind).objects.failed().filter(record__in=records))
