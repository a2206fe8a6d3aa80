"""All changes of all kinds, one line each, in words; and what supervisors look at."""

import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.access import Event, log
from bureau.audit.hand import Hand, Source
from bureau.audit.reviews import OwnChange, Review, review, windows
from bureau.casework.gate import open_case
from bureau.casework.paper import Decider, OnPaper
from bureau.casework.parties import enterprise_of
from bureau.desk.ledger import Asked, Ledger, Risk
from bureau.desk.lines import Line, Lines
from bureau.desk.site import DeskSite
from bureau.models import HolidayNotice, Section, Staff
from bureau.people.roles import Role
from bureau.people.scope import scope_of
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_person, a_section

pytestmark = pytest.mark.django_db
PAGE, REVIEW = reverse("admin:changes"), reverse("admin:changes_review")
TODAY = timezone.localdate()


def now_hand(person: Staff, **facts) -> Hand:
    return Hand(person, Source.SCREEN, timezone.now(), **facts)


@pytest.fixture(autouse=True)
def no_sample(settings) -> None:
    settings.REVIEW_SAMPLE_PERCENT = 0


@pytest.fixture
def section() -> Section:
    return a_section("规划股")


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例经办", is_staff=True)


@pytest.fixture
def supervisor(section: Section) -> Staff:
    return a_person("supervisor", section, Role.SUPERVISOR, name="样例监督", is_staff=True)


@pytest.fixture
def permit(section: Section, officer: Staff) -> Permit:
    facts = {"number": "样许1号", "title": "样例事项", "section": section, "opened_on": TODAY - timedelta(3)}
    return open_case(Permit, now_hand(officer), **facts)


def ledger(reader: Staff, **asked) -> Ledger:
    return Ledger(scope_of(reader, TODAY), Asked(TODAY - timedelta(30), TODAY, **asked))


def lines(person: Staff, entries=None) -> list[Line]:
    found = ledger(person).entries() if entries is None else entries
    return Lines(DeskSite(), scope_of(person, TODAY), found).told()


def risks(person: Staff, change: uuid.UUID) -> list[Risk]:
    return ledger(person).entry(change).risks


def edit(permit: Permit, person: Staff, **fields) -> uuid.UUID:
    """As the form of a case saves it: the case and its docket by one hand."""
    hand = now_hand(person)
    for name, value in fields.items():
        setattr(permit, name, value)
    permit.docket.version += 1
    permit.docket.hand = permit.hand = hand
    permit.docket.save(held=True)
    permit.save()
    return hand.change_id


def test_an_act_is_one_line_in_words_however_many_rows_it_wrote(permit, officer, supervisor) -> None:
    procedure.accept(permit, now_hand(officer), on=TODAY, reason="材料齐全")
    line = lines(supervisor)[0]
    assert (line.actor, line.source, line.reason, line.count) == ("样例经办", "在界面上", "材料齐全", 4)
    told = [(record.label, record.name, record.event) for record in line.records]
    assert told[0] == ("样例许可", "样许1号", "样例经办 受理")
    words = {field.label for record in line.records for field in record.changed}
    assert "受理日期" in words
    assert words.isdisjoint({"状态", "版本", "日历", "到期日"})  # what the act says, or what follows from it


def test_the_page_is_read_by_those_who_supervise_and_within_their_reach(permit, officer, supervisor) -> None:
    a_person("head", permit.docket.section, Role.SECTION_HEAD, is_staff=True)
    for name, where, role in (
        ("beside", a_section("乙股"), Role.SECTION_HEAD),
        ("abroad", a_section("丙股", bureau="另一样例局"), Role.SUPERVISOR),
    ):
        a_person(name, where, role, is_staff=True)
    seen = {}
    for name in ("supervisor", "head", "beside", "abroad", "officer"):
        client = Client()
        client.force_login(Staff.objects.get(username=name))
        answer = client.get(PAGE, {"queue": "all"})
        seen[name] = answer.status_code if answer.status_code != 200 else "样许1号" in answer.text
    assert seen == {"supervisor": True, "head": True, "beside": False, "abroad": False, "officer": 403}


