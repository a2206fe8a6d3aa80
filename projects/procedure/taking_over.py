"""What the provincial platform has told is taken over, never judged again (it is the system of record).

Each of its days becomes an act, registered as the platform's own on that day; its facts are written over ours where
they differ; what is the same writes nothing. Where its days contradict what was done here, a person has to look.
"""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.casework.docket import hold
from bureau.casework.gate import open_case
from bureau.casework.numbers import next_number
from bureau.casework.paper import Decider, OnPaper
from bureau.casework.parties import Enterprise, OtherName, enterprise_of
from bureau.people.bureaus import Section
from projects.models import Filing
from projects.models.filings import LEFT, PLATFORMS
from projects.models.project_codes import is_doubtful, shaped
from projects.procedure import filings
from projects.procedure.entering import docket_number, filing_item
from projects.rules.filing import PLATFORM

OLD_SERIES = "old_filing"


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """One row of the platform's sheet, or of an old ledger with its columns. Amounts are in 万元; None is a blank."""

    project_code: str
    project_name: str
    enterprise_name: str
    uscc: str
    site: str
    category: str
    construction: str
    scale_and_content: str
    total_investment: Decimal
    capital: Decimal | None = None
    plan_start: date | None = None
    plan_end: date | None = None
    channel: str = ""
    submitted_on: date | None = None
    complete_on: date | None = None
    filed_on: date | None = None


