"""The sample bureau itself: its sections, its accounts with their roles, and the item for which it files."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from bureau.audit.hand import Hand
from bureau.casework.items import ServiceItem
from bureau.casework.materials import Material
from bureau.casework.versions import bring_into_force
from bureau.law.licensing import Nature
from bureau.people.appointments import Appointment
from bureau.people.bureaus import Bureau, Section
from bureau.people.roles import OF_THE_BUREAU, Role
from bureau.people.staff import Employment, Staff
from projects.rules.filing import ITEM_NAME

NAME = "海陵试验区经济发展局（样例）"
SINCE = date(2024, 1, 1)
FILING_SECTION = "规划、审批和数据股"
# Three are named in the report on 2024; the names of the other four wait for the real ones.
SECTIONS = ("综合办公室", "投资促进股", FILING_SECTION)
SAMPLE_SECTIONS = ("样例股室四", "样例股室五", "样例股室六", "样例股室七")
# Username, name, role, and the number of the section.
ACCOUNTS = (
    ("sample-officer-1", "样例经办甲", Role.OFFICER, 3),
    ("sample-officer-2", "样例经办乙", Role.OFFICER, 3),
    ("sample-officer-3", "样例经办丙", Role.OFFICER, 3),
    ("sample-window", "样例窗口", Role.WINDOW, 3),
    ("sample-head", "样例股长", Role.SECTION_HEAD, 3),
    ("sample-leader", "样例局长", Role.LEADER, 1),
    ("sample-legal", "样例法制审核", Role.LEGAL_REVIEWER, 1),
    ("sample-supervisor", "样例督查", Role.SUPERVISOR, 1),
    ("sample-system", "样例系统管理员", Role.SYSTEM_ADMINISTRATOR, 1),
    ("sample-security", "样例安全管理员", Role.SECURITY_ADMINISTRATOR, 1),
    ("sample-audit", "样例审计管理员", Role.AUDIT_ADMINISTRATOR, 1),
    *(
        account
        for number, numeral in ((1, "一"), (2, "二"), (4, "四"), (5, "五"), (6, "六"), (7, "七"))
        for account in (
            (f"sample-head-{number}", f"样例{numeral}股股长", Role.SECTION_HEAD, number),
            (f"sample-clerk-{number}", f"样例{numeral}股经办", Role.OFFICER, number),
        )
    ),
)
FILING_OFFICERS = (Role.OFFICER, 3)
ITEM: dict[str, Any] = {
    "name": ITEM_NAME,
    "nature": Nature.OTHER_POWER,
    "basis": "《企业投资项目核准和备案管理条例》（国务院令第673号）第十三条",
    "statutory_amount": 20,
    "statutory_unit": "workday",
    "statutory_article": "办事指南公布的法定办结时限（样例，以本局公布的办事指南为准）",
    "promised_amount": 3,
    "promised_unit": "workday",
    "promised_article": "办事指南公布的承诺办结时限（样例，以本局公布的办事指南为准）",
    "conditions": "已通过在线平台告知全部备案信息（样例）",
    "handling": "promised",
    "result": "企业投资项目备案证",
    "fee": "不收费",
    "quantity_limit": "无数量限制",
}
ITEM_CODE = "441099001000"  # a sample: no item of the catalogue has 99 there
MATERIALS = ("企业基本情况", "项目名称、建设地点、建设规模、建设内容", "项目总投资额", "项目符合产业政策的声明")


@dataclass(frozen=True, slots=True)
class House:
    """The sample bureau as it stands."""

    bureau: Bureau
    section: Section
    staff: dict[str, Staff]
    new_accounts: tuple[str, ...]

    @property
    def officers(self) -> list[Staff]:
        """Those of the section that files."""
        return [
            self.staff[username] for username, _name, role, section in ACCOUNTS if (role, section) == FILING_OFFICERS
        ]


def head_of(house: House, section: int) -> Staff:
    return next(house.staff[account[0]] for account in ACCOUNTS if account[2:] == (Role.SECTION_HEAD, section))


def officer_of(house: House, section: int) -> Staff:
    return next(house.staff[account[0]] for account in ACCOUNTS if account[2:] == (Role.OFFICER, section))


def build(hand: Hand, password: str) -> House:
    """What is missing of the bureau is made; what is there stays as it is, passwords too."""
    bureaus: Any = Bureau.objects
    bureau = bureaus.filter(name=NAME).first() or bureaus.record(hand, name=NAME)
    for name in (*SECTIONS, *SAMPLE_SECTIONS):
        if not bureau.sections.filter(name=name).exists():
            flags = {"is_intake": name == SECTIONS[0], "is_sample_name": name in SAMPLE_SECTIONS}
            Section.objects.record(hand, bureau=bureau, name=name, **flags)
    sections = [bureau.sections.get(name=name) for name in (*SECTIONS, *SAMPLE_SECTIONS)]
    known = set(Staff.objects.values_list("username", flat=True))
    new = tuple(account[0] for account in ACCOUNTS if account[0] not in known)
    secret = make_password(password)
    for username, name, role, number in ACCOUNTS:
        if username in new:
            _account(hand, sections[number - 1], username=username, name=name, role=role, password=secret)
    _item(hand, bureau)
    people = Staff.objects.select_related("section__bureau").filter(username__in=[account[0] for account in ACCOUNTS])
    staff: dict[str, Staff] = {person.username: person for person in people}
    return House(bureau, bureau.sections.get(name=FILING_SECTION), staff, new)


def _account(hand: Hand, section: Section, *, username: str, name: str, role: Role, password: str) -> None:
    address = f"{username}@sample.invalid"  # a name that no mail server can have (RFC 2606)
    made = Staff(username=username, name=name, email=address, section=section, is_staff=True, is_sample=True)
    made.employment, made.established_on = Employment.ADMINISTRATIVE, SINCE
    made.password = password
    made.hand = hand
    made.save()
    of = None if role in OF_THE_BUREAU else section
    Appointment.objects.record(hand, staff=made, role=role, bureau=section.bureau, section=of, since_on=SINCE)


def _item(hand: Hand, bureau: Bureau) -> None:
    if ServiceItem.objects.filter(bureau=bureau, name=ITEM_NAME).exists():
        return
    draft = ServiceItem.objects.record(hand, bureau=bureau, code=ITEM_CODE, **ITEM)
    for position, name in enumerate(MATERIALS, 1):
        Material.objects.record(hand, item=draft, position=position, name=name)
    bring_into_force(draft, hand, SINCE)
