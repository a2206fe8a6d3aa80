"""The page of a person, and what a head or leader does there: open work handed over, an absence entered."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.casework.gate import open_case
from bureau.casework.handover import hand_over
from bureau.models import (
    Attendance,
    Certificate,
    Delegation,
    Docket,
    LegalQualification,
    Line,
    Meeting,
    Section,
    Staff,
    Training,
    TrainingResult,
)
from bureau.people.appointments import standings
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand
from tests.bureau.office.conftest import put
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_person, a_section, appoint, record

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def section() -> Section:
    return a_section("甲股")


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例经办", is_staff=True)


@pytest.fixture
def colleague(section: Section) -> Staff:
    return a_person("colleague", section, Role.OFFICER, name="样例同事", is_staff=True)


@pytest.fixture
def head(section: Section) -> Staff:
    return a_person("head", section, Role.SECTION_HEAD, name="样例股长", is_staff=True)


@pytest.fixture
def leader(section: Section) -> Staff:
    return a_person("leader", section, Role.LEADER, name="样例局长", is_staff=True)


@pytest.fixture
def cases(section: Section, officer: Staff) -> list[Permit]:
    """Three on the officer's desk, of which the second presses; and a fourth that is closed."""
    made = [a_case(section, officer, number) for number in range(1, 5)]
    made[1] = procedure.accept(made[1], hand(officer), on=OPENED)
    procedure.withdraw(procedure.accept(made[3], hand(officer), on=OPENED), hand(officer), on=OPENED, reason="样例")
    return made[:3]


def a_case(section: Section, officer: Staff, number: int) -> Permit:
    facts = {"number": f"样许{number}号", "title": f"样例事项{number}", "opened_on": OPENED, "officer": officer}
    return open_case(Permit, hand(officer), section=section, **facts)


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person: Staff, name: str = "page") -> str:
    return reverse(f"admin:bureau_staff_{name}", args=[person.pk])


def share(by: Staff, of: Staff, to: Staff, *cases: Permit, **facts: Any) -> Any:
    form = {"case": [case.pk for case in cases], "officer": to.pk, "section": "", "reason_for_change": "轮岗"}
    return screen(by).post(page(of, "share"), form | facts)


def desks() -> list[str]:
    return [str(docket.officer) for docket in Docket.objects.order_by("pk")]


# The page


def test_a_page_tells_duties_work_roles_stand_ins_and_certificates(cases, officer, colleague, section) -> None:
    today = timezone.localdate()
    put(officer, record(Line, bureau=section.bureau, name="招商"), date(2026, 1, 1))
    put(officer, record(Line, bureau=section.bureau, name="口岸"), date(2024, 1, 1), date(2025, 1, 1))
    record(Delegation, giver=officer, taker=colleague, since_on=today, until_on=today + DAY)
    record(Delegation, giver=colleague, taker=officer, since_on=today + 9 * DAY)
    for number, ends in (("证一", 400), ("证二", 30), ("证三", -1)):
        days = {"issued_on": date(2022, 1, 1), "valid_until_on": today + ends * DAY}
        record(Certificate, staff=officer, number=number, **days)
    training = record(Training, bureau=section.bureau, subject="样例", held_on=today, hours=4)
    record(TrainingResult, training=training, staff=officer, hours=3)
    meeting = record(Meeting, bureau=section.bureau, kind="theory", held_on=today, chair=colleague)
    record(Attendance, meeting=meeting, staff=officer)
    record(LegalQualification, staff=officer, paper="样例资格1号", since_on=date(2022, 1, 1))
    answer = screen(officer).get(page(officer))
    shown = answer.context
    learned = shown["learned"]
    assert (learned.hours, learned.trainings, learned.came, learned.expected) == (3, 1, 1, 1)
    assert "样例资格1号" in answer.text
    [work] = shown["work"]
    assert (work.count, [item.number for item in work.items]) == (3, ["样许2号", "样许3号", "样许1号"])
    assert [(when, row.line.name) for when, row in shown["lines"]] == [("now", "招商"), ("over", "口岸")]
    assert [(when, row.taker) for when, row in shown["given"]] == [("now", colleague)]
    assert [(when, row.giver) for when, row in shown["taken"]] == [("coming", colleague)]
    told = {card.certificate.number: (card.kind, card.is_valid, card.days) for card in shown["cards"]}
    assert told == {"证一": ("done", True, None), "证二": ("wait", True, 30), "证三": ("out", False, None)}


def test_of_the_open_work_everybody_sees_what_they_reach(cases, officer, leader) -> None:
    beside = a_person("beside", a_section("乙股"), Role.OFFICER, is_staff=True)
    assert [len(screen(who).get(page(officer)).context["work"]) for who in (leader, beside)] == [1, 0]
    assert "样例事项1" not in screen(beside).get(page(officer)).text


