"""Refusals in the access log: each once a minute for each person, and how often it came again in that minute.

Rows of the log are never changed, so the first of a minute is told at once, and the others are counted in a row beside
it until the minute is over. So nobody fills the log by holding down a key, and nothing is left out of it.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import DatabaseError, InterfaceError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bureau.audit.access import LONGEST_NAME, AccessLog, Event, log
from bureau.audit.hand import Hand, Refusal, Source

SPAN = timedelta(minutes=1)
NUMBER = re.compile(r"[0-9]{1,10}|[0-9a-f-]{32,36}")  # else it is no number of a record, and may be anybody's
logger = logging.getLogger(__name__)


class HeldRefusal(models.Model):
    """The same refusal of the same person since the row of the log that told it: `count` times more."""

    key = models.CharField(_("key"), max_length=64, unique=True)
    since = models.DateTimeField(_("since"))
    count = models.PositiveIntegerField(_("count"), default=0)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("actor")
    )
    actor_name = models.CharField(_("actor's name"), max_length=LONGEST_NAME)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    words = models.TextField(_("what was said"))
    record = models.CharField(_("kind of record"), max_length=100, blank=True)
    row = models.CharField(_("record number"), max_length=50, blank=True)
    act = models.CharField(_("act"), max_length=100, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True)

    class Meta:
        app_label = "bureau"
        verbose_name = _("refusal held back")
        verbose_name_plural = _("refusals held back")
        indexes = [models.Index(fields=["since"], name="refusal_by_time")]

    def __str__(self) -> str:
        return f"{self.record} {self.row} {self.count}"


@contextmanager
def noted(hand: Hand, record: models.Model, act: str, kinds: tuple[type[Exception], ...]) -> Iterator[None]:
    """What is refused inside by one of these errors is noted on the hand, and goes on up."""
    try:
        yield
    except kinds as refused:
        words = " ".join(getattr(refused, "messages", [str(refused)]))
        hand.refused.append(Refusal(words, record._meta.label_lower, str(record.pk), act))
        raise


def tell(hand: Hand, refusals: Sequence[Refusal], address: str | None = None) -> None:
    """Writes them outside of what they broke off. Never fails: a log that is away takes nobody's answer away."""
    try:
        for refusal in refusals:
            _tell(hand, refusal, address)
    except (DatabaseError, InterfaceError) as error:
        logger.error("a refusal could not be told: %s", type(error).__name__)


def tell_held(now: datetime) -> int:
    """Tells how often each refusal came again, once its minute is over; how many rows of the log that made."""
    told = 0
    for key in HeldRefusal.objects.filter(since__lte=now - SPAN).values_list("pk", flat=True):
        with transaction.atomic():
            held = HeldRefusal.objects.select_for_update().filter(pk=key).first()
            if held is not None:
                told += _close(held, now)
    return told


def _tell(hand: Hand, refusal: Refusal, address: str | None) -> None:
    row = refusal.row if NUMBER.fullmatch(refusal.row) else ""
    who = hand.user.pk if hand.user else (hand.actor_name, address)
    facts = {"record": refusal.record[:100], "row": row, "act": refusal.act[:100]}
    key = sha256(repr((who, refusal.words, *facts.values())).encode()).hexdigest()
    more = {"actor_id": hand.user.pk if hand.user else None, "actor_name": hand.actor_name[:LONGEST_NAME]}
    more |= {"since": hand.at, "source": hand.source, "words": refusal.words, "address": address}
    with transaction.atomic():
        held, is_first = HeldRefusal.objects.get_or_create(key=key, defaults=facts | more)
        if not is_first:
            held = HeldRefusal.objects.select_for_update().get(pk=held.pk)
            if hand.at < held.since + SPAN:
                HeldRefusal.objects.filter(pk=held.pk).update(count=models.F("count") + 1)
                return
            _close(held, hand.at)
            HeldRefusal.objects.create(key=key, **facts | more)
        _log(hand, facts, refusal.words, address)


def _close(held: HeldRefusal, now: datetime) -> bool:
    held.delete()
    if not held.count:
        return False
    hand = Hand(held.actor, Source(held.source), now, name=held.actor_name)
    words = gettext("%(words)s (again, after %(at)s)")
    words %= {"words": held.words, "at": f"{timezone.localtime(held.since):%H:%M:%S}"}
    _log(hand, {"record": held.record, "row": held.row, "act": held.act}, words, held.address, held.count)
    return True


def _log(hand: Hand, facts: dict[str, str], words: str, address: str | None, count: int = 1) -> AccessLog:
    more = {"record": facts["record"], "row": facts["row"], "fields": [facts["act"]], "address": address}
    return log(hand, Event.REFUSAL, purpose=words, count=count, **more)  # type: ignore[arg-type]
