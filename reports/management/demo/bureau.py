"""The sample bureau itself: its sections, its accounts with their roles, and the item for which it files."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from bureau.audit.hand import Hand
from bureau.casework.items import Material, ServiceItem
from bureau.casework.versions import bring_into_force
from bureau.law.licensing import Nature
from bureau.people.appointments import Appointment
from bureau.people.bureaus import Bureau, Section
from bureau.people.roles import OF_THE_BUREAU, Role
from bureau.people.staff import Staff
from projects.rules.filing import ITEM_NAME

NAME = "海陵试验区经济发展局（样例）"
SINCE = date(2024, 1, 1)
FILING_SECTION = "规划、审批和数据股"
# Three are named in the report on 2024; the names of the other four wait for the real ones.
SECTIONS = ("综合办公室", "投资促进股", FILING_SECTION)
SAMPLE_SECTIONS = ("样例股室四", "样例股室五", "样例股室六", "样例股室七")
ACCOUNTS = (
    ("sample-officer-1", "样例经办甲", Role.OFFICER),
    ("sample-officer-2", "样例经办乙", Role.OFFICER),
    ("sample-officer-3", "样例经办丙", Role.OFFICER),
    ("sample-window", "样例窗口", Role.WINDOW),
    ("sample-head", "样例股长", Role.SECTION_HEAD),
    ("sample-leader", "样例局长", Role.LEADER),
    ("sample-legal", "样例法制审核", Role.LEGAL_REVIEWER),
    ("sample-supervisor", "样例督查", Role.SUPERVISOR),
    ("sample-system", "样例系统管理员", Role.SYSTEM_ADMINISTRATOR),
    ("sample-security", "样例安全管理员", Role.SECURITY_ADMINISTRATOR),
    ("sample-audit", "样例审计管理员", Role.AUDIT_ADMINISTRATOR),
)
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
}
ITEM_CODE = "SAMPLE-BA-01"
MATERIALS = ("企业基本情况", "项目名称、建设地点、建设规模、建设内容", "项目总投资额", "项目符合产业政策的声明")


@dataclass(frozen=True, slots=True)
class House:
    """The sample bureau as it stands."""

    bureau: Bureau
    section: Section
    staff: dict[str, Staff]
    new_accounts: tuple[str, ...]

    def with_role(self, role: Role) -> list[Staff]:
        return [self.staff[username] for username, _name, held in ACCOUNTS if held is role]


def build(hand: Hand, password: str) -> House:
    """What is missing of the bureau is made; what is there stays as it is, passwords too."""
    bureaus: Any = Bureau.objects
    bureau = bureaus.filter(name=NAME).first() or bureaus.record(hand, name=NAME)
    for name in (*SECTIONS, *SAMPLE_SECTIONS):
        if not bureau.sections.filter(name=name).exists():
            flags = {"is_intake": name == SECTIONS[0], "is_sample_name": name in SAMPLE_SECTIONS}
            Section.objects.record(hand, bureau=bureau, name=name, **flags)
    section = bureau.sections.get(name=FILING_SECTION)
    known = set(Staff.objects.values_list("username", flat=True))
    new = tuple(username for username, _name, _role in ACCOUNTS if username not in known)
    secret = make_password(password)
    for username, name, role in ACCOUNTS:
        if username in new:
            _account(hand, section, username=username, name=name, role=role, password=secret)
    _item(hand, bureau)
    names = [username for username, _name, _role in ACCOUNTS]
    staff: dict[str, Staff] = {name: Staff.objects.get(username=name) for name in names}
    return House(bureau, section, staff, new)


def _account(hand: Hand, section: Section, *, username: str, name: str, role: Role, password: str) -> None:
    address = f"{username}@sample.invalid"  # a name that no mail server can have (RFC 2606)
    made = Staff(username=username, name=name, email=address, section=section, is_staff=True, is_sample=True)
    made.password = password
    made.hand = hand
    made.save()
    of = None if role in OF_THE_BUREAU else section
    Appointment.objects.record(hand, staff=made, role=role, bureau=section.bureau, section=of, since_on=SINCE)


def _item(hand: Hand, bureau: Bureau) -> None:
    if ServiceItem.objects.filter(bureau=bureau, code=ITEM_CODE).exists():
        return
    draft = ServiceItem.objects.record(hand, bureau=bureau, code=ITEM_CODE, **ITEM)
    for position, name in enumerate(MATERIALS, 1):
        Material.objects.record(hand, item=draft, position=position, name=name)
    bring_into_force(draft, hand, SINCE)
