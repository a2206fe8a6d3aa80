"""The organs' sheets, from file to records: layouts, rules per row, what is written, taken back, and by whom."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.access import AccessLog, Event
from bureau.audit.history import versions_table
from bureau.audit.reconciling import reconcile
from bureau.models import Batch, Person, Section, Staff
from bureau.notices.jobs import run_due
from bureau.people.roles import Role
from bureau.sheets.batches import BatchState, Mapping
from bureau.sheets.importers import Importer, importer
from bureau.sheets.kinds import kind_named
from bureau.sheets.marked import marked_copy
from bureau.sheets.safe import opened
from bureau.sheets.staging import Upload, match, remember, stage
from bureau.sheets.unreadable import Unreadable
from bureau.sheets.work import NotNow, confirm, undo
from bureau.sheets.writing import check_now
from credit.models import Licence, LicencePush, Organ, Penalty, PenaltyPush, PushState
from credit.procedure import enter, report
from credit.procedure.pushing import prepare
from credit.rules.fields import LICENCE_FIELDS, LICENCE_LAYOUTS, PENALTY_FIELDS, PENALTY_LAYOUTS, Layout
from tests.bureau.sheets.workbooks import saved, xlsx
from tests.conftest import ROOT
from tests.credit.conftest import hand
from tests.records import a_person
from tests.sample_credit import LICENCE, ORGAN, PENALTY, PERSONS_LICENCE, RESIDENT, TRADERS_LICENCE, unsaved

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("organ", "source")]
Send = Callable[..., Batch]
PERSONS_PENALTY = PENALTY | {name: PERSONS_LICENCE[name] for name in ("party_name", "party_kind", "uscc", "id_no")}
PERSONS_PENALTY |= {"representative": "", "id_type": "身份证"}


def cells(facts: dict[str, Any], layout: Layout) -> list[Any]:
    """The row of a record in the order of a layout."""
    fields = LICENCE_FIELDS if "licence_class" in facts else PENALTY_FIELDS
    by_heading = {heading: field.name for field in fields for heading in (field.heading, *field.others)}
    return [facts.get(by_heading.get(heading, ""), "") for heading in layout.headings]


def table(layout: Layout, *records: dict[str, Any]) -> bytes:
    return xlsx(*(cells(facts, layout) for facts in records), heading=layout.headings, title="样例")


def licences(numbers: Iterator[int] | range, **facts: Any) -> list[dict[str, Any]]:
    return [LICENCE | {"paper_no": f"阳海样许〔2026〕{number + 1}号"} | facts for number in numbers]


ONE, FIRMS, PERSONS = LICENCE_LAYOUTS


@pytest.fixture
def other(section: Section) -> Staff:
    return a_person("second", section, Role.SECTION_HEAD, name="样例股长")


def who(person: Staff) -> Importer:
    return importer(person, kind_named("licences").writers, timezone.now())


@pytest.fixture
def send(officer: Staff) -> Send:
    def sent(data: bytes, kind: str = "licences", **facts: Any) -> Batch:
        batch = stage(kind_named(kind), Upload(data, "样例.xlsx", **facts), who(officer))
        if batch.matched:
            check_now(batch, who(officer))
        return batch

    return sent


def done(batch: Batch, **span: float) -> Batch:
    run_due(lambda: timezone.now() + timedelta(**span), "a worker")
    return Batch.objects.get(pk=batch.pk)


def written(batch: Batch, by: Staff, good_rows_only: bool = False) -> Batch:
    confirm(batch, who(by), good_rows_only)
    return done(batch)


def counts(batch: Batch) -> tuple[int, int, int, int]:
    return batch.new, batch.changed, batch.unchanged, batch.refused


def problems(batch: Batch) -> dict[int, list[tuple[str, str]]]:
    return {row.number: content.problems for row, content in opened(batch, batch.rows.all()) if content.problems}


# Layouts


@pytest.mark.parametrize(
    ("kind", "layout", "facts"),
    [
        ("licences", ONE, LICENCE),
        ("licences", ONE, PERSONS_LICENCE),
        ("licences", FIRMS, LICENCE),
        ("licences", FIRMS, TRADERS_LICENCE),
        ("licences", PERSONS, PERSONS_LICENCE),
        ("penalties", PENALTY_LAYOUTS[0], PENALTY),
        ("penalties", PENALTY_LAYOUTS[1], PENALTY),
        ("penalties", PENALTY_LAYOUTS[2], PERSONS_PENALTY),
    ],
)
def test_each_layout_of_the_standard_is_read(
    send: Send, officer: Staff, kind: str, layout: Layout, facts: dict[str, Any]
) -> None:
    batch = send(table(layout, facts), kind)
    assert (problems(batch), counts(batch)) == ({}, (1, 0, 0, 0))
    written(batch, officer)
    model, lines = (Penalty, PenaltyPush) if kind == "penalties" else (Licence, LicencePush)
    made = model.objects.get()
    assert (made.party_kind, made.paper_no, made.organ.name) == (facts["party_kind"], facts["paper_no"], ORGAN)
    assert (lines.objects.get().record_id, made.history.count()) == (made.pk, 1)
    if kind == "penalties":
        assert (made.fine, made.rule) == (Decimal("0.1"), "person" if facts is PERSONS_PENALTY else "penalty_36")


def test_titles_above_a_row_of_codes_and_a_heading_that_comes_again_are_understood(send: Send) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["行政许可信用信息数据表"])
    sheet.merge_cells("A1:H1")
    sheet.append(["填报单位：样例"])
    sheet.append(FIRMS.headings)
    codes = {field.heading: field.code for field in LICENCE_FIELDS}
    sheet.append([codes.get(heading, heading) for heading in FIRMS.headings])
    one, two = licences(range(2))
    for row in (cells(one, FIRMS), FIRMS.headings, cells(two, FIRMS)):
        sheet.append(row)
    batch = send(saved(book))
    assert (problems(batch), counts(batch)) == ({}, (2, 0, 0, 0))
    assert [row.number for row in batch.rows.all()] == [5, 7]


def test_a_heading_of_codes_alone_is_enough(send: Send) -> None:
    codes = [field.code for field in LICENCE_FIELDS]
    assert counts(send(xlsx([LICENCE.get(field.name, "") for field in LICENCE_FIELDS], heading=codes))) == (1, 0, 0, 0)


def test_a_title_between_the_rows_and_merged_cells_are_told(send: Send) -> None:
    note = ["以下为五月数据", *[""] * (len(ONE.headings) - 1)]
    batch = send(xlsx(cells(LICENCE, ONE), note, heading=ONE.headings))
    ((_heading, reason),) = problems(batch)[3]
    assert "只有一个单元格" in reason
    book = openpyxl.load_workbook(io.BytesIO(table(ONE, *licences(range(3)))))
    book.active.merge_cells("A3:A4")  # type: ignore[union-attr]
    with pytest.raises(Unreadable, match="A3"):
        send(saved(book))


def test_what_the_headings_of_an_organ_mean_is_remembered_for_it_alone(send: Send, officer: Staff) -> None:
    heading = ["相对人" if each == "行政相对人名称" else each for each in FIRMS.headings]
    batch = send(xlsx(cells(LICENCE, FIRMS), heading=heading), sender=ORGAN)
    assert batch.state == BatchState.MATCHING
    meant = {"相对人": "行政相对人名称"}
    assert match(batch, who(officer), meant).is_whole
    remember(batch, who(officer), meant)
    again = send(xlsx(cells(TRADERS_LICENCE, FIRMS), heading=heading), sender=ORGAN)
    assert (again.state, counts(again)) == (BatchState.CHECKED, (1, 0, 0, 0))
    assert Mapping.objects.get().sender == ORGAN
    of_another = LICENCE | {"content": "样例另一内容"}
    assert send(xlsx(cells(of_another, FIRMS), heading=heading), sender="样例另一单位").state == BatchState.MATCHING


# Rules per row


def test_each_wrong_row_is_told_with_its_column_and_reason(send: Send) -> None:
    wrong = [
        {"uscc": "91440300708461136O"},
        {"decided_on": "2026-13-01"},
        {"organ_code": "91440300708461136T"},
        {"source_name": "样例另一单位"},
        {"licence_class": "其他", "content": ""},
        {"valid_to": date(2026, 5, 1)},
    ]
    rows = [facts | other for facts, other in zip(licences(range(6)), wrong, strict=True)]
    batch = send(table(ONE, LICENCE | {"paper_no": "好"}, *rows))
    assert {number: [heading for heading, _reason in told] for number, told in problems(batch).items()} == {
        3: ["行政相对人代码_1(统一社会信用代码)"],
        4: ["许可决定日期"],
        5: ["许可机关统一社会信用代码"],
        6: ["数据来源单位"],
        7: ["许可内容"],
        8: ["有效期至"],
    }
    assert counts(batch) == (1, 0, 0, 6)


def test_the_good_rows_are_written_and_the_wrong_ones_go_back_marked(send: Send, officer: Staff) -> None:
    batch = send(table(ONE, *licences(range(2)), LICENCE | {"uscc": ""}))
    with pytest.raises(NotNow):
        confirm(batch, who(officer), False)
    batch = written(batch, officer, good_rows_only=True)
    assert (batch.state, counts(batch), Licence.objects.count()) == (BatchState.DONE, (2, 0, 0, 1), 2)
    marked = openpyxl.load_workbook(io.BytesIO(marked_copy(batch, masked=False))).active
    assert marked is not None
    last = [cell.value for cell in list(marked.rows)[-1]]
    assert (last[-1], last[0]) == ("4", LICENCE["party_name"]) or last[-1] == 4
    assert "统一社会信用代码" in str(last[-2])


def test_v10_the_same_decision_twice_in_a_file_is_refused_in_both_rows(send: Send) -> None:
    batch = send(table(ONE, *licences(range(2)), LICENCE | {"content": "样例另一内容"}))
    assert list(problems(batch)) == [2, 4]


def test_an_amount_in_yuan_is_told_in_a_sheet(send: Send) -> None:
    batch = send(table(PENALTY_LAYOUTS[1], PENALTY | {"fine": Decimal(2_000_000)}), "penalties")
    ((heading, reason),) = problems(batch)[2]
    assert (heading, "1000000" in reason) == ("罚款金额(万元)", True)


def test_the_document_of_a_representative_is_not_collected(send: Send, officer: Staff) -> None:
    row = [RESIDENT if heading == "法定代表人身份证号" else cell for heading, cell in zip(
        FIRMS.headings, cells(LICENCE, FIRMS), strict=True)]  # fmt: skip
    written(send(xlsx(row, heading=FIRMS.headings)), officer)
    assert RESIDENT not in str(list(Licence.objects.values()) + list(versions_table(Licence).objects.values()))


def test_a_person_is_sealed_and_found_again_the_next_month(send: Send, officer: Staff) -> None:
    written(send(table(PERSONS, PERSONS_LICENCE)), officer)
    made = Licence.objects.get()
    assert (made.party_name, made.person.id_no.matches(RESIDENT)) == ("样**", True)
    next_month = PERSONS_LICENCE | {"paper_no": "阳海样许〔2026〕2号"}
    batch = send(table(PERSONS, PERSONS_LICENCE, next_month))
    assert counts(batch) == (1, 0, 1, 0)
    written(batch, officer)
    assert (Person.objects.count(), Licence.objects.count(), made.history.count()) == (1, 2, 1)


def test_the_page_of_a_batch_shows_no_number_of_a_person(officer: Staff) -> None:
    client = Client()
    client.force_login(officer)
    wrong = PERSONS_LICENCE | {"paper_no": "2", "id_no": RESIDENT[:-1] + "1"}
    sent = {"file": SimpleUploadedFile("样例.xlsx", table(PERSONS, PERSONS_LICENCE, wrong))}
    text = client.post(reverse("admin:credit_licence_import"), sent, follow=True).text
    assert ("441***********0019" in text, "样**" in text, "校验码" in text) == (True, True, True)
    assert (RESIDENT[6:14] in text, "样例乙" in text) == (False, False)


@pytest.mark.parametrize(
    "facts", [{"uscc": RESIDENT}, {"party_name": f"样例乙（{RESIDENT}）"}, {"remark": f"身份证{RESIDENT}"}]
)
def test_a_number_of_a_person_is_hidden_whichever_column_it_was_put_into(
    section: Section, officer: Staff, facts: dict[str, Any]
) -> None:
    wrong = PERSONS_LICENCE | {"id_no": "", "id_type": ""} | facts
    sent = {"file": SimpleUploadedFile("样例.xlsx", table(ONE, wrong))}
    answer = signed_in(officer).post(reverse("admin:credit_licence_import"), sent, follow=True)
    head = signed_in(a_person("head", section, Role.SECTION_HEAD, is_staff=True))
    copy = head.get(answer.redirect_chain[-1][0].replace("/change/", "/copy/"))
    assert RESIDENT not in answer.text + str([*sheet_of(copy.content).values])


def test_the_wrong_rows_go_whole_to_whoever_sent_them_and_with_masks_to_whoever_may_export(section: Section) -> None:
    clerk, colleague, head = (
        signed_in(a_person(role + name, section, role, is_staff=True))
        for role, name in ((Role.WINDOW, "1"), (Role.WINDOW, "2"), (Role.SECTION_HEAD, "1"))
    )
    wrong = RESIDENT[:-1] + "1"
    data = table(PERSONS, PERSONS_LICENCE | {"id_no": wrong})
    sent = {"file": SimpleUploadedFile("样例.xlsx", data)}
    page = clerk.post(reverse("admin:credit_licence_import"), sent, follow=True).redirect_chain[-1][0]
    copy = page.replace("/change/", "/copy/")
    assert [copy in client.get(page).text for client in (clerk, colleague, head)] == [True, False, True]
    assert (colleague.get(copy).status_code, AccessLog.objects.filter(event=Event.EXPORT).exists()) == (403, False)
    whole, masked = (str([*sheet_of(client.get(copy).content).values]) for client in (clerk, head))
    assert [(wrong in text, "样例乙" in text) for text in (whole, masked)] == [(True, True), (False, False)]
    assert ("441***********0011" in masked, "样**" in masked, "校验码" in masked) == (True, True, True)
    told = AccessLog.objects.filter(event=Event.EXPORT).order_by("id").values_list("actor__username", "purpose", "row")
    number = str(Batch.objects.get().pk)
    assert list(told) == [
        ("window1", "有误的行（与报送时一致）", number),
        ("section_head1", "有误的行（个人信息已脱敏）", number),
    ]


def test_a_column_that_was_left_out_leaves_the_house_with_its_sender_alone(send: Send) -> None:
    heading = (*PERSONS.headings, "联系人")
    row = [*cells(PERSONS_LICENCE | {"id_no": RESIDENT[:-1] + "1"}, PERSONS), "样例丁"]
    batch = send(xlsx(row, heading=heading))
    found = match(batch, who(batch.by), {"联系人": ""})
    check_now(batch, who(batch.by))
    assert found.is_whole
    texts = [str([*sheet_of(marked_copy(batch, masked=masked)).values]) for masked in (False, True)]
    assert ["样例丁" in text for text in texts] == [True, False]


def signed_in(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sheet_of(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).active


# What is written


def test_the_same_sheet_again_writes_nothing_and_a_changed_row_says_what_changed(send: Send, officer: Staff) -> None:
    written(send(table(ONE, *licences(range(3)))), officer)
    before = versions_table(Licence).objects.count()
    again = [*licences(range(1)), *licences(range(1, 2), content="样例变更"), *licences(range(2, 4))]
    batch = send(table(ONE, *again))
    assert counts(batch) == (1, 1, 2, 0)
    told = [content.told for _row, content in opened(batch, batch.rows.filter(outcome="changed"))]
    assert told == [[("行政许可记录", "决定内容", "样例经营范围", "样例变更")]]
    assert versions_table(Licence).objects.count() == before
    written(batch, officer)
    assert versions_table(Licence).objects.count() == before + 2
    assert Licence.objects.get(content="样例变更").history.first().history_type == "~"


def test_together_they_leave_the_versions_that_entering_each_would(
    send: Send, officer: Staff, organ: Organ, source: Organ
) -> None:
    one = enter(hand(officer), unsaved(Licence, organ, source, paper_no="单"))
    written(send(table(ONE, LICENCE | {"paper_no": "批"})), officer)
    many = Licence.objects.get(paper_no="批")
    left_out = {"id", "history_id", "history_date", "history_change", "history_change_reason", "history_source"}
    for pair in ((one, many), (one.push, many.push)):
        told = [record.history.values().get() for record in pair]
        apart = [{key: value for key, value in row.items() if key not in {*left_out, "record_id"}} for row in told]
        assert {**apart[1], "paper_no": "单", "key": apart[0].get("key")} == {"paper_no": "单", "key": None} | apart[0]
    assert reconcile(timezone.now()) == []


def test_what_was_pushed_and_comes_again_otherwise_waits_to_be_corrected(send: Send, officer: Staff) -> None:
    written(send(table(ONE, LICENCE)), officer)
    report(hand(officer), LicencePush.objects.all(), date(2026, 5, 12))
    written(send(table(ONE, LICENCE | {"content": "样例变更"})), officer)
    assert [push.state for push in LicencePush.objects.all()] == [PushState.CORRECTED]


def test_a_column_that_is_not_there_says_nothing(send: Send, officer: Staff, penalty: Penalty) -> None:
    penalty.severity, penalty.hand = "轻微", hand(officer)
    penalty.save()
    written(send(table(PENALTY_LAYOUTS[1], PENALTY | {"content": "样例变更"}), "penalties"), officer)
    penalty.refresh_from_db()
    assert (penalty.content, penalty.severity, penalty.rule) == ("样例变更", "轻微", "slight_36")
    heading = [*PENALTY_LAYOUTS[1].headings, "失信程度", "是否简易程序"]
    written(send(xlsx([*cells(PENALTY, PENALTY_LAYOUTS[1]), "严重", "否"], heading=heading), "penalties"), officer)
    penalty.refresh_from_db()
    assert (penalty.severity, penalty.rule) == ("严重", "penalty_36")


def test_more_rows_ask_no_more(send: Send, officer: Staff, django_assert_max_num_queries: Any) -> None:
    batch = stage(kind_named("licences"), Upload(table(ONE, *licences(range(300))), "x"), who(officer))
    with django_assert_max_num_queries(25):
        check_now(batch, who(officer))
    assert counts(batch) == (300, 0, 0, 0)


# Whose, and back again


def test_a_large_sheet_is_confirmed_by_another_than_its_sender(
    send: Send, officer: Staff, other: Staff, settings: Any
) -> None:
    settings.SECOND_PERSON_ABOVE = 2
    batch = send(table(ONE, *licences(range(3))))
    with pytest.raises(NotNow, match="第二人"):
        confirm(batch, who(officer), False)
    batch = written(batch, other)
    assert (batch.state, Licence.objects.count()) == (BatchState.DONE, 3)
    assert {version.history_actor for version in versions_table(Licence).objects.all()} == {"样例股长"}
    assert send(table(ONE, *licences(range(4, 6)))).pk
    written(Batch.objects.latest("pk"), officer)


def test_the_page_of_a_large_batch_tells_its_sender_who_confirms(officer: Staff, other: Staff, settings: Any) -> None:
    settings.SECOND_PERSON_ABOVE = 2
    client = Client()
    client.force_login(officer)
    sent = {"file": SimpleUploadedFile("样例.xlsx", table(ONE, *licences(range(3))))}
    page = client.post(reverse("admin:credit_licence_import"), sent, follow=True)
    assert "第二人" in page.text
    batch = Batch.objects.get()
    client.force_login(other)
    assert "第二人" not in client.get(reverse("admin:bureau_batch_change", args=[batch.pk])).text
    client.post(reverse("admin:bureau_batch_confirm", args=[batch.pk]))
    assert (done(batch).state, Licence.objects.count()) == (BatchState.DONE, 3)


def test_undoing_takes_out_what_is_new_and_puts_back_what_was_changed(send: Send, officer: Staff) -> None:
    written(send(table(ONE, *licences(range(1)))), officer)
    batch = written(send(table(ONE, *licences(range(1), content="样例变更"), *licences(range(1, 4)))), officer)
    report(hand(officer), LicencePush.objects.filter(record__paper_no__contains="4号"), date(2026, 5, 12))
    undo(batch, who(officer))
    batch = done(batch)
    assert (batch.state, sorted(Licence.objects.values_list("paper_no", "content"))) == (
        BatchState.UNDONE,
        [("阳海样许〔2026〕1号", "样例经营范围"), ("阳海样许〔2026〕4号", "样例经营范围")],
    )
    assert (batch.left, LicencePush.objects.count()) == (2, 2)  # what was reported, and its line
    assert reconcile(timezone.now()) == []


def test_what_was_put_into_a_batch_is_not_undone(send: Send, officer: Staff) -> None:
    batch = written(send(table(ONE, *licences(range(2)))), officer)
    (pushed,) = prepare(hand(officer), officer.section.bureau, officer)  # type: ignore[union-attr]
    undo(batch, who(officer))
    batch = done(batch)
    assert (batch.left, Licence.objects.count(), pushed.rows.count()) == (4, 2, 2)


# Killed

KILLED = """
import django, os, signal
django.setup()
from django.utils import timezone
from bureau.notices.jobs import run_due
from credit.resources.decisions import DecisionResource
DecisionResource.chunk = 20
plain, wrote = DecisionResource.save_together, []
def save_together(self, new, changed):
    plain(self, new, changed)
    wrote.append(1)
    if len(wrote) == int(os.environ["FATAL"]):
        os.kill(os.getpid(), signal.SIGKILL)
