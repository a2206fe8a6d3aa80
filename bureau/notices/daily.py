"""What is done once a day beside the jobs, cheap and harmless if done twice: what is too old goes.

An upper app registers a function when its `tasks` module is imported. Each process remembers the day; a second process,
or a restart, does it again and finds nothing.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.utils import timezone

Sweep = Callable[[datetime], None]

_sweeps: list[Sweep] = []
_done: dict[Sweep, date] = {}


def daily(sweep: Sweep) -> Sweep:
    """Registers a function of the moment."""
    _sweeps.append(sweep)
    return sweep


def sweep_daily(now: datetime) -> None:
    """Calls each once on a day of the office. One that raises is called again at the next tick."""
    today = timezone.localdate(now)
    for sweep in _sweeps:
        if _done.get(sweep) != today:
            sweep(now)
            _done[sweep] = today
