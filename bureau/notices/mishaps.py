"""What becomes of work that raises what nobody foresaw: its place is in the log, and it is tried again."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime
from types import TracebackType

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext

from bureau.notices.leases import Leased, LeaseLost

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]  # work outlasts the moment at which it was found, so it is given the clock itself


class ErrorsCount:
    """Whatever is raised inside is counted on the row, which is tried again later; the work is rolled back by then.

    What a kind of job or the text of a mail may raise cannot be named from here, so no `except` could. Nothing is
    hidden: the error is counted and told on the row's page, its place is in the log, and what cannot be recorded goes
    on up. What is `passing` is the caller's own; a lost lease is always.
    """

    def __init__(
        self,
        row: Leased,
        now: Clock,
        *,
        passing: tuple[type[Exception], ...] = (),
        then: Callable[[], None] = lambda: None,
    ) -> None:
        self.row = row
        self.now = now
        self.passing = (*passing, LeaseLost)
        self.then = then

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if error is None or isinstance(error, self.passing):
            return False
        if not isinstance(error, Exception):  # the process is asked to stop
            self.row.give_back(self.now())
            return False
        name = _log(f"{self.row._meta.model_name} {self.row.pk}", error, at)
        told = gettext("An unexpected error (%(name)s). Its place is in the log.")
        self.row.put_off(self.now(), told % {"name": name})
        self.then()
        return True


class Logged:
    """Whatever is raised inside is told in the log, and goes no further; but that the database is away goes on up."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if not isinstance(error, Exception) or isinstance(error, OperationalError | InterfaceError):
            return False
        _log(self.what, error, at)
        return True


def _log(what: str, error: Exception, at: TracebackType | None) -> str:
    """The message of an error may quote a row, and so a person; its name, which is given back, and place cannot."""
    name = type(error).__name__
    log.error("%s raised %s\n%s", what, name, "".join(traceback.format_tb(at)))
    return name
