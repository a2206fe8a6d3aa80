"""The round that every tick makes: a sweep that is missing, what cannot wait for the morning, and the outbox."""

from collections.abc import Callable

from bureau.notices.drain import drain
from bureau.notices.mishaps import Clock
from bureau.notices.post import Post
from bureau.notices.sweep import moments, sweep_if_due


def go_round(now: Clock, who: str, asked_to_stop: Callable[[], bool] = bool) -> int:
    """Safe to run late, twice, or by several at once; how many mails it took on."""
    sweep_if_due(now, who)
    moments(now)
    with Post() as post:
        return drain(now, post.send, who, asked_to_stop)
