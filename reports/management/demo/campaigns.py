"""The campaigns of 2024 of the sample bureau: invented days and places, with the counts of the report on that year.

Of those in public places there are photographs, which nobody took.
"""

import io
from datetime import date
from typing import Any

from credit.models import Campaign
from credit.models.campaigns import Held
from credit.procedure.campaigns import keep_campaign
from reports.management.demo.filings import YEAR, Making
from reports.management.demo.pictures import picture

STAND, FIRMS, VILLAGES = Held.STAND, Held.ENTERPRISES, Held.VILLAGES
SCHOOLS, LECTURE, MEDIA = Held.SCHOOLS, Held.LECTURE, Held.MEDIA
# Month, day, kind, name, place; staff, leaflets, people answered.
HELD = (
    (1, 18, FIRMS, "信用修复政策进企业", "样例工业园区", 8, 200, 46),
    (2, 6, VILLAGES, "节前诚信宣传", "样例村", 9, 260, 58),
    (3, 14, STAND, "“3·15”诚信消费宣传", "样例广场", 16, 420, 118),
    (3, 29, LECTURE, "双公示报送培训", "样例会议室", 12, 90, 40),
    (4, 19, FIRMS, "信用修复“两书同达”宣讲", "样例渔港片区", 9, 230, 55),
    (5, 10, SCHOOLS, "诚信教育进校园", "样例中学", 10, 300, 64),
    (5, 24, STAND, "诚信旅游宣传", "样例海滩", 12, 360, 92),
    (6, 14, STAND, "“信用记录关爱日”宣传", "样例广场", 16, 430, 124),
    (7, 5, FIRMS, "民宿行业信用承诺宣讲", "样例民宿片区", 9, 220, 52),
    (7, 26, VILLAGES, "涉农信用宣传", "样例社区", 9, 250, 60),
    (8, 16, STAND, "开渔节诚信经营宣传", "样例渔港", 13, 380, 101),
    (9, 13, LECTURE, "信用承诺制度讲座", "样例会议室", 8, 120, 38),
    (9, 27, SCHOOLS, "诚信文化进校园", "样例小学", 9, 280, 57),
    (10, 18, FIRMS, "信用惠企政策宣讲", "样例工业园区", 8, 210, 49),
    (11, 8, STAND, "诚信兴商宣传", "样例商业街", 12, 350, 88),
    (12, 4, MEDIA, "国家宪法日信用法规宣传", "", 10, 200, 60),
)


def load(making: Making) -> None:
    """Whatever of them is missing, known by day and name."""
    officer = making.officers[0]
    known = set(Campaign.objects.held().filter(section=officer.section).values_list("held_on", "name"))
    for month, day, kind, name, place, *counts in HELD:
        on, called = date(YEAR, month, day), f"样例：{name}"
        if (on, called) not in known:
            facts: dict[str, Any] = dict(zip(("staff", "leaflets", "consultations"), counts, strict=True))
            campaign = Campaign(section=officer.section, held_on=on, name=called, kind=kind, place=place, **facts)
            keep_campaign(making.hand(officer), campaign, _photographs(on) if kind == STAND else ())


def _photographs(on: date) -> list[tuple[str, io.BytesIO]]:
    return [(f"样例{on}-{number}.png", io.BytesIO(picture(20 * on.month + number))) for number in (1, 2)]
