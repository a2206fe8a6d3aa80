"""Due days in somebody's own calendar program (iCalendar, RFC 5545), behind an address that is itself the secret."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar, Event

from bureau.audit.hand import Hand
from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.casework.terms import Term
from bureau.notices.lines import Lines
from bureau.notices.preferences import preference_of
from bureau.people.bureaus import Section
from bureau.people.roles import BUSINESS
from bureau.people.scope import scope_of
from bureau.people.staff import Staff

MOST = 2_000  # events: calendar programs fetch the whole again and again


class CalendarFeed(Recorded):
    """One address: of the person's own due days, or of a section's. Of the secret in it only a hash is kept."""

    whose = Whose(bureau="staff__section__bureau", section="staff__section")

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="feeds", verbose_name=_("staff member"))
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    digest = models.CharField(_("hash of the address"), max_length=64, unique=True, editable=False)
    ended_on = models.DateField(pgettext_lazy("feed", "ended on"), null=True, blank=True, editable=False)
    history = History()

    class Meta:
        app_label = "bureau"
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(ended_on__isnull=True, section__isnull=True),
                name="one_open_feed_of_ones_own",
            ),
            models.UniqueConstraint(
                fields=["staff", "section"], condition=Q(ended_on__isnull=True), name="one_open_feed_of_a_section"
            ),
        ]

    def __str__(self) -> str:
        return str(self.section or self.staff)

    def is_open_to_its_owner(self, now: datetime) -> bool:
        """Whether the owner still works here, and in that section."""
        if self.ended_on is not None or not self.staff.is_active:
            return False
        scope = scope_of(self.staff, timezone.localdate(now))
        return scope.holds(BUSINESS) if self.section is None else may_follow(scope, self.section)


def may_follow(scope: Any, section: Section) -> bool:
    """Whoever holds a role there, or in its whole bureau."""
    return section.pk in scope.sections(BUSINESS) or section.bureau_id in scope.bureaus(BUSINESS)


def renew(staff: Staff, section: Section | None, hand: Hand) -> str:
    """A new address, told this once; the one before it answers no more. Returns the secret part of it."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        end(staff, section, hand)
        CalendarFeed.objects.record(hand, staff=staff, section=section, digest=_digest(secret))
    return secret


def end(staff: Staff, section: Section | None, hand: Hand) -> None:
    """The address answers no more. Nothing happens where there is none."""
    with transaction.atomic():
        for feed in CalendarFeed.objects.select_for_update().filter(
            staff=staff, section=section, ended_on__isnull=True
        ):
            feed.ended_on, feed.hand = timezone.localdate(hand.at), hand
            feed.save()


def feed_at(secret: str, now: datetime) -> CalendarFeed | None:
    """The feed of that address, as long as its owner may follow it."""
    found: CalendarFeed | None = (
        CalendarFeed.objects.select_related("staff", "section").filter(digest=_digest(secret)).first()
    )
    return found if found is not None and found.is_open_to_its_owner(now) else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def calendar_of(feed: CalendarFeed, now: datetime) -> bytes:
    """Every open duty with its due day, in the language of the owner's mail: number, kind, duty and why; nobody's name.

    Work secrets are left out. What waits for its day, and what is stopped, has no due day and is left out too.
    """
    with translation.override(preference_of(feed.staff).language):
        made = Calendar()
        made.add("prodid", "-//bureau//due days//ZH")
        made.add("version", "2.0")
        whose = gettext("Due days: %(whose)s") % {"whose": feed.section} if feed.section else gettext("My due days")
        made.add("x-wr-calname", whose)
        made.add("x-published-ttl", "PT1H")
        lines = Lines(_terms(feed), now)
        for term, line in zip(lines.terms, lines.of(), strict=True):
            made.add_component(_event(term, line, now))
        content: bytes = made.to_ical()
    return content


def _terms(feed: CalendarFeed) -> Any:
    whose = {"section": feed.section} if feed.section else {"officer": feed.staff}
    rows = Term.objects.filter(watch_on__isnull=False, waits=False, docket__is_work_secret=False, **whose)
    return rows.exclude(state=Term.State.MET).select_related("docket__section", "section").order_by("watch_on")[:MOST]


def _event(term: Term, line: Any, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"term-{term.pk}@{settings.SITE_URL.partition('://')[2]}")
    event.add("dtstamp", now)
    if term.due_at:
        event.add("dtstart", term.due_at)
    else:
        assert term.watch_on is not None
        event.add("dtstart", term.watch_on)
        event.add("dtend", term.watch_on + timedelta(days=1))
    event.add("summary", f"{line.duty} {line.number}（{line.kind}）")
    event.add("description", "\n".join(part for part in (line.when, line.why) if part))
    if line.link:
        event.add("url", line.link)
    event.add("transp", "TRANSPARENT")
    return event
