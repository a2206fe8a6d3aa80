"""What the page of a record says of it: whether and by when it is published, by which rule, and what stands out."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from bureau.audit.spoken import language, spoken
from bureau.desk.pieces.lights import Clock, Light, in_days
from bureau.law import words
from bureau.law.workdays import UnknownYear, Workdays
from credit.models import Decision, ListEntry, Penalty
from credit.models.penalties import SEVERITIES
from credit.models.pushes import NOT_THERE
from credit.rules.publishing import is_timely, publish_by
from credit.rules.repair import PLAN_22, is_served_with_a_notice


def light_of(record: Decision, clock: Clock) -> Light:
    """Whether it was published in time, and how much time is left for it."""
    push: Any = record.push  # type: ignore[attr-defined]
    if not record.ruling.publish:
        return Light("wait", _("collected only") if record.ruling.collect else _("not collected"))
    if push.reported_on and push.state not in NOT_THERE:
        timely = _timely(record.decided_on, push.reported_on, clock.days)
        return Light("overrun", _("reported late"), push.reported_on) if timely is False else _done(push.reported_on)
    if isinstance(record, Penalty) and (last := record.published_until(clock.today)) < clock.today:
        return Light("overrun", _("ended unpublished"), last)
    found = publish_by(record.decided_on, clock.days)
    if found.due_on is None:
        return Light("open", _("awaits the State Council"), found.earliest_on, _("at the earliest"))
    return in_days(found.due_on, clock)


def link_to(record: Any) -> str:
    """Its number, which leads to its page, and its party."""
    page = reverse(f"admin:credit_{record._meta.model_name}_change", args=[record.pk])
    return format_html('<a href="{}">{}</a> {}', page, record.paper_no, record.party_name)


def _done(on: date) -> Light:
    return Light("done", _("reported"), on)


def sentences(record: Decision, days: Workdays) -> Iterator[str]:
    """The rule with its edition, the day with the steps that led to it, and what has become of the record."""
    yield spoken(record.ruling.says)
    if record.publish_basis:
        yield _based(record)
    if record.ruling.publish:
        yield from (words.say(step, language()) for step in publish_by(record.decided_on, days).steps)
    yield from _reported(record, days)
    yield from _under_way(record)
    if isinstance(record, Penalty):
        yield from _published(record)
        yield from _served(record)
    for fault in record.warnings:
        field = next(field for field in record.standard if field.name == fault.field)
        told = {"field": spoken(field.phrase), "says": spoken(fault.says), "rule": fault.rule}
        yield _("To be looked at (%(rule)s): %(field)s %(says)s.") % told


def _based(record: Decision) -> str:
    """The basis beside its rule; where that publishes nothing all the same, this is told."""
    if record.ruling.publish:
        return _("Basis of publication, as the deciding organ states it: %(basis)s") % {"basis": record.publish_basis}
    return _("The deciding organ states a basis of publication (%(basis)s). By the rule above it is not published all "
             "the same.") % {"basis": record.publish_basis}  # fmt: skip


def sentences_of_entry(entry: ListEntry) -> Iterator[str]:
    """By when its repair may be asked for and when it is over, what is under way about it, and what was not served."""
    if entry.is_repairable and entry.removed_on is None:
        yield _class_and_period(entry, _("by the kind of its list"))
        yield from term_of(entry)
    yield from _under_way(entry)
    if entry.is_repairable:
        yield from _served(entry)


def term_of(entry: ListEntry) -> Iterator[str]:
    if entry.term_by:
        yield _("The longest is the term of its list (%(basis)s).") % {"basis": spoken(entry.term_by)}


def _reported(record: Decision, days: Workdays) -> Iterator[str]:
    push: Any = record.push  # type: ignore[attr-defined]
    if not push.reported_on:
        return
    on, timely = date_format(push.reported_on), _timely(record.decided_on, push.reported_on, days)
    if timely is None or not record.ruling.publish:
        yield _("It was reported on %(day)s.") % {"day": on}
    elif timely:
        yield _("It was reported on %(day)s, in time.") % {"day": on}
    else:
        yield _("It was reported on %(day)s, late.") % {"day": on}


def _under_way(record: Any) -> Iterator[str]:
    """While it is objected to the record is marked so; and what is asked for beside that."""
    kinds = (getattr(record, name, None) for name in ("objections", "repairs"))  # a licence is not repaired
    for cases in filter(None, kinds):
        for case in cases.filter(docket__closed_on__isnull=True).select_related("docket"):
            told = {"kind": case._meta.verbose_name, "number": case.docket.number}
            yield _("Under way: %(kind)s, %(number)s.") % told


def _timely(decided_on: date, reported_on: date, days: Workdays) -> bool | None:
    """None where that cannot be told yet."""
    try:
        return is_timely(decided_on, reported_on, days)
    except UnknownYear:
        return None


def _published(penalty: Penalty) -> Iterator[str]:
    """How long, for whoever would ask for repair today; the class as stated or as proposed."""
    how = _("as the organ states it") if penalty.severity else _("proposed")
    if not penalty.ruling.publish:
        told = {"severity": spoken(SEVERITIES[penalty.severity_in_force]), "how": how}
        yield _("Class %(severity)s (%(how)s).") % told
        return
    yield _class_and_period(penalty, how)
    last = penalty.published_until(timezone.localdate())
    if last < timezone.localdate():
        yield _("Its publication ended on %(day)s.") % {"day": date_format(last)}


def _class_and_period(record: Penalty | ListEntry, how: str) -> str:
    found = record.period(timezone.localdate())
    told = {
        "article": spoken(found.article),
        "severity": spoken(SEVERITIES[record.severity_in_force]),
        "how": how,
        "shortest": date_format(found.min_end),
        "longest": date_format(found.max_end),
    }
    if found.min_end == record.decided_on:
        return _("Class %(severity)s (%(how)s). Published until %(longest)s at the longest; its repair is asked "
                 "for as soon as the duty is done: %(article)s.") % told  # fmt: skip
    return _("Class %(severity)s (%(how)s). Published until %(shortest)s at the shortest, %(longest)s at the "
             "longest: %(article)s.") % told  # fmt: skip


def _served(record: Penalty | ListEntry) -> Iterator[str]:
    if is_served_with_a_notice(record.decided_on) and not hasattr(record, "repair_notice"):
        yield _("A notice of repair is served together with the decision (%(article)s); none is entered.") % {
            "article": spoken(PLAN_22)
        }
