"""How a bureau stands, for those who supervise it: what is open, due, overdue, met, met late, and was not told."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bureau.casework.docket import Docket
from bureau.casework.terms import Term
from bureau.notices.bundles import LINES
from bureau.notices.leases import State
from bureau.notices.outbox import Debt, Notice, Reach
from bureau.notices.owing import WATCHED
from bureau.people.staff import Staff
from bureau.people.unused import UNUSED, unused

WEEK = timedelta(days=7)


# Whoever supervises handles no secret matter, and is not told how many there are.
NO_SECRETS = Q(docket__is_work_secret=False)


def _late(bureau: int | None, now: datetime) -> QuerySet[Term]:
    open_terms = Term.objects.filter(NO_SECRETS, docket__closed_on__isnull=True, section__bureau=bureau)
    return open_terms.filter(state__in=WATCHED, watch_on__lt=timezone.localdate(now), waits=False)


def overdue(bureau: int | None, now: datetime) -> QuerySet[Term]:
    """The overdue terms of a bureau, the longest first, as many as a mail holds."""
    return _late(bureau, now).select_related("docket").order_by("watch_on", "id")[:LINES]


def standing_of(bureau: int | None, day: date, now: datetime) -> tuple[list[str], int]:
    """The numbers of a bureau as sentences, and how many terms are overdue. The week before ends on the day before."""
    terms = Term.objects.filter(NO_SECRETS, section__bureau=bureau)
    coming = terms.filter(
        state__in=WATCHED, docket__closed_on__isnull=True, watch_on__range=(day, day + WEEK), waits=False
    )
    met = terms.filter(met_on__range=(day - WEEK, day - timedelta(days=1)))
    late = _late(bureau, now).count()
    open_cases = Docket.objects.filter(section__bureau=bureau, closed_on__isnull=True, is_work_secret=False)
    numbers = {
        _("open cases"): open_cases.count(),
        _("duties overdue"): late,
        _("duties due within seven days"): coming.count(),
        _("duties met in the week before"): met.count(),
        _("of these, late"): met.filter(met_on__gt=F("due_on"), waits=False).count(),
        _("duties with nobody to remind"): nobody_to_remind().filter(term__section__bureau=bureau).count(),
        _("accounts not used for %(days)s days") % {"days": UNUSED}: Staff.objects.filter(
            unused(day), section__bureau=bureau
        ).count(),
        _("reminders that could not be sent"): unsettled().filter(recipient__section__bureau=bureau).count(),
    }
    return [_("%(what)s: %(n)d") % {"what": what, "n": n} for what, n in numbers.items()], late


def unsettled() -> QuerySet[Notice]:
    """The dead letters that nobody has dealt with."""
    return Notice.objects.filter(state=State.FAILED, settled_at__isnull=True)


def nobody_to_remind() -> QuerySet[Debt]:
    """A debt for each open duty of which nobody, or not the one it concerns, could be told, nor has been since."""
    open_terms = {"term__state__in": WATCHED, "term__docket__closed_on__isnull": True, "due_on": F("term__watch_on")}
    same = Debt.objects.filter(**{name: OuterRef(name) for name in ("term", "rung__addressee", "due_on")})
    since = same.filter(reach__in=[Reach.OWN, Reach.UNASSIGNED], struck_because="", owed_on__gte=OuterRef("owed_on"))
    lost = Debt.objects.filter(~Exists(since), **open_terms, reach=Reach.NOBODY, struck_because="")
    return lost.filter(pk__in=lost.order_by().values("term").annotate(first=Min("pk")).values("first"))


def dead_letters(alarm: Notice) -> list[str]:
    """The dead letters of which the alarms of that morning tell, each in a line without a name."""
    of_bureau = Notice.objects.filter(recipient__section__bureau=alarm.recipient.bureau_id, state=State.FAILED)
    told = of_bureau.filter(told_in__kind=Notice.Kind.ALARM, told_in__day=alarm.day)
    return [
        _("%(kind)s of %(day)s, section %(section)s: %(error)s")
        % {
            "kind": notice.get_kind_display(),
            "day": date_format(notice.day),
            "section": notice.recipient.section,
            "error": notice.error,
        }
        for notice in told.select_related("recipient__section").order_by("pk")
    ]