def test_it_is_asked_by_day_person_and_section(permit, officer, supervisor) -> None:
    other = a_section("乙股")
    clerk = a_person("clerk", other, Role.OFFICER)
    of_other = edit_section(other, clerk)
    changes = {entry.change for entry in ledger(supervisor, person=clerk.pk).entries()}
    assert changes == {of_other}
    assert of_other in {entry.change for entry in ledger(supervisor, section=other.pk).entries()}
    assert of_other not in {entry.change for entry in ledger(supervisor, section=permit.docket.section_id).entries()}
    yesterday = Asked(TODAY - timedelta(5), TODAY - timedelta(1))
    assert Ledger(scope_of(supervisor, TODAY), yesterday).entries() == []


def edit_section(section: Section, person: Staff) -> uuid.UUID:
    section.hand = now_hand(person)
    section.closed_on = TODAY
    section.save()
    return section.hand.change_id


def test_a_batch_counts_once(section, officer, supervisor) -> None:
    hand = now_hand(officer, reason="导入批次")
    for number in range(30):
        Section.objects.record(hand, bureau=section.bureau, name=f"样例{number}股")
    line = lines(supervisor)[0]
    assert (line.count, line.is_batch, line.records, line.reason) == (30, True, [], "导入批次")
    assert [entry.change for entry in ledger(supervisor).entries()].count(hand.change_id) == 1


def test_older_changes_follow_without_gap_or_double(section, officer, supervisor) -> None:
    for number in range(120):
        edit_section(section, officer)
        section.name = f"样例{number}股"
    pages, before = [], None
    while page := ledger(supervisor).entries(before):
        pages.append([entry.change for entry in page])
        before = page[-1].at
    everything = [change for page in pages for change in page]
    assert len(everything) == len(set(everything)) >= 120
    assert [len(page) for page in pages[:2]] == [50, 50]


def test_what_is_recorded_late_waits_for_the_supervisor(permit, officer, supervisor) -> None:
    late, plain = now_hand(officer, reason="停电"), now_hand(officer)
    accepted = procedure.accept(permit, late, on=TODAY - timedelta(1))
    procedure.query_credit(accepted, plain, on=TODAY)
    assert risks(supervisor, late.change_id) == [Risk.LATE]
    assert risks(supervisor, plain.change_id) == []
    assert [entry.change for entry in ledger(supervisor).to_review()] == [late.change_id]


@pytest.mark.parametrize(("source", "found"), [(Source.IMPORT, []), (Source.SCREEN, [Risk.LATE])])
def test_what_a_sheet_brought_of_decisions_made_elsewhere_is_not_late(
    permit, officer, supervisor, source: Source, found: list[Risk]
) -> None:
    for step in (procedure.accept, procedure.query_credit, procedure.propose):
        permit = step(permit, now_hand(officer), on=TODAY - timedelta(2), reason="停电")
    paper = OnPaper((Decider("样例平台", ""),), "备案清单2026-11")
    taken = Hand(officer, source, timezone.now())
    procedure.refuse(permit, taken.because("平台结果"), on=TODAY - timedelta(1), on_paper=paper)
    assert risks(supervisor, taken.change_id) == found


def test_what_moves_a_limit_waits_for_the_supervisor(permit, officer, supervisor) -> None:
    head = a_person("head", permit.docket.section, Role.SECTION_HEAD)
    accepted = procedure.accept(permit, now_hand(officer), on=TODAY)
    extending = now_hand(head)
    procedure.extend(accepted, extending, on=TODAY, amount=5)
    assert risks(supervisor, extending.change_id) == [Risk.LIMIT]
    notice = HolidayNotice(number="测试1号", year=2027, issued_on=TODAY)
    notice.hand = now_hand(officer)
    notice.save()
    assert risks(supervisor, notice.hand.change_id) == [Risk.LIMIT]


def test_what_migrating_loaded_waits_for_nobody(supervisor) -> None:
    loaded = HolidayNotice.history.filter(history_source="migration").first()
    assert loaded is not None
    assert ledger(supervisor).to_review() == []


