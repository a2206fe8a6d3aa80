"""What somebody has begun and is not at its end: batches that wait for them, jobs at work or broken off."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from bureau.desk.workload import Workload
from bureau.notices.jobs import Job, failed_lately
from bureau.notices.leases import OPEN, State
from bureau.sheets.batches import Batch, BatchState, Outcome

MOST = 5  # of each
WAITS = (BatchState.MATCHING, BatchState.CHECKED)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """`kind`: wait (for this person), now (at work), late (broken off). `total` is None while it is not known."""

    url: str
    words: str
    state: str
    kind: str
    note: str = ""
    is_at_work: bool = False
    done: int = 0
    total: int | None = None


def under_way_of(load: Workload) -> list[UnderWay]:
    """Two queries."""
    if not load.scope.everything and not load.scope.roles:
        return []
    batches = list(_batches(load))
    told = {batch.job_id for batch in batches}
    jobs = [job for job in _jobs(load) if job.pk not in told]
    return [*map(_of_batch, batches), *map(_of_job, jobs)]


def _batches(load: Workload) -> Any:
    rows = load.site._registry[Batch].get_queryset(load.request).filter(by=load.request.user, ended_at__isnull=True)
    return rows.order_by("-pk")[:MOST]


def _jobs(load: Workload) -> Any:
    mine = load.site._registry[Job].get_queryset(load.request).filter(asked_by=load.request.user)
    return mine.filter(Q(state__in=OPEN) | failed_lately(load.now)).order_by("-pk")[:MOST]


def _of_batch(batch: Batch) -> UnderWay:
    url, job = reverse("admin:bureau_batch_change", args=[batch.pk]), batch.job
    state = str(BatchState(batch.state).label)
    if job is not None and batch.is_at_work:
        return UnderWay(url, batch.words, state, "now", batch.file_name, True, job.done, job.total)
    counts = ((Outcome(key).label, getattr(batch, key)) for key in Outcome.values)
    note = " · ".join([batch.file_name, *(f"{words} {count}" for words, count in counts if count)])
    return UnderWay(url, batch.words, state, "wait" if batch.state in WAITS else "now", note)


def _of_job(job: Job) -> UnderWay:
    url, state = reverse("admin:bureau_job_change", args=[job.pk]), str(State(job.state).label)
    if not job.is_open:
        return UnderWay(url, job.words, state, "late", job.error)
    return UnderWay(url, job.words, state, "now", "", True, job.done, job.total)