DecisionResource.save_together = save_together
run_due(timezone.now, "a worker that is killed")
"""


def killed_at(chunk: int, database_url: str) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url, "FATAL": str(chunk)}
    ended = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=os.environ | settings, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL


def test_no_row_is_lost_or_doubled_though_the_worker_is_killed(
    send: Send, officer: Staff, database_url: str, settings: Any
) -> None:
    batch = send(table(ONE, *licences(range(90)), LICENCE | {"paper_no": "错", "uscc": ""}))
    confirm(batch, who(officer), True)
    killed_at(3, database_url)  # two chunks of twenty are kept, the third is written and goes with its transaction
    assert (Licence.objects.count(), batch.rows.filter(is_written=True).count()) == (40, 40)
    batch = done(batch, minutes=2)
    assert (counts(batch), Licence.objects.count(), LicencePush.objects.count()) == ((90, 0, 0, 1), 90, 90)
    assert versions_table(Licence).objects.count() == versions_table(LicencePush).objects.count() == 90


def test_all_or_nothing_holds_though_the_worker_is_killed(send: Send, officer: Staff, database_url: str) -> None:
    batch = send(table(ONE, *licences(range(90))))
    confirm(batch, who(officer), False)
    killed_at(1, database_url)
    assert (Licence.objects.count(), Batch.objects.get().state) == (0, BatchState.WRITING)
    assert (counts(done(batch, minutes=2)), Licence.objects.count()) == ((90, 0, 0, 0), 90)


# The command


def test_the_command_does_the_same(officer: Staff, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "许可.xlsx"
    file.write_bytes(table(ONE, *licences(range(3))))
    call_command("import_sheet", "licences", file, by="officer", json=True)
    assert json.loads(capsys.readouterr().out)["counts"]["new"] == Licence.objects.count() == 3


def test_the_command_too_wants_a_second_person(
    officer: Staff, other: Staff, tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.SECOND_PERSON_ABOVE = 2
    file = tmp_path / "许可.xlsx"
    file.write_bytes(table(ONE, *licences(range(3))))
    with pytest.raises(SystemExit):
        call_command("import_sheet", "licences", file, by="officer", json=True)
    assert "第二人" in json.loads(capsys.readouterr().out)["refused_file"]
    call_command("import_sheet", "licences", file, by="officer", second="second", json=True)
    assert (json.loads(capsys.readouterr().out)["written"], Licence.objects.count()) == (True, 3)


# What is odd and yet happens


def test_what_is_odd_is_told_before_it_is_written_and_refuses_nothing(send, officer, other) -> None:
    before = {"valid_from": LICENCE["decided_on"] - timedelta(days=1)}
    told = licences(range(1), **before) + licences(range(1, 2), content=f"样例：{RESIDENT}") + licences(range(2, 3))
    batch = send(table(ONE, *told))
    assert counts(batch) == (3, 0, 0, 0)
    odd = {row.number: content.warnings for row, content in opened(batch, batch.rows.filter(is_odd=True))}
    first, *_rest = numbers = list(odd)
    assert odd == {
        first: [("有效期自", "早于决定日期，请核对")],
        first + 1: [("许可内容", "含有居民身份证号码，公示前请删去")],
    }
    client = Client()
    client.force_login(officer)
    page = client.get(reverse("admin:bureau_batch_change", args=[batch.pk])).text
    assert "有2行有可疑之处，仍会写入" in page
    assert ("早于决定日期，请核对" in page, RESIDENT in page) == (True, False)
    assert len(numbers) == 2
    assert written(batch, other).state == BatchState.DONE
    assert Licence.objects.count() == 3


def test_a_row_that_is_refused_is_not_warned_about_besides(send) -> None:
    told = licences(range(1), valid_from=LICENCE["decided_on"] - timedelta(days=1), licence_class="样例")
    batch = send(table(ONE, *told))
    assert (counts(batch), batch.rows.filter(is_odd=True).count()) == ((0, 0, 0, 1), 0)
