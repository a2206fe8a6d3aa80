"""A sheet of every kind, as somebody sends it who tries: its rows name what lies beyond by whatever can name it.

Each has a good row of one's own as well, so that there is something to confirm. What a cell bears comes back in a
preview; so no cell bears a canary by which a record of that place would be known, but those of names.
"""

from collections.abc import Callable, Iterable
from typing import Any

from bureau.models import Meeting
from bureau.sheets.kinds import kind_named
from tests.bureau.sheets.workbooks import HEADING as STAFF_HEADING
from tests.bureau.sheets.workbooks import person
from tests.matrix.canaries import account, canary
from tests.matrix.world import ASSIGNED, CODE, CODES, number_of
from tests.projects.test_sheets import HEADING as FILING_HEADING
from tests.projects.test_sheets import a_line
from tests.sample_credit import LICENCE, ORGAN_CODE, PENALTY
from tests.sample_powers import HEADING as POWER_HEADING
from tests.sample_powers import LICENCE as OTHER_POWER
from tests.sample_powers import a_row

Row = dict[str, Any]
FRESH = CODE.format("91")
DAY = "2026-03-02"


def _staff(own: str, beyond: str) -> Iterable[Row]:
    here, rest = {"section": canary(own, "section")}, {"roles": "", "email": ""}
    known = {"username": account(own, "officer"), "name": canary(own, "staff"), "roles": "窗口", "employment": ""}
    for row in (
        person(1, username=account(beyond, "officer"), name="样例", **here | rest),
        person(2, section=canary(beyond, "section"), **rest),
        person(3, **here | rest),
        person(4, **known | here | {"email": ""}),
    ):
        yield dict(zip(STAFF_HEADING, row, strict=True))


def _filings(own: str, beyond: str) -> Iterable[Row]:
    """The last is one that was received and no more: a window clerk may enter that."""
    firm, received = {"申报企业名称": canary("a1", "enterprise")}, {"资料齐全日期": "", "备案日期": ""}
    for code, days in ((CODES[beyond], {}), (ASSIGNED[beyond], {}), (FRESH, received)):
        yield dict(zip(FILING_HEADING, a_line(项目代码=code, 项目名称="样例", **firm | days), strict=True))


def _codes(own: str, beyond: str) -> Iterable[Row]:
    for code in (ASSIGNED[beyond], CODES[beyond], FRESH):
        yield {"项目代码": code, "项目名称": "样例", "赋码日期": DAY}


def _licences(own: str, beyond: str) -> Iterable[Row]:
    return _decisions("licences", "licence", LICENCE, own, beyond)


def _penalties(own: str, beyond: str) -> Iterable[Row]:
    return _decisions("penalties", "penalty", PENALTY, own, beyond)


def _decisions(kind: str, label: str, sample: Row, own: str, beyond: str) -> Iterable[Row]:
    """One with the number of a paper from beyond, one of an organ from beyond."""
    columns = kind_named(kind).resource.fields
    organs = {place: canary(f"{place[0]}1", "organ") for place in (own, beyond)}
    papers = {number_of(beyond, label): own, "样例1号": beyond, "样例2号": own}
    for paper, place in papers.items():
        of = {f"{name}_name": organs[place] for name in ("organ", "source")}
        of |= {f"{name}_code": ORGAN_CODE for name in ("organ", "source")}
        facts = sample | of | {"paper_no": paper, "remark": "样例"}
        yield {columns[name].column_name: value for name, value in facts.items()}


def _list_entries(own: str, beyond: str) -> Iterable[Row]:
    lists = {place: canary(f"{place[0]}1", "creditlist") for place in (own, beyond)}
    party = {"主体名称": "样例", "统一社会信用代码": ORGAN_CODE, "列入事由": "样例事由", "列入依据": "样例办法"}
    measure = canary(f"{beyond[0]}1", "measure")
    known = number_of(f"{beyond[0]}1", "listentry")
    for of, paper, measures in (
        (lists[beyond], known, ""),
        (lists[own], known, ""),
        (lists[own], "样例1号", measure),
        (lists[own], "样例2号", ""),
    ):
        yield party | {"名单名称": of, "决定文书号": paper, "列入日期": DAY, "管理措施": measures}


def _study_items(own: str, beyond: str) -> Iterable[Row]:
    """To the day and the item of a meeting from beyond, with its people as chair and as present."""
    meeting = Meeting._meta.get_field("kind").get_default()
    chairs = {place: account(place, "section_head") for place in (own, beyond)}
    there = account(beyond, "officer")
    for day, chair, title, present in (
        (DAY, chairs[own], canary(beyond, "studyitem"), ""),
        (DAY, chairs[own], "样例议题1", there),
        ("2026-03-03", chairs[beyond], "样例议题2", ""),
        (DAY, chairs[own], "样例议题3", account(own, "officer")),
    ):
        yield {"会议类型": meeting, "会议日期": day, "主持人": chair, "议题": title, "参加人": present}


def _trainings(own: str, beyond: str) -> Iterable[Row]:
    subject = canary(beyond, "training")
    for person_of in (beyond, own):
        yield {"培训主题": subject, "培训日期": DAY, "学时": "4", "姓名": account(person_of, "officer")}


def _powers(own: str, beyond: str) -> Iterable[Row]:
    """The code is that of the power of both bureaus."""
    of = {"承办机构": canary(own, "section")}
    for row in (a_row(**of), a_row(OTHER_POWER, **of)):
        yield dict(zip(POWER_HEADING, row, strict=True))


# By kind: whose sheet, and the place that its rows try to reach.
SAMPLES: dict[str, Callable[[str, str], Iterable[Row]]] = {
    "staff": _staff,
    "filings": _filings,
    "old_filings": _filings,
    "codes": _codes,
    "licences": _licences,
    "penalties": _penalties,
    "list_entries": _list_entries,
    "study_items": _study_items,
    "trainings": _trainings,
    "powers": _powers,
}


def sheet(kind: str, own: str, beyond: str) -> list[list[str]]:
    """Its heading and its rows, as cells."""
    assert kind in SAMPLES, f"a sheet of {kind} has no sample: add a line to SAMPLES"
    rows = list(SAMPLES[kind](own, beyond))
    return [list(rows[0]), *([str(cell) for cell in row.values()] for row in rows)]
