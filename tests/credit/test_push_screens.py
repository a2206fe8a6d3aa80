"""The push as officers see it: what waits, batches with their rows, error lists taken in, records withdrawn."""

import os
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.casework.calendar import workdays
from bureau.models import Job, Line, LineSection, Section, Staff
from bureau.office.tenures import begin
from bureau.people.roles import Role
from bureau.sheets.readers import read
from credit.documents.parcels import parcel_of
from credit.models import Licence, LicencePush, Organ, Penalty, PenaltyPush, PushBatch, PushRow
from credit.procedure import enter, report
from credit.procedure.pushing import answered, prepare, sent
from credit.procedure.pushing import begin as begin_batch
from credit.rules.fields import LICENCE_LAYOUTS, PENALTY_LAYOUTS
from credit.rules.pushing import layout_for, refused
from credit.tasks.platforms import Files
from tests.bureau.sheets.workbooks import csv, xlsx
from tests.credit.conftest import TODAY, hand
from tests.records import a_person, record
from tests.sample_credit import PENALTY, RESIDENT, unsaved

pytestmark = pytest.mark.django_db
HEADING = ["行号", "规则代码", "错误描述"]
PERSON = {"party_kind": "自然人", "uscc": "", "representative": "", "id_type": "身份证", "party_name": ""}
PERSON |= {"typed_name": "样例乙", "typed_id_no": RESIDENT}
LIST, PREPARE = reverse("admin:credit_pushbatch_changelist"), reverse("admin:credit_pushbatch_prepare")


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of June 2026, ten in the morning."""
    monkeypatch.setattr(timezone, "now", lambda: hand().at)


@pytest.fixture
def desk(officer: Staff, today: None) -> Client:
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def waiting(officer: Staff, licence: Licence, penalty: Penalty) -> PushBatch:
    """A batch of one licence that was sent and waits for its answer; the penalty's is not sent yet."""
    first, _second = prepare(hand(officer), officer.section.bureau, officer)
    begin_batch(hand(officer), first)
    sent(hand(officer), first, TODAY)
    return first


def page(batch: PushBatch, name: str = "change") -> str:
    return reverse(f"admin:credit_pushbatch_{name}", args=[batch.pk])


