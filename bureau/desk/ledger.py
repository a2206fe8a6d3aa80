"""All changes of all kinds of record, one line for each act of a person, and which of them supervisors look at.

A change is what one hand wrote at once, however many rows that was; its number binds them. No table holds changes:
the lines are gathered from the histories, so that there is nothing that could say something else than they.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from bureau.audit.access import AccessLog, Event
from bureau.audit.hand import Source
from bureau.audit.history import recorded_models
from bureau.audit.reviews import Review, midnight, windows
from bureau.casework.docket import Docket
from bureau.casework.events import Act
from bureau.casework.secrecy import beyond
from bureau.people.roles import Role
from bureau.people.scope import Scope

READERS = frozenset({Role.SECTION_HEAD, Role.LEADER, Role.SUPERVISOR, Role.AUDIT_ADMINISTRATOR})
REVIEWERS = frozenset({Role.SUPERVISOR})
PAGE = 50  # changes
REVEAL = "reveal"


class Risk(models.TextChoices):
    """Why a change waits for a supervisor."""

    LATE = "late", _("recorded late")
    LIMIT = "limit", _("limits changed")
    CLOSED = "closed", _("changed after closing")
    OVERRIDE = "override", _("warning set aside")
    REVEAL = "reveal", _("personal data shown")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which changes somebody asks for: days with both ends included, a person, a section."""

    first: date
    last: date
    person: int | None = None
    section: int | None = None

    def days(self, at: str) -> dict[str, datetime]:
        """The days as moments, which an index serves."""
        return {f"{at}__gte": midnight(self.first), f"{at}__lt": midnight(self.last + timedelta(days=1))}


@dataclass(slots=True)
class Entry:
    """One change as the histories tell it: its rows counted by kind of record. `at` is its moment."""

    change: UUID
    at: datetime
    counts: dict[str, int] = field(default_factory=dict)
    risks: list[Risk] = field(default_factory=list)
    sampled: bool = False


