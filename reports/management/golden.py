"""Golden cases: what the application itself says of each kind of case."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from bureau.law import codes
from bureau.law.articles import Article
from bureau.law.clock import NotInTime
from bureau.law.licensing import DECISION, acceptance
from bureau.law.limits import LICENSING_45_GROUNDS, Extra, Ground, Post, Stop, TimeLimit, Unit
from bureau.law.masks import Mask, mask
from bureau.law.rates import Rate
from bureau.law.reckoning import Reckoning, reckon
from bureau.law.workdays import UnknownYear, Workdays
from complaints.rules import Answer, Order, OrderStatus, on_time_rate, satisfaction_rate
from credit.rules import Publicity, Severity, publicity, publicity_order_58
from projects.rules import validity

GOLDEN = Article("黄金用例", "golden case")
MASKS = {"mobile": Mask.PHONE, "landline": Mask.PHONE}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class Judge:
    """What the application says of a case: one method a kind, each taking the input and returning what it found."""

    def __init__(self, days: Workdays, today: date) -> None:
        self.days = days
        self.today = today

    def __call__(self, kind: str, given: Any) -> Any:
        """What the application finds, as JSON would hold it. What it refuses is told under `error`, never raised."""
        if kind.startswith("_") or kind not in vars(Judge):
            return {"error": f"unknown kind {kind}"}
        try:
            return _plain(getattr(self, kind)(given))
        except UnknownYear as unknown:
            after = unknown.year > self.days.settled_to.year
            return {"error": "calendar_not_published" if after else "before_the_calendar"}
        except (AttributeError, KeyError, TypeError, ValueError) as refused:
            return {"error": f"{type(refused).__name__}: {refused}"}

    def uscc(self, text: str) -> Mapping[str, Any]:
        return self._code(codes.read_uscc, text)

    def uscc_check17(self, text: str) -> Mapping[str, Any]:
        return {"check": codes.uscc_check(codes.clean(text))}

    def org_code(self, text: str) -> Mapping[str, Any]:
        return self._code(lambda code: {"display": codes.read_org_code(code)}, text)

    def resident_id(self, text: str) -> Mapping[str, Any]:
        return self._code(lambda code: codes.read_resident_id(code, today=self.today), text)

    def project_code(self, text: str) -> Mapping[str, Any]:
        return {"format": "GB/T 40058-2021"} | self._code(codes.read_project_code, text)

    def project_code_legacy(self, text: str) -> Mapping[str, Any]:
        return {"format": "legacy 2015-2020"} | self._code(codes.read_legacy_project_code, text)

    def doc_number(self, text: str) -> Mapping[str, Any]:
        return self._code(lambda number: {"normalized": codes.read_document_number(number)}, text)

    def phone(self, text: str) -> Mapping[str, Any]:
        return self._code(lambda number: {"normalized": codes.read_phone(number)}, text)

    def workday(self, text: str) -> Mapping[str, Any]:
        return {"workday": self.days.is_workday(date.fromisoformat(text))}

    def workdays_in_year(self, year: int) -> Mapping[str, Any]:
        return {"count": sum(map(self.days.is_workday, _days_of(date(year, 1, 1), date(year, 12, 31))))}

    def workdays_in_month(self, month: Mapping[str, int]) -> Mapping[str, Any]:
        first = date(month["year"], month["month"], 1)
        end = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        return {"count": sum(self.days.is_workday(on) for on in _days_of(first, end) if on < end)}

    def workdays_between(self, span: Mapping[str, str]) -> Mapping[str, Any]:
        return {"count": self.days.count(date.fromisoformat(span["after"]), date.fromisoformat(span["through"]))}

    def deadline(self, case: Mapping[str, Any]) -> Mapping[str, Any]:
        start, extension = date.fromisoformat(case["start"]), case.get("extension") or 0
        limit = TimeLimit(
            case["workdays"],
            Unit.WORKDAY,
            GOLDEN,
            may_extend=extension,
            extended_by=frozenset({Post.HEAD}),
            extension_article=GOLDEN,
            stopped_by=LICENSING_45_GROUNDS,
        )
        stops = [
            Stop(date.fromisoformat(first), _day(last), Ground.HEARING, GOLDEN.zh)
            for first, last in case.get("suspensions") or ()
        ]
        extras = [Extra(extension, start, GOLDEN.zh, Post.HEAD)] if extension else []
        try:
            found = reckon(start, limit, stops, extras, days=self.days)
        except NotInTime as refused:
            # A stop after the due day is refused; what stood before it stands.
            return {"error": "not_in_time", "due": refused.due_on, "state": refused.stands.state}
        return _due(found)

    def calendar_days(self, case: Mapping[str, Any]) -> Mapping[str, Any]:
        start = date.fromisoformat(case["start"])
        raw, rolled = (
            reckon(start, TimeLimit(case["days"], Unit.DAY, GOLDEN, rolls=rolls), days=self.days)
            for rolls in (False, True)
        )
        return {"raw": raw.due_on, "rolled": rolled.due_on} | _due(rolled)

    def acceptance(self, case: Mapping[str, Any]) -> Mapping[str, Any]:
        as_of = case.get("asof") or ""
        found = acceptance(
            date.fromisoformat(case["received"]),
            today=date.fromisoformat(as_of) if as_of[:1].isdigit() else date.max,
            days=self.days,
            defect_notice=_day(case.get("defect_notice")),
            completed=_day(case.get("supplement_complete")),
        )
        told = asdict(found) | {"deemed_accepted": found.deemed, "decision_due": None}
        if found.accepted_on:
            decision = _due(reckon(found.accepted_on, DECISION, days=self.days))
            told |= decision | {"decision_due": decision["due"]}
        return told

    def approval_validity(self, case: Mapping[str, Any]) -> Mapping[str, Any]:
        found = validity(date.fromisoformat(case["decided"]), days=self.days, years=case["years"])
        return {
            "expires": found.expires_on,
            "last_day_to_apply_for_extension": found.apply_by,
            "last_working_day_to_apply": found.apply_by_workday,
            "extended_expires": found.extended_to,
        }

    def publicity(self, case: Mapping[str, Any]) -> Mapping[str, Any]:
        decided = date.fromisoformat(case["decided"])
        return _period(publicity(Severity(case["level"]), decided), decided, _day(case.get("duty_done_on")))

    def publicity_order58(self, case: Mapping[str, Any]) -> Mapping[str, Any]:
        decided = date.fromisoformat(case["decided"])
        found = publicity_order_58(decided, special_field=case["special_field"])
        return _period(found, decided, _day(case.get("duty_done_on")))

    def mask(self, case: Mapping[str, str]) -> str:
        return mask(case["value"], MASKS.get(case["type"]) or Mask(case["type"]))

    def rate_on_time(self, case: Mapping[str, Any]) -> Mapping[str, Any]:
        orders = [
            Order(date.fromisoformat(row["due"]), OrderStatus(row["status"]), _day(row.get("closed")))
            for row in case["rows"]
        ]
        first, last = map(date.fromisoformat, case["period"])
        return _rate(on_time_rate(orders, first, last, as_of=date.fromisoformat(case["asof"])))

    def rate_satisfaction(self, answers: list[str]) -> Mapping[str, Any]:
        return _rate(satisfaction_rate(Answer(answer) for answer in answers))

    def _code(self, read: Callable[[str], Any], text: str) -> dict[str, Any]:
        try:
            found = read(text)
        except codes.BadCode as bad:
            return {"valid": False, "reason": bad.reason}
        return {"valid": True} | (found if isinstance(found, dict) else asdict(found))


def _plain(found: Any) -> Any:
    if isinstance(found, Mapping):
        return {key: _plain(value) for key, value in found.items()}
    return found.isoformat() if isinstance(found, date) else found


def _days_of(first: date, last: date) -> list[date]:
    return [date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1)]


def _due(found: Reckoning) -> dict[str, Any]:
    told = {"due": found.due_on, "state": found.state, "earliest": found.earliest_on}
    return told | {"error": "calendar_not_published"} if found.state == "provisional" else told


def _period(found: Publicity, decided: date, duty_done_on: date | None) -> dict[str, Any]:
    return {
        "min_end": found.min_end,
        "max_end": found.max_end,
        "may_apply_from": found.may_apply_from(decided, duty_done_on),
        "published_by_default": found.by_default,
    }


def _rate(rate: Rate) -> dict[str, Any]:
    percent = None if rate.percent is None else str(rate.percent)
    return {"numerator": rate.numerator, "denominator": rate.denominator, "percent": percent}
