"""Supervision of the history: who has looked at a change, and which changes are drawn for a look by chance."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.audit.access import place_of
from bureau.audit.appended import Appended
from bureau.audit.hand import Hand
from bureau.audit.whose import Whose

WHOLE = 1 << 128


class OwnChange(PermissionError):
    """Nobody reviews what they have changed themselves."""


class Review(Appended):
    """A supervisor has looked at a change, and may have remarked on it. Its change is known by its number alone.

    It belongs to whose change it was, wherever the reviewer comes from.
    """

    whose = Whose(bureau="of_bureau", section="of_section")

    change = models.UUIDField(gettext_lazy("change"), db_index=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews", verbose_name=gettext_lazy("reviewed by")
    )
    reviewer_name = models.CharField(gettext_lazy("reviewer's name"), max_length=150)
    at = models.DateTimeField(gettext_lazy("reviewed at"))
    remark = models.TextField(gettext_lazy("remark"), blank=True)
    of_section = models.BigIntegerField(gettext_lazy("section"), null=True)
    of_bureau = models.BigIntegerField(gettext_lazy("bureau"), null=True)

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["-at", "-id"]
        verbose_name = gettext_lazy("review")
        verbose_name_plural = gettext_lazy("reviews")
        constraints = [models.UniqueConstraint(fields=["change", "reviewer"], name="reviewed_once_by_each")]

    def __str__(self) -> str:
        return f"{self.reviewer_name} {self.at:%Y-%m-%d}"


def review(
    change: UUID, hand: Hand, remark: str, *, done_by: set[int], of: tuple[int, int | None] | None = None
) -> Review:
    """Mark a change as looked at; a second time by the same person leaves the first as it is. Raises OwnChange.

    `of` is the bureau and the section whose change it was; of what all bureaus share it is the reviewer's own.
    """
    if hand.user is None or hand.user.pk in done_by:
        raise OwnChange(_("You cannot review your own change."))
    found: Review | None = Review.objects.filter(change=change, reviewer=hand.user.pk).first()
    if found:
        return found
    of_bureau, of_section = of or place_of(hand)
    made = Review(
        change=change,
        reviewer_id=hand.user.pk,
        reviewer_name=hand.actor_name,
        at=hand.at,
        remark=remark.strip(),
        of_bureau=of_bureau,
        of_section=of_section,
    )
    made.save()
    return made


class Window(NamedTuple):
    """Changes of one month whose number lies in [low, high), from one side of the numbers' circle to the other."""

    first: date
    next: date
    low: int
    high: int

    def takes(self, change: UUID) -> bool:
        return (change.int - self.low) % WHOLE < self.high - self.low

    def as_query(self, number: str, at: str) -> models.Q:
        """The same for rows with that column of the change's number and that of its moment."""
        ends = [(self.low, min(self.high, WHOLE) - 1)]
        ends += [(0, self.high - WHOLE - 1)] if self.high > WHOLE else []
        drawn = models.Q()
        for low, high in ends:
            drawn |= models.Q(**{f"{number}__range": (UUID(int=low), UUID(int=high))})
        return drawn & models.Q(**{f"{at}__gte": midnight(self.first), f"{at}__lt": midnight(self.next)})


def midnight(day: date) -> datetime:
    """The moment at which a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def windows(first: date, last: date, percent: int) -> Iterator[Window]:
    """Which changes of these days are drawn: `percent` of the numbers, another part of them in each month.

    Numbers are random and given before anybody knows the draw; the draw of a month is fixed by the installation's
    secret, so that it can be repeated, and nobody without the secret can tell beforehand what will be looked at.
    """
    month = first.replace(day=1)
    while month <= last:
        following = (month + timedelta(days=31)).replace(day=1)
        drawn = hmac.digest(settings.SECRET_KEY.encode(), f"sample {month:%Y-%m}".encode(), hashlib.sha256)
        low = int.from_bytes(drawn[:16])
        yield Window(month, following, low, low + WHOLE * percent // 100)
        month = following
