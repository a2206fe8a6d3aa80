"""The drain: what stands in the outbox goes out, mail by mail, each looked at again before it is sent.

Whatever happens to the process, a mail is sent at least once and, for each kill, at most once more, under the same
Message-ID: SMTP knows no better.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from bureau.casework.terms import Term
from bureau.notices.bundles import mails_at_once
from bureau.notices.leases import LeaseLost, State
from bureau.notices.letters import Occasion, message
from bureau.notices.mishaps import Clock, ErrorsCount
from bureau.notices.outbox import Debt, Notice, Struck
from bureau.notices.owing import WATCHED, Watch, keep, with_case
from bureau.notices.post import Away, Later, Refused
from bureau.notices.preferences import preference_of
from bureau.notices.records import points_of
from bureau.notices.routes import Routes

log = logging.getLogger(__name__)
Send = Callable[[EmailMessage], None]  # raises Refused, Later, Away

OWED_ANEW = frozenset({Struck.MOVED, Struck.HANDED_OVER, Struck.UNREACHABLE})
OF_DUE_DAYS = frozenset({Notice.Kind.DIGEST, Notice.Kind.AT_ONCE})


def drain(now: Clock, send: Send, who: str, asked_to_stop: Callable[[], bool] = bool) -> int:
    """Sends every mail that is due, one after the other; how many it took on.

    If the mail server cannot be reached it ends: that is no attempt of any mail, and the next round asks again.
    """
    taken = 0
    try:
        while not asked_to_stop() and (notice := Notice.claim(now(), who)):
            taken += 1
            _work(notice, now, send)
    except Away as away:
        log.warning("the mail server cannot be reached: %s", away)
    return taken


def _work(notice: Notice, now: Clock, send: Send) -> None:
    try:
        _deliver(notice, now, send)
    except LeaseLost as lost:  # another process has it
        log.warning("%s", lost)


def _deliver(notice: Notice, now: Clock, send: Send) -> None:
    try:
        with ErrorsCount(notice, now, passing=(Refused, Later, Away)):
            _attempt(notice, now, send)
    except Refused as refused:
        notice.end(State.FAILED, now(), error=str(refused))
    except Later as later:
        notice.put_off(now(), str(later))
    except Away:
        # It keeps its place and its hour, by which the watchdog sees how long it has been waiting.
        notice.hold(state=State.QUEUED, lease_until=None, leased_by="")
        raise


def _attempt(notice: Notice, now: Clock, send: Send) -> None:
    if notice.attempts > len(Notice.WAITS):
        told = gettext("It broke off %(times)d times without getting further.")
        raise Refused(told % {"times": notice.attempts})
    if (occasion := _looked_at_again(notice, now())) is None:
        notice.end(State.CANCELLED, now())
        return
    mail, lines = message(occasion, preference_of(notice.recipient).language)
    # Whoever froze since the claim may not send under another's lease.
    notice.beat(now())
    send(mail)
    notice.end(State.DONE, now(), sent_to=mail.to[0], lines=lines, error="")


def _looked_at_again(notice: Notice, now: datetime) -> Occasion | None:
    """What is still to be said; None where nothing is. Raises Refused for a reader who cannot be reached."""
    routes = Routes.of(timezone.localdate(now))
    if notice.kind in OF_DUE_DAYS:
        debts = _standing(notice, routes, now)
        return Occasion(notice, debts, now) if debts else None
    if notice.urging and notice.urging.docket.closed_on:
        return None
    if notice.kind == Notice.Kind.RECORDS and not points_of(notice):
        return None
    if notice.recipient_id not in routes.reachable:
        raise Refused(gettext("The recipient has no address or has left."))
    return Occasion(notice, [], now)


def _standing(notice: Notice, routes: Routes, now: datetime) -> list[Debt]:
    """The debts that still stand. The others are struck; what they owe now, to whomever, is written down at once."""
    debts = list(notice.debts.select_related("term__docket", "term__section", "rung").order_by("id"))
    struck: dict[Struck, list[Debt]] = defaultdict(list)
    for debt in debts:
        if reason := _struck(debt, routes):
            struck[reason].append(debt)
    if struck:
        with transaction.atomic():
            for reason, gone in struck.items():
                Debt.objects.filter(pk__in=[debt.pk for debt in gone]).update(struck_because=reason)
            _owe_anew({debt.term_id for reason in OWED_ANEW for debt in struck.get(reason, ())}, now)
    gone_for_good = {debt.pk for gone in struck.values() for debt in gone}
    return [debt for debt in debts if debt.pk not in gone_for_good]


def _struck(debt: Debt, routes: Routes) -> Struck | None:
    """Why this is not to be said any more, if so."""
    term = debt.term
    if term.docket.closed_on:
        return Struck.CLOSED
    if term.state not in WATCHED:
        return Struck.MET if term.state == Term.State.MET else Struck.STOPPED
    if term.watch_on != debt.due_on:
        return Struck.MOVED
    if debt.recipient_id not in routes.reachable:
        return Struck.UNREACHABLE
    to = routes.to(debt.rung.addressee, term.section_id, term.officer_id)
    return None if debt.recipient_id in {told.staff for told in to} else Struck.HANDED_OVER


def _owe_anew(keys: Collection[int], now: datetime) -> None:
    """A new day or a new officer is told without waiting for the next morning: it may be the last."""
    if terms := list(with_case(Term.objects.filter(pk__in=keys, state__in=WATCHED))):
        keep(Watch.of(timezone.localdate(now)).debts(terms))
        mails_at_once({term.pk for term in terms}, now)