def test_a_change_after_closing_waits_for_the_supervisor(permit, officer, supervisor) -> None:
    withdrawn = procedure.withdraw(permit, now_hand(officer), on=TODAY)
    closing = withdrawn.docket.history.first().history_change
    after = edit(withdrawn, officer, grounds="更正")
    assert (risks(supervisor, closing), risks(supervisor, after)) == ([], [Risk.CLOSED])


def test_a_warning_that_was_set_aside_waits_for_the_supervisor(permit, officer, supervisor) -> None:
    permit.hand = hand = now_hand(officer).overriding("check_digit", "已与平台逐位核对")
    permit.save()
    assert risks(supervisor, hand.change_id) == [Risk.OVERRIDE]
    with pytest.raises(ValueError, match="for a reason"):
        now_hand(officer, override="check_digit")


def test_a_look_at_personal_data_is_a_change_too_and_waits(officer, supervisor) -> None:
    hand = now_hand(officer)
    log(hand, Event.REVEAL, purpose="回访约时间", record="bureau.staff", row=officer.pk, fields=["phone"])
    entry = ledger(supervisor).entry(hand.change_id)
    line = lines(supervisor, [entry])[0]
    assert (entry.risks, line.actor, line.reason) == ([Risk.REVEAL], "样例经办", "回访约时间")
    abroad = a_person("abroad", a_section("丙股", bureau="另一样例局"), Role.SUPERVISOR)
    assert ledger(abroad).entry(hand.change_id) is None


def test_a_look_is_recorded_once_with_its_remark_and_leaves_the_queue(permit, officer, supervisor, client) -> None:
    late = now_hand(officer, reason="停电")
    procedure.accept(permit, late, on=TODAY - timedelta(1))
    client.force_login(supervisor)
    for remark in ("属实", "再看一次"):
        answer = client.post(REVIEW, {"change": late.change_id, "remark": remark, "next": f"{PAGE}?queue=reviewed"})
        assert answer.url == f"{PAGE}?queue=reviewed"
    assert [(found.reviewer_name, found.remark) for found in Review.objects.all()] == [("样例监督", "属实")]
    assert ledger(supervisor).to_review() == []
    assert [entry.change for entry in ledger(supervisor).reviewed()] == [late.change_id]
    assert "属实" in client.get(PAGE, {"queue": "reviewed"}).text


@pytest.mark.parametrize("queue", ["review", "reviewed"])
def test_what_is_older_in_a_queue_is_on_the_page_after(permit, officer, supervisor, client, monkeypatch, queue) -> None:
    monkeypatch.setattr("bureau.desk.changes.PAGE", 1)
    first, second = now_hand(officer, reason="停电"), now_hand(officer, reason="停电")
    accepted = procedure.accept(permit, first, on=TODAY - timedelta(1))
    procedure.query_credit(accepted, second, on=TODAY - timedelta(1))
    if queue == "reviewed":
        for hand in (first, second):
            review(hand.change_id, now_hand(supervisor), "属实", done_by=set(), of=None)
    client.force_login(supervisor)
    page, told = f"?queue={queue}", []
    while page:
        answer = client.get(PAGE + page)
        told += [line.change for _day, lines_of in answer.context["days"] for line in lines_of]
        page = answer.context["older"]
    assert told == [second.change_id, first.change_id]


def test_a_look_of_another_bureau_leaves_the_own_queue_and_page_as_they_are(section, supervisor, client) -> None:
    """Entering a case may enter its enterprise, which all bureaus share; the case is one bureau's alone."""
    abroad = a_section("丙股", bureau="另一样例局")
    clerk, theirs = (a_person(f"{role} abroad", abroad, role) for role in (Role.OFFICER, Role.SUPERVISOR))
    hand = now_hand(clerk, reason="样例", override="w")
    enterprise_of(hand, "91441702123456788K", "样例公司")
    open_case(Permit, hand, number="样许2号", title="样例事项", section=abroad, opened_on=TODAY)
    client.force_login(supervisor)
    assert client.post(REVIEW, {"change": hand.change_id, "remark": "甲局备注"}).status_code == 302
    assert [entry.change for entry in ledger(theirs).to_review()] == [hand.change_id]
    assert (ledger(supervisor).to_review(), len(ledger(supervisor).reviewed())) == ([], 1)
    assert {line.review for line in lines(theirs)} == {None}


