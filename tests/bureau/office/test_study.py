"""学习培训: items are what is counted; a meeting is entered whole; a year comes in by sheet, beside its plan."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bureau.audit.hand import Hand, Source
from bureau.models import (
    Attendance,
    Meeting,
    ReportingDuty,
    Return,
    Section,
    Staff,
    StudyItem,
    Training,
    TrainingResult,
    YearPlan,
)
from bureau.notices.jobs import run_due
from bureau.office.returns.procedure import open_returns
from bureau.office.returns.rules import Counts, Rhythm
from bureau.office.study.entering import items_of
from bureau.office.study.figures import items_conveyed, learners
from bureau.office.study.kinds import Gathering, Item, guessed
from bureau.people.roles import Role
from bureau.sheets.batches import Batch, Outcome
from bureau.sheets.importers import Importer, importer
from bureau.sheets.kinds import kind_named
from bureau.sheets.safe import opened
from bureau.sheets.staging import Upload, stage
from bureau.sheets.work import confirm, undo
from bureau.sheets.writing import check_now, write_now
from tests.records import a_person, a_section, record

pytestmark = pytest.mark.django_db
ADD = reverse("admin:bureau_meeting_add")


@pytest.fixture
def office() -> Section:
    return record(Section, bureau=a_section().bureau, name="综合办公室", is_intake=True)


@pytest.fixture
def clerk(office: Section) -> Staff:
    return a_person("clerk", office, Role.OFFICER, Role.SECTION_HEAD, name="样例办")


@pytest.fixture
def leader(office: Section) -> Staff:
    return a_person("leader", office, Role.LEADER, name="样例局长")


@pytest.fixture
def officer(office: Section) -> Staff:
    return a_person("officer", Section.objects.get(name="规划股"), Role.OFFICER, name="样例甲")


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(clerk: Staff, titles: str, **facts: object) -> dict[str, object]:
    form = {"kind": "party_group", "held_on": timezone.localdate(), "chair": clerk.pk, "titles": titles}
    return form | {"bureau": clerk.bureau_id, "present": [clerk.pk]} | facts


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("习近平总书记在广东考察时的重要讲话精神", Item.SPEECH),
        ("习近平总书记对安全生产工作作出的重要指示", Item.INSTRUCTION),
        ("《优化营商环境条例》", Item.LAW),
        ("《中华人民共和国行政处罚法》", Item.LAW),
        ("在学习《民法典》座谈会上的讲话", Item.SPEECH),
        ("样例区2026年工作要点", Item.PAPER),
    ],
)
def test_what_kind_an_item_is_is_read_from_its_words(title: str, kind: Item) -> None:
    assert guessed(title) == kind


def test_titles_are_pasted_as_an_agenda_has_them() -> None:
    text = " 1. 样例讲话一\n二、样例讲话二\n\n（3）样例讲话三\n样例讲话一\n2024年政府工作报告\n"
    assert items_of(text) == ["样例讲话一", "样例讲话二", "样例讲话三", "2024年政府工作报告"]


def test_a_meeting_is_entered_whole_by_one_hand(clerk: Staff, officer: Staff) -> None:
    sent = typed(clerk, "样例重要讲话\n样例重要批示", present=[clerk.pk, officer.pk])
    assert screen(clerk).post(ADD, sent).status_code == 302
    meeting = Meeting.objects.get()
    assert list(meeting.items.values_list("title", "kind")) == [
        ("样例重要讲话", "speech"),
        ("样例重要批示", "instruction"),
    ]
    assert {row.staff for row in meeting.attendance.all()} == {clerk, officer}
    rows = [meeting, *meeting.items.all(), *meeting.attendance.all()]
    assert len({row.history.get().history_change for row in rows}) == 1


def test_the_next_one_begins_as_the_last_one_was(clerk: Staff, officer: Staff) -> None:
    screen(clerk).post(ADD, typed(clerk, "样例", kind="theory", chair=officer.pk, present=[officer.pk]))
    form = screen(clerk).get(ADD).context["adminform"].form
    assert [form.initial[name] for name in ("kind", "chair", "present")] == ["theory", officer.pk, [officer.pk]]


def test_a_title_that_is_too_long_is_told_by_its_line(clerk: Staff) -> None:
    answer = screen(clerk).post(ADD, typed(clerk, f"样例\n{'长' * 301}"))
    assert "2" in str(answer.context["adminform"].form.errors["titles"])
    assert not Meeting.objects.exists()


def test_the_office_writes_and_the_bureau_reads(clerk: Staff, officer: Staff) -> None:
    screen(clerk).post(ADD, typed(clerk, "样例"))
    page = reverse("admin:bureau_meeting_change", args=[Meeting.objects.get().pk])
    assert screen(officer).get(ADD).status_code == 403
    answer = screen(officer).get(page)
    assert (answer.status_code, answer.context["has_change_permission"]) == (200, False)
    stranger = a_person("stranger", a_section("他股", "样例他局"), Role.OFFICER)
    assert screen(stranger).get(page).status_code == 302


@pytest.mark.parametrize("kind", ["meeting", "training"])
def test_sheets_of_study_are_brought_by_the_office_alone(clerk: Staff, officer: Staff, kind: str) -> None:
    address = reverse(f"admin:bureau_{kind}_import")
    assert screen(clerk).get(address).status_code == 200
    assert screen(officer).get(address).status_code == 403
    assert screen(officer).post(address, {"pasted": "姓名\t日期\n样例\t2026-03-02"}).status_code == 403
    assert not Batch.objects.exists()


@pytest.mark.parametrize("kind", [Gathering.LEGAL, Gathering.LEADING_GROUP])
def test_a_yearly_duty_is_met_by_its_meeting(clerk: Staff, leader: Staff, office: Section, kind: Gathering) -> None:
    today = timezone.localdate()
    facts = {"name": "样例会议", "recipient": "本局", "paper": "样例规定", "rhythm": Rhythm.YEARLY, "number": 365}
    duty = record(
        ReportingDuty, section=office, counts=Counts.WITHIN, since_on=date(today.year, 1, 1), meeting=kind, **facts
    )
    (owed,) = open_returns(duty, Hand(None, Source.JOB, timezone.now(), name="a test"))
    screen(clerk).post(ADD, typed(clerk, "样例", kind="party_group"))
    assert Return.objects.get().state == "open"
    answer = screen(clerk).post(ADD, typed(clerk, "样例", kind=kind, chair=leader.pk), follow=True)
    assert owed.docket.title in answer.text
    met = Return.objects.get()
    assert (met.state, met.sent_as) == ("sent", str(Meeting.objects.get(kind=kind)))


def test_the_legal_meeting_of_the_year_is_led_by_a_leader(clerk: Staff, leader: Staff, office: Section) -> None:
    today = timezone.localdate()
    facts = {"name": "法治专题会议", "recipient": "本局", "paper": "样例规定", "rhythm": Rhythm.YEARLY, "number": 365}
    facts |= {"counts": Counts.WITHIN, "since_on": date(today.year, 1, 1), "meeting": "legal"}
    open_returns(record(ReportingDuty, section=office, **facts), Hand(None, Source.JOB, timezone.now(), name="a test"))
    screen(clerk).post(ADD, typed(clerk, "样例", kind="legal"))
    assert Return.objects.get().state == "open"
    screen(clerk).post(ADD, typed(clerk, "样例", kind="legal", chair=leader.pk))
    assert Return.objects.get().state == "sent"


def test_a_duty_that_the_hand_may_not_meet_stays_open(clerk: Staff, officer: Staff) -> None:
    today = timezone.localdate()
    facts = {"name": "法治专题会议", "recipient": "本局", "paper": "样例规定", "rhythm": Rhythm.YEARLY, "number": 365}
    facts |= {"counts": Counts.WITHIN, "since_on": date(today.year, 1, 1), "meeting": "legal"}
    open_returns(
        record(ReportingDuty, section=officer.section, **facts), Hand(None, Source.JOB, timezone.now(), name="a test")
    )
    chair = a_person("leader", clerk.section, Role.LEADER).pk
    assert screen(clerk).post(ADD, typed(clerk, "样例", kind="legal", chair=chair)).status_code == 302
    assert Return.objects.get().state == "open"
    assert Meeting.objects.exists()


# Counting


def test_items_are_counted_and_not_meetings(clerk: Staff) -> None:
    client, year = screen(clerk), timezone.localdate().year
    client.post(ADD, typed(clerk, "样例讲话一\n样例讲话二\n样例批示三\n《样例条例》"))
    client.post(ADD, typed(clerk, "样例讲话四", kind="bureau"))
    client.post(ADD, typed(clerk, "样例讲话五"))
    wrong = Meeting.objects.get(items__title="样例讲话五")
    wrong.is_void, wrong.hand = True, Hand(clerk, Source.SCREEN, timezone.now(), reason="样例")
    wrong.save()
    assert items_conveyed(clerk.section.bureau, year).count() == 3


def test_every_number_of_the_year_opens_the_rows_that_it_counts(clerk: Staff, officer: Staff) -> None:
    client, today = screen(clerk), timezone.localdate()
    client.post(ADD, typed(clerk, "样例讲话一\n样例讲话二\n《样例条例》"))
    client.post(ADD, typed(clerk, "样例", kind="legal"))
    client.post(
        reverse("admin:bureau_training_add"),
        {"subject": "样例培训", "form": "training", "held_on": today, "hours": 4, "bureau": clerk.bureau_id}
        | {"present": [officer.pk]},
    )
    record(YearPlan, bureau=clerk.section.bureau, year=today.year, what="items", planned=5)
    (year,) = client.get(reverse("admin:study")).context["years"]
    assert [(line.done, line.planned, line.is_behind) for line in year.lines] == [
        (2, 5, True),
        (2, None, False),
        (1, None, False),
        (1, None, False),
    ]
    for line in year.lines:
        assert client.get(line.url).context["cl"].result_count == line.done
    assert client.get(reverse("admin:study"), {"year": today.year - 1}).context["years"][0].lines[0].done == 0


def test_each_persons_hours_and_seats_are_told(clerk: Staff, officer: Staff) -> None:
    today = timezone.localdate()
    screen(clerk).post(ADD, typed(clerk, "样例", present=[clerk.pk, officer.pk]))
    training = record(Training, bureau=clerk.section.bureau, subject="样例", held_on=today, hours=4)
    record(TrainingResult, training=training, staff=officer, hours=3)
    record(YearPlan, bureau=clerk.section.bureau, year=today.year, what="hours", planned=3)
    assert "2人中已有1人达到规定的3学时" in screen(clerk).get(reverse("admin:study")).text
    told = {
        each.staff: (each.hours, each.trainings, each.came, each.expected)
        for each in learners(clerk.section.bureau, today.year)
    }
    assert told == {clerk: (0, 0, 1, 1), officer: (3, 1, 1, 1)}


def test_the_page_asks_no_more_for_more_people(clerk: Staff) -> None:
    client = screen(clerk)
    before = _asked(client)
    for number in range(5):
        a_person(f"more-{number}", clerk.section, name=f"样例{number}")
    assert _asked(client) == before


def _asked(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("admin:study"))
    return len(asked)


# By sheet


def brought(clerk: Staff, kind: str, text: str) -> tuple[Batch, Importer]:
    known = kind_named(kind)
    who = importer(clerk, known.writers, timezone.now())
    batch = stage(known, Upload(text.encode(), "pasted"), who)
    check_now(batch, who)
    return batch, who


HEADS = "会议类型\t会议日期\t主持人\t议题\t类别\n"


def test_a_year_of_items_comes_in_by_sheet(clerk: Staff) -> None:
    rows = "".join(f"党组会议\t2024-{month:02}-05\t样例办\t样例讲话{month}\t\n" for month in range(1, 13))
    batch, who = brought(clerk, "study_items", HEADS + rows)
    confirm(batch, who, good_rows_only=False, in_background=False)
    write_now(batch, who)
    assert items_conveyed(clerk.section.bureau, 2024).count() == 12
    assert Meeting.objects.count() == 12


def test_a_person_is_trained_more_than_once_in_a_year_and_one_title_is_studied_again(clerk: Staff) -> None:
    heads = "培训主题\t培训日期\t学时\t姓名\n"
    rows = "样例讲座\t2024-03-05\t4\t样例办\n样例考试\t2024-06-05\t8\t样例办\n样例考试\t2024-06-05\t8\t样例办\n"
    batch, _who = brought(clerk, "trainings", heads + rows)
    assert (batch.counted()["new"], batch.counted()["refused"]) == (1, 2)  # the last two are one and the same
    again = "党组会议\t2024-01-05\t样例办\t样例讲话\t\n党组会议\t2024-02-05\t样例办\t样例讲话\t\n"
    batch, _who = brought(clerk, "study_items", HEADS + again)
    assert batch.counted()["new"] == 2


def undone(clerk: Staff, *more: str) -> None:
    """A sheet of one item is brought in, others are added to its meeting by hand, and it is undone."""
    batch, who = brought(clerk, "study_items", HEADS + "党组会议\t2024-01-05\t样例办\t样例讲话\t\n")
    confirm(batch, who, good_rows_only=False, in_background=False)
    write_now(batch, who)
    for title in more:
        record(StudyItem, meeting=Meeting.objects.get(), title=title)
    undo(batch, who)
    while run_due(timezone.now, "a test"):
        pass


def test_a_sheet_is_undone_and_its_meeting_counts_no_more(clerk: Staff) -> None:
    undone(clerk)
    assert not StudyItem.objects.exists()
    assert Meeting.objects.get().is_void


def test_a_meeting_in_which_others_have_entered_items_stays(clerk: Staff) -> None:
    undone(clerk, "样例讲话二")
    assert [item.title for item in StudyItem.objects.all()] == ["样例讲话二"]
    assert not Meeting.objects.get().is_void


def test_a_name_that_nobody_bears_is_told_by_its_row(clerk: Staff) -> None:
    batch, _who = brought(clerk, "study_items", HEADS + "党组会议\t2024-01-05\t样例无\t样例讲话\t\n")
    assert batch.counted()["refused"] == 1
    assert not StudyItem.objects.exists()


# Who was there, and the minutes


WHO = "会议类型\t会议日期\t主持人\t议题\t参加人\t纪要\n"
ROW = "党组会议\t2024-01-05\t样例办\t"


def written(clerk: Staff, text: str) -> Batch:
    batch, who = brought(clerk, "study_items", text)
    confirm(batch, who, good_rows_only=False, in_background=False)
    write_now(batch, who)
    return batch


def test_a_sheet_says_who_was_at_a_meeting_and_which_minutes_it_has(clerk: Staff, officer: Staff) -> None:
    written(clerk, WHO + ROW + "样例讲话一\t样例办、样例甲\t样例纪要1号\n" + ROW + "样例讲话二\t样例甲\t\n")
    meeting = Meeting.objects.get()
    assert (meeting.minutes, meeting.items.count()) == ("样例纪要1号", 2)
    assert {row.staff for row in meeting.attendance.all()} == {clerk, officer}
    seats = {each.staff: (each.came, each.expected) for each in learners(clerk.section.bureau, 2024)}
    assert seats == {clerk: (1, 1), officer: (1, 1)}


def test_a_meeting_that_is_there_already_gets_both_and_nothing_is_written_twice(clerk: Staff, officer: Staff) -> None:
    written(clerk, HEADS + ROW + "样例讲话一\t\n")
    assert Attendance.objects.count() == 0
    both = WHO + ROW + "样例讲话一\t样例甲,样例办\t样例纪要1号\n"
    written(clerk, both)
    meeting = Meeting.objects.get()
    assert (meeting.minutes, meeting.attendance.count(), meeting.history.count()) == ("样例纪要1号", 2, 2)
    batch, _who = brought(clerk, "study_items", both.replace("样例甲,样例办", "样例办；样例甲"))
    assert batch.counted()[Outcome.UNCHANGED] == 1


@pytest.mark.parametrize(
    ("cells", "heading", "told"),
    [("样例办、样例无\t", "参加人", "样例无"), ("样例办\t样例纪要2号", "纪要", "样例纪要1号")],
    ids=["a name that nobody bears", "another number of the minutes"],
)
def test_what_is_wrong_is_told_by_its_row_and_column_and_nothing_of_the_row_is_kept(
    clerk: Staff, cells: str, heading: str, told: str
) -> None:
    written(clerk, WHO + ROW + "样例讲话一\t\t样例纪要1号\n")
    batch, _who = brought(clerk, "study_items", WHO + ROW + f"样例讲话二\t{cells}\n")
    [(_row, content)] = opened(batch, batch.rows.all())
    [(where, why)] = content.problems
    assert where == heading
    assert told in why
    assert (StudyItem.objects.count(), Attendance.objects.count()) == (1, 0)


def test_whoever_was_there_by_a_sheet_goes_with_it(clerk: Staff, officer: Staff) -> None:
    written(clerk, HEADS + ROW + "样例讲话一\t\n")
    batch, who = brought(clerk, "study_items", WHO + ROW + "样例讲话二\t样例甲\t样例纪要1号\n")
    confirm(batch, who, good_rows_only=False, in_background=False)
    write_now(batch, who)
    undo(batch, who)
    while run_due(timezone.now, "a test"):
        pass
    meeting = Meeting.objects.get()
    assert (meeting.is_void, meeting.minutes, meeting.attendance.count()) == (False, "", 0)
    assert [item.title for item in meeting.items.all()] == ["样例讲话一"]


def test_a_day_to_come_is_refused(clerk: Staff) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    batch, _who = brought(clerk, "study_items", HEADS + f"党组会议\t{tomorrow}\t样例办\t样例讲话\t\n")
    assert batch.counted()["refused"] == 1