class Ledger:
    """The changes within somebody's reach on the days they ask for."""

    def __init__(self, scope: Scope, asked: Asked) -> None:
        self.scope = scope
        self.asked = asked

    # What is there

    def entries(self, before: datetime | None = None) -> list[Entry]:
        """One page of changes, the newest first; `before` is the moment at which the page before it ended."""
        rows = self._gathered(self._until(before, rows, at) for rows, at in self._sources())
        entries: dict[UUID, Entry] = {}
        for row in rows.order_by("-at", "change").iterator():
            if row["change"] not in entries and len(entries) == PAGE:
                break
            _enter(entries, row)
        return self._with_risks(entries.values())

    def to_review(self) -> list[Entry]:
        """The risky ones and the sample that nobody has looked at, the newest first."""
        return self._picked(self.waiting())

    def waiting(self) -> set[UUID]:
        """The numbers of those changes."""
        found = {*self._risky(), *self._sampled()}
        done = self._reviews().filter(change__in=found)
        return found - set(done.values_list("change", flat=True))

    def reviewed(self) -> list[Entry]:
        looked_at = self._reviews().filter(at__gte=midnight(self.asked.first))
        return self._picked(set(looked_at.values_list("change", flat=True)))

    def entry(self, change: UUID) -> Entry | None:
        """One change, if it is within reach."""
        return next(iter(self._picked({change})), None)

    def authors(self, change: UUID) -> set[int]:
        """The numbers of the accounts whose hand it was."""
        parts = (
            rows.filter(**{_number_of(rows): change}).values(
                by_account=F("actor_id" if rows.model is AccessLog else "history_user_id")
            )
            for rows, _at in self._sources()
        )
        return {row["by_account"] for row in _union(parts)} - {None}

    def belongs_to(self, change: UUID, first: int | None) -> tuple[int, int | None] | None:
        """The bureau and section whose change it was, within reach; of several bureaus the `first` where it is one."""
        parts = (
            rows.filter(**{_number_of(rows): change}).values(
                in_bureau=F("of_bureau" if rows.model is AccessLog else "history_bureau"),
                in_section=F("of_section" if rows.model is AccessLog else "history_section"),
            )
            for rows, _at in self._sources()
        )
        places = {(row["in_bureau"], row["in_section"]) for row in _union(parts)} - {(None, None)}
        return min(places, key=lambda place: (place[0] != first, place[0], place[1] or 0), default=None)

    def _reviews(self) -> QuerySet:
        """Those of the own bureau: a change may span two, and neither takes it from the other's queue."""
        return self.scope.rows(Review.objects.all(), READERS)

    # Gathering

    def _sources(self) -> Iterator[tuple[QuerySet, str]]:
        """Each table that tells of changes, narrowed to reach and to what is asked, with its column of time."""
        for model in recorded_models():
            versions: Any = model.history.model._default_manager  # type: ignore[attr-defined]
            rows = versions.filter(self.scope.history(READERS, model), **self.asked.days("history_date"))
            if self.asked.person:
                rows = rows.filter(history_user_id=self.asked.person)
            if self.asked.section:
                rows = rows.filter(history_section=self.asked.section)
            yield rows, "history_date"
        yield self._reveals(), "at"

    def _reveals(self) -> QuerySet:
        rows = self.scope.rows(AccessLog.objects.filter(event=Event.REVEAL, **self.asked.days("at")), READERS)
        rows = rows.exclude(beyond(self.scope))
        if self.asked.person:
            rows = rows.filter(actor=self.asked.person)
        return rows.filter(of_section=self.asked.section) if self.asked.section else rows

    @staticmethod
    def _until(before: datetime | None, rows: QuerySet, at: str) -> tuple[QuerySet, str]:
        return (rows.filter(**{f"{at}__lt": before}) if before else rows), at

    @staticmethod
    def _gathered(sources: Iterable[tuple[QuerySet, str]]) -> QuerySet:
        """One row for each change and table: its moment, and how many rows it has there."""
        return _union(
            rows.values(change=F(_number_of(rows))).annotate(kind=Value(_kind_of(rows)), at=Min(at), rows=Count("pk"))
            for rows, at in sources
        )

    def _picked(self, changes: set[UUID]) -> list[Entry]:
        sources = ((rows.filter(**{f"{_number_of(rows)}__in": changes}), at) for rows, at in self._sources())
        entries: dict[UUID, Entry] = {}
        for row in self._gathered(sources).order_by("-at", "change") if changes else ():
            _enter(entries, row)
        return self._with_risks(entries.values())

    # Why to look

    def _with_risks(self, entries: Iterable[Entry]) -> list[Entry]:
        found = list(entries)
        risky = self._risky({entry.change for entry in found}) if found else {}
        drawn = list(windows(self.asked.first, self.asked.last, settings.REVIEW_SAMPLE_PERCENT))
        for entry in found:
            entry.risks = sorted(risky.get(entry.change, ()), key=list(Risk).index)
            entry.sampled = any(window.takes(entry.change) for window in drawn)
        return found

    def _risky(self, changes: set[UUID] | None = None) -> Mapping[UUID, set[Risk]]:
        """The risks of these changes, or of all that are asked for."""
        found: dict[UUID, set[Risk]] = defaultdict(set)
        parts = []
        for risk, rows in self._suspects():
            number = _number_of(rows)
            picked = rows if changes is None else rows.filter(**{f"{number}__in": changes})
            parts.append(picked.values(change=F(number), risk=Value(risk.value)))
        for row in _union(parts):
            found[row["change"]].add(Risk(row["risk"]))
        return found

    def _suspects(self) -> Iterator[tuple[Risk, QuerySet]]:
        for rows, _at in self._sources():
            if rows.model is AccessLog:
                yield Risk.REVEAL, rows
                continue
            by_hand = rows.exclude(history_source=Source.MIGRATION)
            yield Risk.OVERRIDE, by_hand.exclude(history_override="")
            recorded = rows.model.instance_type
            if recorded.sets_limits:
                yield Risk.LIMIT, by_hand
            if recorded is Docket:
                yield Risk.LATE, by_hand.filter(Exists(_acts().filter(recorded_late=True).exclude(_taken_over())))
                yield Risk.CLOSED, by_hand.filter(_was_closed(), ~Exists(_acts()), closed_on__isnull=False)

    def _sampled(self) -> set[UUID]:
        drawn = list(windows(self.asked.first, self.asked.last, settings.REVIEW_SAMPLE_PERCENT))
        parts = (
            rows.filter(reduce(or_, (window.as_query(_number_of(rows), at) for window in drawn))).values(
                change=F(_number_of(rows))
            )
            for rows, at in self._sources()
        )
        return {row["change"] for row in _union(parts)}


def _union(parts: Iterable[QuerySet]) -> QuerySet:
    """One query over many tables; each part in any order, since the whole is ordered, if at all."""
    first, *others = (part.order_by() for part in parts)
    return first.union(*others, all=True)


def _enter(entries: dict[UUID, Entry], row: dict[str, Any]) -> None:
    entry = entries.setdefault(row["change"], Entry(row["change"], row["at"]))
    entry.counts[row["kind"]] = row["rows"]


def _number_of(rows: QuerySet) -> str:
    return "change_id" if rows.model is AccessLog else "history_change"


def _kind_of(rows: QuerySet) -> str:
    return REVEAL if rows.model is AccessLog else rows.model.instance_type._meta.label


def _acts() -> QuerySet:
    """The acts of the change that the history row of a docket belongs to."""
    return Act.objects.filter(docket=OuterRef("id"), change=OuterRef("history_change"))


def _taken_over() -> Q:
    """What a sheet brought of decisions made elsewhere: it has its own days, and nobody here was late."""
    return Q(registered=True, source=Source.IMPORT)


def _was_closed() -> Exists:
    """The docket had been closed before this version of it."""
    versions: Any = Docket.history.model._default_manager
    return Exists(versions.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"), closed_on__isnull=False))