def test_a_person_of_another_bureau_is_as_one_that_does_not_exist_and_oneself_is_always_there(officer) -> None:
    abroad = a_person("abroad", a_section("丙股", bureau="另一样例局"), Role.LEADER, is_staff=True)
    nobody = a_person("nobody", is_staff=True)
    answers = [
        screen(abroad).get(page(officer)),
        screen(abroad).get(page(officer, "share")),
        screen(nobody).get(page(officer)),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert screen(nobody).get(page(nobody)).status_code == 200
    assert screen(officer).get(reverse("admin:bureau_staff_page", args=["x"])).status_code == 404
    assert screen(officer).post(page(officer)).status_code == 403


def test_it_is_reached_from_the_list_of_staff_and_from_oneself(officer, colleague) -> None:
    listed = screen(officer).get(reverse("admin:bureau_staff_changelist")).text
    assert f'href="{page(colleague)}"' in listed
    assert f'href="{page(officer)}"' in screen(officer).get(reverse("admin:index")).text


def test_its_queries_do_not_grow_with_the_work(cases, officer, section, django_assert_max_num_queries) -> None:
    for number in range(10, 25):
        procedure.accept(a_case(section, officer, number), hand(officer), on=OPENED)
    client = screen(officer)
    with django_assert_max_num_queries(25):  # one for each kind of case among them
        assert client.get(page(officer)).context["work"][0].count == 18


def test_only_who_may_hand_over_or_enter_an_absence_is_offered_it(cases, officer, head, leader, colleague) -> None:
    offered = {}
    for who in (officer, colleague, head, leader):
        shown = screen(who).get(page(officer)).context
        offered[who.username] = (shown["may_share"], bool(shown["absence"]))
    nothing, both = (False, False), (True, True)
    assert offered == {"officer": nothing, "colleague": nothing, "head": both, "leader": both}


# Handing over


def test_all_open_work_goes_to_another_in_one_change_for_a_reason(cases, officer, colleague, head) -> None:
    assert screen(head).get(page(officer, "share")).context["chosen"] == {case.pk for case in cases}
    assert share(head, officer, colleague, *cases)["Location"] == page(officer)
    assert desks() == ["样例同事"] * 3 + ["样例经办"]
    newest = Docket.history.filter(history_change_reason="轮岗")
    assert (newest.count(), newest.values("history_change").distinct().count()) == (3, 1)


def test_some_of_it_is_shared(cases, officer, colleague, head) -> None:
    assert share(head, officer, colleague, cases[1]).status_code == 302
    assert desks() == ["样例经办", "样例同事", "样例经办", "样例经办"]


def test_without_a_reason_a_case_or_somebody_who_works_there_nothing_goes(cases, officer, colleague, head) -> None:
    beside = a_person("beside", a_section("乙股"), Role.OFFICER)
    refused = [
        share(head, officer, colleague, *cases, reason_for_change=" "),
        share(head, officer, colleague),
        share(head, officer, beside, *cases),
        share(head, officer, officer, *cases),
    ]
    assert [answer.status_code for answer in refused] == [200] * 4
    assert list(refused[2].context["form"].errors) == ["officer"]
    assert desks() == ["样例经办"] * 4


def test_it_may_go_to_another_section_with_whoever_works_there(cases, officer, leader) -> None:
    other = a_section("乙股")
    theirs = a_person("theirs", other, Role.OFFICER, name="样例乙股经办")
    assert share(leader, officer, theirs, *cases[:2], section=other.pk).status_code == 302
    assert [docket.section.name for docket in Docket.objects.order_by("pk")] == ["乙股", "乙股", "甲股", "甲股"]


def test_a_foreign_section_is_refused_and_told_nothing(cases, officer, colleague) -> None:
    theirs = a_person("theirs", a_section("乙股"), Role.SECTION_HEAD, is_staff=True)
    assert screen(theirs).get(page(officer, "share")).status_code == 403
    answer = share(theirs, officer, colleague, *cases)
    assert answer.context["form"].non_field_errors() == ["您的职责范围不包括此处。"]
    assert "样许" not in answer.text
    assert share(officer, officer, colleague, *cases).status_code == 200
    assert desks() == ["样例经办"] * 4


def test_a_head_gives_away_what_lies_in_the_own_section_and_leaves_the_rest(cases, officer, colleague, head) -> None:
    other = a_section("乙股")
    appoint(officer, Role.OFFICER, other)
    theirs = a_case(other, officer, 9)
    offered = screen(head).get(page(officer, "share")).context
    assert theirs.pk not in offered["chosen"]
    answer = share(head, officer, colleague, cases[0], theirs)
    assert answer.context["form"].non_field_errors() == ["您的职责范围不包括此处。"]
    assert desks() == ["样例经办"] * 5


def test_the_second_of_two_heads_is_told_and_nothing_of_theirs_is_done(
    cases, officer, colleague, head, section
) -> None:
    other = a_person("other", section, Role.OFFICER, name="样例另一人")
    hand_over(cases[2], hand(head).because("样例"), section=section, officer=other)
    answer = share(head, officer, colleague, *cases)
    assert answer.context["form"].non_field_errors() == ["样许3号已不在样例经办手上，请重新查看。"]
    assert desks() == ["样例经办", "样例经办", "样例另一人", "样例经办"]


# Absence


def absent(by: Staff, giver: Staff, taker: Staff, since: date, until: date | None, **facts: Any) -> Any:
    form = {"giver": giver.pk, "taker": taker.pk, "since_on": since.isoformat(), "paper": "样例假条"} | facts
    form["until_on"] = until.isoformat() if until else ""
    return screen(by).post(f"{reverse('admin:bureau_delegation_add')}?giver={giver.pk}", form | {"_save": "1"})


def test_a_head_enters_who_stands_in_for_an_officer_and_comes_back_to_the_page(officer, colleague, head) -> None:
    today = timezone.localdate()
    address = screen(head).get(page(officer)).context["absence"]
    assert screen(head).get(address).context["adminform"].form.initial["giver"] == str(officer.pk)
    assert absent(head, officer, colleague, today, today + DAY)["Location"] == page(officer)
    assert [one.acting_for for one in standings(colleague, officer.section, today)] == [None, officer]


def test_an_absence_has_its_last_day(officer, colleague, head) -> None:
    answer = absent(head, officer, colleague, timezone.localdate(), None)
    assert answer.context["adminform"].form.errors["until_on"] == ["替他人登记的，须有截止日期。"]
    assert not Delegation.objects.exists()


@pytest.mark.parametrize("role", [Role.SECTION_HEAD, Role.LEADER, Role.LEGAL_REVIEWER, Role.SYSTEM_ADMINISTRATOR])
def test_a_head_gives_away_no_powers_but_those_of_officers(officer, colleague, head, role: Role) -> None:
    """Not even those that begin while the absence lasts."""
    today = timezone.localdate()
    appoint(officer, role, officer.section, since=today + 9 * DAY)
    assert absent(head, officer, colleague, today, today + 9 * DAY).status_code == 200
    assert absent(head, officer, colleague, today, today + 8 * DAY).status_code == 302


def test_a_head_enters_none_for_another_section_and_a_leader_does_for_heads(officer, colleague, head, leader) -> None:
    today, other = timezone.localdate(), a_section("乙股")
    theirs = a_person("theirs", other, Role.SECTION_HEAD, is_staff=True)
    assert absent(theirs, officer, colleague, today, today).status_code == 200
    appoint(officer, Role.OFFICER, other)
    assert absent(head, officer, colleague, today, today).status_code == 200
    assert absent(leader, officer, colleague, today, today).status_code == 302
    assert absent(leader, head, officer, today, today).status_code == 302
    assert absent(head, leader, head, today, today).status_code == 200
    assert absent(colleague, officer, colleague, today, today).status_code == 403


def test_an_absence_of_somebody_else_has_its_document_or_its_reason(officer, colleague, head) -> None:
    today = timezone.localdate()
    refused = absent(head, officer, colleague, today, today + DAY, paper=" ")
    assert refused.context["adminform"].form.errors["paper"] == ["替他人登记的，请填写文件或原因。"]
    assert not Delegation.objects.exists()
    assert absent(head, officer, colleague, today, today + DAY, paper="", reason_for_change="病假").status_code == 302
    assert Delegation.objects.get().history.get().history_change_reason == "病假"
    assert absent(head, head, colleague, today, today, paper="").status_code == 302  # one's own


def test_after_an_absence_a_message_leads_to_where_the_open_work_is_shared(cases, officer, colleague, head) -> None:
    today = timezone.localdate()
    client = screen(head)
    form = {"giver": officer.pk, "taker": colleague.pk, "since_on": today, "until_on": today, "paper": "样例假条"}
    text = client.post(reverse("admin:bureau_delegation_add"), form, follow=True).text
    address = f"{page(officer, 'share')}?officer={colleague.pk}"
    assert f'<a href="{address}">' in text
    answer = client.get(address)
    assert f'<option value="{colleague.pk}" selected>' in answer.text
    assert answer.context["chosen"] == {case.pk for case in cases}


def test_no_message_leads_to_open_work_that_is_not_there(officer, colleague, head) -> None:
    today = timezone.localdate()
    form = {"giver": officer.pk, "taker": colleague.pk, "since_on": today, "until_on": today, "paper": "样例假条"}
    text = screen(head).post(reverse("admin:bureau_delegation_add"), form, follow=True).text
    assert page(officer, "share") not in text


def test_the_open_work_of_whom_a_person_stands_in_for_today_has_its_own_heading(cases, officer, colleague) -> None:
    today = timezone.localdate()
    record(Delegation, giver=officer, taker=colleague, since_on=today, until_on=today)
    shown = screen(colleague).get(page(colleague))
    [(giver, [work])] = shown.context["standing_in"]
    assert (giver, work.count, shown.context["work"]) == (officer, 3, [])
    assert "今天代行样例经办的职责" in shown.text
    assert "样例事项2" in shown.text


def test_who_stands_in_tomorrow_or_stood_in_before_has_nothing_of_theirs(cases, officer, colleague) -> None:
    today = timezone.localdate()
    record(Delegation, giver=officer, taker=colleague, since_on=today + DAY)
    record(Delegation, giver=officer, taker=colleague, since_on=today - 9 * DAY, until_on=today - DAY)
    assert screen(colleague).get(page(colleague)).context["standing_in"] == []
