"""What is owed that is no case: records that wait by the hundred. The same ladder speaks of them, in a mail a morning.

Nothing is written down but the mail itself: what it says is asked for when it goes out, so that whatever was done
meanwhile is not told any more. An upper app registers what it has in its `tasks` module.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bureau.law.ladder import Standing, Theme, owed
from bureau.notices.bundles import goes_out, lock_on
from bureau.notices.outbox import Notice
from bureau.notices.owing import Watch


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many records of one kind that are due on the same day, for whoever answers for them.

    `repeats`: it is told each morning from the first rung on, until it is done; else on the days of the rungs alone.
    `words` is what they are called, `page` the address of their list. Without an officer the section's heads are told.
    """

    theme: Theme
    due: date
    since: date
    section: int
    officer: int | None
    count: int
    words: str | Promise
    page: str
    repeats: bool = True


Source = Callable[[Watch], Iterable[Waiting]]
_sources: list[Source] = []
RECORD_KINDS: dict[str, str | Promise] = {}  # as a rung may name them, in words


def records_that_wait(kind: str, words: str | Promise) -> Callable[[Source], Source]:
    """Registers what yields the records of a kind that may be told of this morning, up to `watch.horizon_of(kind)`."""

    def registered(source: Source) -> Source:
        _sources.append(source)
        RECORD_KINDS[kind] = words
        return source

    return registered


def told_of(watch: Watch) -> dict[int, list[Waiting]]:
    """For each person what the ladder tells them this morning; what reaches nobody is told to whoever oversees."""
    found: dict[int, list[Waiting]] = defaultdict(list)
    for source in _sources:
        for each in source(watch):
            for recipient in _recipients(watch, each):
                found[recipient].append(each)
    return found


def _recipients(watch: Watch, each: Waiting) -> list[int]:
    steps = owed(Standing(each.theme, each.due, each.since), watch.ladder, watch.morning)
    today = watch.morning.today
    spoken = [rung for rung in steps if each.repeats or rung.is_late or rung.proper == today]
    told = [one for rung in spoken for one in watch.routes.to(rung.step.to, each.section, each.officer)]
    reached = [one.staff for one in told if one.staff is not None]
    return list(dict.fromkeys(reached or (watch.routes.overseers(each.theme.bureau) if told else [])))


def record_mails(watch: Watch, now: datetime) -> int:
    """One mail to each person of whose records the ladder speaks, once a day; how many it makes."""
    made, day = 0, watch.morning.today
    for recipient in sorted(told_of(watch)):
        with lock_on(recipient) as wishes:
            if not Notice.objects.filter(recipient=recipient, kind=Notice.Kind.RECORDS, day=day).exists():
                at = goes_out(Notice.Kind.RECORDS, day, now, wishes)
                Notice.queue(recipient, Notice.Kind.RECORDS, day, at=at, now=now)
                made += 1
    return made


@dataclass(frozen=True, slots=True)
class Point:
    """Records of one kind together: how many are overdue, how many still to come, and where they are."""

    words: str
    late: int
    due: int
    link: str

    def __str__(self) -> str:
        told = {"what": self.words, "late": self.late, "due": self.due, "link": self.link}
        return _("%(what)s: %(late)d overdue, %(due)d to come. %(link)s") % told


def points_of(notice: Notice) -> list[Point]:
    """What this mail has to say as things stand now."""
    waiting = told_of(Watch.of(notice.day)).get(notice.recipient_id, [])
    pages: dict[str, list[Waiting]] = defaultdict(list)
    for each in waiting:
        pages[each.page].append(each)
    return [
        Point(
            str(rows[0].words),
            sum(row.count for row in rows if row.due < notice.day),
            sum(row.count for row in rows if row.due >= notice.day),
            f"{settings.SITE_URL}{page}",
        )
        for page, rows in pages.items()
    ]
