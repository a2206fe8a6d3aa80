"""The list and the page of a case: what is shown to whom, and what a move does, asks and refuses."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bureau.audit.hand import Hand, Source
from bureau.models import Act, Staff
from tests.permits import procedure
from tests.permits.models import Permit
from tests.sample_permits import MORNING, Desk, Sample, a_morning, day

LIST = "/admin/permits/permit/"
TODAY = day(10, 9)


@pytest.fixture
def sample(db: None, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A bureau on one morning, and that morning."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)
    return a_morning()


def visitor(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def officer(sample: Sample) -> Client:
    return visitor(sample.officer)


def page(permit: Permit) -> str:
    return reverse("admin:permits_permit_change", args=[permit.pk])


def send(client: Client, permit: Permit, move: str, **fields: object):
    form = {"version": permit.docket.version, "on": "2026-10-09"} | fields
    return client.post(reverse("admin:permits_permit_move", args=[permit.pk, move]), form)


def form_of(answer, move: str):
    """The form of a move on a page that was shown again."""
    return next(shown.form for shown in answer.context["case"]["moves"].open if shown.name == move)


# The list


def test_what_presses_most_stands_first(officer: Client) -> None:
    rows = officer.get(LIST).context["cl"].result_list
    numbers = [row.docket.number for row in rows]
    assert numbers[:3] == ["样许〔2026〕1号", "样许〔2026〕2号", "样许〔2026〕4号"]
    assert {row.state for row in rows[-2:]} == {"granted", "withdrawn"}


def test_each_view_shows_as_many_as_its_tab_says(officer: Client) -> None:
    counted = {
        "all": 14,
        "mine": 8,
        "soon": 5,  # due on 9 (two), 10, 12 and 13 October
        "late": 2,
        "unassigned": 1,
    }
    for view, count in counted.items():
        answer = officer.get(LIST, {"view": view} if view != "all" else {})
        assert answer.context["cl"].result_count == count, view
        assert f'<span class="count">{count}</span>' in answer.text or f'count-late">{count}</span>' in answer.text


def test_an_active_filter_is_a_chip_that_takes_it_away(officer: Client) -> None:
    text = officer.get(LIST, {"state": "stopped", "view": "mine"}).text
    assert "状态：已停钟" in text
    assert '<a class="chip" href="?view=mine">' in text


def test_a_list_costs_the_same_however_long_it_is(officer: Client, sample: Sample) -> None:
    with CaptureQueriesContext(
        connection,
    ) as short:
        officer.get(LIST)
    desk = Desk.__new__(Desk)
    desk.section, desk.officer, desk.count, desk.hands = sample.section, sample.officer, 0, 1000
    for number in range(10):
        desk.count = number
        permit = desk.open(day(9, 28), officer=sample.officer, number=f"样许〔2026〕{100 + number}号")
        desk.do(procedure.accept, permit, day(9, 28))
    with CaptureQueriesContext(connection) as long:
        assert officer.get(LIST).context["cl"].result_count == 24
    assert len(long) == len(short) <= 16


def test_an_empty_list_says_so(officer: Client) -> None:
    assert "没有查到" in officer.get(LIST, {"q": "没有的编号"}).text


# The page


def test_the_page_of_a_case_shows_all_that_it_is_about(officer: Client, sample: Sample) -> None:
    text = officer.get(page(sample.permit)).text
    for part in (
        "样许〔2026〕5号",
        "已受理",
        "10月13日",
        "11月2日",
        "为什么是",
        "现在可以办",
        "收件立案",
        "国办发明电",
    ):
        assert part in text


def test_the_page_costs_the_same_however_much_has_happened(officer: Client, sample: Sample) -> None:
    with CaptureQueriesContext(connection) as short:
        officer.get(page(sample.permit))
    for _ in range(5):
        procedure.query_credit(sample.permit, Hand(sample.officer, Source.SCREEN, MORNING), on=TODAY)
    with CaptureQueriesContext(connection) as long:
        officer.get(page(sample.permit))
    assert len(long) == len(short) <= 44


def test_moves_of_others_are_named_with_the_reason(officer: Client, sample: Sample) -> None:
    moves = officer.get(page(sample.permit)).context["case"]["moves"]
    assert [move.name for move in moves.open] == ["query_credit", "stop", "propose", "withdraw"]
    assert moves.shut == [("延长期限", "您在此股室没有办理这一步的角色。")]


def test_a_move_shows_its_article_and_the_day_that_follows(officer: Client, sample: Sample) -> None:
    received = Permit.objects.get(docket__number="样许〔2026〕11号")
    accept = officer.get(page(received)).context["case"]["moves"].open[0]
    assert (accept.name, accept.is_open, "第三十二条" in accept.article) == ("accept", True, True)
    assert any("2026-10-15到期" in sentence for sentence in accept.effects)


# Moves


def test_a_move_is_made_by_the_hand_of_whoever_sends_it(officer: Client, sample: Sample) -> None:
    answer = send(officer, sample.permit, "propose", on="20261009")
    assert (answer.status_code, answer.url) == (302, page(sample.permit))
    done = Act.objects.filter(docket=sample.permit.pk).last()
    assert (done.move, done.on, done.by, done.source) == ("propose", TODAY, sample.officer, "screen")
    assert "已办理“提出意见”" in officer.get(page(sample.permit)).text


def test_a_wrong_day_is_told_at_its_field_and_above_and_what_was_typed_is_kept(officer: Client, sample: Sample) -> None:
    answer = send(officer, sample.permit, "stop", on="2026年13月1日", paper="样听告〔2026〕9号", reason="听证")
    form = form_of(answer, "stop")
    assert "不是有效的日期" in form.errors["on"][0]
    assert form.told == [form.errors["on"][0]]
    assert (form["on"].value(), form["paper"].value()) == ("2026年13月1日", "样听告〔2026〕9号")
    assert 'value="样听告〔2026〕9号"' in answer.text
    assert Permit.objects.get(pk=sample.permit.pk).state == "accepted"


def test_a_day_that_the_gate_refuses_is_told_in_the_same_way(officer: Client, sample: Sample) -> None:
    form = form_of(send(officer, sample.permit, "propose", on="2026-10-10"), "propose")
    assert form.errors["on"] == form.told


def test_a_late_day_asks_for_its_reason_and_then_passes(officer: Client, sample: Sample) -> None:
    form = form_of(send(officer, sample.permit, "propose", on="2026-9-30"), "propose")
    assert "事后补录" in form.errors["reason"][0]
    answer = send(officer, sample.permit, "propose", on="2026-9-30", reason="系统停用，凭纸质意见补录（样例）")
    assert answer.status_code == 302
    assert Act.objects.filter(docket=sample.permit.pk).last().recorded_late


def test_what_a_move_asks_for_must_be_given(officer: Client, sample: Sample) -> None:
    form = form_of(send(officer, sample.permit, "stop", reason="听证"), "stop")
    assert list(form.errors) == ["paper"]


def test_the_second_of_two_is_told_who_was_first_and_may_go_on(officer: Client, sample: Sample) -> None:
    seen = sample.permit.docket.version
    Permit.objects.get(pk=sample.permit.pk)
    assert send(officer, sample.permit, "query_credit").status_code == 302
    sample.permit.docket.version = seen - 1
    answer = send(officer, sample.permit, "propose")
    form = form_of(answer, "propose")
    assert "样例经办员甲" in form.told[0]
    assert send(officer, sample.permit, "propose", version=form["version"].value()).status_code == 302


def test_whoever_may_not_make_a_move_is_told_why(officer: Client, sample: Sample) -> None:
    form = form_of(send(officer, sample.permit, "extend", amount=3), "extend")
    assert form.told == ["您在此股室没有办理这一步的角色。"]


def test_a_warning_is_set_aside_with_a_tick_and_a_reason(sample: Sample) -> None:
    proposed = Permit.objects.select_related("docket").get(docket__number="样许〔2026〕9号")
    head = visitor(sample.head)
    form = form_of(send(head, proposed, "refuse", reason="不符合条件（样例）"), "refuse")
    assert form.told == ["样例：尚未查询信用"]
    assert form["override"].value() is False
    done = send(head, proposed, "refuse", reason="不符合条件（样例）", override="no_credit_query")
    assert done.status_code == 302
    assert Act.objects.filter(docket=proposed.pk).last().override == "no_credit_query"


def test_reckoning_anew_shows_the_days_and_writes_nothing(officer: Client, sample: Sample) -> None:
    received = Permit.objects.select_related("docket").get(docket__number="样许〔2026〕11号")
    before = Act.objects.count()
    answer = send(officer, received, "accept", on="2026-10-8", reason="补录", preview="1")
    accept = next(move for move in answer.context["case"]["moves"].open if move.name == "accept")
    assert any("2026-10-14到期" in sentence for sentence in accept.effects)
    assert (Act.objects.count(), received.docket.version) == (before, 1)


def test_a_move_of_another_state_or_case_is_no_page(officer: Client, sample: Sample) -> None:
    assert send(officer, sample.permit, "accept").url == page(sample.permit)
    address = reverse("admin:permits_permit_move", args=[sample.permit.pk, "propose"])
    assert officer.get(address).url == page(sample.permit)
    assert officer.post(f"{LIST}999/move/propose/").status_code == 404


def test_saving_a_fact_that_a_limit_is_read_from_moves_its_term(officer: Client, sample: Sample) -> None:
    shown = officer.get(page(sample.permit)).context["adminform"].form
    form = {"promised_days": 7, "grounds": "", "seen": shown.initial["seen"], "reason_for_change": "更正"}
    assert officer.post(page(sample.permit), form).status_code == 302
    term = sample.permit.docket.terms.get(duty="promise")
    assert term.due_on == day(10, 13) + timedelta(days=1)
