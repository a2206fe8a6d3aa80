"""信用异议: what is found true happens to the record, and everybody who received it is told."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.casework.gate import replay
from bureau.casework.refusals import Missing, Refused, Warned
from bureau.casework.terms import Term
from bureau.models import Section, Staff
from bureau.people.roles import Role
from credit.models import Licence, LicencePush, Objection, Penalty, PenaltyPush
from credit.procedure import change, report, withdraw
from credit.procedure import objections as acts
from credit.rules.objection import NotCorrected
from tests.credit.conftest import TODAY, hand
from tests.records import a_person, a_section

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("admin:credit_objection_add"), reverse("admin:credit_objection_changelist")
PAPER = "阳海样罚〔2026〕1号"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: hand().at)


@pytest.fixture
def head(section: Section) -> Staff:
    return a_person("head", section, Role.SECTION_HEAD, name="样例股长", is_staff=True)


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(section: Section, **facts: Any) -> dict[str, Any]:
    form = {"secrecy": "none", "paper_no": PAPER, "section": section.pk, "opened_on": TODAY, "objector": "party"}
    return form | {"ground": "wrong", "claim": "罚款金额与决定书不符（样例）", "has_commitment": "on"} | facts


def entered(officer: Staff, **facts: Any) -> Objection:
    answer = screen(officer).post(ADD, typed(officer.section, **facts))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return Objection.objects.latest("pk")


def answered(officer: Staff, head: Staff, finding: str, **facts: Any) -> Objection:
    objection = acts.accept(entered(officer, **facts), hand(officer), on=TODAY)
    objection = acts.ask_unit(objection, hand(officer), on=TODAY)
    objection = acts.find(objection, hand(officer), on=TODAY, finding=finding, findings="经核查（样例）")
    made: Objection = acts.answer(objection, hand(head), on=TODAY)
    return made


def page_of(objection: Objection) -> str:
    return reverse("admin:credit_objection_change", args=[objection.pk])


def test_it_is_entered_by_the_number_of_a_penalty_or_a_licence(
    penalty: Penalty, licence: Licence, officer: Staff
) -> None:
    first = entered(officer)
    second = entered(officer, paper_no=licence.paper_no)
    assert (first.record, second.record) == (penalty, licence)
    assert [case.docket.number for case in (first, second)] == ["信用异议〔2026〕1号", "信用异议〔2026〕2号"]
    assert "已有未办结的异议" in screen(officer).post(ADD, typed(officer.section)).text


def test_while_it_is_open_the_record_is_marked(penalty: Penalty, officer: Staff) -> None:
    page = reverse("admin:credit_penalty_change", args=[penalty.pk])
    objection = entered(officer)
    assert "办理中：信用异议（信用异议〔2026〕1号）" in screen(officer).get(page).text
    acts.withdraw(objection, hand(officer), on=TODAY, reason="样例")
    assert "办理中" not in screen(officer).get(page).text


def test_the_days_are_those_that_were_set_and_say_so(penalty: Penalty, officer: Staff, settings: Any) -> None:
    """Counted by hand from Monday, the first of June."""
    settings.OBJECTION_UNIT_WORKDAYS = 5
    objection = acts.accept(entered(officer), hand(officer), on=TODAY)
    objection = acts.ask_unit(objection, hand(officer), on=TODAY)
    due = dict(Term.objects.filter(docket=objection.pk).values_list("duty", "due_on"))
    assert due == {
        "acceptance": date(2026, 6, 3),
        "own_check": date(2026, 6, 3),
        "unit_check": date(2026, 6, 8),
    }
    assert "期限由本局设定" in screen(officer).get(page_of(objection)).text


def test_without_the_commitment_somebody_says_why(penalty: Penalty, officer: Staff) -> None:
    objection = entered(officer, has_commitment="")
    with pytest.raises(Warned, match="异议申诉信用承诺书"):
        acts.accept(objection, hand(officer), on=TODAY)
    assert acts.accept(objection, hand(officer).overriding("no_commitment", "样例"), on=TODAY).state == "accepted"


def test_what_is_to_be_corrected_is_corrected_on_its_record_first(
    penalty: Penalty, officer: Staff, head: Staff
) -> None:
    report(hand(officer), PenaltyPush.objects.all(), TODAY)
    objection = answered(officer, head, "correct")
    with pytest.raises(NotCorrected, match="还没有更正"):
        acts.put_right(objection, hand(officer), on=TODAY)
    penalty.content = "罚款人民币900元"
    change(hand(officer, reason="异议属实（样例）"), penalty)
    objection = acts.put_right(objection, hand(officer), on=TODAY)
    assert (objection.state, PenaltyPush.objects.get().state) == ("put_right", "corrected")


def test_what_is_not_to_stand_is_withdrawn_and_never_deleted(licence: Licence, officer: Staff, head: Staff) -> None:
    report(hand(officer), LicencePush.objects.all(), TODAY)
    objection = answered(officer, head, "take_back", paper_no=licence.paper_no)
    objection = acts.put_right(objection, hand(officer), on=TODAY)
    push = LicencePush.objects.get()
    assert (push.state, push.withdraw_since, push.reason) == ("withdraw", TODAY, "信用异议属实（信用异议〔2026〕1号）")
    assert Licence.objects.filter(pk=licence.pk).exists()
    rows = {"receivers": "样例银行", "received_on": TODAY}
    objection = acts.name_receivers(objection, hand(officer), on=TODAY, **rows)
    with pytest.raises(Refused, match="尚未告知：样例银行"):
        acts.close(objection, hand(officer), on=TODAY)
    told = list(objection.receivers.waiting())
    objection = acts.tell(objection, hand(officer), on=TODAY, told=told, how="函告（样例）")
    with pytest.raises(Warned, match="待撤回"):
        acts.close(objection, hand(officer), on=TODAY)
    objection = acts.close(objection, hand(officer).overriding("platform_waits", "样例"), on=TODAY)
    assert (objection.state, replay(objection), objection.docket.closed_on) == ("closed", "closed", TODAY)


def test_what_was_withdrawn_at_once_by_hand_is_put_right(penalty: Penalty, officer: Staff, head: Staff) -> None:
    report(hand(officer), PenaltyPush.objects.all(), TODAY)
    objection = answered(officer, head, "take_back")
    push = withdraw(hand(officer), PenaltyPush.objects.get(), date(2026, 5, 29), "处罚决定已撤销（样例）")
    assert acts.put_right(objection, hand(officer), on=TODAY).state == "put_right"
    push.refresh_from_db()
    assert (push.withdraw_since, push.reason) == (date(2026, 5, 29), "处罚决定已撤销（样例）")


def test_what_was_published_too_long_ends_and_a_licence_has_no_such_end(
    penalty: Penalty, licence: Licence, officer: Staff, head: Staff
) -> None:
    acts.put_right(answered(officer, head, "end", ground="overdue"), hand(officer), on=TODAY)
    penalty.refresh_from_db()
    assert penalty.publish_until == TODAY
    other = acts.accept(entered(officer, paper_no=licence.paper_no), hand(officer), on=TODAY)
    with pytest.raises(Missing, match="终止公示（超期）”不适用"):
        acts.find(other, hand(officer), on=TODAY, finding="end", findings="样例")


def test_what_is_not_true_leaves_the_record_as_it_is(penalty: Penalty, officer: Staff, head: Staff) -> None:
    versions, objection = penalty.history.count(), answered(officer, head, "keep")
    with pytest.raises(Refused, match="维持不变"):
        acts.put_right(objection, hand(officer), on=TODAY)
    objection = acts.keep(objection, hand(officer), on=TODAY)
    assert (objection.state, penalty.history.count()) == ("kept", versions)


def test_its_letters_have_numbers_of_our_own_series(penalty: Penalty, officer: Staff, head: Staff) -> None:
    objection = answered(officer, head, "keep")
    letters = {
        name: reverse("admin:credit_objection_paper", args=[objection.pk, name]) for name in ("inquiry", "answer")
    }
    texts = {name: screen(officer).get(page).text for name, page in letters.items()}
    assert ("异议协查〔2026〕1号" in texts["inquiry"], "样例数据报送单位" in texts["inquiry"]) == (True, True)
    assert ("异议答复〔2026〕1号" in texts["answer"], "不属实，维持" in texts["answer"]) == (True, True)
    assert all(page in screen(officer).get(page_of(objection)).text for page in letters.values())


def test_every_move_is_made_on_the_screen(penalty: Penalty, officer: Staff, head: Staff) -> None:
    objection = entered(officer)
    asked = {"accept": {}, "ask_unit": {}, "find": {"finding": "keep", "findings": "样例"}}
    asked |= {"name_receivers": {"receivers": "样例银行\n样例中心", "received_on": TODAY}}
    for name, facts in asked.items():
        objection.refresh_from_db()
        form = {"version": objection.docket.version, "on": TODAY} | facts
        address = reverse("admin:credit_objection_move", args=[objection.pk, name])
        assert screen(officer).post(address, form).status_code == 302, name
        objection = Objection.objects.get()
    assert (objection.state, objection.receivers.count()) == ("found", 2)
    assert "样例中心" in screen(officer).get(page_of(objection)).text


def test_two_bureaus_never_see_each_others_objections_and_records(penalty: Penalty, officer: Staff) -> None:
    objection = entered(officer)
    there = a_section("样例股", "样例二局")
    stranger = a_person("stranger", there, Role.OFFICER, name="样例外", is_staff=True)
    assert PAPER not in screen(stranger).get(LIST).text
    assert screen(stranger).get(page_of(objection)).status_code == 302
    assert "没有此文号的记录" in screen(stranger).post(ADD, typed(there)).text
