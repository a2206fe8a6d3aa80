"""What is collected and published, by which rule, and by which day; expected days counted on the 2026 notice."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bureau.casework.committed import committed_notices
from bureau.law.articles import Article
from bureau.law.rates import Rate
from bureau.law.workdays import Workdays
from credit.rules import ORDER_36, ORDER_58, ORDER_527, Severity
from credit.rules.decided import Decided, proposed_severity
from credit.rules.enumerations import PENALTY_CLASSES, STATES, PenaltyClass, edition_on, for_standard_2018
from credit.rules.fields import LICENCE_FIELDS, LICENCE_LAYOUTS, PENALTY_FIELDS, PENALTY_LAYOUTS
from credit.rules.publishing import (
    PERSONS,
    PERSONS_36,
    TABLE,
    compliance,
    is_timely,
    last_decision_due,
    last_late_decision,
    publish_by,
    ruling,
    timeliness,
    withdraw_by,
)
from credit.rules.stated import Withheld

DAYS = Workdays.of(committed.notice for committed in committed_notices())
FIRM, PERSON, TRADER = "法人及非法人组织", "自然人", "个体工商户"
FINE, WARNING = ("罚款",), ("警告",)


def penalty(on: date, classes: tuple[str, ...] = FINE, **facts: object) -> Decided:
    return Decided(True, on, str(facts.pop("party_kind", FIRM)), classes, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("decided", "code", "collect", "publish"),
    [
        (Decided(False, date(2026, 5, 8), FIRM), "licence", True, True),
        (Decided(False, date(2026, 5, 8), TRADER), "licence", True, True),
        (Decided(False, date(2026, 5, 8), PERSON), "person", True, False),
        (Decided(False, date(2026, 5, 8), FIRM, withheld="commercial"), "withheld", True, False),
        (Decided(False, date(2017, 7, 30), FIRM), "early", False, False),
        (penalty(date(2017, 7, 31)), "penalty_2017", True, True),
        (penalty(date(2019, 6, 30), is_simple=True), "penalty_2017", True, True),
        (penalty(date(2019, 7, 1), is_simple=True), "simple_527", False, False),
        (penalty(date(2023, 4, 30), WARNING), "penalty_527", True, True),
        (penalty(date(2023, 5, 1), is_simple=True), "simple_58", False, False),
        (penalty(date(2023, 5, 1), WARNING), "light_58", True, False),
        (penalty(date(2026, 3, 31), ("警告", "罚款")), "penalty_58", True, True),
        (penalty(date(2026, 4, 1), WARNING), "slight_36", True, False),
        (penalty(date(2026, 4, 1), is_simple=True), "slight_36", True, False),
        (penalty(date(2026, 4, 1)), "penalty_36", True, True),
        (penalty(date(2026, 4, 1), severity=Severity.SLIGHT), "slight_36", True, False),
        (penalty(date(2026, 4, 1), WARNING, severity=Severity.GENERAL), "penalty_36", True, True),
        (penalty(date(2026, 4, 1), party_kind=PERSON), "person", True, False),
        (penalty(date(2024, 1, 4), is_simple=True, withheld="privacy"), "simple_58", False, False),
    ],
)
def test_each_decision_is_collected_and_published_by_the_rule_of_its_day(
    decided: Decided, code: str, collect: bool, publish: bool
) -> None:
    found = ruling(decided)
    assert (found.code, found.collect, found.publish) == (code, collect, publish)


@pytest.mark.parametrize(
    ("decided", "code", "article"),
    [
        (Decided(False, date(2026, 5, 8), PERSON), "person_stated", PERSONS),
        (penalty(date(2018, 1, 2), party_kind=PERSON), "person_stated", PERSONS),
        (penalty(date(2026, 4, 1), party_kind=PERSON), "person_stated", PERSONS),
        (penalty(date(2026, 4, 1), WARNING, party_kind=PERSON), "person_slight", PERSONS_36),
        (penalty(date(2026, 4, 1), is_simple=True), "slight_stated", ORDER_36),
        (penalty(date(2026, 4, 1), severity=Severity.SLIGHT), "slight_stated", ORDER_36),
    ],
)
def test_what_is_not_published_by_rule_is_so_on_the_basis_that_the_deciding_organ_states(
    decided: Decided, code: str, article: Article
) -> None:
    assert not ruling(decided).publish
    found = ruling(replace(decided, has_basis=True))
    assert (found.code, found.collect, found.publish, found.article) == (code, True, True, article)


@pytest.mark.parametrize("kind", [FIRM, PERSON, TRADER])
@pytest.mark.parametrize(
    "decided",
    [
        *(penalty(date(2026, 4, 1), classes, withheld=why) for classes in (FINE, WARNING) for why in Withheld),
        *(Decided(False, date(2026, 5, 8), FIRM, withheld=why) for why in ("commercial", "privacy")),
        *(penalty(on, is_simple=True) for on in (date(2019, 7, 1), date(2023, 4, 30), date(2023, 5, 1))),
        penalty(date(2026, 3, 31), is_simple=True),
        penalty(date(2026, 3, 31), is_simple=True, withheld="influence"),
        penalty(date(2026, 3, 31), WARNING),  # Order 58 knows no such necessity
        penalty(date(2017, 7, 30)),
    ],
)
def test_no_basis_opens_a_secret_or_what_may_not_be_collected_or_what_leaves_no_choice(
    decided: Decided, kind: str
) -> None:
    asked = replace(decided, party_kind=kind)
    assert ruling(replace(asked, has_basis=True)) == ruling(asked)
    assert not ruling(asked).publish


def test_a_basis_changes_nothing_where_the_rule_publishes_anyway() -> None:
    for asked in (Decided(False, date(2026, 5, 8), FIRM), penalty(date(2026, 4, 1)), penalty(date(2024, 1, 4))):
        assert ruling(replace(asked, has_basis=True)) == ruling(asked)


@pytest.mark.parametrize(
    "asked",
    [
        *(penalty(on, withheld="influence") for on in (date(2018, 1, 2), date(2022, 1, 4), date(2024, 1, 4))),
        *(penalty(date(2026, 4, 1), classes, withheld="influence") for classes in (FINE, WARNING)),
    ],
)
def test_a_penalty_of_no_social_influence_is_collected_and_not_published(asked: Decided) -> None:
    found = ruling(asked)
    assert (found.code, found.collect, found.publish) == ("influence", True, False)
    assert found.says.zh == ("决定机关认为该处罚不具有一定社会影响：须归集，不公示。依据《行政处罚法》第四十八条。")


def test_influence_is_no_question_of_a_licence() -> None:
    assert ruling(Decided(False, date(2026, 5, 8), FIRM, withheld="influence")).code == "licence"


@pytest.mark.parametrize(("on", "article"), [(date(2022, 1, 4), ORDER_527), (date(2024, 1, 4), ORDER_58)])
def test_the_rule_names_its_edition(on: date, article: object) -> None:
    assert ruling(penalty(on)).article == article
    assert ruling(penalty(date(2026, 4, 1))).article == ORDER_36


def test_the_answer_is_a_sentence_in_both_languages() -> None:
    says = ruling(penalty(date(2026, 4, 1), WARNING)).says
    assert says.zh == f"2026年4月1日起轻微失信信息原则上不公示：须归集，不公示。依据{ORDER_36.zh}。"
    assert says.en.endswith(f"it is collected and is not published. Under {ORDER_36.en}.")


def test_every_row_of_the_table_is_reached_by_some_decision() -> None:
    days = [date(2017, 7, 30), date(2018, 1, 2), date(2022, 1, 4), date(2024, 1, 4), date(2026, 4, 1)]
    kinds = [(FINE, False), (WARNING, False), (FINE, True)]
    found = {ruling(penalty(on, classes, is_simple=simple)).code for on in days for classes, simple in kinds}
    found |= {ruling(Decided(False, days[-1], kind, withheld=why)).code for kind in (FIRM, PERSON) for why in ("", "x")}
    stated = [
        penalty(days[-1], words, party_kind=kind, has_basis=True)
        for kind in (FIRM, PERSON)
        for words in (FINE, WARNING)
    ]
    found |= {ruling(one).code for one in (*stated, penalty(days[-1], withheld="influence"))}
    assert found == {row.code for row in TABLE}


@pytest.mark.parametrize(
    ("classes", "is_simple", "severity"),
    [
        (["警告"], False, Severity.SLIGHT),
        (["罚款"], True, Severity.SLIGHT),
        (["罚款"], False, Severity.GENERAL),
        (["警告", "没收违法所得"], False, Severity.GENERAL),
        (["罚款", "责令停产停业"], False, Severity.SEVERE),
        (["吊销许可证件"], True, Severity.SEVERE),
    ],
)
def test_the_class_is_proposed_from_the_kinds_of_penalty_and_from_no_amount(
    classes: list[str], is_simple: bool, severity: Severity
) -> None:
    assert proposed_severity(classes, is_simple=is_simple) is severity


# The clock


@pytest.mark.parametrize(
    ("decided_on", "due_on"),
    [
        (date(2026, 5, 8), date(2026, 5, 18)),  # Saturday the 9th is worked
        (date(2026, 9, 18), date(2026, 9, 29)),  # Sunday the 20th is worked, 25 to 27 are Mid-Autumn
        (date(2024, 2, 8), date(2024, 2, 23)),  # 9 and 18 February are worked, the leave is from the 10th to the 17th
    ],
)
def test_a_decision_is_published_within_seven_working_days(decided_on: date, due_on: date) -> None:
    assert publish_by(decided_on, DAYS).due_on == due_on
    assert is_timely(decided_on, due_on, DAYS)
    assert not is_timely(decided_on, date.fromordinal(due_on.toordinal() + 1), DAYS)


def test_a_year_without_a_notice_leaves_the_day_open() -> None:
    found = publish_by(date(2026, 12, 25), DAYS)
    assert (found.due_on, found.state) == (None, "provisional")


def test_a_penalty_is_taken_back_within_three_working_days() -> None:
    assert withdraw_by(date(2026, 5, 8), DAYS).due_on == date(2026, 5, 12)


@pytest.mark.parametrize("today", [date(2026, 5, 18), date(2026, 5, 19), date(2026, 5, 23), date(2026, 5, 25)])
def test_what_is_late_and_what_is_due_follow_from_the_day_of_the_decision(today: date) -> None:
    late, due = last_late_decision(today, DAYS), last_decision_due(today, DAYS)
    assert late is not None
    assert due is not None
    for offset in range(40):
        on = date.fromordinal(today.toordinal() - offset)
        assert (on <= late) == (DAYS.add(on, 7) < today), on
        assert (on <= due) == (DAYS.add(on, 7) <= today), on


# Data


def test_the_fields_are_those_of_the_standard() -> None:
    assert (len(LICENCE_FIELDS), len(PENALTY_FIELDS)) == (26, 28)
    assert [len(layout.headings) for layout in LICENCE_LAYOUTS] == [28, 24, 18]
    assert [len(layout.headings) for layout in PENALTY_LAYOUTS] == [30, 26, 20]
    assert LICENCE_LAYOUTS[1].headings[7:10] == ("法定代表人", "法定代表人身份证号", "行政许可决定文书名称")
    assert PENALTY_LAYOUTS[2].headings[:4] == ("行政相对人名称", "证件类型", "证件号码", "行政处罚决定书文号")
    assert len({field.code for field in LICENCE_FIELDS}) == len(LICENCE_FIELDS)


def test_the_words_of_2021_go_up_as_those_of_2018() -> None:
    assert for_standard_2018(["罚款", "暂扣许可证件", "吊销许可证件"]) == ["罚款", "暂扣或者吊销许可证"]
    assert for_standard_2018(["通报批评", "其他-责令改正"]) == ["其他-通报批评", "其他-责令改正"]
    assert set(PENALTY_CLASSES) == set(PenaltyClass)


def test_the_present_state_has_an_edition_of_its_day() -> None:
    assert set(edition_on(STATES, date(2018, 5, 1)).words) == {"0", "1", "2", "3"}
    assert edition_on(STATES, date(2026, 5, 1)).words["2"].zh == "无效"


def test_rates_are_exact_and_none_of_nothing() -> None:
    assert timeliness(9, 10) == Rate(9, 10)
    assert timeliness(0, 0).percent is None
    assert compliance(9999, 10000).percent == Decimal("99.99")
