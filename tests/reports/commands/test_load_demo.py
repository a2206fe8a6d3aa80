"""The sample bureau: the figures of the report on 2024 come out of its records, and twice is the same as once."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.reconciling import reconcile
from bureau.audit.sealing import seal
from bureau.audit.verifying import verify
from bureau.casework.calendar import workdays
from bureau.casework.gate import replay
from bureau.law.codes import read_project_code, read_uscc
from bureau.models import (
    AccessLog,
    Act,
    Appointment,
    Assignment,
    Attendance,
    Batch,
    Bureau,
    Certificate,
    Consulted,
    Counterpart,
    Delegation,
    Docket,
    Enterprise,
    Guidance,
    HelpGiven,
    Line,
    LineDepartment,
    LinePerson,
    LineSection,
    Mapping,
    Meeting,
    ReportingDuty,
    Return,
    RuleDocument,
    Section,
    Staff,
    StudyItem,
    Term,
    Training,
    TrainingResult,
    YearPlan,
)
from bureau.office.answers import answers_on, duties_without_a_person
from bureau.office.powers.differences import differences
from bureau.office.powers.items import items_of
from bureau.office.powers.models import Power, PowerList, Standing
from bureau.office.powers.publishing import on_portal
from bureau.office.qualified import Step, shares
from bureau.people.roles import Role
from bureau.sheets.batches import BatchState
from bureau.sheets.readers import read
from credit.management.commands.reference_receiver import opened
from credit.models import (
    Campaign,
    CampaignPhoto,
    CreditList,
    Licence,
    LicencePush,
    ListEntry,
    Measure,
    MeasureTaken,
    MonthlyTotal,
    Objection,
    Organ,
    Penalty,
    PenaltyPush,
    PushBatch,
    PushRow,
    Repair,
)
from credit.procedure import accept, enter, report
from credit.procedure.months import month_of
from credit.rules.publishing import is_timely
from projects.models import CodeAssignment, Filing
from projects.rules.filing import ITEM_NAME
from reports.management.demo.filings import LIVING
from reports.management.demo.organs import ORGANS, Decisions, sheet
from reports.management.demo.publicity import Sending
from tests.records import a_hand, a_section
from tests.sample_credit import organs_of, unsaved

pytestmark = pytest.mark.django_db
RECORDS, LINES = (Licence, Penalty), (LicencePush, PenaltyPush)


def load(*, whole: bool = False, **options: object) -> None:
    """Without the 3,603 records of credit, unless the whole is asked for."""
    call_command("load_demo", without=[] if whole else ["credit"], **options)


def counts() -> dict[str, int]:
    models = (Section, Staff, Enterprise, Docket, Filing, CodeAssignment, Act, Term, Batch, Delegation)
    duties = (Counterpart, Line, LineDepartment, LineSection, LinePerson)
    models += (*duties, Guidance)
    models += (Meeting, StudyItem, Attendance, Training, TrainingResult, YearPlan, Certificate)
    models += (Assignment, ReportingDuty, Return, HelpGiven, RuleDocument, Consulted)
    histories = (Filing.history, Docket.history, Enterprise.history, Staff.history, *(of.history for of in duties))
    return {model.__name__: model.objects.count() for model in models} | {
        rows.model.__name__: rows.count() for rows in histories
    }


def figures() -> dict[str, int]:
    filed, days = Filing.objects.filter(filed_on__year=2024), workdays()
    promised = Term.objects.filter(duty="filing_promised", docket__in=filed.values("docket"))
    return {
        "project_codes_assigned": CodeAssignment.objects.filter(assigned_on__year=2024).count(),
        "filings_completed": filed.count(),
        "filings_completed_within_3_days": sum(days.count(one.complete_on, one.filed_on) <= 3 for one in filed),
        "as_the_terms_have_it": sum(term.met_on <= term.due_on for term in promised),
        "sections": Section.objects.count(),
        "lines_of_work": Line.objects.count(),
        "counterpart_departments": Counterpart.objects.count(),
    }


OF_THE_BUREAU = {"sections": 7, "lines_of_work": 16, "counterpart_departments": 8}
OF_2024 = {"project_codes_assigned": 19, "filings_completed": 121, "filings_completed_within_3_days": 121}


def test_the_figures_of_2024_come_out_of_the_records_and_everything_in_them_is_sound_and_marked(
    capsys: pytest.CaptureFixture[str], settings, tmp_path: Path
) -> None:
    settings.FILES_DIR = tmp_path / "files"
    load(whole=True, password="a long enough sample")
    assert "3603 credit records, here and at the reference receiver" in capsys.readouterr().out
    assert figures() == OF_2024 | OF_THE_BUREAU | {"as_the_terms_have_it": 121}
    assert {replay(filing) == filing.state for filing in Filing.objects.all()} == {True}
    call_command("reckon", check=True)
    assert {enterprise.name[:2] for enterprise in Enterprise.objects.all()} == {"样例"}
    assert all(read_uscc(code).warnings == () for code in Enterprise.objects.values_list("uscc", flat=True))
    assert all(read_project_code(code) for code in Filing.objects.values_list("project_code", flat=True))
    assert set(Staff.objects.values_list("is_sample", flat=True)) == {True}
    assert set(Appointment.objects.values_list("role", flat=True)) == set(Role)
    assert authenticate(username="sample-officer-1", password="a long enough sample") is not None
    what_the_platform_told_came_by_its_sheets()
    the_power_list_came_by_its_sheets()
    every_move_of_a_filing_that_somebody_makes_has_its_sample_guidance()
    its_evidence_is_clean()
    the_living_are_of_every_sort()
    who_answers_is_made_up_and_marked()
    the_study_page_shows_the_items_of_the_report_and_opens_them()
    the_office_has_something_of_every_sort_to_follow()
    the_credit_work_of_2024_comes_out_of_the_records()
    the_organs_sheets_came_by_the_road_of_all_sheets()
    what_the_platform_sent_back_was_put_right_and_went_again()
    objections_and_repairs_are_under_both_orders()
    each_batch_is_numbered_by_the_year_of_its_day()
    what_was_held_in_public_places_has_photographs_and_gives_them_out()
    the_organs_have_confirmed_each_month_and_the_bulletin_of_each_opens()
    measures_of_a_sample_edition_went_to_who_applies_them_and_were_answered()
    once = counts_of_credit()
    load(whole=True)
    assert counts_of_credit() == once


def counts_of_credit() -> dict[str, int]:
    kinds = (*RECORDS, *LINES, Organ, PushRow, Campaign, CampaignPhoto, Repair, MonthlyTotal)
    kinds += (CreditList, Measure, ListEntry, MeasureTaken)
    return {kind.__name__: kind.objects.count() for kind in kinds}


def the_credit_work_of_2024_comes_out_of_the_records() -> None:
    pushed = {lines: lines.objects.filter(reported_on__year=2024) for lines in LINES}
    assert [rows.count() for rows in pushed.values()] == [3508, 95]
    assert {push.state for rows in pushed.values() for push in rows} == {"accepted"}
    late = [
        push.record.organ.name
        for rows in pushed.values()
        for push in rows.select_related("record__organ")
        if not is_timely(push.record.decided_on, push.reported_on, workdays())
    ]
    assert late == ["样例交通运输局"] * 12
    sums = {name: Sum(name) for name in ("staff", "leaflets", "consultations")}
    held = Campaign.objects.held().filter(held_on__year=2024)
    told = held.aggregate(**sums)
    assert held.count() == 16
    assert 165 <= told["staff"] <= 174
    assert 4250 <= told["leaflets"] <= 4349
    assert 1001 <= told["consultations"] <= 1999
    for kind in RECORDS:
        assert {name[0] for name in kind.objects.values_list("party_name", flat=True)} == {"样"}
        codes = set(kind.objects.exclude(uscc="").values_list("uscc", "organ__uscc"))
        assert all(read_uscc(code).warnings == () for pair in codes for code in pair)
    [persons] = PushBatch.objects.filter(layout="persons")
    shown = AccessLog.objects.filter(event="reveal").values_list("purpose", flat=True)
    assert shown
    assert all(persons.number in purpose for purpose in shown)


def the_organs_sheets_came_by_the_road_of_all_sheets() -> None:
    batches = list(Batch.objects.filter(kind__in=["licences", "penalties"]).order_by("pk"))
    assert {batch.state for batch in batches} == {BatchState.DONE}
    assert sum(batch.new for batch in batches) == 3603
    assert {batch.sender for batch in batches} == set(Organ.objects.values_list("name", flat=True))
    assert {batch.file_name.rsplit(".")[-1] for batch in batches} == {"xlsx", "csv"}
    assert set(Mapping.objects.filter(kind="licences").values_list("sender", flat=True)) == {"样例卫生健康局"}
    large = [batch for batch in batches if batch.new > 500]
    assert [(batch.new, batch.by.username) for batch in large] == [(620, "sample-head")]
    assert large[0].history.earliest("history_id").by.username == "sample-officer-1"


def what_the_platform_sent_back_was_put_right_and_went_again() -> None:
    failed = PushRow.objects.filter(outcome__in=PushRow.FAILED)
    assert {row.outcome for row in failed} == {"refused", "mismatch"}
    assert {row.licence_id is None for row in failed} == {True, False}
    assert all(row.told for row in failed)
    assert {row.record.sent.latest("pk").outcome for row in failed} == {"accepted"}
    corrected = Batch.objects.filter(file_name__contains="更正")
    assert [(batch.new, batch.changed) for batch in corrected] == [(0, 12), (0, 12)]


def objections_and_repairs_are_under_both_orders() -> None:
    repairs = list(Repair.objects.order_by("docket__opened_on"))
    assert [(repair.is_under_order_36, repair.state) for repair in repairs] == [
        (False, "closed"),
        (True, "verifying"),
        (True, "supplement"),
    ]
    assert repairs[0].penalty.push.state == "accepted"
    assert set(Objection.objects.values_list("state", flat=True)) == {"closed", "kept", "asked"}
    assert {replay(each) == each.state for kind in (Objection, Repair) for each in kind.objects.all()} == {True}


def each_batch_is_numbered_by_the_year_of_its_day() -> None:
    batches = list(PushBatch.objects.order_by("pk"))
    assert {batch.sent_on.year for batch in batches} == {2024, 2025}
    for year in (2024, 2025):
        told = [batch.number.split("-", 1)[1] for batch in batches if batch.sent_on.year == year]
        assert told == [f"{year}-{place:05d}" for place in range(1, len(told) + 1)]


def at_the_desk(username: str) -> Client:
    desk = Client()
    desk.force_login(Staff.objects.get(username=username))
    return desk


def what_was_held_in_public_places_has_photographs_and_gives_them_out() -> None:
    photos = list(CampaignPhoto.objects.select_related("campaign"))
    assert {photo.campaign.kind for photo in photos} == {"stand"}
    assert len({photo.campaign for photo in photos}) == Campaign.objects.filter(kind="stand").count() == 5
    assert len({photo.sha256 for photo in photos}) == len(photos) == 10
    assert {photo.history.get().history_actor for photo in photos} == {"样例经办甲"}
    desk, address = at_the_desk("sample-officer-2"), reverse("admin:credit_campaignphoto_file", args=[photos[0].pk])
    assert address in desk.get(reverse("admin:credit_campaign_change", args=[photos[0].campaign.pk])).text
    given = b"".join(desk.get(address).streaming_content)  # type: ignore[attr-defined]
    assert (given[:4], len(given)) == (b"\x89PNG", photos[0].size)


def the_organs_have_confirmed_each_month_and_the_bulletin_of_each_opens() -> None:
    organs, today, days = Organ.objects.order_by("pk"), timezone.localdate(), workdays()
    year = [one for month in range(1, 13) for one in month_of(organs, date(2024, month, 1), today, days)]
    assert len(year) == 60
    assert [sum(counts) for counts in zip(*(one.received for one in year), strict=True)] == [3508, 95]
    [explained] = [one for one in year if one.standing != "agrees"]
    assert (explained.standing, explained.gap, f"{explained.month:%Y-%m}") == ("explained", (1, 0), "2024-12")
    assert (0, 0) in {one.told for one in year}
    assert {days.count(date(2024, 2, 1), one.total.confirmed_on) for one in year if one.month.month == 1} == {0}
    desk, organ = at_the_desk("sample-officer-1"), explained.organ
    for one in organs:
        asked = reverse("admin:credit_organ_letter", args=[one.pk, "bulletin"])
        letter = desk.post(asked, {"month": "2024-12-01"}, follow=True)
        assert letter.context["original"].organ == one
        assert (explained.total.explanation in letter.text) == (one == organ)


def measures_of_a_sample_edition_went_to_who_applies_them_and_were_answered() -> None:
    assert {measure.edition[:2] for measure in Measure.objects.all()} == {"样例"}
    assert {measure.name[:2] for measure in Measure.objects.all()} == {"样例"}
    [batch] = Batch.objects.filter(kind="list_entries")
    assert (batch.new, batch.state) == (5, BatchState.DONE)
    taken = list(MeasureTaken.objects.select_related("measure", "entry__of_list"))
    assert {one.sent_to for one in taken if one.sent_on} == {one.measure.applied_by for one in taken}
    assert {one.entry.of_list.kind for one in taken if one.feedback} == {"severe", "watch", "reward"}
    assert {one.measure.is_reward for one in taken if one.entry.of_list.kind == "reward"} == {True}
    desk, listed = at_the_desk("sample-officer-1"), reverse("admin:credit_listentry_changelist")
    views = ("stands", "outlived", "removed", "to_send", "unanswered")
    assert [desk.get(listed, {"view": view}).context["cl"].result_count for view in views] == [3, 1, 1, 1, 1]
    assert set(ListEntry.objects.values_list("uscc", flat=True)) <= set(Licence.objects.values_list("uscc", flat=True))


def its_evidence_is_clean() -> None:
    """Before anything is sealed, and once all of it is."""
    assert verify() == []
    assert seal(at=timezone.now()) is not None
    assert verify() == []
    assert reconcile(timezone.now()) == []


def the_study_page_shows_the_items_of_the_report_and_opens_them() -> None:
    desk = at_the_desk("sample-leader")
    [year] = desk.get(reverse("admin:study"), {"year": 2024}).context["years"]
    items = year.lines[0]
    assert (items.words, items.done) == ("传达学习（次）", 124)
    assert desk.get(items.url).context["cl"].result_count == 124
    assert {line.words: line.done for line in year.lines[1:]} == {
        "学习会议": 29,
        "法治专题会议": 1,
        "法治培训": 4,
    }
    assert sum(learner.hours > 0 for learner in year.learners) >= 9
    assert {item.title[:2] for item in StudyItem.objects.all()} <= {"样例", "《样"}


def the_office_has_something_of_every_sort_to_follow() -> None:
    today = timezone.localdate()
    states = set(Assignment.objects.values_list("origin", "state"))
    assert {origin for origin, _state in states} >= {"annual_plan", "business_environment", "key_task", "instruction"}
    assert {state for _origin, state in states} == {"open", "reported", "done"}
    due = Term.objects.filter(docket__kind="assignment")
    assert due.filter(met_on__isnull=True, due_on__lt=today).count() == 1
    assert sum(term.is_late for term in due) == 1
    assert sum(term.is_late for term in Term.objects.filter(docket__kind="return")) == 1
    owed = Term.objects.filter(docket__kind="return", met_on__isnull=True)
    assert owed.filter(due_on__lt=today).count() == 1
    assert set(ReportingDuty.objects.values_list("rhythm", flat=True)) == {"weekly", "monthly", "quarterly", "yearly"}
    assert set(Return.objects.values_list("state", flat=True)) == {"open", "sent"}
    report = Term.objects.filter(docket__title__startswith="样例：法治政府建设年度报告")
    assert {(term.due_on.month, term.due_on.day) for term in report if term.due_on} == {(3, 1), (4, 1)}
    assert HelpGiven.objects.count() == 6
    assert set(RuleDocument.objects.values_list("state", flat=True)) == {
        *("drafting", "consulting", "legal_review", "competition_review", "discussion"),
        *("adopted", "submitted", "issued", "published", "abolished"),
    }
    share = shares(Staff.objects.earliest("pk").section.bureau, today, Step.YEAR)[-1]
    assert (share.certified, share.established) == (3, Staff.objects.count())
    assert not Meeting.objects.filter(attendance__isnull=True).exists()
    soon = today + timedelta(days=90)
    assert Certificate.objects.filter(valid_until_on__range=(today, soon)).count() == 2
    assert {
        replay(each) == each.state for kind in (Assignment, Return, RuleDocument) for each in kind.objects.all()
    } == {True}


def every_move_of_a_filing_that_somebody_makes_has_its_sample_guidance() -> None:
    said = Guidance.objects.filter(case_kind="filing", published_on__isnull=False)
    assert {each.move for each in said} == {move.name for move in Filing.workflow.moves if not move.by_sheet}
    assert {(each.is_sample, each.history.first().history_actor) for each in said} == {(True, "样例法制审核")}


def what_the_platform_told_came_by_its_sheets() -> None:
    """Staged, checked and confirmed by an officer; each act is registered from the batch that told of it."""
    batches = list(Batch.objects.filter(kind__in=["filings", "codes"]).order_by("pk"))
    assert [(batch.kind, batch.new, batch.refused, batch.state) for batch in batches] == [
        ("filings", 121, 0, BatchState.DONE),
        ("codes", 19, 0, BatchState.DONE),
        ("filings", 37, 0, BatchState.DONE),
    ]
    assert [batch.file_name[:8] for batch in batches] == [
        "备案清单2024",
        "赋码清单2024",
        f"备案清单{timezone.localdate():%Y}",
    ]
    assert {batch.by.username for batch in batches} == {"sample-officer-1"}
    told = Act.objects.filter(docket__in=Filing.objects.filter(filed_on__year=2024).values("docket"), move="file")
    assert set(told.values_list("source", "paper_number", "registered")) == {
        ("import", f"导入批次 {batches[0].pk}", True)
    }
    assert set(Filing.history.filter(history_type="+", history_source="import").values_list("history_change")) == {
        (batch.change_id,) for batch in batches if batch.kind == "filings"
    }


def the_power_list_came_by_its_sheets() -> None:
    batches = Batch.objects.filter(kind="powers").order_by("pk")
    assert [(batch.new, batch.changed, batch.refused) for batch in batches] == [(7, 0, 0), (1, 6, 0)]
    second, first = PowerList.objects.all()
    assert [first.standing, second.standing] == [Standing.SUPERSEDED, Standing.PUBLISHED]
    found = differences(first.powers.all(), second.powers.all())
    assert [len(found.new), len(found.changed), len(found.gone), len(found.unchanged)] == [1, 2, 1, 4]
    assert all("样例" in power.name for power in Power.objects.all())
    now = on_portal(second.bureau, timezone.localdate())
    assert now.is_current
    assert [item.name for item in items_of(second.bureau, second.powers.all(), timezone.localdate()).values()] == [
        "企业投资项目核准（样例）",
        ITEM_NAME,
    ]


def who_answers_is_made_up_and_marked() -> None:
    [bureau], today = Bureau.objects.all(), timezone.localdate()
    for model in (LineDepartment, LineSection, LinePerson):
        assert set(model.objects.values_list("is_sample", flat=True)) == {True}
    assert [(line.name, gaps) for line, gaps in duties_without_a_person(bureau, today)] == [
        ("口岸", ["没有协助负责人"])
    ]
    answers = {answer.line.name: answer for answer in answers_on(bureau, today)}
    assert answers["招商"].who.username == "sample-clerk-2"  # the head is away
    assert all(answer.departments and answer.section and answer.who for answer in answers.values())
    assert set(LineDepartment.objects.values_list("department", flat=True)) == set(
        Counterpart.objects.values_list("pk", flat=True)
    )


def the_living_are_of_every_sort() -> None:
    living = Filing.objects.filter(docket__closed_on__isnull=True, filed_on__isnull=True)
    today, open_terms = timezone.localdate(), Term.objects.filter(duty="filing_promised", met_on__isnull=True)
    assert (living.count(), sum(plan.count for plan in LIVING)) == (40, 40)
    assert living.filter(state="guided").count() == 6
    assert living.filter(docket__officer__isnull=True).count() == 5
    assert open_terms.filter(due_on=workdays().previous(today)).count() == 4
    assert open_terms.filter(due_on__lt=workdays().previous(today)).count() == 5
    assert not Docket.objects.filter(suspensions__isnull=False).exists()  # the table of a filing knows no stop


def test_each_organ_lays_its_sheets_out_in_its_own_way() -> None:
    decisions = Decisions(workdays())
    firsts = {organ: next(place for place, count in enumerate(organ.licences) if count) for organ in ORGANS}
    sheets = {organ: sheet(organ, "licences", decisions.licences(organ, at)) for organ, at in firsts.items()}
    heads = {organ.way: str(read(content)[0].rows[:3]) for organ, content in sheets.items()}
    assert len(set(heads.values())) == len(ORGANS) == 5
    assert "报送表" in heads["names and codes"]
    assert "XK_XDR_MC" in heads["codes"]
    assert "信用代码" in heads["own words"]
    assert "行政相对人类别" not in heads["organisations"]


def test_the_sample_is_refused_where_the_receiver_has_other_counts(tmp_path: Path) -> None:
    receiver = opened(tmp_path / "platform.sqlite3", 0, 0.0)
    enter(a_hand(), unsaved(Licence, *organs_of(a_section())))
    for told in (report, accept):
        told(a_hand(), list(LicencePush.objects.all()), date(2026, 5, 18))
    with pytest.raises(CommandError, match="the platform has 0"):
        Sending(None, receiver).demand_equal_counts()  # type: ignore[arg-type]
    receiver.server_close()


def test_twice_gives_the_same_counts_and_a_larger_scale_adds_filings_of_2025(
    capsys: pytest.CaptureFixture[str],
) -> None:
    load()
    once = counts()
    assert "Their password: " in capsys.readouterr().out
    load()
    assert counts() == once
    assert "password" not in capsys.readouterr().out
    load(scale=2)
    assert figures() == OF_2024 | OF_THE_BUREAU | {"as_the_terms_have_it": 121}
    assert Filing.objects.filter(filed_on__year=2025).count() == 121


def test_where_real_cases_are_handled_there_is_no_sample(settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="real cases"):
        load()
    assert Staff.objects.count() == 0
