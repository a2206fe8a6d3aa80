"""A section that files, its people, and the item 企业投资项目备案 as its guide has it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bureau.audit.hand import Hand, Source
from bureau.casework.gate import open_case
from bureau.casework.items import ServiceItem
from bureau.casework.parties import Enterprise, enterprise_of
from bureau.casework.versions import bring_into_force
from bureau.law.licensing import Nature
from bureau.models import Section, Staff
from bureau.people.roles import Role
from projects.models import Filing
from projects.procedure import PlatformRow
from projects.rules.filing import ITEM_NAME
from tests.records import a_hand, a_person, a_section, record

RECEIVED = date(2026, 3, 2)  # a Monday
CODE, OTHER_CODE = "2603-441702-04-01-000016", "2406-441702-04-01-123458"
USCC, NAME = "91441702123456788K", "样例（阳江）有限公司"
TITLE, CONTENT = "样例冷链加工车间扩建项目", "新建样例车间2栋，年加工样例产品8000吨"
SAYS = {
    "code": "441025999000",
    "name": ITEM_NAME,
    "nature": Nature.OTHER_POWER,
    "basis": "《企业投资项目核准和备案管理条例》第十三条",
    "statutory_amount": 20,
    "statutory_unit": "workday",
    "statutory_article": "样例办事指南",
    "promised_amount": 3,
    "promised_unit": "workday",
    "promised_article": "样例服务承诺",
}


def hand(person: Staff | None, on: date = RECEIVED, source: Source = Source.SCREEN, **facts: Any) -> Hand:
    """The person's hand at ten in the morning of that day, in Shanghai."""
    return Hand(person, source, datetime(on.year, on.month, on.day, 2, tzinfo=UTC), **facts)


@pytest.fixture
def section(db: None) -> Section:
    return a_section("规划、审批和数据股")


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例经办", is_staff=True)


@pytest.fixture
def head(section: Section) -> Staff:
    return a_person("head", section, Role.SECTION_HEAD, name="样例股长", is_staff=True)


@pytest.fixture
def leader(section: Section) -> Staff:
    return a_person("leader", section, Role.LEADER, name="样例局长")


@pytest.fixture
def item(section: Section) -> ServiceItem:
    draft = record(ServiceItem, bureau=section.bureau, **SAYS)
    return bring_into_force(draft, hand(None, date(2024, 1, 1), name="a test"), date(2024, 1, 1))


@pytest.fixture
def abroad(section: Section) -> Section:
    """A section of another bureau that files as well, by an item of its own."""
    there = a_section("审批股", bureau="另一样例局")
    draft = record(ServiceItem, bureau=there.bureau, **SAYS)
    bring_into_force(draft, hand(None, date(2024, 1, 1), name="a test"), date(2024, 1, 1))
    return there


@pytest.fixture
def stranger(abroad: Section) -> Staff:
    return a_person("stranger", abroad, Role.OFFICER, name="样例外局")


@pytest.fixture
def enterprise(db: None) -> Enterprise:
    return enterprise_of(a_hand(), USCC, NAME)


FACTS: dict[str, Any] = {
    "project_name": TITLE,
    "site": "样例市样例镇1号",
    "category": "construction",
    "construction": "extension",
    "scale_and_content": CONTENT,
    "total_investment": Decimal(12800),
}


@pytest.fixture
def filing(section: Section, officer: Staff, item: ServiceItem, enterprise: Enterprise) -> Filing:
    """Submitted by hand on a Monday, and nothing more."""
    docket = {"number": CODE, "title": TITLE, "section": section, "opened_on": RECEIVED, "officer": officer}
    own = {"item": item, "project_code": CODE, "enterprise": enterprise, "submitted_on": RECEIVED}
    return open_case(Filing, hand(officer), **docket, **own, **FACTS)


def a_row(**facts: Any) -> PlatformRow:
    """A finished row of the platform's sheet."""
    row = {"project_code": CODE, "enterprise_name": NAME, "uscc": USCC, "capital": Decimal(3840)}
    days = {"submitted_on": RECEIVED, "complete_on": date(2026, 3, 4), "filed_on": date(2026, 3, 6)}
    plan = {"plan_start": date(2026, 12, 1), "plan_end": date(2028, 6, 1), "channel": "online"}
    return PlatformRow(**(FACTS | row | days | plan | facts))
