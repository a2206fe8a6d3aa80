"""信用修复: by which order, from which day, who decides, what ends, and who is told."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.casework.gate import replay
from bureau.casework.paper import Decider, OnPaper
from bureau.casework.refusals import Missing, Refused, Warned
from bureau.casework.terms import Term
from bureau.models import Section, Staff
from bureau.people.roles import Role
from credit.models import Organ, Penalty, PenaltyPush, Repair, RepairNotice
from credit.procedure import change, end_publication, enter, report, standing_of
from credit.procedure import repairs as acts
from credit.procedure.standing import Asked, check_all
from credit.rules.repair import Barred, NotOurs, TooEarly, TooLate, is_served_with_a_notice
from credit.rules.standing import Purpose
from credit.tasks.ending import end_what_is_over
from tests.credit.conftest import TODAY, hand
from tests.records import a_person
from tests.sample_credit import unsaved

pytestmark = pytest.mark.django_db
ADD, NOTICE = reverse("admin:credit_repair_add"), reverse("admin:credit_repairnotice_add")
DECIDED, PAPER = date(2026, 1, 5), "阳海样罚〔2026〕9号"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: hand().at)


@pytest.fixture
def leader(section: Section) -> Staff:
    return a_person("leader", section, Role.LEADER, name="样例长", is_staff=True)


@pytest.fixture
def record(organ: Organ, source: Organ) -> Penalty:
    return a_record(organ, source)


def a_record(organ: Organ, source: Organ, **facts: Any) -> Penalty:
    made: Any = unsaved(Penalty, organ, source, **{"decided_on": DECIDED, "paper_no": PAPER} | facts)
    return enter(hand(), made)  # type: ignore[return-value]


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(section: Section, **facts: Any) -> dict[str, Any]:
    form = {"secrecy": "none", "paper_no": PAPER, "section": section.pk, "opened_on": TODAY, "channel": "site"}
    form |= {"severity": "", "duty_done_on": date(2026, 2, 2), "proof": "样例缴款凭证", "has_commitment": "on"}
    return form | facts


def applied(officer: Staff, **facts: Any) -> Repair:
    answer = screen(officer).post(ADD, typed(officer.section, **facts))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return Repair.objects.latest("pk")


def paper(organ: str = "样例市场监督管理局") -> OnPaper:
    return OnPaper((Decider("样例某某", f"{organ}局长"),), "样市监修〔2026〕1号")


def accepted(officer: Staff, on: date = TODAY, **facts: Any) -> Repair:
    repair = acts.forward(applied(officer, **facts), hand(officer, on), on=on)
    made: Repair = acts.accept(repair, hand(officer, on), on=on, on_paper=paper())
    return made


def granted(officer: Staff, **facts: Any) -> Repair:
    made: Repair = acts.grant(accepted(officer, **facts), hand(officer), on=TODAY, on_paper=paper())
    return made


def page_of(repair: Repair) -> str:
    return reverse("admin:credit_repair_change", args=[repair.pk])


# Entry


def test_it_is_entered_by_the_number_of_the_decision_with_the_proposed_class(record: Penalty, officer: Staff) -> None:
    repair = applied(officer)
    assert (repair.docket.number, repair.docket.title) == ("信用修复〔2026〕1号", f"信用修复：{PAPER}")
    assert (repair.penalty, repair.severity, repair.state) == (record, "一般", "received")


def test_the_class_that_the_organ_states_comes_before_the_proposed_and_a_typed_one_before_both(
    organ: Organ, source: Organ, officer: Staff
) -> None:
    a_record(organ, source, severity="严重")
    assert applied(officer).severity == "严重"
    acts.withdraw(Repair.objects.get(), hand(officer), on=TODAY, reason="样例")
    assert applied(officer, severity="轻微").severity == "轻微"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"paper_no": "没有这个号"}, "没有此文号的记录"),
        ({"opened_on": date(2026, 1, 4)}, "早于决定日期"),
        ({"duty_done_on": date(2026, 6, 2)}, "晚于申请日期"),
        ({"duty_done_on": date(2026, 1, 4)}, "早于决定日期"),
    ],
)
def test_what_is_typed_wrong_is_told_at_its_field_and_nothing_is_kept(
    record: Penalty, officer: Staff, facts: dict[str, Any], told: str
) -> None:
    answer = screen(officer).post(ADD, typed(officer.section, **facts))
    assert told in answer.text
    assert not Repair.objects.exists()


def test_a_record_has_one_open_application_and_another_bureaus_record_is_not_found(
    record: Penalty, officer: Staff
) -> None:
    applied(officer)
    assert "已有未办结的申请" in screen(officer).post(ADD, typed(officer.section)).text
    assert Repair.objects.count() == 1


# Which order, and from which day


@pytest.mark.parametrize(
    ("on", "severity", "special", "shortest", "longest", "order"),
    [
        (date(2026, 3, 31), "轻微", "", date(2026, 4, 5), date(2029, 1, 5), "58"),
        (date(2026, 3, 31), "一般", "on", date(2027, 1, 5), date(2029, 1, 5), "58"),
        (date(2026, 4, 1), "轻微", "on", DECIDED, date(2026, 4, 5), "36"),
        (date(2026, 4, 1), "一般", "", date(2026, 4, 5), date(2027, 1, 5), "36"),
        (date(2026, 4, 1), "严重", "", date(2027, 1, 5), date(2029, 1, 5), "36"),
    ],
)
def test_the_day_of_the_application_says_which_order_it_is_judged_by(
    record: Penalty,
    officer: Staff,
    on: date,
    severity: str,
    special: str,
    shortest: date,
    longest: date,
    order: str,
) -> None:
    repair = applied(officer, opened_on=on, severity=severity, is_special=special)
    assert (repair.period.min_end, repair.period.max_end) == (shortest, longest)
    assert f"第{order}号" in repair.period.article.zh
    text = screen(officer).get(page_of(repair)).text
    assert f"令第{order}号" in text
    # The end of the longest period is a clock of the case, whose day can be asked why.
    assert Term.objects.get(docket=repair.pk, duty="automatic_end").due_on == longest
    assert Term.objects.filter(docket=repair.pk, duty="feedback").exists() is (order == "36")


def test_nobody_applies_before_the_day_after_the_shortest_period(record: Penalty, officer: Staff) -> None:
    early = acts.forward(applied(officer, opened_on=date(2026, 4, 5)), hand(officer), on=TODAY, reason="样例")
    with pytest.raises(TooEarly, match="最早自2026-04-06起"):
        acts.accept(early, hand(officer), on=TODAY, on_paper=paper())
    acts.withdraw(early, hand(officer), on=TODAY, reason="样例")
    in_time = applied(officer, opened_on=date(2026, 4, 6))
    in_time = acts.forward(in_time, hand(officer), on=TODAY)
    assert acts.accept(in_time, hand(officer), on=TODAY, on_paper=paper()).state == "accepted"


def test_on_the_last_day_itself_where_the_platform_has_it_so(record: Penalty, officer: Staff, settings: Any) -> None:
    settings.REPAIR_ON_LAST_DAY = True
    repair = acts.forward(applied(officer, opened_on=date(2026, 4, 5)), hand(officer), on=TODAY, reason="样例")
    assert acts.accept(repair, hand(officer), on=TODAY, on_paper=paper()).state == "accepted"


@pytest.mark.parametrize(
    ("facts", "told"), [({"duty_done_on": ""}, "义务履行完毕的日期"), ({"has_commitment": ""}, "没有信用承诺书")]
)
def test_the_duty_is_done_and_the_commitment_given(
    record: Penalty, officer: Staff, facts: dict[str, Any], told: str
) -> None:
    repair = acts.forward(applied(officer, **facts), hand(officer), on=TODAY)
    with pytest.raises(Missing, match=told):
        acts.accept(repair, hand(officer), on=TODAY, on_paper=paper())


# The clocks of Order 36


def test_each_limit_has_its_own_start(record: Penalty, officer: Staff) -> None:
    """Counted by hand: 19 June 2026 is a holiday."""
    second, fourth = date(2026, 6, 2), date(2026, 6, 4)
    repair = acts.forward(applied(officer), hand(officer, second), on=second)
    repair = acts.accept(repair, hand(officer, fourth), on=fourth, on_paper=paper())
    due = dict(Term.objects.filter(docket=repair.pk).values_list("duty", "due_on"))
    assert due["acceptance"] == date(2026, 6, 5)  # 3 working days from the 2nd
    assert due["result"] == date(2026, 6, 15)  # 7 from the 4th
    assert due["feedback"] == date(2026, 6, 15)  # 10 from the 1st
    assert (repair.forwarded_on, repair.accepted_on) == (second, fourth)
    text = screen(officer).get(page_of(repair)).text
    assert "国办发〔2025〕22号" in text
    assert "《信用修复管理办法》" in text


def test_verification_brings_ten_days_more_and_is_told_up_to_the_last_day(record: Penalty, officer: Staff) -> None:
    last, after = date(2026, 6, 10), date(2026, 6, 11)
    repair = accepted(officer)
    with pytest.raises(TooLate, match="已于2026-06-10届满"):
        acts.verify(repair, hand(officer, after), on=after, reason="须核查（样例）")
    repair = acts.verify(repair, hand(officer, last), on=last, reason="须核查（样例）")
    # From the 1st, 17 working days; the 19th is a holiday.
    assert Term.objects.get(docket=repair.pk, duty="result").due_on == date(2026, 6, 25)


# Who decides


def test_what_another_organ_identified_is_decided_there_and_registered_here(record: Penalty, officer: Staff) -> None:
    repair = acts.forward(applied(officer), hand(officer), on=TODAY)
    with pytest.raises(NotOurs, match="样例市场监督管理局认定"):
        acts.accept(repair, hand(officer), on=TODAY)
    assert granted_paper(acts.accept(repair, hand(officer), on=TODAY, on_paper=paper()))


def granted_paper(repair: Repair) -> bool:
    return repair.docket.acts.get(move="accept").paper_number == "样市监修〔2026〕1号"


def test_the_bureau_decides_on_what_it_identified_itself(
    section: Section, source: Organ, officer: Staff, leader: Staff
) -> None:
    ours = Organ(bureau=section.bureau, name=section.bureau.name, uscc="11440400006988451Y")
    ours.hand = hand()
    ours.save()
    a_record(ours, source)
    repair = acts.forward(applied(officer), hand(officer), on=TODAY)
    repair = acts.accept(repair, hand(officer), on=TODAY)
    assert acts.grant(repair, hand(leader), on=TODAY).state == "granted"


# The end of publication


def test_repair_ends_the_publication_by_the_record_whose_line_waits_for_a_correction(
    record: Penalty, officer: Staff
) -> None:
    report(hand(officer), PenaltyPush.objects.filter(record=record), TODAY)
    repair = acts.end_publication(granted(officer), hand(officer), on=TODAY)
    record.refresh_from_db()
    push = PenaltyPush.objects.get(record=record)
    assert (record.publish_until, repair.ended_on, push.state) == (TODAY, TODAY, "corrected")
    assert push.reason == "信用修复（信用修复〔2026〕1号）：终止公示"
    # The record, its line and the case are one change, and nothing is deleted.
    changes = {record.history.first().history_change, push.history.first().history_change}
    assert changes == {repair.history.first().history_change}
    assert Penalty.objects.filter(pk=record.pk).exists()
    with pytest.raises(Warned, match="平台尚未收到更正"):
        acts.close(named(repair, officer, tell=True), hand(officer), on=TODAY)


def test_what_the_platform_never_had_waits_for_nothing(record: Penalty, officer: Staff) -> None:
    repair = acts.end_publication(granted(officer), hand(officer), on=TODAY)
    assert PenaltyPush.objects.get(record=record).state == "waiting"
    assert acts.close(named(repair, officer, tell=True), hand(officer), on=TODAY).state == "closed"


def test_a_day_that_has_ended_it_before_stays(record: Penalty, officer: Staff) -> None:
    earlier = date(2026, 5, 20)
    assert end_publication(hand(officer, reason="样例"), record, earlier)
    assert not end_publication(hand(officer, reason="样例"), record, TODAY)
    record.refresh_from_db()
    assert record.publish_until == earlier


@pytest.mark.parametrize(
    ("until", "told"),
    [(date(2026, 12, 31), ""), (date(2026, 5, 20), "已于2026-05-20终止公示"), (None, "期已于2026-05-04")],
)
def test_the_day_that_its_organ_has_set_says_whether_it_is_still_published(
    organ: Organ, source: Organ, officer: Staff, until: date | None, told: str
) -> None:
    a_record(organ, source, decided_on=date(2025, 5, 4), publish_until=until)
    repair = acts.forward(applied(officer), hand(officer), on=TODAY)
    if told:
        with pytest.raises(Warned, match=told):
            acts.accept(repair, hand(officer), on=TODAY, on_paper=paper())
    else:
        assert acts.accept(repair, hand(officer), on=TODAY, on_paper=paper()).state == "accepted"


# Who is told


def named(repair: Repair, officer: Staff, *, tell: bool = False) -> Repair:
    names = {"receivers": "样例银行\n样例交易中心\n样例银行", "received_on": date(2026, 2, 9)}
    repair = acts.name_receivers(repair, hand(officer), on=TODAY, **names)
    if tell:
        rows = list(repair.receivers.waiting())
        repair = acts.tell(repair, hand(officer), on=TODAY, told=rows, how="函告（样例）")
    return repair


def test_it_is_closed_once_everybody_who_received_the_record_was_told(record: Penalty, officer: Staff) -> None:
    repair = named(acts.end_publication(granted(officer), hand(officer), on=TODAY), officer)
    bank, market = repair.receivers.all()
    repair = acts.tell(repair, hand(officer), on=TODAY, told=[bank], how="函告（样例）")
    with pytest.raises(Refused, match="尚未告知：样例交易中心"):
        acts.close(repair, hand(officer), on=TODAY)
    with pytest.raises(ValidationError) as twice:
        acts.tell(repair, hand(officer), on=TODAY, told=[bank, market], how="函告（样例）")
    assert list(twice.value.message_dict) == ["told"]
    repair = acts.tell(repair, hand(officer), on=TODAY, told=[market], how="电话（样例）")
    repair = acts.close(repair, hand(officer), on=TODAY)
    told = {row.name: (row.told_on, row.how) for row in repair.receivers.all()}
    assert told == {"样例银行": (TODAY, "函告（样例）"), "样例交易中心": (TODAY, "电话（样例）")}
    assert (repair.state, repair.docket.closed_on, replay(repair)) == ("closed", TODAY, "closed")


def test_whoever_was_shown_the_record_with_a_standing_is_told(record: Penalty, officer: Staff) -> None:
    bureau, shown = record.bureau, hand(officer)
    for _again in range(2):
        standing_of(shown, bureau, Asked(code=record.uscc), Purpose.APPROVAL, "样例事项1号")
    check_all(shown, bureau, {2: Asked(name=record.party_name)}, Purpose.TRADING, "样例招标" * 40)
    standing_of(shown, bureau, Asked(name="样例无记录有限公司"), Purpose.AWARDS, "样例评优")
    standing_of(
        hand(officer, on=TODAY + timedelta(days=1)), bureau, Asked(code=record.uscc), Purpose.AWARDS, "样例以后"
    )
    repair = acts.end_publication(granted(officer), hand(officer), on=TODAY)
    found = {row.name: row.received_on for row in repair.receivers.waiting()}
    trading = f"样例经办（公共资源交易：{'样例招标' * 40}"[:100]
    assert found == {"样例经办（行政审批：样例事项1号）": TODAY, trading: TODAY}


def test_whoever_is_known_from_an_earlier_case_to_have_it_is_told_again(record: Penalty, officer: Staff) -> None:
    acts.withdraw(named(accepted(officer), officer), hand(officer), on=TODAY, reason="样例")
    repair = acts.end_publication(granted(officer), hand(officer), on=TODAY)
    assert [row.name for row in repair.receivers.waiting()] == ["样例银行", "样例交易中心"]


def test_nobody_named_is_a_warning(record: Penalty, officer: Staff) -> None:
    repair = acts.end_publication(granted(officer), hand(officer), on=TODAY)
    with pytest.raises(Warned, match="没有登记任何接收单位"):
        acts.close(repair, hand(officer), on=TODAY)
    assert acts.close(repair, hand(officer).overriding("nobody_named", "确无接收单位"), on=TODAY).state == "closed"


# The end by itself, and the bar


def test_after_the_longest_period_it_ends_by_itself_and_not_before(organ: Organ, source: Organ, officer: Staff) -> None:
    a_record(organ, source, decided_on=date(2025, 6, 1))
    repair = applied(officer, duty_done_on="")
    with pytest.raises(TooEarly, match="至2026-06-01"):
        acts.end_by_itself(repair, hand(officer), on=TODAY)
    next_day = date(2026, 6, 2)
    assert acts.end_by_itself(repair, hand(officer, next_day), on=next_day).state == "lapsed"
    term = Term.objects.get(docket=repair.pk, duty="automatic_end")
    assert (term.due_on, term.met_on, term.is_late) == (TODAY, next_day, False)


@pytest.mark.parametrize(
    ("years", "kind", "told"), [(1, Barred, "至2027-06-01不得申请"), (None, Warned, "没有设定不得申请的年限")]
)
def test_false_material_bars_the_party_for_as_long_as_was_set_on_that_day(
    organ: Organ, source: Organ, officer: Staff, settings: Any, years: int | None, kind: type[Refused], told: str
) -> None:
    for number in (1, 2):
        a_record(organ, source, paper_no=f"样罚{number}号")
    settings.REPAIR_BAR_YEARS = years
    first = accepted(officer, paper_no="样罚1号")
    first = acts.record_false_material(first, hand(officer), on=TODAY, reason="伪造凭证（样例）", on_paper=paper())
    settings.REPAIR_BAR_YEARS = 3
    assert (first.state, first.false_on, first.bar_years) == ("false_material", TODAY, years)
    second = acts.forward(applied(officer, paper_no="样罚2号"), hand(officer), on=TODAY)
    with pytest.raises(kind, match=told):
        acts.accept(second, hand(officer), on=TODAY, on_paper=paper())


def test_what_was_applied_for_before_the_false_material_is_not_barred_by_it(
    organ: Organ, source: Organ, officer: Staff, settings: Any
) -> None:
    for number in (1, 2):
        a_record(organ, source, paper_no=f"样罚{number}号")
    settings.REPAIR_BAR_YEARS = 1
    earlier = applied(officer, paper_no="样罚2号", opened_on=date(2026, 5, 29))
    earlier = acts.forward(earlier, hand(officer), on=TODAY, reason="样例")
    false = accepted(officer, paper_no="样罚1号")
    acts.record_false_material(false, hand(officer), on=TODAY, reason="伪造凭证（样例）", on_paper=paper())
    assert acts.accept(earlier, hand(officer), on=TODAY, on_paper=paper()).state == "accepted"


# Papers


def test_letters_bear_numbers_of_our_own_series(record: Penalty, officer: Staff) -> None:
    repair = acts.ask_supplement(applied(officer), hand(officer), on=TODAY, missing="缴款凭证（样例）")
    letter = reverse("admin:credit_repair_paper", args=[repair.pk, "supplement"])
    text = screen(officer).get(letter).text
    assert ("修复补正〔2026〕1号" in text, "缴款凭证（样例）" in text) == (True, True)
    result = reverse("admin:credit_repair_paper", args=[repair.pk, "result"])
    assert screen(officer).get(result).status_code == 404
    repair = acts.forward(repair, hand(officer), on=TODAY)
    repair = acts.accept(repair, hand(officer), on=TODAY, on_paper=paper())
    acts.deny(repair, hand(officer), on=TODAY, reason="未履行完毕（样例）", on_paper=paper())
    text = screen(officer).get(result).text
    assert ("修复结果〔2026〕1号" in text, "不予信用修复" in text) == (True, True)
    assert letter in screen(officer).get(page_of(repair)).text


def test_a_decision_is_served_together_with_the_notice_of_repair(record: Penalty, officer: Staff) -> None:
    form = {"paper_no": PAPER, "served_on": date(2026, 1, 8)}
    for day in (date(2026, 1, 4), date(2026, 6, 2)):  # before the decision, and tomorrow
        assert screen(officer).post(NOTICE, form | {"served_on": day}).status_code == 200
    assert screen(officer).post(NOTICE, form).status_code == 302
    notice = RepairNotice.objects.get()
    assert (notice.number, notice.penalty) == ("修复告知〔2026〕1号", record)
    text = screen(officer).get(reverse("admin:credit_repairnotice_paper", args=[notice.pk, "notice"])).text
    assert "2026年4月5日" in text  # the shortest period under Order 58, on the day of service
    assert "信用修复告知书" in text
    assert "已登记" in screen(officer).post(NOTICE, form).text


def test_of_what_no_rule_publishes_neither_the_notice_nor_the_page_names_a_period(
    organ: Organ, source: Organ, officer: Staff
) -> None:
    slight = a_record(organ, source, decided_on=date(2026, 5, 8), penalty_class="警告", fine=None)
    screen(officer).post(NOTICE, {"paper_no": PAPER, "served_on": date(2026, 5, 9)})
    address = reverse("admin:credit_repairnotice_paper", args=[RepairNotice.objects.get().pk, "notice"])
    letter = screen(officer).get(address).text
    assert ("该信息不公示" in letter, "最长公示期" in letter) == (True, False)
    record = screen(officer).get(reverse("admin:credit_penalty_change", args=[slight.pk])).text
    assert ("失信程度：轻微（建议）。" in record, "最长公示至" in record) == (True, False)


def test_before_the_plan_of_2025_a_decision_was_served_alone(organ: Organ, source: Organ, officer: Staff) -> None:
    assert [is_served_with_a_notice(date(2025, 6, day)) for day in (21, 22)] == [False, True]
    record = a_record(organ, source, decided_on=date(2025, 6, 21))
    answer = screen(officer).post(NOTICE, {"paper_no": record.paper_no, "served_on": date(2025, 6, 21)})
    assert "2025年6月22日" in answer.text
    assert not RepairNotice.objects.exists()


def test_what_has_been_published_for_its_longest_period_is_ended_by_itself_and_told_to_the_platform(
    organ: Organ, source: Organ, officer: Staff
) -> None:
    made = [a_record(organ, source, decided_on=date(2025, 6, 1), paper_no=f"样罚{number}号") for number in (1, 2, 3)]
    ours, set_by_the_organ, not_there = made
    set_by_the_organ.publish_until = date(2026, 12, 31)
    change(hand(officer), set_by_the_organ)
    report(hand(officer), PenaltyPush.objects.exclude(record=not_there), TODAY)
    end_what_is_over(hand().at)  # the corresponding day still belongs to the period
    assert not Penalty.objects.filter(publish_until=TODAY).exists()
    for day in (2, 3):
        end_what_is_over(hand(on=date(2026, 6, day)).at)
    ended = Penalty.objects.get(publish_until=TODAY)
    assert (ended, ended.push.state, ended.history.count()) == (ours, "corrected", 2)
    assert "届满，自动停止公示" in ended.push.reason
    assert set(Penalty.objects.exclude(pk=ours.pk).values_list("publish_until", flat=True)) == {
        date(2026, 12, 31),
        None,
    }
