"""Due days per second: the prefix table, with and without steps, beside a day-by-day count on a public package."""

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

import chinese_calendar

from benchmarks.bars import Bars
from bureau.casework.committed import committed_notices
from bureau.law.licensing import DECISION
from bureau.law.limits import Ground, Stop
from bureau.law.reckoning import reckon
from bureau.law.workdays import Workdays

ROUNDS = 5
N = 20  # working days, as in Licensing Law 42
STARTS = [date(2024, 1, 1) + timedelta(days=i) for i in range(600)]


def per_second(call: Callable[[date], object], starts: list[date]) -> float:
    """Median over the rounds, in CPU time: the machine has other work."""
    rates = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for start in starts:
            call(start)
        rates.append(len(starts) / (time.process_time() - began))
    return statistics.median(rates)


def day_by_day(start: date) -> date:
    on, left = start, N
    while left:
        on += timedelta(days=1)
        left -= chinese_calendar.is_workday(on)
    return on


def main() -> None:
    days = Workdays.of(committed.notice for committed in committed_notices())
    stop = (Stop(STARTS[-1] + timedelta(days=3), STARTS[-1] + timedelta(days=12), Ground.HEARING, "notice"),)
    wrong = [start for start in STARTS if days.add(start, N) != day_by_day(start)]
    slow = per_second(day_by_day, STARTS[:50])
    bars = Bars()
    bars.held("due days", "none differs", met=not wrong)
    print(f"due days of {N} working days, {len(STARTS)} starts, {len(wrong)} differ from the count day by day")
    for name, rate, target in (
        ("day by day on chinesecalendar", slow, None),
        ("Workdays.add", per_second(lambda start: days.add(start, N), STARTS * 50), 1_000_000),
        (
            "reckon without steps",
            per_second(lambda start: reckon(start, DECISION, days=days, why=False), STARTS * 10),
            None,
        ),
        ("reckon with steps", per_second(lambda start: reckon(start, DECISION, days=days), STARTS * 5), 20_000),
        (
            "reckon with steps and a stop",
            per_second(lambda _: reckon(STARTS[-1], DECISION, stop, days=days), STARTS),
            None,
        ),
    ):
        verdict = "" if target is None else bars.held(name, f"{target:,}/s", met=rate >= target)
        print(f"{name:32} {rate:12,.0f}/s {rate / slow:10,.0f} x   {verdict}".rstrip())
    bars.settle()


if __name__ == "__main__":
    main()
