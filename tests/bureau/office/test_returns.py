"""报表: each period is owed once, by the day that was asked for, whatever night was missed."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from bureau.audit.hand import Hand, Source
from bureau.casework.refusals import Refused
from bureau.casework.terms import Term
from bureau.models import Debt, ReportingDuty, Return, Section, Staff
from bureau.notices.jobs import Job
from bureau.office.returns import procedure
from bureau.office.returns.rules import Counts, Rhythm, named, period_of, periods
from bureau.people.roles import Role
from tests.bureau.notices.nights import at, night
from tests.records import a_person, record

pytestmark = pytest.mark.django_db


YEARLY = {"rhythm": Rhythm.YEARLY, "counts": Counts.NEXT_YEAR, "since_on": date(2025, 7, 1)}


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例甲", email="officer@example.cn")


def a_duty(section: Section, officer: Staff | None = None, **facts: Any) -> ReportingDuty:
    given = {"name": "固定资产投资月报", "recipient": "市统计局", "paper": "样例统计报表制度", "rhythm": Rhythm.MONTHLY}
    given |= {"counts": Counts.WORKDAYS_AFTER, "number": 3, "since_on": date(2026, 1, 1), "officer": officer}
    return record(ReportingDuty, section=section, **given | facts)


def opened(duty: ReportingDuty, day: date) -> list[Return]:
    return procedure.open_returns(duty, Hand(None, Source.JOB, at(day, 10), name="a test"))


@pytest.mark.parametrize(
    ("rhythm", "first", "last", "zh"),
    [
        (Rhythm.WEEKLY, date(2026, 3, 2), date(2026, 3, 8), "2026年第10周"),
        (Rhythm.MONTHLY, date(2026, 3, 1), date(2026, 3, 31), "2026年3月"),
        (Rhythm.QUARTERLY, date(2026, 1, 1), date(2026, 3, 31), "2026年第1季度"),
        (Rhythm.HALF_YEARLY, date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        (Rhythm.YEARLY, date(2026, 1, 1), date(2026, 12, 31), "2026年度"),
    ],
)
def test_a_day_lies_in_one_period_of_each_rhythm(rhythm: Rhythm, first: date, last: date, zh: str) -> None:
    assert period_of(rhythm, date(2026, 3, 4)) == (first, last)
    assert named(rhythm, first).zh == zh
    whole = list(periods(rhythm, date(2024, 2, 29), date(2027, 3, 1)))
    assert all(later[0] == last + timedelta(days=1) for (_first, last), later in pairwise(whole))


def test_the_week_of_new_year_belongs_to_the_year_of_its_thursday() -> None:
    assert named(Rhythm.WEEKLY, period_of(Rhythm.WEEKLY, date(2027, 1, 1))[0]).en == "week 53 of 2026"


def test_each_period_is_opened_once_whatever_was_missed(section: Section, officer: Staff) -> None:
    duty = a_duty(section, officer)
    assert opened(duty, date(2026, 1, 30)) == []
    assert [made.docket.title for made in opened(duty, date(2026, 3, 31))] == [
        "固定资产投资月报（2026年1月）",
        "固定资产投资月报（2026年2月）",
        "固定资产投资月报（2026年3月）",
    ]
    assert opened(duty, date(2026, 3, 31)) == []
    assert {made.docket.officer for made in Return.objects.all()} == {officer}


def test_what_nobody_could_handle_waits_to_be_taken_up(section: Section) -> None:
    gone = a_person("gone", section, name="样例乙")
    (made,) = opened(a_duty(section, gone), date(2026, 1, 31))
    assert made.docket.officer is None


def test_its_day_is_reckoned_by_the_working_calendar(section: Section) -> None:
    duty = a_duty(section)
    opened(duty, date(2026, 1, 31))
    term = Term.objects.get()
    assert (term.start_on, term.due_on) == (date(2026, 1, 31), date(2026, 2, 4))


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ({"rhythm": Rhythm.WEEKLY, "counts": Counts.WITHIN, "number": 5}, date(2026, 1, 2)),
        ({"rhythm": Rhythm.MONTHLY, "counts": Counts.WITHIN, "number": 25}, date(2026, 1, 25)),
        ({"rhythm": Rhythm.MONTHLY, "counts": Counts.WITHIN, "number": 31}, date(2026, 1, 31)),
        ({"rhythm": Rhythm.MONTHLY, "counts": Counts.DAYS_AFTER, "number": 8}, date(2026, 2, 8)),
        ({"rhythm": Rhythm.MONTHLY, "counts": Counts.DAYS_AFTER, "number": 8, "rolls": True}, date(2026, 2, 9)),
        ({"rhythm": Rhythm.QUARTERLY, "counts": Counts.MONTHS_AFTER, "number": 1}, date(2026, 4, 30)),
        (YEARLY | {"month": 3, "number": 1}, date(2026, 3, 1)),  # a Sunday: a fixed day does not roll
        (YEARLY | {"month": 4, "number": 1}, date(2026, 4, 1)),
    ],
)
def test_whoever_asks_for_it_says_how_its_day_is_counted(section: Section, facts: dict, due: date) -> None:
    opened(a_duty(section, **facts), date(2026, 4, 1))
    first = Return.objects.earliest("first_on")
    # 8 February 2026 is a Sunday; the Saturday after it is worked, and 9 February is a Monday.
    assert Term.objects.get(docket=first.pk).due_on == due


def test_the_report_on_a_year_falls_due_on_the_same_day_of_every_next_year(section: Section) -> None:
    """厅字〔2019〕28号: submitted by 1 March; a leap year has no other 1 March."""
    duty = a_duty(section, **YEARLY | {"since_on": date(2022, 5, 1), "month": 3, "number": 1})
    assert opened(duty, date(2022, 12, 30)) == []
    opened(duty, date(2025, 12, 31))
    due = Term.objects.order_by("due_on").values_list("start_on", "due_on")
    assert list(due) == [(date(year, 12, 31), date(year + 1, 3, 1)) for year in (2022, 2023, 2024, 2025)]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"month": None}, "month"),
        ({"month": 13}, "month"),
        ({"month": 2, "number": 29}, "number"),
        ({"month": 4, "number": 31}, "number"),
        ({"rhythm": Rhythm.MONTHLY}, "rhythm"),
        ({"rolls": True}, "rolls"),
        ({"counts": Counts.DAYS_AFTER}, "month"),
    ],
)
def test_a_day_that_is_not_of_every_next_year_is_refused_at_its_field(
    section: Section, facts: dict, field: str
) -> None:
    given = {"name": "样例年报", "recipient": "样例区政府", "paper": "样例制度", "month": 3, "number": 1}
    with pytest.raises(ValidationError) as refused:
        ReportingDuty(section=section, **YEARLY | given | facts).full_clean()
    assert set(refused.value.message_dict) - {"__all__"} == {field}


def test_when_it_is_due_is_said_in_one_go(section: Section) -> None:
    counted = {"workdays_after": "期满后3个工作日内", "within": "本期第3日", "months_after": "期满后3个月内"}
    assert {counts: a_duty(section, counts=counts).due for counts in counted} == counted
    yearly = a_duty(section, **YEARLY | {"month": 3, "number": 1})
    assert yearly.due == "次年3月1日"
    with translation.override("en"):
        assert yearly.due == "day 1 of month 3 of the year after"


def test_the_database_holds_it_too(section: Section) -> None:
    for facts in ({"month": None}, {"rhythm": Rhythm.MONTHLY}, {"counts": Counts.WITHIN}):
        with pytest.raises(IntegrityError), transaction.atomic():
            a_duty(section, **YEARLY | {"month": 3, "number": 1} | facts)


def test_what_has_ended_falls_due_for_the_period_of_its_end_and_no_more(section: Section) -> None:
    duty = a_duty(section, until_on=date(2026, 2, 10))
    assert len(opened(duty, date(2026, 6, 1))) == 2
    assert opened(duty, date(2026, 9, 1)) == []


def test_a_year_that_is_not_announced_is_provisional(section: Section) -> None:
    duty = a_duty(section, rhythm=Rhythm.YEARLY, since_on=date(2026, 1, 1))
    opened(duty, date(2026, 12, 31))
    term = Term.objects.get()
    assert (term.state, term.due_on) == (Term.State.PROVISIONAL, None)
    assert term.earliest_on


def test_it_opens_by_itself_and_is_reminded(section: Section, officer: Staff) -> None:
    a_duty(section, officer)
    procedure.open_what_falls_due(at(date(2026, 1, 31), 10))
    procedure.open_what_falls_due(at(date(2026, 1, 31), 10))
    assert Return.objects.count() == 1
    for day in (2, 3, 4):
        night(date(2026, 2, day))
    assert Debt.objects.filter(recipient=officer, due_on=date(2026, 2, 4)).exists()
    assert not Job.objects.exists()


def test_what_breaks_off_holds_up_no_other(section: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = a_duty(section, name="样例甲报"), a_duty(section, name="样例乙报")
    real = procedure.open_returns

    def once(duty: ReportingDuty, hand: Hand) -> list[Return]:
        if duty.pk == broken.pk:
            raise RuntimeError("broken")
        return real(duty, hand)

    monkeypatch.setattr(procedure, "open_returns", once)
    procedure.open_what_falls_due(at(date(2026, 1, 31), 10))
    assert [made.duty for made in Return.objects.all()] == [sound]


def test_what_was_sent_is_registered_and_can_be_corrected(section: Section, officer: Staff) -> None:
    duty, day = a_duty(section, officer), date(2026, 2, 3)
    (made,) = opened(duty, date(2026, 1, 31))
    hand = Hand(officer, Source.SCREEN, at(day, 10))
    made = procedure.send(made, hand, on=day, sent_as="样例平台流水202602")
    assert (made.state, Term.objects.get().met_on, made.docket.closed_on) == ("sent", day, day)
    made = procedure.correct(made, hand, on=day, sent_as="样例平台流水202602-2", reason="单位换算有误（样例）")
    assert (made.sent_as, made.history.count()) == ("样例平台流水202602-2", 3)
    with pytest.raises(Refused):
        procedure.do_without(made, hand, on=day, reason="样例")


def test_the_page_of_a_duty_opens_what_is_owed_and_says_why(section: Section) -> None:
    head = a_person("head", section, Role.SECTION_HEAD, name="样例股长")
    client = Client()
    client.force_login(head)
    today = timezone.localdate()
    first = period_of(Rhythm.MONTHLY, today)[0]
    form = {"name": "样例月报", "recipient": "市发改局", "paper": "样例制度第3条", "rhythm": "monthly", "number": 40}
    form |= {"counts": "within", "section": section.pk, "since_on": first}
    assert client.post(reverse("admin:bureau_reportingduty_add"), form).status_code == 302
    made = Return.objects.get()
    assert client.get(reverse("admin:bureau_return_change", args=[made.pk])).status_code == 200
    assert client.get(reverse("admin:bureau_return_add")).status_code == 403
    assert "样例制度第3条" in client.get(reverse("admin:bureau_return_change", args=[made.pk])).text


def test_a_week_has_seven_days(section: Section) -> None:
    head = a_person("head", section, Role.SECTION_HEAD)
    client = Client()
    client.force_login(head)
    form = {"name": "样例周报", "recipient": "市发改局", "paper": "样例", "rhythm": "weekly", "number": 8}
    form |= {"counts": "within", "section": section.pk, "since_on": date(2026, 1, 1)}
    answer = client.post(reverse("admin:bureau_reportingduty_add"), form)
    assert "number" in answer.context["adminform"].form.errors
    assert not Return.objects.exists()
