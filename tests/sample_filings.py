"""A sheet of the platform as it was brought in that morning: three rows are wrong, one is finished, one is at work."""

from datetime import date
from typing import NamedTuple

from bureau.casework.items import ServiceItem
from bureau.casework.versions import bring_into_force
from bureau.models import Batch
from bureau.notices.jobs import run_due
from bureau.sheets.importers import importer
from bureau.sheets.kinds import kind_named
from bureau.sheets.staging import Upload, stage
from bureau.sheets.work import confirm
from bureau.sheets.writing import check_now
from projects.models import Filing
from tests.bureau.sheets.workbooks import xlsx
from tests.projects.conftest import OTHER_CODE, SAYS, USCC
from tests.projects.test_sheets import HEADING, a_line
from tests.records import a_hand, record
from tests.sample_permits import MORNING, Sample

DAY_BEFORE = date(2026, 10, 8)
WRONG = {
    "2603-441702-04-01-000024": {"统一社会信用代码": USCC[:-1] + "X"},
    "2603-441702-04-01-000032": {"建设类别": "别的"},
    "2603-441702-04-01-000040": {"项目总投资(万元)": "很多"},
}


class Brought(NamedTuple):
    batch: Batch
    at_work: Filing
    filed: Filing


def brought_in(sample: Sample) -> Brought:
    draft = record(ServiceItem, bureau=sample.section.bureau, **SAYS)
    bring_into_force(draft, a_hand().because("样例"), date(2024, 1, 1))
    at_work = {"申报日期": DAY_BEFORE, "资料齐全日期": DAY_BEFORE, "备案日期": ""}
    of = {"申报企业名称": str(sample.permit.applicant.name)}  # whom the sample knows by that code
    rows = [a_line(**of), *(a_line(**{**of, "项目代码": code, **cell}) for code, cell in WRONG.items())]
    rows.append(a_line(项目代码=OTHER_CODE, 项目名称="样例海产品展示中心新建项目", **of, **at_work))
    kind = kind_named("filings")
    who = importer(sample.officer, kind.writers, MORNING)
    batch = stage(kind, Upload(xlsx(*rows, heading=HEADING, title="备案"), "省平台备案清单（样例）.xlsx"), who)
    check_now(batch, who)
    confirm(batch, who, True)
    run_due(lambda: MORNING, "a worker")
    batch.refresh_from_db()
    return Brought(batch, *(Filing.objects.get(state=state) for state in ("complete", "filed")))
