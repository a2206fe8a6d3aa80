"""Jobs: long work that an officer asks for, done chunk by chunk in the background, each chunk exactly once.

An upper app registers what it can do when its `tasks` module is imported:

    @job_kind("credit.import", _("import of entities"))
    def step(job: Job, at: datetime) -> Far | Finished: ...
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bureau.audit.whose import Whose
from bureau.notices.leases import OPEN, Leased, LeaseLost, State
from bureau.notices.mishaps import Clock, ErrorsCount
from bureau.people.staff import Staff

log = logging.getLogger(__name__)
CODE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


class Job(Leased):
    """`args` and `result` hold ids and counts, never personal data: they stay here when the case is gone.

    `brought` is what the chunk in work has brought from outside; it is never stored.
    """

    whose = Whose(bureau="asked_by__section__bureau", section="asked_by__section")

    kind = models.CharField(_("kind"), max_length=50)
    args = models.JSONField(_("arguments"), default=dict, blank=True)
    done = models.PositiveIntegerField(_("done so far"), default=0)
    total = models.PositiveIntegerField(_("total"), null=True, blank=True)
    cancel_asked = models.BooleanField(_("cancellation asked"), default=False)
    result = models.JSONField(_("result"), default=dict, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"))

    brought: Any = None

    class Meta(Leased.Meta):
        app_label = "bureau"
        ordering = ["-pk"]
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        indexes = [models.Index(fields=["next_at"], condition=Q(state__in=OPEN), name="job_open")]

    def __str__(self) -> str:
        return f"{self.words} {self.pk}"

    @property
    def words(self) -> str:
        """What it does, in the language of the screen; its bare kind when no app of today knows it."""
        return str(_kinds[self.kind].words) if self.kind in _kinds else self.kind

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_put_off(self) -> bool:
        return self.state == State.QUEUED and self.attempts > 0


# What an administrator looks after

LATELY = timedelta(days=7)
TOO_LONG = timedelta(minutes=10)  # a worker looks for jobs every few seconds


def failed_lately(now: datetime) -> Q:
    return Q(state=State.FAILED, finished_at__gte=now - LATELY)


def waits_too_long(now: datetime) -> Q:
    """Due, or left by whoever worked on it, and nobody has come: the worker is not running, or has too much to do."""
    then = now - TOO_LONG
    return Q(state=State.QUEUED, next_at__lt=then) | Q(state=State.RUNNING, lease_until__lt=then)


# What upper apps fill in


class Far(NamedTuple):
    """How far a job is. `result` is remembered for the next chunk; None leaves it as it was."""

    done: int
    total: int | None
    result: dict[str, Any] | None = None


class Finished(NamedTuple):
    """Everything is done; `done` is how much that was."""

    done: int
    result: dict[str, Any] | None = None


Step = Callable[[Job, datetime], Far | Finished]
Outside = Callable[[Job, datetime], Any]


class JobRefused(Exception):
    """The job cannot be done, and trying again would not help. The message is shown as it is: no personal data."""


class UnknownKind(LookupError):
    """No app has registered this kind of job."""


@dataclass(frozen=True)
class Kind:
    """`step` does ONE chunk: well under a second, since SQLite has one writer, and far less than a lease.

    It runs in a transaction together with the record of how far it came, and begins where `job.done` says. What is done
    outside the database may happen twice: what waits for somebody else, a few seconds and no more than half a lease, is
    done by `outside` before each chunk, so that nobody who writes has to wait for it.
    """

    name: str
    words: str | Promise
    step: Step
    outside: Outside | None = None


_kinds: dict[str, Kind] = {}


def job_kind(name: str, words: str | Promise, outside: Outside | None = None) -> Callable[[Step], Step]:
    """Registers a function as the step of a kind of job. Raises ValueError for a name that is taken."""

    def register(step: Step) -> Step:
        if name in _kinds:
            raise ValueError(f"two kinds of job are called {name!r}")
        _kinds[name] = Kind(name, words, step, outside)
        return step

    return register


# Asking and cancelling


def ask(kind: str, args: Mapping[str, Any], by: Staff, now: datetime) -> Job:
    """Puts a job in the queue; the next tick finds it once the asker's transaction is committed.

    Raises ValueError for arguments that are more than numbers and codes: they outlive the case, and are read by many.
    """
    _known(kind)
    if not all(isinstance(value, int) or CODE.fullmatch(str(value)) for value in args.values()):
        raise ValueError("a job is given numbers and codes, and looks up the rest")
    return Job.objects.create(kind=kind, args=dict(args), asked_by=by, asked_at=now, next_at=now)


def cancel(job: Job, now: datetime) -> bool:
    """A waiting job is cancelled at once, a running one before its next chunk; False if it has ended already."""
    asked = Job.objects.filter(pk=job.pk, state__in=OPEN).update(cancel_asked=True) == 1
    _cancel_if_waiting(job, now)
    return asked


def _cancel_if_waiting(job: Job, now: datetime) -> None:
    waiting = Job.objects.filter(pk=job.pk, state=State.QUEUED, cancel_asked=True)
    waiting.update(state=State.CANCELLED, finished_at=now)


def _known(kind: str) -> Kind:
    try:
        return _kinds[kind]
    except KeyError:
        raise UnknownKind(kind) from None


# Working


def run_due(now: Clock, who: str, asked_to_stop: Callable[[], bool] = bool) -> int:
    """Works on every job that is due, one after the other; how many it took on.

    `asked_to_stop` is looked at before each chunk; then the job in work is handed back for whoever comes next.
    """
    taken = 0
    while not asked_to_stop() and (job := Job.claim(now(), who)):
        taken += 1
        _work(job, now, asked_to_stop)
    return taken


def _work(job: Job, now: Clock, asked_to_stop: Callable[[], bool]) -> None:
    try:
        _attempt(job, now, asked_to_stop)
    except LeaseLost as lost:  # the other process has it, and what we had not committed is rolled back
        log.warning("%s", lost)


def _attempt(job: Job, now: Clock, asked_to_stop: Callable[[], bool]) -> None:
    try:
        with ErrorsCount(job, now, passing=(JobRefused,), then=lambda: _cancel_if_waiting(job, now())):
            if job.attempts > len(Job.WAITS):
                told = gettext("It broke off %(times)d times without getting further.")
                raise JobRefused(told % {"times": job.attempts})
            while _goes_on(job, now()):
                if asked_to_stop():
                    job.give_back(now())
                    break
    except JobRefused as refused:
        job.end(State.FAILED, now(), error=str(refused))


def _goes_on(job: Job, at: datetime) -> bool:
    """Does the next chunk, unless it is to be the end."""
    job.beat(at)
    if job.cancel_asked:
        job.end(State.CANCELLED, at)
        return False
    kind = _known(job.kind)
    job.brought = kind.outside(job, at) if kind.outside else None
    # Durable: inside somebody's larger transaction a chunk could be lost after it was said to be done.
    with transaction.atomic(durable=True):
        came = kind.step(job, at)
        kept = {} if came.result is None else {"result": came.result}
        if isinstance(came, Finished):
            job.end(State.DONE, at, done=came.done, total=came.done, attempts=0, error="", **kept)
            return False
        job.hold(done=came.done, total=came.total, attempts=0, error="", **kept)
    return True
