"""The way of a batch to the platform and back: a leased job, which a killed worker's successor takes up where it was.

Begun, sent and answered are each kept before the next. Between sending and keeping that it was sent a worker may die:
then the batch is sent again under its number, and the platform counts it once.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bureau.audit.hand import Hand, Source
from bureau.audit.vault import Erased
from bureau.notices.jobs import Far, Finished, Job, JobRefused, ask, job_kind
from bureau.notices.rhythm import every
from bureau.people.staff import Staff
from bureau.sheets.unreadable import Unreadable
from credit.documents.parcels import parcel_of
from credit.models import PushBatch
from credit.procedure.pushing import answered, begin, counted, locked, never_left, sent
from credit.rules.pushing import Answer
from credit.tasks.platforms import PlatformAway, PlatformMayHaveIt, platform

log = logging.getLogger(__name__)

KIND = "credit.push"
State = PushBatch.State
NAME = "push"


def ask_push(batch: PushBatch, by: Staff, now: datetime) -> Job:
    """The batch goes on from where it is, in the background."""
    batch.job = ask(KIND, {"batch": batch.pk}, by, now)
    batch.save(update_fields=["job"])
    return batch.job


def _outside(job: Job, at: datetime) -> list[Answer] | None:
    """What waits for the platform: hands the batch over, or asks for its receipt."""
    batch = PushBatch.objects.select_related("bureau").get(pk=job.args["batch"])
    try:
        if batch.state == State.SENDING:
            _send(job, batch, _hand(job, at))
        return receipt_of(batch) if batch.state == State.SENT else None
    except Erased:
        raise JobRefused(gettext("The data of a person in this batch were destroyed: it cannot be sent.")) from None
    except Unreadable as told:
        raise JobRefused(str(told)) from None


def _send(job: Job, batch: PushBatch, hand: Hand) -> None:
    """What is refused at its first attempt has not arrived. After another one it may have: nobody knows."""
    is_first = job.total is not None and job.attempts == 0  # this job has begun it, and has not broken off since
    try:
        platform().send(parcel_of(batch, hand))
    except PlatformMayHaveIt:
        raise
    except (JobRefused, Erased, Unreadable):
        if is_first:
            with transaction.atomic():
                never_left(hand, locked(batch.pk))
                job.hold(done=0)  # the fence: nobody else has taken it over and sends it
        raise


@job_kind(KIND, _("push to the platform"), outside=_outside)
def _push(job: Job, at: datetime) -> Far | Finished:
    batch, hand, on = locked(job.args["batch"]), _hand(job, at), timezone.localdate(at)
    if batch.state == State.READY:
        begin(hand, batch)
        return Far(0, batch.total)
    if batch.state == State.SENDING:
        sent(hand, batch, on)
        return Far(0, batch.total)
    if batch.state == State.SENT and job.brought:
        answered(hand, batch, job.brought, on)
    counts = counted(batch)
    told = batch.total - counts.pop("")
    return Finished(told, {"batch": batch.pk} | counts)


@every(timedelta(minutes=5))
def fetch_receipts(now: datetime) -> None:
    """Receipts come when the platform has them; what was told is not asked again. One that is away is asked once."""
    waiting = PushBatch.objects.filter(state=State.SENT).select_related("job").order_by("pk")
    with suppress(PlatformAway):
        for batch in [batch for batch in waiting if not batch.is_at_work]:
            answers = _readable(batch)
            if answers:
                take_in(batch, answers, Hand(None, Source.JOB, now, name=NAME))


def _readable(batch: PushBatch) -> list[Answer] | None:
    """One receipt that cannot be read keeps no other from being read. Raises PlatformAway."""
    try:
        return receipt_of(batch)
    except Unreadable:
        log.warning("the receipt of batch %s cannot be read", batch.number)
        return None


def receipt_of(batch: PushBatch) -> list[Answer] | None:
    """Raises PlatformAway, Unreadable."""
    return platform().receipt(batch.number, batch.keys)


def take_in(batch: PushBatch, answers: list[Answer], hand: Hand) -> int:
    """How many rows the receipt told of for the first time. Raises NotNow."""
    with transaction.atomic():
        return answered(hand, locked(batch.pk), answers, timezone.localdate(hand.at))


def _hand(job: Job, at: datetime) -> Hand:
    return Hand(job.asked_by, Source.JOB, at)