def test_nobody_reviews_beyond_reach_or_the_own_change_or_without_the_role(permit, officer, supervisor, client) -> None:
    opening = permit.docket.history.get().history_change
    own = edit_section(permit.docket.section, supervisor)
    abroad = a_person("abroad", a_section("丙股", bureau="另一样例局"), Role.SUPERVISOR, is_staff=True)
    answers = []
    for person, change in ((abroad, opening), (officer, opening), (supervisor, own), (supervisor, "x")):
        client.force_login(person)
        answers.append(client.post(REVIEW, {"change": change, "next": "https://evil.example/"}))
    assert [answer.status_code for answer in answers] == [404, 403, 302, 404]
    assert answers[2].url == PAGE
    assert not Review.objects.exists()
    assert client.get(REVIEW).status_code == 403
    with pytest.raises(OwnChange):
        review(own, now_hand(supervisor), "", done_by={supervisor.pk})


def test_a_sample_is_drawn_by_a_secret_a_month_and_can_be_drawn_again(settings) -> None:
    settings.REVIEW_SAMPLE_PERCENT = 5
    numbers = [uuid.uuid4() for _ in range(4000)]
    january, february = windows(date(2026, 1, 31), date(2026, 2, 1), 5)
    drawn = {number for number in numbers if january.takes(number)}
    assert 120 < len(drawn) < 290
    assert drawn == {number for number in numbers if next(windows(date(2026, 1, 1), date(2026, 1, 1), 5)).takes(number)}
    assert drawn != {number for number in numbers if february.takes(number)}
    settings.SECRET_KEY = "another"
    assert next(windows(date(2026, 1, 1), date(2026, 1, 1), 5)).low != january.low


@pytest.mark.parametrize("key", ["a", "b", "c", "d"])
def test_the_queue_holds_exactly_the_sample(section, officer, supervisor, settings, key: str) -> None:
    """Also where the drawn part of the numbers runs over the end of their circle."""
    settings.REVIEW_SAMPLE_PERCENT, settings.SECRET_KEY = 40, key
    for number in range(40):
        section.name = f"样例{number}股"
        edit_section(section, officer)
    month = next(windows(TODAY, TODAY, 40))
    everything = {entry.change for entry in ledger(supervisor).entries()}
    expected = {change for change in everything if month.takes(change)}
    queue = ledger(supervisor).to_review()
    assert expected <= {entry.change for entry in queue}
    assert all(entry.sampled for entry in queue)


def test_the_page_costs_a_number_of_queries_that_does_not_grow(
    permit, officer, supervisor, client, django_assert_max_num_queries
) -> None:
    accepted = procedure.accept(permit, now_hand(officer), on=TODAY)
    for number in range(30):
        edit(accepted, officer, grounds=str(number))
    client.force_login(supervisor)
    with django_assert_max_num_queries(70):
        text = client.get(PAGE, {"queue": "all"}).text
    assert text.count("样例经办") >= 30


def test_a_moment_or_day_that_cannot_be_is_as_none_given(supervisor, client) -> None:
    client.force_login(supervisor)
    for asked in (
        {"before": "x", "queue": "all"},
        {"first": "2026-13-01"},
        {"first": "2026-05-01", "last": "2026-04-01"},
        {"first": "0001-01-01"},
        {"last": "9999-12-31"},
        {"first": "2000-01-01", "last": "2099-12-31", "queue": "review"},
        {"before": "9999-12-31T23:59:59-12:00", "queue": "all"},
        {"before": "0001-01-01T00:00:00+12:00", "queue": "all"},
    ):
        assert client.get(PAGE, asked).status_code == 200
