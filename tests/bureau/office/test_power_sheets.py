"""权责清单 by sheet: rows go into the draft, and each is told by what differs from the version in force."""

from datetime import date

import pytest
from django.utils import timezone

from bureau.models import Power, PowerList, Section, Staff
from bureau.notices.jobs import run_due
from bureau.office.powers.differences import differences
from bureau.office.powers.versions import draft_of, next_draft, publish
from bureau.people.roles import Role
from bureau.sheets.batches import Batch, Outcome
from bureau.sheets.importers import Importer, importer
from bureau.sheets.kinds import kind_named
from bureau.sheets.safe import opened
from bureau.sheets.staging import Upload, stage
from bureau.sheets.work import confirm, undo
from bureau.sheets.writing import check_now, write_now
from tests.bureau.sheets.workbooks import xlsx
from tests.records import a_hand, a_person, a_section, record
from tests.sample_powers import FILING, HEADING, LICENCE, PENALTY, a_list_in_force, a_row, code, pasted, says

pytestmark = pytest.mark.django_db
KIND = kind_named("powers")


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def reviewer(section: Section) -> Staff:
    return a_person("reviewer", section, Role.LEGAL_REVIEWER, name="样例法审")


@pytest.fixture
def first(section: Section) -> PowerList:
    return a_list_in_force(section)


def brought(by: Staff, *rows: list[str]) -> tuple[Batch, Importer]:
    who = importer(by, KIND.writers, timezone.now())
    batch = stage(KIND, Upload(pasted(*rows).encode(), "pasted"), who)
    check_now(batch, who)
    return batch, who


def written(by: Staff, *rows: list[str]) -> tuple[Batch, Importer]:
    batch, who = brought(by, *rows)
    confirm(batch, who, good_rows_only=False, in_background=False)
    write_now(batch, who)
    return batch, who


def wrong(batch: Batch) -> list[tuple[int, str]]:
    refused = batch.rows.filter(outcome=Outcome.REFUSED)
    return [(row.number, heading) for row, content in opened(batch, refused) for heading, _told in content.problems]


def test_a_sheet_with_every_column_is_kept_to_the_last_cell(reviewer: Staff, section: Section) -> None:
    """Every field that a list of powers is prescribed to have, of one power in use and one that was cancelled."""
    more = {
        "基本编码": FILING,
        "实施依据": "《样例办法》第三条",
        "行使层级": "县级",
        "办理流程图": "收件\n备案\n公开",
        "公开日期": "2025-01-10",
        "生效日期": "2025-01-01",
        "取消日期": "",
        "状态": "在用",
        "调整依据": "样例〔2025〕1号",
        "密级": "否",
    }
    gone = more | {"基本编码": LICENCE, "取消日期": "2025-06-30", "状态": "取消", "调整依据": "样例〔2025〕6号"}
    table = xlsx([*HEADING, *more], [*a_row(), *more.values()], [*a_row(LICENCE), *gone.values()])
    who = importer(reviewer, KIND.writers, timezone.now())
    batch = stage(KIND, Upload(table, "权责清单.xlsx"), who)
    check_now(batch, who)
    confirm(batch, who, good_rows_only=False, in_background=False)
    write_now(batch, who)
    cancelled, kept = Power.objects.order_by("code")
    assert {name: getattr(kept, name).replace("；", "\n") for name in says()} == says()
    assert (kept.exercising_basis, kept.steps, kept.adjusted_by) == (
        "《样例办法》第三条",
        "收件\n备案\n公开",
        "样例〔2025〕1号",
    )
    assert (kept.public_on, kept.effective_on, kept.cancelled_on) == (date(2025, 1, 10), date(2025, 1, 1), None)
    assert (kept.get_level_display(), kept.get_state_display(), kept.is_work_secret) == ("县级", "在用", False)
    assert (cancelled.state, cancelled.cancelled_on, cancelled.adjusted_by) == (
        "cancelled",
        date(2025, 6, 30),
        "样例〔2025〕6号",
    )


def test_a_sheet_becomes_the_draft_of_the_next_version(reviewer: Staff, first: PowerList) -> None:
    written(reviewer, a_row(FILING, 监督方式="样例信箱"), a_row(PENALTY))
    draft = draft_of(first.bureau)
    found = differences(first.powers.all(), draft.powers.all())
    assert [power.basic_code for power in found.new] == [PENALTY]
    assert [(each.power.basic_code, each.changed[0].after) for each in found.changed if each.power.basic_code] == [
        (FILING, "受理：接收材料；决定：出具样例证明")
    ]
    assert [power.basic_code for power in found.gone] == [LICENCE]
    assert (draft.number, first.powers.count()) == (2, 2)


