"""What is done by itself beside the jobs and the mails, each so often: cheap where nothing is to do, harmless if twice.

An upper app registers a function when its `tasks` module is imported. Each process remembers when it is due again; a
second process, or a restart, does it once more and finds nothing. What breaks holds up neither the others nor a mail.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bureau.notices.mishaps import Logged

Work = Callable[[datetime], None]
AGAIN = timedelta(minutes=5)  # after it broke

_spans: dict[Work, timedelta] = {}
_due: dict[Work, datetime] = {}


def every(span: timedelta) -> Callable[[Work], Work]:
    """Registers a function of the moment."""

    def register(work: Work) -> Work:
        _spans[work] = span
        return work

    return register


def keep_time(now: datetime) -> None:
    """Does whatever is due. Raises what says that the database is away; anything else is told in the log."""
    for work, span in _spans.items():
        if now < _due.get(work, now):
            continue
        _due[work] = now + min(span, AGAIN)
        with Logged(work.__name__):
            work(now)
            _due[work] = now + span
