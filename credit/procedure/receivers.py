"""Who received a record is entered, and told; the same for an objection and for a repair."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from credit.models import MeasureTaken, Objection, ObjectionReceiver, Repair, RepairReceiver, StandingQuery
from credit.models.receivers import Receiver
from credit.rules.standing import PURPOSES, Purpose

LONGEST = 100  # characters of the name of a receiver


def name_them(case: Any, names: str, received_on: date, on: date) -> None:
    """One a line; whoever stands there already is left. Raises ValidationError at the field."""
    wanted = list(dict.fromkeys(name.strip() for name in names.splitlines() if name.strip()))
    if received_on > on:
        raise ValidationError({"received_on": _("The day lies in the future.")})
    known = set(case.receivers.values_list("name", flat=True))
    for name in wanted:
        if name not in known:
            _save(case, case.receivers.model(case=case, docket=case.docket, name=name, received_on=received_on))


def tell_them(case: Any, rows: Sequence[Receiver], on: date, how: str) -> None:
    """Raises ValidationError at the field where somebody was told already, or is not of this case."""
    found = list(case.receivers.waiting().filter(pk__in=[row.pk for row in rows]))
    if not found or len(found) != len(rows):
        raise ValidationError({"told": _("Somebody was chosen who is not waiting for this.")})
    for row in found:
        row.told_on, row.how = on, how
        _save(case, row)


def name_those_known(case: Any, on: date) -> None:
    """Whoever received the same record: in an earlier case, with a standing, or to apply a measure that follows."""
    known = set(case.receivers.values_list("name", flat=True))
    had = dict(_sent_to(case, on)) | dict(_shown_to(case.record, on)) | dict(_of_earlier(case))
    for name, received_on in had.items():
        if name not in known:
            _save(case, case.receivers.model(case=case, docket=case.docket, name=name, received_on=received_on))


def _of_earlier(case: Any) -> Iterator[tuple[str, date]]:
    """Who stands in the other cases about the same record, of either kind."""
    rows: tuple[tuple[Any, Any], ...] = ((RepairReceiver, Repair), (ObjectionReceiver, Objection))
    for receivers, cases in rows:
        if case.of in cases.about:
            same = receivers.objects.filter(**{f"case__{case.of}": case.record}).exclude(docket=case.docket)
            yield from same.values_list("name", "received_on")


def _sent_to(case: Any, on: date) -> Iterator[tuple[str, date]]:
    """Who was sent a measure against whoever stands on the list; a penalty or a licence has none."""
    if case.of == "entry":
        sent = MeasureTaken.objects.filter(entry=case.entry, sent_on__lte=on).order_by("sent_on", "pk")
        yield from ((taken.sent_to[:LONGEST], taken.sent_on) for taken in sent if taken.sent_on)


def _shown_to(record: Any, on: date) -> Iterator[tuple[str, date]]:
    """Who asked for the standing of its counterpart and was shown this record, each for what; and when last."""
    counterpart: Any = {"person": record.person} if record.is_of_person else {"code": record.uscc}
    for asked in StandingQuery.objects.filter(bureau=record.bureau, **counterpart).order_by("pk"):
        day, what_for = timezone.localdate(asked.at), PURPOSES[Purpose(asked.purpose)].zh
        if day <= on and any(found["id"] == record.pk for found in asked.facts[record.among]):
            yield f"{asked.by_name}（{what_for}：{asked.matter}）"[:LONGEST], day


def _save(case: Any, row: Receiver) -> None:
    row.hand = case.the_hand()
    row.full_clean(exclude=["case", "docket"])
    row.save()
