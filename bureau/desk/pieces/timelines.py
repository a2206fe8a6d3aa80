"""The course of a case in one column: what was done, what was changed, when the clock stood still, newest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bureau.audit.changes import Changed, Version, tell
from bureau.audit.spoken import language, spoken
from bureau.casework.docket import Case, Docket
from bureau.casework.events import Act, Extension, Suspension
from bureau.casework.telling import timeline
from bureau.desk.pieces.mailed import mailed_of
from bureau.desk.pieces.wording import day_of
from bureau.law.limits import Ground
from bureau.law.words import GROUNDS

TOLD_BY_THE_ACT = {"state", "version", "closed_on"}
ICONS = {"act": "flag", "edit": "edit", "stop": "pause", "open": "file", "mail": "mail", "urge": "bell"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One change. `kind`: act, stop (an act that touches the clock), edit, open (the case was entered), mail, urge."""

    at: datetime
    kind: str
    who: str
    words: str
    notes: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()
    reason: str = ""
    is_late: bool = False

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


def entries_of(case: Case) -> list[Entry]:
    """Every change of the case and of what belongs to it, the newest first; a number of queries that never grows."""
    acts: dict[UUID, list[tuple[Act, str]]] = {}
    for act, words in timeline(case, language()):
        acts.setdefault(act.change, []).append((act, words))
    versions = _versions(case)
    events = _events(case)
    mailed = (Entry(each.at, each.kind, each.who, each.words, each.notes) for each in mailed_of(case))
    found = [*mailed, *_of_edits(acts, versions), *_of_acts(case, acts, versions, events)]
    return sorted(found, key=lambda entry: entry.at)[::-1]  # of one moment, what was done last comes first


def _versions(case: Case) -> dict[UUID, list[Version]]:
    found: dict[UUID, list[Version]] = {}
    kinds: tuple[Any, Any] = (Docket, type(case))
    for model in kinds:
        rows = list(model.history.filter(**{model._meta.pk.attname: case.pk}).order_by("history_id"))
        for version in tell(model, rows):
            found.setdefault(version.change, []).append(version)
    return found


def _events(case: Case) -> dict[UUID, list[str]]:
    """Stops and extensions in words, by the change that wrote them."""
    found: dict[UUID, list[str]] = {}
    kinds: tuple[Any, Any] = (Suspension, Extension)
    for model in kinds:
        for row in model.history.filter(docket=case.pk).order_by("history_id"):
            told = _stop(row) if model is Suspension else _extension(case, row)
            found.setdefault(row.history_change, []).append(told)
    return found


def _stop(row: Suspension) -> str:
    facts = {"ground": spoken(GROUNDS[Ground(row.ground)]), "first": day_of(row.first_on, row.first_on)}
    if row.last_on:
        facts["last"] = day_of(row.last_on, row.first_on)
        words = _("Not counted for %(ground)s: %(first)s to %(last)s") % facts
    else:
        words = _("Not counted for %(ground)s: from %(first)s") % facts
    return f"{words} · {row.paper}" if row.paper else words


def _extension(case: Case, row: Extension) -> str:
    facts = {"duty": spoken(case.workflow.words[row.duty]), "amount": row.amount, "approver": row.approver}
    words = _("%(duty)s: extended by %(amount)s, approved by %(approver)s") % facts
    return f"{words} · {row.paper}" if row.paper else words


def _of_acts(
    case: Case,
    acts: dict[UUID, list[tuple[Act, str]]],
    versions: dict[UUID, list[Version]],
    events: dict[UUID, list[str]],
) -> Iterator[Entry]:
    """What one hand did at once (a row of a sheet) may be several acts: what was changed stands at the last."""
    hidden = _labels(case)
    for change, done in acts.items():
        told = versions.get(change, [])
        facts = () if _opened(told) else (field for version in told for field in version.changed)
        changed = tuple(field for field in facts if field.label not in hidden)
        for act, words in done:
            is_last = act is done[-1][0]
            notes = tuple(events.get(change, ())) if is_last else ()
            yield Entry(
                act.at,
                "stop" if notes else "act",
                *_by_whom(act, words),
                notes,
                changed if is_last else (),
                act.reason,
                act.recorded_late,
            )


def _by_whom(act: Act, words: str) -> tuple[str, str]:
    """The sentence with its subject apart, where it begins with it."""
    if words.startswith(act.by_name):
        return act.by_name, words.removeprefix(act.by_name).lstrip(": ")
    return "", words


def _of_edits(acts: dict[UUID, list[tuple[Act, str]]], versions: dict[UUID, list[Version]]) -> Iterator[Entry]:
    for change, told in versions.items():
        first, opened = told[0], _opened(told)
        if change in acts and not opened:
            continue
        changed = () if opened else tuple(field for version in told for field in version.changed)
        words = _("opened the case") if opened else _("changed")
        if opened or changed:
            yield Entry(first.at, "open" if opened else "edit", first.actor, words, (), changed, first.reason)


def _opened(told: list[Version]) -> bool:
    return any(version.model is Docket and version.changed and not _before(version) for version in told)


def _before(version: Version) -> bool:
    return any(field.before for field in version.changed)


def _labels(case: Case) -> set[str]:
    """The labels of what an act says by itself."""
    fields: Iterable = (*Docket._meta.concrete_fields, *case._meta.concrete_fields)
    return {str(field.verbose_name) for field in fields if field.name in TOLD_BY_THE_ACT}