class What(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a row. `warnings` are told and stop nothing."""

    filing: Filing
    what: What
    warnings: tuple[str, ...] = ()


DAYS = ("submitted_on", "complete_on", "filed_on")


@dataclass(frozen=True, slots=True)
class _Told:
    """A row that can be read, who takes it over, into which section, and from which sheet."""

    hand: Hand
    row: PlatformRow
    code: str
    enterprise: Enterprise
    section: Section
    sheet: str

    @property
    def telling(self) -> Hand:
        """The hand for what is written beside the acts, which say by themselves where they come from."""
        return self.hand if self.hand.reason else self.hand.because(f"{PLATFORM.zh}：{self.sheet}")

    def facts(self) -> dict[str, Any]:
        """What the row says of the project; a blank says nothing."""
        facts = {field.name: getattr(self.row, field.name) for field in fields(self.row) if field.name in PLATFORMS}
        months = {name: facts[name].replace(day=1) for name in ("plan_start", "plan_end") if facts[name]}
        said = facts | months | {"enterprise": self.enterprise}
        return {name: value for name, value in said.items() if value not in (None, "")}


def take_over(hand: Hand, row: PlatformRow, *, section: Section, sheet: str) -> Taken:
    """Bring our record in line with one row of the platform's sheet, wholly or not at all.

    `sheet` names it, as the document from which the acts are registered. Raises ValidationError by the row's own
    field, and Refused, where a person has to look.
    """
    code = _code(row)
    _demand_days(row)
    with transaction.atomic():
        told = _Told(hand, row, code, _enterprise(hand, row), section, sheet)
        found = _latest(told)
        if found is None or _is_another(row, found):
            days = {"opened_on": row.submitted_on, "submitted_on": row.submitted_on}
            filing, what = _opened(told, days), What.NEW
        else:
            filing, what = _brought_in_line(told, found)
        moved = _moved(told, filing)
    return Taken(moved or filing, What.CHANGED if moved and what is What.UNCHANGED else what, _warnings(code))


def take_in_old(hand: Hand, row: PlatformRow, *, section: Section, sheet: str) -> Taken:
    """历史补录: a row of an old ledger, with such days as it has. The gate does not ask of it what it asks of a case.

    Its docket is opened on the day of entry; no term runs, and none is claimed to have been met. Raises
    ValidationError.
    """
    code = _code(row) if row.project_code else ""
    with transaction.atomic():
        told = _Told(hand, row, code, _enterprise(hand, row), section, sheet)
        if found := _known_old(told):
            return Taken(found, What.UNCHANGED, _warnings(code))
        today = timezone.localdate(hand.at)
        days = {name: getattr(row, name) for name in DAYS}
        filing = _opened(told, {"opened_on": today, "is_historical": True, **days})
        done: Filing = filings.enter_old(filing, hand, on=today)
    return Taken(done, What.NEW, _warnings(code))


def _known_old(told: _Told) -> Filing | None:
    """The bureau's, by its code; without one by its enterprise and name."""
    known = Filing.of_code(told.code, told.section.bureau_id)
    if not told.code:
        name = told.row.project_name
        known = known.filter(is_historical=True, enterprise=told.enterprise, project_name=name)
    return known.select_related("docket").first()


def _code(row: PlatformRow) -> str:
    try:
        return shaped(row.project_code)
    except ValidationError as refused:
        raise ValidationError({"project_code": refused.messages}) from None


def _demand_days(row: PlatformRow) -> None:
    if row.submitted_on is None:
        raise ValidationError({"submitted_on": _("Must be filled in.")})
    if row.filed_on and not row.complete_on:
        told = _("Filed, and no day on which the information was complete: please complete it on the platform.")
        raise ValidationError({"complete_on": told})
    given = [day for name in DAYS if (day := getattr(row, name))]
    if given != sorted(given):
        raise ValidationError({"filed_on": _("The days are not in their order: submitted, complete, filed.")})


def _enterprise(hand: Hand, row: PlatformRow) -> Enterprise:
    """Raises ValidationError by the row's field: the register's name stands, and a person says which is right."""
    try:
        return enterprise_of(hand, row.uscc, row.enterprise_name)
    except OtherName as other:
        raise ValidationError({"enterprise_name": str(other)}) from None
    except ValidationError as wrong:
        named = {"name": "enterprise_name"}
        raise ValidationError({named.get(name, name): told for name, told in wrong.message_dict.items()}) from None


def _latest(told: _Told) -> Filing | None:
    """The bureau's newest filing of the code, with its docket locked. Raises Archived."""
    known = Filing.of_code(told.code, told.section.bureau_id).order_by("-submitted_on", "-pk")
    key = known.values_list("pk", flat=True).first()
    if key is None:
        return None
    docket = hold(key)
    found: Filing = Filing.objects.get(pk=key)
    found.docket = docket
    return found


def _is_another(row: PlatformRow, found: Filing) -> bool:
    """Whether the row is of a later filing of the same project, after the one that we know was given up."""
    later = row.submitted_on and found.submitted_on and row.submitted_on > found.submitted_on
    return found.state in LEFT and bool(later)


def _opened(told: _Told, own: dict[str, Any]) -> Filing:
    section = told.section
    item = filing_item(section.bureau, own["opened_on"])
    if item is None:
        refused = _("No version of the item is in force on that day: enter the row as one of an old ledger.")
        raise ValidationError({"submitted_on": refused})
    return open_case(
        Filing,
        told.telling,
        number=_number(told),
        title=told.row.project_name,
        section=section,
        item=item,
        project_code=told.code,
        taken_over_at=told.hand.at,
        taken_over_from=told.sheet,
        **told.facts(),
        **own,
    )


def _number(told: _Told) -> str:
    """The docket's; one of ours where an old ledger has no code."""
    if told.code:
        return docket_number(told.code, told.section.bureau)
    year = timezone.localdate(told.hand.at).year
    return f"LS{year}-{next_number(told.section.bureau, OLD_SERIES, year)}"


def _brought_in_line(told: _Told, filing: Filing) -> tuple[Filing, What]:
    """Writes over our facts where the row says something else."""
    differ = {name: value for name, value in told.facts().items() if value != getattr(filing, name)}
    if filing.state in LEFT or not (differ or not filing.is_the_platforms):
        return filing, What.UNCHANGED
    for name, value in (differ | {"taken_over_at": told.hand.at, "taken_over_from": told.sheet}).items():
        setattr(filing, name, value)
    filing.hand = filing.docket.hand = told.telling
    filing.full_clean(exclude=["docket"])
    filing.docket.title = filing.project_name
    filing.docket.version += 1  # whoever has the page open is told
    filing.docket.save(held=True)
    filing.save()
    return filing, What.CHANGED


def _moved(told: _Told, filing: Filing) -> Filing | None:
    """Registers the days that we have not; None where there was none. Raises ValidationError where ours is another."""
    paper = OnPaper((Decider(PLATFORM.zh, ""),), told.sheet)
    moved = None
    for name, act in (("submitted_on", None), ("complete_on", filings.complete), ("filed_on", filings.file)):
        given, ours = getattr(told.row, name), getattr(moved or filing, name)
        if given and ours and given != ours:
            raise ValidationError({name: _("Here it is %(day)s. Please compare.") % {"day": ours}})
        if given and not ours and act:
            moved = act(moved or filing, told.hand.because(""), on=given, on_paper=paper)
    return moved


def _warnings(code: str) -> tuple[str, ...]:
    return (_("The check digit of the project code does not match."),) if is_doubtful(code) else ()
