"""The organs of the sample zone and their sheets of 2024, each in its own header way; they are nobody's."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import tablib
from openpyxl import Workbook

from bureau.law.codes import ID_WEIGHTS
from bureau.law.workdays import Workdays
from credit.rules.enumerations import PartyKind
from credit.rules.fields import LICENCE_FIELDS, LICENCE_LAYOUTS, PENALTY_FIELDS, PENALTY_LAYOUTS, Field
from reports.management.demo.filings import YEAR
from reports.management.demo.inventing import NOWHERE, Inventor, Party, credit_code

Row = dict[str, Any]
PUSHED_ON = (date(YEAR, 3, 25), date(YEAR, 6, 24), date(YEAR, 9, 23), date(YEAR, 12, 23))
FIELDS = {"licences": LICENCE_FIELDS, "penalties": PENALTY_FIELDS}
LAYOUTS = {"licences": LICENCE_LAYOUTS, "penalties": PENALTY_LAYOUTS}
TO_BE_CHECKED, OLD_NAME = "样例待核实", "样例旧名有限公司"  # what the platform will not take
REPRESENTATIVES = ("样例甲", "样例乙", "样例丙", "样例丁")
PERSONS = 8  # of the licences of a whole year
# Its own words for what the standard calls otherwise; the mapping of that sender is remembered.
OWN_WORDS = {
    "行政相对人名称": "单位（个人）名称",
    "行政相对人代码_1(统一社会信用代码)": "信用代码",
    "行政许可决定文书号": "批文号",
    "许可决定日期": "发证日期",
}


@dataclass(frozen=True, slots=True)
class Deciding:
    """An organ: how its sheets look, and how many licences and penalties it sends with each push of the year."""

    name: str
    mark: str
    way: str
    licences: tuple[int, int, int, int]
    penalties: tuple[int, int, int, int]
    certificate: str
    number: int

    @property
    def uscc(self) -> str:
        return credit_code("11", f"MB{self.number:06d}")


# 3,508 licences and 95 penalties in all; one sheet is so large that a second person confirms it.
ORGANS = (
    Deciding(
        "样例市场监督管理局", "样市监", "names and codes", (310, 330, 620, 340), (24, 0, 24, 0), "样例营业执照", 1
    ),
    Deciding("样例住房城乡建设局", "样建", "organisations", (0, 310, 0, 310), (0, 17, 0, 0), "样例施工许可证", 2),
    Deciding("样例交通运输局", "样交", "codes", (240, 0, 240, 0), (0, 0, 12, 0), "样例道路运输证", 3),
    Deciding("样例卫生健康局", "样卫", "own words", (0, 210, 0, 210), (18, 0, 0, 0), "样例卫生许可证", 4),
    Deciding("样例农业农村局", "样农", "comma separated", (194, 0, 194, 0), (0, 0, 0, 0), "样例经营许可证", 5),
)
SENT_BACK, LATE = ORGANS[1], ORGANS[2]  # of whose rows the platform refuses some; whose penalties come late


def sheet_name(organ: Deciding, kind: str, push: int, corrected: str = "") -> str:
    words = {"licences": "行政许可", "penalties": "行政处罚"}[kind]
    shape = "csv" if organ.way == "comma separated" else "xlsx"
    return f"{organ.name}{words}{YEAR}-{push + 1}{corrected}.{shape}"


# Rows


class Decisions:
    """What the organs decided; the same at every run."""

    def __init__(self, days: Workdays) -> None:
        self.days = days
        self.parties = Inventor().parties
        self.traders = [Party(credit_code("92", f"MC{n:06d}"), f"样例{n + 1}号经营部") for n in range(60)]

    def licences(self, organ: Deciding, push: int) -> list[Row]:
        count, before = organ.licences[push], sum(organ.licences[:push])
        return [self._licence(organ, push, before + place) for place in range(1, count + 1)]

    def penalties(self, organ: Deciding, push: int) -> list[Row]:
        count, before = organ.penalties[push], sum(organ.penalties[:push])
        return [self._penalty(organ, push, before + place) for place in range(1, count + 1)]

    def _licence(self, organ: Deciding, push: int, serial: int) -> Row:
        on = self._decided(push, serial)
        is_of_person = organ.way == "names and codes" and serial <= PERSONS
        row = self._person(serial) if is_of_person else self._party(organ, serial)
        row |= {"paper_name": f"准予{organ.certificate}决定书", "paper_no": f"{organ.mark}许〔{YEAR}〕{serial}号"}
        row |= {"licence_class": "普通", "certificate_name": organ.certificate, "content": "样例许可事项"}
        row |= {"certificate_no": f"样证{organ.number}{serial:05d}", "state": "1", "decided_on": on}
        return row | _of(organ) | {"valid_from": on, "valid_to": on.replace(year=YEAR + 3)}

    def _penalty(self, organ: Deciding, push: int, serial: int) -> Row:
        on = self._decided(push, serial, 15 if organ is LATE else 0)
        row = self._party(organ, serial) | {"paper_no": f"{organ.mark}罚〔{YEAR}〕{serial}号", "decided_on": on}
        row |= {"violation": "样例违法行为", "facts": "样例违法事实", "basis": "《样例条例》第一条"}
        row |= {"penalty_class": "罚款", "content": "罚款（样例）", "fine": Decimal("0.1") * (serial % 9 + 1)}
        if serial % 6 == 0:
            row |= {"penalty_class": "警告", "content": "警告（样例）", "fine": None}
        elif serial % 8 == 0:
            row |= {"penalty_class": "责令停产停业", "content": "责令停产停业（样例）", "fine": None}
        return row | _of(organ) | {"valid_to": on.replace(year=YEAR + 3)}

    def _decided(self, push: int, serial: int, earlier: int = 0) -> date:
        """One of the five working days before the push, or so many days before that."""
        on = PUSHED_ON[push] - timedelta(days=earlier)
        for _day in range(serial % 5 + 1):
            on = self.days.previous(on - timedelta(days=1))
        return on

    def _party(self, organ: Deciding, serial: int) -> Row:
        is_trader = organ.way != "organisations" and serial % 3 == 0
        known = self.traders if is_trader else self.parties
        party = known[(serial + organ.number) % len(known)]
        kind = PartyKind.TRADER if is_trader else PartyKind.ORGANISATION
        row = {"party_name": party.name, "party_kind": kind.value, "uscc": party.uscc}
        row["representative"] = REPRESENTATIVES[serial % len(REPRESENTATIVES)]
        if organ is SENT_BACK and serial % 25 == 0:
            row["representative"] = TO_BE_CHECKED
        elif organ is SENT_BACK and serial % 60 == 1:
            row["party_name"] = OLD_NAME
        return row

    def _person(self, serial: int) -> Row:
        number = f"{NOWHERE}19900101{serial:02d}{serial % 10}"
        total = sum(int(char) * weight for char, weight in zip(number, ID_WEIGHTS, strict=True))
        row = {"party_name": f"样例个人{'甲乙丙丁戊己庚辛'[serial - 1]}", "party_kind": PartyKind.PERSON.value}
        return row | {"id_type": "身份证", "id_no": number + "10X98765432"[total % 11]}

    def put_right(self, row: Row) -> Row:
        """The row as its organ corrects it, once the platform has sent it back."""
        return row | {"representative": REPRESENTATIVES[0]}

    def name_of(self, uscc: str) -> str:
        """The name under which an enterprise is registered."""
        return next(party.name for party in self.parties if party.uscc == uscc)


def _of(organ: Deciding) -> Row:
    return dict.fromkeys(("organ_name", "source_name"), organ.name) | dict.fromkeys(
        ("organ_code", "source_code"), organ.uscc
    )


# Sheets


def sheet(organ: Deciding, kind: str, rows: list[Row]) -> bytes:
    """The rows as this organ lays them out."""
    names = "organisations" if organ.way == "organisations" else "one_sheet"
    layout = next(one for one in LAYOUTS[kind] if one.name == names)
    fields = {heading: field for field in FIELDS[kind] for heading in (field.heading, *field.others)}
    lines = list(_heading(organ, layout.headings, fields))
    lines += [[row.get(fields[name].name) if name in fields else None for name in layout.headings] for row in rows]
    return _comma_separated(lines) if organ.way == "comma separated" else _book(lines)


def _heading(organ: Deciding, headings: tuple[str, ...], fields: Mapping[str, Field]) -> Iterator[list[Any]]:
    codes = [fields[name].code if name in fields else name for name in headings]
    match organ.way:
        case "names and codes":
            yield [f"{organ.name}双公示信息报送表"]
            yield list(headings)
            yield codes
        case "codes":
            yield codes
        case "own words":
            yield [OWN_WORDS.get(name, name) for name in headings]
        case _:
            yield list(headings)


def _book(lines: list[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet("清单")
    for line in lines:
        page.append(line)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _comma_separated(lines: list[list[Any]]) -> bytes:
    """As a programme of some years ago writes it: in GB 18030, the days with points."""
    table = tablib.Dataset(headers=lines[0])
    for line in lines[1:]:
        table.append([f"{cell:%Y.%m.%d}" if isinstance(cell, date) else "" if cell is None else cell for cell in line])
    text: str = table.export("csv")
    return text.encode("gb18030")