def test_each_row_is_told_by_what_differs_from_the_version_in_force(reviewer: Staff, first: PowerList) -> None:
    told = {"责任事项": "受理：接收材料\n决定：出具样例证明"}
    rows = (a_row(FILING, 监督方式="样例信箱"), a_row(LICENCE), a_row(PENALTY))
    cells = [[told.get(heading, cell) for heading, cell in zip(HEADING, row, strict=True)] for row in rows]
    who = importer(reviewer, KIND.writers, timezone.now())
    batch = stage(KIND, Upload(xlsx(*cells, heading=HEADING), "清单.xlsx"), who)
    check_now(batch, who)
    assert [batch.counted()[outcome] for outcome in Outcome.values] == [1, 2, 0, 0]
    shown = {row.number: content.told for row, content in opened(batch, batch.rows.all())}
    by_row = [shown[number] for number in sorted(shown)]
    assert [line[1:] for line in by_row[0]] == [("监督方式", "监督电话 0662-3881234", "样例信箱")]
    assert [line[1:] for line in by_row[1]] == [("与现行版本相比", "", "无差异")]
    assert not PowerList.objects.filter(since_on=None).exists()


@pytest.mark.parametrize(
    ("cell", "heading"),
    [
        ({"实施编码": code(FILING)[:-1]}, "实施编码"),
        ({"实施编码": "1" + code(FILING)[1:17] + "0" + code(FILING)[18:]}, "实施编码"),
        ({"职权类别": "行政处罚"}, "实施编码"),
        ({"职权类别": "别的"}, "职权类别"),
        ({"承办机构": "没有的股"}, "承办机构"),
        ({"权力来源": "别的"}, "权力来源"),
        ({"监督方式": "13800138000"}, "监督方式"),
        ({"设定依据": ""}, "设定依据"),
    ],
)
def test_a_wrong_cell_is_told_with_its_row_and_column(reviewer: Staff, cell: dict[str, str], heading: str) -> None:
    batch, _who = brought(reviewer, a_row(LICENCE), a_row(FILING, **cell))
    assert wrong(batch) == [(3, heading)]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("基本编码", LICENCE), ("行使层级", "市级"), ("密级", "国家秘密：机密"), ("取消日期", "2026-01-01")],
)
def test_what_the_code_says_otherwise_and_what_may_not_be_here_is_refused(
    reviewer: Staff, heading: str, cell: str
) -> None:
    who = importer(reviewer, KIND.writers, timezone.now())
    text = "\n".join("\t".join(row) for row in ((*HEADING, heading), (*a_row(FILING), cell)))
    batch = stage(KIND, Upload(text.encode(), "pasted"), who)
    check_now(batch, who)
    assert wrong(batch) == [(2, heading)]


def test_the_same_code_twice_is_refused_in_both_rows(reviewer: Staff) -> None:
    batch, _who = brought(reviewer, a_row(FILING), a_row(FILING, 职权名称="样例又一"))
    assert [number for number, _heading in wrong(batch)] == [2, 3]


def test_rows_are_entered_into_the_draft_that_there_is(reviewer: Staff, first: PowerList) -> None:
    draft = next_draft(first.bureau, a_hand())
    written(reviewer, a_row(PENALTY))
    assert sorted(power.basic_code for power in draft.powers.all()) == sorted([FILING, LICENCE, PENALTY])


def test_the_office_brings_it_and_another_section_does_not(section: Section) -> None:
    office = record(Section, bureau=section.bureau, name="综合办公室", is_intake=True)
    stranger, clerk = a_person("stranger", section, Role.OFFICER), a_person("clerk", office, Role.OFFICER)
    assert len(wrong(brought(stranger, a_row(FILING))[0])) == 1
    written(clerk, a_row(LICENCE))
    assert Power.objects.get().basic_code == LICENCE


def undone(batch: Batch, who: Importer) -> None:
    undo(batch, who)
    while run_due(timezone.now, "a test"):
        pass


def test_a_sheet_is_undone_with_the_draft_that_it_made(reviewer: Staff, first: PowerList) -> None:
    undone(*written(reviewer, a_row(FILING), a_row(PENALTY)))
    assert list(PowerList.objects.all()) == [first]
    assert Power.objects.filter(list=first).count() == 2


def test_what_was_published_since_is_not_undone(reviewer: Staff, first: PowerList) -> None:
    batch, who = written(reviewer, a_row(FILING))
    publish(draft_of(first.bureau), a_hand().because("样例"), date(2026, 1, 1), "样例〔2026〕2号")
    undone(batch, who)
    batch.refresh_from_db()
    assert (batch.left, Power.objects.filter(list__number=2).count()) == (2, 1)
