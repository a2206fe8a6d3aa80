"""What a case's timeline tells of the mails: which went out to whom, what was not told any more, who urged."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bureau.audit.spoken import spoken
from bureau.casework.docket import Case
from bureau.desk.pieces.wording import day_of
from bureau.notices.leases import State
from bureau.notices.outbox import Debt, Notice
from bureau.notices.urging import Urging


@dataclass(frozen=True, slots=True)
class Mailed:
    """One line: who did it (nobody, for the machine), in which words, with what beside it."""

    at: datetime
    kind: str
    who: str
    words: str
    notes: tuple[str, ...]


def mailed_of(case: Case) -> Iterator[Mailed]:
    """Two queries; with urgings three or four. What waits in the outbox has not happened yet and is not told."""
    debts = Debt.objects.filter(term__docket=case.pk).select_related("term", "recipient", "notice").order_by("id")
    told: dict[tuple[str, date, str], list[Debt]] = defaultdict(list)
    struck: dict[tuple[date, str], list[Debt]] = defaultdict(list)
    for debt in debts:
        if debt.struck_because:
            struck[debt.owed_on, debt.struck_because].append(debt)
        elif debt.notice and debt.notice.state in (State.DONE, State.FAILED):
            told[debt.notice.kind, debt.notice.day, debt.notice.state].append(debt)
        elif debt.recipient_id is None:
            struck[debt.owed_on, ""].append(debt)
    for together in told.values():
        yield _sent(case, together)
    for (owed_on, reason), together in struck.items():
        yield _not_told(case, owed_on, reason, together)
    urgings = Urging.objects.filter(docket=case.pk).select_related("to").prefetch_related("notices__recipient")
    yield from map(_urged, urgings)


def _sent(case: Case, debts: list[Debt]) -> Mailed:
    """The mails of one kind and day, which told several people the same."""
    notices: list[Notice] = [debt.notice for debt in debts if debt.notice]
    facts = {"kind": notices[0].get_kind_display(), "names": _names(debts)}
    if notices[0].state == State.DONE:
        words = _("%(kind)s sent to %(names)s") % facts
    else:
        words = _("%(kind)s to %(names)s could not be sent") % facts
    ended = max(notice.finished_at or notice.made_at for notice in notices)
    notes = dict.fromkeys(_duty(case, debt) for debt in debts)
    return Mailed(ended, "mail", "", words, tuple(notes))


def _not_told(case: Case, owed_on: date, reason: str, debts: list[Debt]) -> Mailed:
    if reason:
        facts = {"names": _names(debts), "reason": debts[0].get_struck_because_display()}
        words = _("reminder to %(names)s struck: %(reason)s") % facts
    else:
        words = _("reminder owed: nobody to remind")
    made = [debt.notice.made_at for debt in debts if debt.notice]
    at = max(made, default=timezone.make_aware(datetime.combine(owed_on, time())))
    return Mailed(at, "mail", "", words, tuple(dict.fromkeys(_duty(case, debt) for debt in debts)))


def _names(debts: list[Debt]) -> str:
    between = pgettext("between names", ", ")
    return between.join(dict.fromkeys(str(debt.recipient) if debt.recipient else _("nobody") for debt in debts))


def _duty(case: Case, debt: Debt) -> str:
    """Which duty, of which due day, and whether it came late."""
    words = case.workflow.words
    name = spoken(words[debt.term.duty]) if debt.term.duty in words else debt.term.duty
    facts = {"duty": name, "on": day_of(debt.due_on, debt.owed_on)}
    if debt.is_late:
        return _("%(duty)s, due on %(on)s (sent late)") % facts
    return _("%(duty)s, due on %(on)s") % facts


def _urged(urging: Urging) -> Mailed:
    facts = {"role": urging.get_role_display(), "to": urging.to or _("nobody")}
    if urging.kind == Urging.Kind.URGE:
        words = _("as %(role)s urged on %(to)s") % facts
    else:
        words = _("as %(role)s had it supervised, told to %(to)s") % facts
    notes = [urging.words] if urging.words else []
    for notice in urging.notices.all():
        facts = {"name": notice.recipient, "state": notice.get_state_display()}
        notes.append(_("mail to %(name)s: %(state)s") % facts)
    return Mailed(urging.at, "urge", urging.by_name, words, tuple(notes))