def a_list(*rows: list[str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("错误.xlsx", xlsx(*rows, heading=HEADING))


# What waits


def test_what_waits_is_shown_with_its_files_and_pushed_in_one_click(
    desk: Client, licence: Licence, penalty: Penalty
) -> None:
    text = desk.get(PREPARE).text
    assert reverse("admin:credit_licencepush_changelist") + "?view=to_go" in text
    assert desk.post(PREPARE).url == LIST
    assert (PushBatch.objects.count(), Job.objects.filter(kind="credit.push").count()) == (2, 2)
    assert "没有待推送的记录" in desk.get(PREPARE).text
    shown = desk.get(LIST).text
    assert all(batch.number in shown for batch in PushBatch.objects.all())


@pytest.mark.parametrize(
    ("role", "sees", "pushes"),
    [(Role.OFFICER, 200, 200), (Role.SUPERVISOR, 200, 403), (Role.SYSTEM_ADMINISTRATOR, 403, 403)],
)
def test_officers_push_and_supervisors_read(
    section: Section, waiting: PushBatch, role: str, sees: int, pushes: int
) -> None:
    client = Client()
    client.force_login(a_person("someone", section, role, is_staff=True))
    assert client.get(LIST).status_code == sees
    assert client.get(PREPARE).status_code == pushes
    if sees == 200 != pushes:
        assert "button default" not in client.get(page(waiting)).text
        assert client.post(page(waiting, "send_again")).status_code == 403


def test_where_a_line_leads_credit_its_section_pushes_and_no_other(
    desk: Client, officer: Staff, section: Section, waiting: PushBatch
) -> None:
    other = record(Section, bureau=section.bureau, name="另一股")
    line = record(Line, bureau=section.bureau, name="信用")
    begin(hand(reason="样例"), LineSection(line=line, section=other, since_on=date(2026, 1, 1)))
    assert (desk.get(PREPARE).status_code, desk.post(page(waiting, "send_again")).status_code) == (403, 403)
    assert desk.get(page(waiting)).status_code == 200
    clerk = a_person("clerk", other, Role.OFFICER, is_staff=True)
    desk.force_login(clerk)
    assert desk.get(PREPARE).status_code == 200


# A batch


def test_each_number_leads_to_the_rows_that_it_counts(desk: Client, waiting: PushBatch) -> None:
    text = desk.get(page(waiting)).text
    rows = reverse("admin:credit_pushrow_changelist") + f"?batch__id__exact={waiting.pk}"
    assert f"{rows}&amp;view=unanswered" in text
    assert desk.get(f"{rows}&view=unanswered").context["cl"].result_count == 1
    assert desk.get(f"{rows}&view=failed").context["cl"].result_count == 0


def test_an_error_list_is_read_back_row_by_row(desk: Client, waiting: PushBatch) -> None:
    wrong = a_list(["2", "1001", "名称与代码不一致"])
    assert desk.post(page(waiting, "errors"), {"file": wrong}).status_code == 302
    assert LicencePush.objects.get().state == "mismatch"
    text = desk.get(page(waiting)).text
    assert ("名称与代码不一致" in text, "主体不匹配" in text) == (True, True)
    desk.post(page(waiting, "again"))
    assert LicencePush.objects.get().state == "waiting"


def test_a_row_that_two_rules_refuse_keeps_what_both_say(desk: Client, waiting: PushBatch) -> None:
    wrong = a_list(["2", "3001", "日期格式错误"], ["2", "1001", "名称与代码不一致"])
    desk.post(page(waiting, "errors"), {"file": wrong})
    line = LicencePush.objects.get()
    assert (line.state, line.refusal_code, line.refusal) == ("mismatch", "1001", "日期格式错误；名称与代码不一致")


def test_without_an_error_list_all_was_taken_in(desk: Client, waiting: PushBatch) -> None:
    assert desk.post(page(waiting, "errors"), {}).status_code == 200
    assert LicencePush.objects.get().state == "pushed"
    assert desk.post(page(waiting, "errors"), {"all_taken": "on"}).status_code == 302
    assert (LicencePush.objects.get().state, LicencePush.objects.get().accepted_on) == ("accepted", TODAY)


@pytest.mark.parametrize(
    "wrong", [xlsx(["7", "1001", "样例"], heading=HEADING), xlsx(["样例"], heading=["样例"]), b"PK\x03\x04 damaged"]
)
def test_a_list_that_is_not_this_batches_is_told_and_changes_nothing(
    desk: Client, waiting: PushBatch, wrong: bytes
) -> None:
    answer = desk.post(page(waiting, "errors"), {"file": SimpleUploadedFile("错误.xlsx", wrong)}, follow=True)
    assert answer.status_code == 200
    assert "errornote" in answer.text or 'class="error"' in answer.text
    assert (LicencePush.objects.get().state, PushRow.objects.filter(outcome="").count()) == ("pushed", 2)


def test_what_is_done_already_is_told(desk: Client, waiting: PushBatch) -> None:
    desk.post(page(waiting, "errors"), {"all_taken": "on"})
    for button in ("send", "send_again", "drop", "errors"):
        answer = desk.post(page(waiting, button), {"all_taken": "on"}, follow=True)
        assert 'class="error"' in answer.text, button
    assert PushBatch.objects.get(pk=waiting.pk).state == "settled"


# Changed and withdrawn


def test_what_the_platform_has_is_changed_for_a_reason(desk: Client, licence: Licence, waiting: PushBatch) -> None:
    address = reverse("admin:credit_licence_change", args=[licence.pk])
    form = desk.get(address).context["adminform"].form
    facts = {name: "" if value is None else value for name, value in form.initial.items()} | {"content": "样例更正"}
    assert list(desk.post(address, facts).context["adminform"].form.errors) == ["reason_for_change"]
    assert desk.post(address, facts | {"reason_for_change": "内容有误"}).status_code == 302
    line = LicencePush.objects.get()
    assert (line.state, line.reason) == ("corrected", "内容有误")


def test_a_record_is_withdrawn_with_its_day_and_reason(desk: Client, officer: Staff, penalty: Penalty) -> None:
    line = PenaltyPush.objects.get()
    report(hand(officer, date(2026, 5, 11)), [line], date(2026, 5, 11))
    address = reverse("admin:credit_penaltypush_withdraw", args=[line.pk])
    assert "6月4日" in desk.get(address).text  # three working days after today
    assert desk.post(address, {"since": "2026-05-07", "reason": "撤销"}).status_code == 200
    assert desk.post(address, {"since": "2026-05-28", "reason": ""}).status_code == 200
    assert desk.post(address, {"since": "2026-05-28", "reason": "撤销"}).status_code == 302
    line.refresh_from_db()
    assert (line.state, line.withdraw_since, line.reason) == ("withdraw", date(2026, 5, 28), "撤销")
    assert Penalty.objects.count() == 1
    late = desk.get(reverse("admin:credit_penaltypush_changelist") + "?view=withdraw").context["cl"]
    assert late.result_count == 1


def test_a_penalty_that_still_stands_on_the_fourth_working_day_is_late(penalty: Penalty) -> None:
    line = PenaltyPush.objects.get()
    line.state, line.reported_on, line.reason = "withdraw", date(2026, 5, 11), "撤销"
    line.withdraw_since = date(2026, 5, 20)
    PenaltyPush.objects.record_many(hand(), [line])
    late = [PenaltyPush.objects.withdrawn_late(date(2026, 5, day), workdays()).count() for day in (20, 25, 26)]
    assert late == [0, 0, 1]  # the 20th is a Wednesday, Monday the third working day


# Files


@pytest.mark.parametrize("shape", ["xlsx", "xls"])
@pytest.mark.parametrize("chosen", ["four_files", "one_sheet"])
def test_the_files_are_those_of_the_layouts(
    officer: Staff, organ: Organ, source: Organ, tmp_path: Path, settings: Any, shape: str, chosen: str
) -> None:
    settings.PUSH_FORMAT, settings.PUSH_LAYOUT = shape, chosen
    enter(hand(), unsaved(Licence, organ, source, **PERSON))
    enter(hand(), unsaved(Penalty, organ, source, penalty_class="罚款;通报批评"))
    for batch in prepare(hand(officer), officer.section.bureau, officer):
        Files(tmp_path).send(parcel_of(batch, hand(officer)))
    person, penalty = sorted((tmp_path / "outgoing").glob(f"*.{shape}"))
    assert oct(person.stat().st_mode)[-3:] == "600"
    heading, row = (read(person.read_bytes())[0].rows[place] for place in (0, 1))
    layout = layout_for(chosen, LICENCE_LAYOUTS, is_of_person=True)
    said = dict(zip(heading, row, strict=False))
    assert tuple(heading) == layout.headings
    number = "证件号码" if chosen == "four_files" else "自然人证件号码"
    assert (said["行政相对人名称"], said[number], said["许可决定日期"]) == ("样例乙", RESIDENT, "2026/05/08")
    heading, row = (read(penalty.read_bytes())[0].rows[place] for place in (0, 1))
    said = dict(zip(heading, row, strict=False))
    assert tuple(heading) == layout_for(chosen, PENALTY_LAYOUTS, is_of_person=False).headings
    assert (said["处罚类别"], said["罚款金额(万元)"]) == ("罚款;其他-通报批评", "0.1")
    assert said["公示截止期"] == "2027/05/08"  # left blank by the organ: the longest period by the order
    assert said["行政相对人名称"] == PENALTY["party_name"]


def test_the_first_row_may_be_codes(officer: Staff, licence: Licence, settings: Any) -> None:
    settings.PUSH_HEADINGS = "codes"
    (batch,) = prepare(hand(officer), officer.section.bureau, officer)
    head = parcel_of(batch, hand(officer)).headings
    assert (head[0], head[8], head[-1]) == ("XK_XDR_MC", "XK_FR_SFZH", "BZ")


def test_an_error_file_in_the_folder_is_the_receipt(tmp_path: Path, officer: Staff, waiting: PushBatch) -> None:
    files = Files(tmp_path)
    files.send(parcel_of(waiting, hand(officer)))
    assert files.receipt(waiting.number, {2: "L1"}) is None
    written = files.incoming / f"{waiting.number}.csv"
    written.write_bytes(csv(["2", "3001", "日期格式错误"], heading=HEADING))
    assert files.receipt(waiting.number, {2: "L1"}) is None  # the rest of it may be under way
    os.utime(written, (time.time() - 60, time.time() - 60))
    (told,) = files.receipt(waiting.number, {2: "L1"}) or ()
    assert (told.row, told.outcome, told.code, told.reason) == (2, "refused", "3001", "日期格式错误")


def test_the_lists_narrow_to_the_codes_that_the_platform_gave_and_offer_no_link_without_words(
    desk: Client, officer: Staff, waiting: PushBatch, organ: Organ
) -> None:
    answered(hand(officer), waiting, [refused(2, "1001", "样例：名称与代码不一致")], TODAY)
    enter(hand(officer), unsaved(Licence, organ, organ, paper_no="阳海样许〔2026〕2号"))
    prepare(hand(officer), officer.section.bureau, officer)
    for kind, code in ((LicencePush, "refusal_code"), (PushRow, "code")):
        text = desk.get(reverse(f"admin:credit_{kind._meta.model_name}_changelist")).text
        assert f'href="?{code}=1001"' in text
        assert f'href="?{code}="' not in text
