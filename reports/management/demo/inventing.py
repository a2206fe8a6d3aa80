"""What the sample bureau is made of: invented enterprises and projects, the same at every run.

The credit codes pass every check and name a region that does not exist (449999), so that none is anybody's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from bureau.law.codes import USCC_ALPHABET, USCC_WEIGHTS, mod_11_10, org_check
from bureau.law.workdays import Workdays
from projects.procedure import PlatformRow

SEED = 2024
NOWHERE, REGION = "449999", "441702"
ENTERPRISES = 48
PLACES = ("闸坡镇样例路", "海陵大道样例段", "样例工业园区", "样例渔港片区")
BRANDS = ("海风", "蓝湾", "恒光", "银滩", "远洋", "南湾", "海韵", "金沙", "碧浪", "丰渔", "启航", "润泽")
TRADES = ("水产", "新能源", "酒店管理", "冷链物流")
WORKS = (
    ("冷链加工车间", "建设样例车间{n}栋，购置分拣、包装设备{n}套"),
    ("屋顶分布式光伏发电项目", "利用样例厂房屋顶建设光伏组件{n}千平方米"),
    ("滨海民宿集群", "建设样例民宿{n}栋及配套设施"),
    ("深水网箱养殖基地", "布设样例网箱{n}口及管护平台"),
    ("渔港冷库", "建设样例冷库{n}座，库容{n}千吨"),
    ("充电站及储能配套设施", "建设样例充电桩{n}0个"),
    ("游客服务中心", "建设样例服务中心，建筑面积{n}千平方米"),
    ("船舶修造分段车间", "建设样例分段车间{n}座"),
)
CONSTRUCTIONS = ("new", "extension", "rebuilding", "relocation")
CATEGORIES = ("construction", "construction", "renovation")


@dataclass(frozen=True, slots=True)
class Party:
    uscc: str
    name: str


@dataclass(frozen=True, slots=True)
class Days:
    """When a filing was submitted, complete and filed; what has not happened is None."""

    submitted_on: date
    complete_on: date | None = None
    filed_on: date | None = None


def credit_code(kind: str, org: str) -> str:
    """Of this kind of holder (two digits), nowhere, with these eight characters; both its check digits are right."""
    first = f"{kind}{NOWHERE}{org}{org_check(org)}"
    total = sum(USCC_ALPHABET.index(char) * weight for char, weight in zip(first, USCC_WEIGHTS, strict=True))
    return first + USCC_ALPHABET[-total % 31]


class Inventor:
    """Draws what is needed one after the other; the same seed and the same questions give the same answers."""

    def __init__(self, first: int = 1) -> None:
        """`first` is the serial of the first project; two inventors of different ranges never meet."""
        self.chance = Random(SEED + first)  # noqa: S311 - sample data, no secret
        self.parties = [self._party(number) for number in range(ENTERPRISES)]
        self._serial = first - 1

    def _party(self, number: int) -> Party:
        name = f"样例{BRANDS[number % len(BRANDS)]}{TRADES[number // len(BRANDS)]}有限公司"
        return Party(credit_code("91", f"MA{number:06d}"), name)

    def code(self, on: date) -> str:
        """A project code of that month; its serial is ours."""
        self._serial += 1
        digits = f"{on:%y%m}{REGION}0401{self._serial:05d}"
        return f"{digits[:4]}-{REGION}-04-01-{digits[14:]}{mod_11_10(digits)}"

    def row(self, days: Days) -> PlatformRow:
        party, (work, content) = self.chance.choice(self.parties), self.chance.choice(WORKS)
        investment = Decimal(self.chance.randrange(80, 25000))
        starts = days.submitted_on.replace(day=1) + timedelta(days=31 * self.chance.randrange(2, 6))
        return PlatformRow(
            project_code=self.code(days.submitted_on),
            project_name=f"样例{work}{self._serial}号",
            enterprise_name=party.name,
            uscc=party.uscc,
            site=f"海陵试验区{self.chance.choice(PLACES)}{self.chance.randrange(1, 99)}号",
            category=self.chance.choice(CATEGORIES),
            construction=self.chance.choice(CONSTRUCTIONS),
            scale_and_content=content.format(n=self.chance.randrange(2, 12)),
            total_investment=investment,
            capital=(investment * 3 / 10).quantize(Decimal("0.01")),
            plan_start=starts,
            plan_end=starts + timedelta(days=31 * self.chance.randrange(6, 30)),
            channel="online",
            submitted_on=days.submitted_on,
            complete_on=days.complete_on,
            filed_on=days.filed_on,
        )

    def finished(self, year: int, count: int, days: Workdays) -> Iterator[PlatformRow]:
        """So many rows spread over the working days of a year, each filed within three of them."""
        first, last = date(year, 1, 8), date(year, 12, 20)
        span = (last - first).days
        for number in range(count):
            complete = days.add(first + timedelta(days=number * span // count), 1)
            taken = self.chance.randrange(0, 4)
            filed = days.add(complete, taken) if taken else complete
            yield self.row(Days(complete - timedelta(days=self.chance.randrange(0, 6)), complete, filed))
