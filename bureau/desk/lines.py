"""The changes of a page in words: who did what to which record, why, and who has looked at it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.admin import AdminSite
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from bureau.audit.access import AccessLog, Event
from bureau.audit.changes import Changed, Version, tell
from bureau.audit.hand import Source
from bureau.audit.reviews import Review
from bureau.audit.spoken import language, spoken
from bureau.casework import telling
from bureau.casework.docket import Case, Docket, kinds
from bureau.casework.events import Act, Extension, Suspension
from bureau.casework.secrecy import beyond
from bureau.casework.terms import Term
from bureau.desk.beyond import without_strangers
from bureau.desk.ledger import READERS, REVEAL, Entry, Risk
from bureau.people.scope import Scope

MANY = 20  # records; more than these are told as a number, and a batch is one line


@dataclass(frozen=True, slots=True)
class Told:
    """One record of a change: what kind it is, its name, its page, what happened to it."""

    label: str
    name: str
    url: str
    event: str
    changed: tuple[Changed, ...] = ()


@dataclass(slots=True)
class Line:
    change: UUID
    at: datetime
    count: int
    risks: list[Risk]
    sampled: bool
    actor: str = ""
    source: str = ""
    reason: str = ""
    records: list[Told] = field(default_factory=list)
    review: Review | None = None

    @property
    def is_batch(self) -> bool:
        return self.count > MANY


class Lines:
    """Tells entries of the ledger to one person, in a number of queries that depends on the kinds alone."""

    def __init__(self, site: AdminSite, scope: Scope, entries: Sequence[Entry]) -> None:
        self.site = site
        self.scope = scope
        self.lines = {entry.change: _line(entry) for entry in entries}
        self.few = {change for change, line in self.lines.items() if not line.is_batch}
        self.kinds = {kind for entry in entries for kind in entry.counts}
        self.moved: set[UUID] = set()  # the changes that an act has told

    def told(self) -> list[Line]:
        self._acts()
        for kind in sorted(self.kinds - {REVEAL}):
            self._records(apps.get_model(kind))
        if REVEAL in self.kinds:
            self._reveals()
        for review in self.scope.rows(Review.objects.filter(change__in=self.lines), READERS):
            self.lines[review.change].review = review
        return list(self.lines.values())

    def _acts(self) -> None:
        """What was done to a case, before what that changed in its records."""
        for act in Act.objects.filter(change__in=self.few).select_related("docket__section").order_by("id"):
            if not self.scope.reaches(act.docket, READERS):
                continue
            kind = kinds()[act.docket.kind]
            url = self._url(kind, act.docket_id)
            told = Told(str(kind._meta.verbose_name), act.docket.number, url, telling.told(act, language()))
            self.lines[act.change].records.append(told)
            self.moved.add(act.change)

    def _records(self, model: type[models.Model]) -> None:
        versions: Any = model.history.model._default_manager  # type: ignore[attr-defined]
        within = versions.filter(self.scope.history(READERS, model))
        rows = list(within.filter(history_change__in=self.few).order_by("history_id"))
        batches = self.lines.keys() - self.few
        firsts = [within.filter(history_change=change).first() for change in batches]
        told = without_strangers(tell(model, [*rows, *(row for row in firsts if row)]), self.scope)
        records = model._base_manager.filter(pk__in={version.record for version in told})
        of_a_case = any(field.name == "docket" and not field.primary_key for field in model._meta.fields)
        found = {row.pk: row for row in (records.select_related("docket") if of_a_case else records)}
        for version in told:
            self._enter(version, found.get(version.record))

    def _enter(self, version: Version, record: Any) -> None:
        line = self.lines[version.change]
        line.actor, line.source, line.reason = version.actor, version.source, version.reason or line.reason
        changed = self._untold(version)
        if version.change in self.few and changed:
            label, name = str(version.model._meta.verbose_name), f"#{version.record}" if record is None else str(record)
            url = self._url(version.model, version.record)
            if isinstance(record, Term | Suspension | Extension):
                kind, name = kinds()[record.docket.kind], _of_its_case(record)
                url = self._url(kind, record.docket_id)
            line.records.append(Told(label, name, url, version.event, changed))

    def _untold(self, version: Version) -> tuple[Changed, ...]:
        """What an act of the same change does not say already: its docket and its terms follow from it."""
        if version.change not in self.moved:
            return version.changed
        if issubclass(version.model, Docket | Term):
            return ()
        state = str(version.model._meta.get_field("state").verbose_name) if issubclass(version.model, Case) else ""
        return tuple(field for field in version.changed if field.label != state)

    def _reveals(self) -> None:
        logged = AccessLog.objects.filter(change_id__in=self.lines, event=Event.REVEAL)
        for entry in self.scope.rows(logged.exclude(beyond(self.scope)), READERS):
            line = self.lines[entry.change_id]
            line.actor, line.source, line.reason = entry.actor_name, str(Source(entry.source).label), entry.purpose
            model = apps.get_model(entry.record)
            name = f"{model._meta.verbose_name} {entry.row}"
            line.records.append(Told(_("personal data"), name, self._url(model, entry.row), _("shown")))

    def _url(self, model: type[models.Model], key: Any) -> str:
        screen = self.site._registry.get(model)
        if screen is None or not self.scope.holds(getattr(screen, "readers", ())):
            return ""
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[key])


def _of_its_case(record: Any) -> str:
    """A term, a stop or an extension: the number of its case, and which duty."""
    words = kinds()[record.docket.kind].workflow.words
    duty = getattr(record, "duty", "")
    return f"{record.docket.number} {spoken(words[duty])}" if duty in words else record.docket.number


def by_day(lines: Sequence[Line], day_of: Any) -> list[tuple[Any, list[Line]]]:
    """The lines of each day, in their order."""
    days: dict[Any, list[Line]] = defaultdict(list)
    for line in lines:
        days[day_of(line.at)].append(line)
    return list(days.items())


def _line(entry: Entry) -> Line:
    return Line(entry.change, entry.at, sum(entry.counts.values()), entry.risks, entry.sampled)
