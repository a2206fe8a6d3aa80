"""The pieces of a case say what is true of it on the day on which they are looked at."""

from datetime import UTC, date, datetime

import pytest

from bureau.casework.calendar import workdays
from bureau.casework.terms import Term
from bureau.desk.pieces.clocks import Why, explained, panel_of
from bureau.desk.pieces.figures import Bar, Chart, Empty, Progress, Tile
from bureau.desk.pieces.grids import Grid
from bureau.desk.pieces.lights import Clock, light_of, light_of_case
from bureau.desk.pieces.pills import pill_of
from bureau.desk.pieces.rendering import rendered
from bureau.desk.pieces.stepbars import steps_of
from bureau.desk.pieces.timelines import entries_of
from bureau.law.steps import Step
from bureau.models import Act, Staff
from tests.bureau.casework.conftest import OPENED, hand, later, officer, permit, section
from tests.permits import procedure
from tests.permits.models import Permit

__all__ = ["officer", "permit", "section"]  # fixtures
pytestmark = pytest.mark.django_db  # the calendar is rows


def clock(day: date, hour: int = 2) -> Clock:
    return Clock(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), workdays())


def running(**facts: object) -> Term:
    return Term(**{"duty": "promise", "state": "running", "start_on": OPENED} | facts)


@pytest.mark.parametrize(
    ("due", "today", "kind", "words"),
    [
        (date(2026, 3, 9), date(2026, 3, 4), "ok", "剩 3 个工作日"),
        (date(2026, 3, 9), date(2026, 3, 6), "soon", "剩 1 个工作日"),
        (date(2026, 3, 9), date(2026, 3, 9), "today", "今天到期"),
        (date(2026, 3, 9), date(2026, 3, 12), "late", "超期 3 个工作日"),
        (date(2026, 3, 6), date(2026, 3, 7), "late", "已超期"),
        (date(2026, 10, 10), date(2026, 10, 9), "soon", "剩 1 个工作日"),
        (date(2026, 9, 30), date(2026, 10, 8), "late", "超期 1 个工作日"),
    ],
    ids=["three days", "over a weekend", "the day itself", "late", "a Saturday after", "a working Saturday", "a leave"],
)
def test_a_light_counts_the_days_on_which_people_work(due: date, today: date, kind: str, words: str) -> None:
    light = light_of(Permit(), running(due_on=due), (), clock(today))
    assert (light.kind, light.words, light.on) == (kind, words, due)


@pytest.mark.parametrize(
    ("hour", "kind", "words"),
    [(1, "today", "今天 17:30 前"), (10, "late", "超时 30 分钟"), (12, "late", "超时 2 小时")],
)
def test_a_limit_in_hours_is_told_in_hours(hour: int, kind: str, words: str) -> None:
    due = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)  # 17:30 in Shanghai
    light = light_of(Permit(), running(due_on=due.date(), due_at=due), (), clock(due.date(), hour))
    assert (light.kind, light.words) == (kind, words)


def test_a_day_that_awaits_a_notice_is_told_as_the_earliest() -> None:
    term = running(state="provisional", earliest_on=date(2027, 1, 4))
    light = light_of(Permit(), term, (), clock(date(2026, 12, 1)))
    assert (light.kind, light.words, light.note, light.on) == ("open", "待国务院公布", "最早", date(2027, 1, 4))


def test_of_several_terms_the_one_that_presses_is_shown(permit: Permit, officer: Staff) -> None:
    assert light_of_case(permit, [], (), clock(OPENED)).kind == "wait"
    accepted = procedure.accept(permit, hand(officer), on=OPENED)
    light = light_of_case(accepted, Term.objects.all(), (), clock(OPENED))
    assert (light.duty, light.on) == ("承诺办结", date(2026, 3, 9))
    procedure.withdraw(accepted, hand(officer, later(2)), on=later(2))
    light = light_of_case(accepted, Term.objects.all(), (), clock(later(9)))
    assert (light.kind, light.words, light.on) == ("wait", "当前无时限", None)  # as between two steps: it is still open
    accepted.docket.refresh_from_db()
    light = light_of_case(accepted, Term.objects.all(), (), clock(later(9)))
    assert (light.kind, light.words) == ("done", "用 2 个工作日")


def kinds(permit: Permit) -> list[tuple[str, str]]:
    fresh = Permit.objects.select_related("docket").get()
    return [(step.kind, step.words) for step in steps_of(fresh, list(Act.objects.all()))]


def test_the_steps_show_where_a_case_is_and_where_it_may_go(permit: Permit, officer: Staff) -> None:
    procedure.accept(permit, hand(officer, later(1)), on=later(1))
    assert kinds(permit) == [("done", "已收件"), ("now", "已受理"), ("next", "待决定"), ("later", "已准予")]
    assert pill_of(Permit.objects.get()).kind == "now"


def test_a_state_beside_the_path_is_shown_where_the_case_left_it(permit: Permit, officer: Staff) -> None:
    accepted = procedure.accept(permit, hand(officer), on=OPENED)
    procedure.stop(accepted, hand(officer, later(1)), on=later(1), paper="听告1号", reason="听证")
    ahead = [("next", "待决定"), ("later", "已准予")]
    assert kinds(permit) == [("done", "已收件"), ("done", "已受理"), ("off", "已停钟"), *ahead]
    assert pill_of(Permit.objects.get()).kind == "wait"


