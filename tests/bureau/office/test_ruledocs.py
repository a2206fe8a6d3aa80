"""规划和规范性文件: its whole life through the gate, what is refused on the way, and why each day is due."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.hand import Hand, Source
from bureau.casework import calendar
from bureau.casework.refusals import NotYours, Refused, SameHand, Warned
from bureau.casework.secrecy import Secrecy, mark
from bureau.casework.terms import Term
from bureau.models import Debt, RuleDocument, Section, Staff
from bureau.office.ruledocs import procedure as acts
from bureau.office.ruledocs.guards import OtherRoad, TooShort, Unanswered
from bureau.office.ruledocs.rules import WORKFLOW
from bureau.people.roles import Role
from tests.bureau.notices.nights import at, night
from tests.records import a_person, a_section, record

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("admin:bureau_ruledocument_add"), reverse("admin:bureau_ruledocument_changelist")
START = date(2026, 3, 2)  # a Monday
NUMBER = "阳海经发〔2026〕12号"


@pytest.fixture
def section() -> Section:
    section = a_section()
    record(Section, bureau=section.bureau, name="综合办公室", is_intake=True)
    return section


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例甲", email="officer@example.cn")


@pytest.fixture
def writer(section: Section) -> Staff:
    return a_person("writer", section, Role.OFFICER, name="样例笔")


@pytest.fixture
def reviewer(section: Section) -> Staff:
    return a_person("reviewer", section, Role.LEGAL_REVIEWER, name="样例法")


@pytest.fixture
def leader(section: Section) -> Staff:
    return a_person("leader", section, Role.LEADER, name="样例长")


@pytest.fixture
def document(section: Section, officer: Staff, writer: Staff) -> RuleDocument:
    return drafted(section, officer, writer)


def drafted(section: Section, officer: Staff, writer: Staff, **facts: object) -> RuleDocument:
    answer = screen(officer).post(ADD, typed(section, writer, officer=officer.pk, **facts))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return RuleDocument.objects.latest("pk")


def typed(section: Section, writer: Staff, **facts: object) -> dict[str, object]:
    form = {"secrecy": "none", "title": "样例扶持办法", "section": section.pk, "opened_on": START, "sort": "own"}
    return form | {"drafter": writer.pk, "concerns_operators": "on", "basis": "样例计划"} | facts


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def by(person: Staff, day: date = START) -> Hand:
    return Hand(person, Source.SCREEN, at(day, 10))


def asked(document: RuleDocument, officer: Staff, *names: str, days: int = 7, day: date = START) -> RuleDocument:
    until = day + timedelta(days=days)
    return acts.ask(document, by(officer, day), on=day, departments="\n".join(names or ("样例局",)), answer_by=until)


def in_discussion(document: RuleDocument, officer: Staff, reviewer: Staff) -> RuleDocument:
    """Asked, answered and reviewed on the day of the draft."""
    document = asked(document, officer)
    silent = list(document.consulted.silent())
    document = acts.register_no_remarks(document, by(officer), on=START, silent=silent)
    document = acts.submit_to_legal_review(document, by(officer), on=START)
    document = acts.pass_legal_review(document, by(reviewer), on=START, legal_opinion="合法（样例）")
    review = acts.review_competition if document.concerns_operators else acts.do_without_competition_review
    return review(document, by(reviewer), on=START, competition_opinion="不具有排除、限制竞争效果（样例）")


def published(document: RuleDocument, officer: Staff, reviewer: Staff, leader: Staff) -> RuleDocument:
    document = in_discussion(document, officer, reviewer)
    document = acts.adopt(document, by(leader), on=START, meeting="样例局务会2026年第3次会议")
    document = acts.issue(document, by(officer), on=START, document_number=NUMBER, in_force_on=date(2026, 4, 1))
    return acts.publish(document, by(officer), on=START, portal_url="https://portal.example.cn/1.html")


def test_it_is_entered_with_the_next_number_of_the_bureau(document: RuleDocument, officer: Staff) -> None:
    assert document.docket.number == "文件制定〔2026〕1号"
    assert (document.state, document.docket.officer, document.drafter.name) == ("drafting", officer, "样例笔")


def test_its_whole_life_from_the_draft_to_its_abolition(
    document: RuleDocument, officer: Staff, reviewer: Staff, leader: Staff
) -> None:
    document = asked(document, officer, "样例市监局", "样例财政局", "样例财政局")
    market, finance = document.consulted.all()
    document = acts.register_opinion(document, by(officer), on=START, consulted=market, opinion="建议删去第三条")
    document = acts.register_no_remarks(document, by(officer), on=START, silent=[finance])
    document = acts.answer_opinion(
        document, by(officer), on=START, opined=market, verdict="partly", why="第三条改为鼓励性规定"
    )
    document = acts.submit_to_legal_review(document, by(officer), on=START)
    document = acts.return_from_legal_review(document, by(reviewer), on=START, legal_opinion="缺少依据")
    assert document.state == "drafting"
    assert "第三条改为鼓励性规定" in screen(officer).get(page_of(document)).text  # who was asked stays in sight
    document = acts.submit_to_legal_review(document, by(officer), on=START)
    document = acts.pass_legal_review(document, by(reviewer), on=START, legal_opinion="合法")
    document = acts.review_competition(document, by(officer), on=START, competition_opinion="无排除竞争效果")
    document = acts.adopt(document, by(leader), on=START, meeting="样例局务会第3次会议")
    document = acts.issue(document, by(officer), on=START, document_number=NUMBER, in_force_on=START)
    document = acts.publish(document, by(officer), on=START, portal_url="https://portal.example.cn/1.html")
    assert document.docket.closed_on is None  # its last day is watched
    document = acts.abolish(document, by(leader), on=START, ended_by="样例废止决定", reason="依据已失效（样例）")
    assert (document.state, document.docket.closed_on) == ("abolished", START)
    told = [(row.name, row.verdict, row.opinion, row.why) for row in document.consulted.all()]
    assert told == [
        ("样例市监局", "partly", "建议删去第三条", "第三条改为鼓励性规定"),
        ("样例财政局", "no_remarks", "", ""),
    ]
    opinions = set(RuleDocument.history.values_list("legal_opinion", flat=True))
    assert opinions == {"", "缺少依据", "合法"}  # what was returned once can be read later


def test_no_opinion_is_passed_over_in_silence(document: RuleDocument, officer: Staff) -> None:
    document = asked(document, officer, "样例市监局")
    [row] = document.consulted.all()
    document = acts.register_opinion(document, by(officer), on=START, consulted=row, opinion="建议删去第三条")
    with pytest.raises(Unanswered, match=r"还没有处理结果.*样例市监局"):
        acts.submit_to_legal_review(document, by(officer), on=START)
    with pytest.raises(ValidationError):
        acts.answer_opinion(document, by(officer), on=START, opined=row, verdict="maybe", why="样例")
    document = acts.answer_opinion(document, by(officer), on=START, opined=row, verdict="not_adopted", why="样例")
    assert acts.submit_to_legal_review(document, by(officer), on=START).state == "legal_review"


def test_whoever_was_asked_has_their_time_and_silence_is_told(document: RuleDocument, officer: Staff) -> None:
    document = asked(document, officer, "样例市监局", days=7)
    last, after = START + timedelta(7), START + timedelta(8)
    with pytest.raises(Unanswered, match=rf"尚未期满.*样例市监局（截至{last}）"):
        acts.submit_to_legal_review(document, by(officer, last), on=last)
    with pytest.raises(Warned, match="期满仍未反馈：样例市监局"):
        acts.submit_to_legal_review(document, by(officer, after), on=after)
    went_on = acts.submit_to_legal_review(document, by(officer, after).overriding("silent", "已电话催告"), on=after)
    assert went_on.state == "legal_review"


def test_a_document_about_which_nobody_was_asked_goes_on_for_a_reason_only(
    document: RuleDocument, officer: Staff
) -> None:
    with pytest.raises(Warned, match="没有征求任何部门"):
        acts.submit_to_legal_review(document, by(officer), on=START)


def test_nobody_is_asked_twice_while_they_have_not_answered_and_no_row_is_answered_twice(
    document: RuleDocument, officer: Staff
) -> None:
    document = asked(document, officer, "样例市监局")
    until = START + timedelta(9)
    with pytest.raises(ValidationError, match="样例市监局"):
        acts.ask_more(document, by(officer), on=START, departments="样例财政局\n样例市监局", answer_by=until)
    assert document.consulted.count() == 1
    rows = list(document.consulted.all())
    document = acts.register_no_remarks(document, by(officer), on=START, silent=rows)
    with pytest.raises(ValidationError):
        acts.register_no_remarks(document, by(officer), on=START, silent=rows)


def test_the_public_is_asked_as_long_as_the_bureau_has_set(document: RuleDocument, officer: Staff, settings) -> None:
    document = asked(document, officer)
    put = {"on": START, "asked_at": "https://portal.example.cn/ask"}
    with pytest.raises(TooShort, match="须晚于当日"):
        acts.ask_public(document, by(officer), answer_by=START, **put)
    settings.CONSULTATION_DAYS = 30
    with pytest.raises(TooShort, match="不少于30日，即截至2026-04-01"):
        acts.ask_public(document, by(officer), answer_by=date(2026, 3, 31), **put)
    document = acts.ask_public(document, by(officer), answer_by=date(2026, 4, 1), **put)
    term = Term.objects.get(docket=document.pk)
    assert (term.duty, term.due_on, term.waits) == ("consultation", date(2026, 4, 1), True)
    assert [row.name for row in document.consulted.all()] == ["样例局", "社会公众"]


def test_a_work_secret_is_put_to_no_public_and_a_document_does_not_revise_itself(
    section: Section, officer: Staff, writer: Staff
) -> None:
    secret = asked(drafted(section, officer, writer, secrecy="work"), officer)
    until = START + timedelta(days=40)
    with pytest.raises(OtherRoad, match="工作秘密不得公开"):
        acts.ask_public(secret, by(officer), on=START, asked_at="https://portal.example.cn/ask", answer_by=until)
    secret.revises = secret
    with pytest.raises(ValidationError, match="不修订自身"):
        secret.clean()


def test_a_work_secret_is_never_published(
    document: RuleDocument, officer: Staff, reviewer: Staff, leader: Staff
) -> None:
    document = in_discussion(document, officer, reviewer)
    document = acts.adopt(document, by(leader), on=START, meeting="样例局务会2026年第3次会议")
    document = acts.issue(document, by(officer), on=START, document_number=NUMBER, in_force_on=date(2026, 4, 1))
    mark(document.docket, Secrecy.WORK, by(leader))
    with pytest.raises(OtherRoad, match="工作秘密不得公开"):
        acts.publish(document, by(officer), on=START, portal_url="https://portal.example.cn/1.html")


def test_whoever_drafted_does_not_review(section: Section, officer: Staff, reviewer: Staff, leader: Staff) -> None:
    wrote = a_person("wrote", section, Role.LEGAL_REVIEWER, Role.OFFICER, name="样例起草人")
    document = asked(drafted(section, officer, wrote), officer)
    document = acts.register_no_remarks(document, by(officer), on=START, silent=list(document.consulted.all()))
    document = acts.submit_to_legal_review(document, by(officer), on=START)
    with pytest.raises(SameHand, match="起草人不得审核"):
        acts.pass_legal_review(document, by(wrote), on=START, legal_opinion="合法")
    with pytest.raises(NotYours):
        acts.pass_legal_review(document, by(leader), on=START, legal_opinion="合法")
    assert acts.pass_legal_review(document, by(reviewer), on=START, legal_opinion="合法").state == "competition_review"


def test_a_step_of_the_drafting_excludes_from_the_review(section: Section, officer: Staff, writer: Staff) -> None:
    both = a_person("both", section, Role.LEGAL_REVIEWER, Role.OFFICER, name="样例兼")
    document = asked(drafted(section, officer, writer), both)
    document = acts.register_no_remarks(document, by(officer), on=START, silent=list(document.consulted.all()))
    document = acts.submit_to_legal_review(document, by(officer), on=START)
    with pytest.raises(SameHand):
        acts.pass_legal_review(document, by(both), on=START, legal_opinion="合法")


@pytest.mark.parametrize(("workdays", "due"), [(None, None), (5, date(2026, 3, 9))], ids=["not set", "five"])
def test_the_review_has_the_days_that_were_set_when_the_document_was_entered(
    section: Section, officer: Staff, writer: Staff, settings, workdays: int | None, due: date | None
) -> None:
    settings.LEGAL_REVIEW_WORKDAYS = workdays
    document = asked(drafted(section, officer, writer), officer)
    settings.LEGAL_REVIEW_WORKDAYS = 9
    document = acts.register_no_remarks(document, by(officer), on=START, silent=list(document.consulted.all()))
    document = acts.submit_to_legal_review(document, by(officer), on=START)
    assert [term.due_on for term in Term.objects.filter(duty="review")] == [due] * bool(due)
    assert ("本局设定的合法性审核期限" in screen(officer).get(page_of(document)).text) is bool(due)


def test_fair_competition_is_reviewed_where_operators_are_concerned_and_else_the_reason_is_given(
    section: Section, officer: Staff, writer: Staff, reviewer: Staff
) -> None:
    for concerned, wrong in (("on", acts.do_without_competition_review), ("", acts.review_competition)):
        document = asked(drafted(section, officer, writer, concerns_operators=concerned), officer)
        document = acts.register_no_remarks(document, by(officer), on=START, silent=list(document.consulted.all()))
        document = acts.submit_to_legal_review(document, by(officer), on=START)
        document = acts.pass_legal_review(document, by(reviewer), on=START, legal_opinion="合法")
        with pytest.raises(OtherRoad, match="经营者经济活动"):
            wrong(document, by(officer), on=START, competition_opinion="样例")
    assert acts.do_without_competition_review(document, by(officer), on=START, competition_opinion="内部管理").state


def test_a_plan_goes_to_the_government_and_a_document_of_the_bureau_does_not(
    section: Section, officer: Staff, writer: Staff, reviewer: Staff, leader: Staff
) -> None:
    plan = in_discussion(drafted(section, officer, writer, sort="plan"), officer, reviewer)
    own = in_discussion(drafted(section, officer, writer), officer, reviewer)
    plan, own = (acts.adopt(each, by(leader), on=START, meeting="样例会议") for each in (plan, own))
    number = {"document_number": NUMBER, "in_force_on": START}
    with pytest.raises(OtherRoad, match="报政府审定后印发"):
        acts.issue(plan, by(officer), on=START, **number)
    with pytest.raises(OtherRoad, match="不报政府"):
        acts.submit_to_government(own, by(officer), on=START, submitted_as="样例请示1号")
    plan = acts.submit_to_government(plan, by(officer), on=START, submitted_as="样例请示1号")
    plan = acts.register_approval(plan, by(officer), on=START, approved_as="样例批复2号")
    assert acts.issue(plan, by(officer), on=START, **number).state == "issued"


def test_its_number_is_entered_and_checked_and_never_issued_here(
    document: RuleDocument, officer: Staff, reviewer: Staff, leader: Staff
) -> None:
    document = acts.adopt(in_discussion(document, officer, reviewer), by(leader), on=START, meeting="样例会议")
    with pytest.raises(ValidationError) as refused:
        acts.issue(document, by(officer), on=START, document_number="阳海经发[2026]012号", in_force_on=START)
    assert NUMBER in str(refused.value)
    assert list(refused.value.message_dict) == ["document_number"]


def test_it_is_published_within_twenty_working_days_of_its_issue(
    document: RuleDocument, officer: Staff, reviewer: Staff, leader: Staff
) -> None:
    """《政府信息公开条例》26. Of the days after 2 March 2026 the twentieth working day is the 30th."""
    document = acts.adopt(in_discussion(document, officer, reviewer), by(leader), on=START, meeting="样例会议")
    document = acts.issue(document, by(officer), on=START, document_number=NUMBER, in_force_on=START)
    term = Term.objects.get(duty="publication")
    assert (term.start_on, term.due_on) == (START, date(2026, 3, 30))
    assert "《政府信息公开条例》第二十六条" in screen(officer).get(page_of(document)).text


def test_its_last_day_is_reminded_and_moved_by_a_decision(
    document: RuleDocument, officer: Staff, reviewer: Staff, leader: Staff
) -> None:
    document = published(document, officer, reviewer, leader)
    with pytest.raises(TooShort):
        acts.set_validity(document, by(officer), on=START, valid_until=START, validity_basis="第十条")
    last = calendar.workdays().next(date(2026, 4, 20))
    document = acts.set_validity(document, by(officer), on=START, valid_until=last, validity_basis="第十条（样例）")
    assert "第十条（样例）" in screen(officer).get(page_of(document)).text
    night(last)
    assert Debt.objects.filter(recipient=officer, due_on=last).exists()
    longer = date(2026, 9, 30)
    document = acts.set_validity(document, by(officer), on=START, valid_until=longer, validity_basis="延期决定（样例）")
    assert Term.objects.get(duty="validity").due_on == longer
    document = acts.let_lapse(document, by(leader), on=START, reason="任务已完成（样例）")
    assert (document.state, Term.objects.get(duty="validity").met_on) == ("lapsed", START)


def test_two_bureaus_never_see_each_others_documents(document: RuleDocument, reviewer: Staff) -> None:
    there = a_section("样例股", "样例二局")
    for role in Role:
        stranger = a_person(f"stranger-{role}", there, role, name="样例外人", is_staff=True)
        assert screen(stranger).get(page_of(document)).status_code in (302, 403)
        assert document.docket.number not in screen(stranger).get(LIST).text
    with pytest.raises(Refused):
        acts.drop(document, by(Staff.objects.get(username="stranger-leader")), on=START, reason="样例")


def test_the_table_has_no_fault() -> None:
    assert WORKFLOW.faults() == []


def page_of(document: RuleDocument) -> str:
    return reverse("admin:bureau_ruledocument_change", args=[document.pk])


def test_the_moves_are_made_on_the_screen_and_what_is_refused_is_said_there(
    document: RuleDocument, officer: Staff
) -> None:
    client, today = screen(officer), timezone.localdate()
    sent = {"on": START, "version": document.docket.version, "reason": "样例补录"}
    until = today + timedelta(5)
    move = f"{page_of(document)[:-7]}move/"
    form = sent | {"departments": "样例市监局\n样例财政局", "answer_by": until}
    assert client.post(f"{move}ask/", form).status_code == 302
    document.refresh_from_db()
    sent["version"] = document.docket.version
    text = client.get(page_of(document)).text
    assert ("样例市监局" in text, "登记无意见" in text) == (True, True)
    rows = list(document.consulted.values_list("pk", flat=True))
    assert client.post(f"{move}register_no_remarks/", sent | {"silent": rows[:1]}).status_code == 302
    sent["version"] += 1
    refused = client.post(f"{move}submit_to_legal_review/", sent)
    assert "样例财政局" in " ".join(refused.context["bound"].told)
    other = client.post(f"{move}register_opinion/", sent | {"consulted": rows[0], "opinion": "样例"})
    assert "consulted" in other.context["bound"].errors