def test_a_case_that_ended_otherwise_never_comes_to_the_rest(permit: Permit, officer: Staff) -> None:
    procedure.withdraw(permit, hand(officer), on=OPENED)
    assert kinds(permit) == [("done", "已收件"), ("out", "已撤回")]
    assert pill_of(Permit.objects.get()).kind == "out"


def test_a_clock_shows_both_days_and_what_each_rests_on(permit: Permit, officer: Staff) -> None:
    accepted = procedure.accept(permit, hand(officer), on=OPENED)
    panel = panel_of(accepted, list(Term.objects.all()), clock(later(4)))
    shown = [(due.name, due.limit, due.day, due.used) for due in panel.dues]
    assert shown == [
        ("承诺办结", "承诺时限 5个工作日", date(2026, 3, 9), 4),
        ("作出决定", "法定时限 20个工作日", date(2026, 3, 30), 4),
    ]
    first = panel.dues[1].why[0]
    assert first == Why("法定时限为20个工作日。", "《行政许可法》第四十二条第一款、第八十二条")
    assert [len(week) for week in panel.weeks] == [7] * 5


def test_a_day_of_the_calendar_bears_its_signs() -> None:
    dues = {date(2026, 10, 10): "promised", date(2026, 11, 3): "statutory"}
    grid = Grid(date(2026, 9, 30), dues, (), clock(date(2026, 10, 9)))
    cells = {cell.on: cell for week in grid.weeks() for cell in week}
    told = {cell.on: (cell.marks, cell.note) for cell in cells.values() if cell.marks or cell.note}
    leave = {date(2026, 10, day): ("", "休") for day in range(1, 8)}
    assert told == leave | {
        date(2026, 9, 30): ("起", ""),
        date(2026, 10, 9): ("今", ""),
        date(2026, 10, 10): ("承", "班"),
        date(2026, 11, 3): ("法", ""),
    }
    assert cells[date(2026, 10, 8)].classes == "used"


def test_days_are_counted_to_the_day_on_which_the_case_was_decided() -> None:
    grid = Grid(date(2026, 3, 2), {date(2026, 3, 9): "promised"}, (), clock(date(2026, 6, 1)), date(2026, 3, 4))
    cells = [cell for week in grid.weeks() for cell in week]
    assert [cell.on.day for cell in cells if "used" in cell.classes] == [3, 4]
    assert (cells[2].marks, cells[-1].on) == ("办", date(2026, 3, 15))


def test_of_a_long_term_only_the_weeks_around_its_marks_are_shown() -> None:
    grid = Grid(date(2026, 3, 2), {date(2026, 9, 1): "statutory"}, (), clock(date(2026, 3, 4)))
    assert [len(week) for week in grid.weeks()] == [7, 7, 0, 7, 7]


def test_a_sentence_without_a_source_stays_whole() -> None:
    assert explained(Step("stopped")) == Why("期限已停止计算，恢复计算后方能确定到期日。")


def test_the_course_of_a_case_is_told_in_one_column(permit: Permit, officer: Staff) -> None:
    accepted = procedure.accept(permit, hand(officer), on=OPENED)
    accepted.promised_days, accepted.hand = 6, hand(officer, later(1)).because("更正")
    accepted.save()
    procedure.stop(accepted, hand(officer, later(2)), on=later(2), paper="听告1号", reason="听证")
    stop, edit, accept, opened = entries_of(Permit.objects.select_related("docket").get())
    assert (stop.kind, stop.words, stop.reason) == ("stop", "停钟", "听证")
    assert stop.notes == ("听证时间不计入：自3月4日起 · 听告1号",)
    assert [(field.label, field.before, field.after) for field in edit.changed] == [("承诺工作日数", "5", "6")]
    assert (edit.reason, accept.who, accept.words, opened.kind) == ("更正", "样例经办", "受理", "open")


def test_bars_never_rise_above_the_highest_mark() -> None:
    chart = Chart("c", "宗数", "", [Bar("1月", 16, 10), Bar("2月", 3, is_part=True), Bar("3月", None, 14)])
    assert [number for number, _line, _text in chart.marks()] == ["0", "5", "10", "15", "20"]
    assert [[shape.kind for shape in shapes] for _bar, _x, shapes, *_ in chart.drawn()] == [
        ["old", "now"],
        ["now"],
        ["old"],
    ]


@pytest.mark.parametrize(
    ("piece", "shown", "told"),
    [
        ("tile", Tile("超期", "2", "宗", url="/late/", kind="late", icon="alert"), '<a href="/late/">'),
        ("bars", Chart("c", "各月宗数", "一月 3 宗", [Bar("1月", 3)]), '<title id="c-title">各月宗数</title>'),
        ("progress", Progress("正在处理", 76, 1150, cancel_url="/cancel/"), 'max="1150"'),
        ("progress", Progress("正在处理", 0, None), "<progress aria-label"),
        ("empty", Empty("还没有备案", "", "/import/", "导入清单"), '<a class="btn btn-primary" href="/import/">'),
    ],
)
def test_a_figure_is_drawn_by_the_server(piece: str, shown: object, told: str) -> None:
    drawn = rendered(piece, shown)
    assert told in drawn
    assert "style=" not in drawn
