"""权责清单 for the district portal: its files stand by themselves, are looked at first, and are recorded."""

import csv
import hashlib
import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from bureau.audit.appended import Bypassed
from bureau.casework.items import ServiceItem
from bureau.casework.versions import bring_into_force, new_version
from bureau.law.licensing import Nature
from bureau.models import Bureau, Material, Power, PowerList, Publication, Section
from bureau.office.powers.items import powers_of
from bureau.office.powers.portal import NotSound, bundle
from bureau.office.powers.proofs import faults
from bureau.office.powers.publishing import on_portal, record_publication
from bureau.office.powers.versions import next_draft, publish
from tests.records import a_hand, a_person, a_section, record
from tests.sample_powers import FILING, LICENCE, PENALTY, SINCE, a_draft, a_list_in_force, code, says

pytestmark = pytest.mark.django_db
BECAUSE = a_hand().because("样例")
PORTAL = "https://portal.example.gov.cn/powers/"
SECRET = {"is_work_secret": True, "name": "样例不公开职权"}


@pytest.fixture
def bureau() -> Bureau:
    return a_section().bureau


@pytest.fixture
def version(bureau: Bureau) -> PowerList:
    return a_list_in_force(Section.objects.get())


@pytest.fixture
def item(bureau: Bureau) -> ServiceItem:
    guide = {"conditions": "样例条件", "handling": "promised", "result": "样例证书", "fee": "不收费"}
    limits = {"statutory_amount": 20, "statutory_unit": "workday", "statutory_article": "样例法第一条"}
    facts = {"code": LICENCE, "name": "样例核准事项", "nature": Nature.LICENCE, "basis": "样例依据"}
    draft = record(ServiceItem, bureau=bureau, quantity_limit="无", **facts, **guide, **limits)
    own = {"form": "paper", "kind": "original", "copies": 2, "source": "government", "issuer": "样例发证机关"}
    own |= {"shared_data": "样例电子证照", "template_url": "https://portal.sample.invalid/form.docx"}
    record(Material, item=draft, name="样例申请书", **own)
    record(Material, item=draft, name="样例图纸", position=2, is_secondary=True)
    return bring_into_force(draft, BECAUSE, SINCE)


def today() -> date:
    return timezone.localdate()


def unpacked(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name).decode("utf-8-sig") for name in packed.namelist()}


def test_every_power_has_its_place_its_row_and_a_link_that_leads_there(version: PowerList) -> None:
    made = bundle(version, today())
    files = unpacked(made.data)
    assert set(files) == {
        *("index.html", "permits.html", "category-01.html", "category-10.html", "powers.csv", "sha256.txt")
    }
    assert f'href="category-10.html#p-{code(FILING)}"' in files["index.html"]
    assert f'id="p-{code(FILING)}"' in files["category-10.html"]
    rows = list(csv.DictReader(io.StringIO(files["powers.csv"])))
    assert [(row["实施编码"].rstrip("\t"), row["行使层级"], row["职权类别"]) for row in rows] == [
        (code(LICENCE), "县级", "行政许可"),
        (code(FILING), "县级", "其他行政权力"),
    ]
    assert made.powers == 2


def test_the_same_list_makes_the_same_bytes_whoever_asks_for_them(version: PowerList) -> None:
    with translation.override("zh-hans"):
        first = bundle(version, today())
    with translation.override("en"):
        second = bundle(version, today())
    assert first.data == second.data
    assert first.sha256 == hashlib.sha256(first.data).hexdigest()
    listed = unpacked(first.data)["sha256.txt"].splitlines()
    with zipfile.ZipFile(io.BytesIO(first.data)) as packed:
        found = {f"{hashlib.sha256(packed.read(name)).hexdigest()}  {name}" for name in packed.namelist()}
    assert set(listed) < found


def test_a_power_is_shown_with_the_guide_of_its_item(version: PowerList, item: ServiceItem) -> None:
    files = unpacked(bundle(version, today()).data)
    shown = files["category-01.html"]
    guide = ("样例核准事项", "样例条件", "承诺件", "20个工作日", "样例申请书", "可容缺", "样例证书", "不收费")
    material = (
        "纸质 · 原件 · 2份",
        "政府部门核发 · 样例发证机关",
        "样例电子证照",
        "https://portal.sample.invalid/form.docx",
    )
    for told in (*guide, *material):
        assert told in shown, told
    assert "20个工作日" in files["permits.html"]
    assert [power.code for power in powers_of(item, today())] == [code(LICENCE)]


def test_work_secrets_stand_in_none_of_the_files(bureau: Bureau) -> None:
    draft = a_draft(bureau, FILING)
    record(Power, list=draft, **says(PENALTY, **SECRET))
    made = bundle(publish(draft, BECAUSE, SINCE, "样例〔2025〕1号"), today())
    assert made.powers == 1
    assert not any("样例不公开职权" in text or code(PENALTY) in text for text in unpacked(made.data).values())


def test_a_draft_makes_no_files(bureau: Bureau) -> None:
    with pytest.raises(NotSound):
        bundle(a_draft(bureau, FILING), today())


def test_a_number_of_somebody_in_a_guide_is_found_before_the_files_leave(version: PowerList, item: ServiceItem) -> None:
    draft = new_version(item, a_hand())
    draft.conditions, draft.hand = "联系样例 13800138000", a_hand()
    draft.save()
    bring_into_force(draft, BECAUSE, today())
    with pytest.raises(NotSound) as refused:
        bundle(version, today())
    assert "category-01.html" in refused.value.messages[0]
    assert "13800138000" not in str(refused.value)


PAGE = '<html lang="zh"><title>x</title><main><h1>x</h1>{}</main></html>'


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        (PAGE.format("<script></script>"), "script"),
        (PAGE.format('<a href="https://elsewhere.example">x</a>'), "elsewhere"),
        (PAGE.format('<a href="#nothing">x</a>'), "#nothing"),
        (PAGE.format('<a onclick="x">x</a>'), "（a）"),
        (PAGE.format("<table><th>x</th></table>"), "extra.html"),
        ("<title>x</title><main><h1>x</h1></main>", "extra.html"),
        (PAGE.format('<h2 id="p-9">x</h2>'), ""),
        (PAGE.format(code(PENALTY)), "extra.html"),
    ],
    ids=["script", "link outside", "anchor", "handler", "head of a table", "language", "row", "secret"],
)
def test_a_planted_fault_is_found(version: PowerList, planted: str, told: str) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle(version, today()).data)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    powers = list(version.powers.all())
    assert faults(files, powers, [code(PENALTY)]) == []
    found = faults(files | {"extra.html": planted.encode()}, powers, [code(PENALTY)])
    assert any(told in fault for fault in found[:-1])  # the last is that of the digests
    assert faults(files | {"powers.csv": files["powers.csv"].replace(code(FILING).encode(), b"x")}, powers, [])


# Where it was published


def test_what_was_published_is_recorded_with_its_day_place_digest_and_hand(version: PowerList) -> None:
    clerk = a_person("clerk", Section.objects.get(), name="样例办")
    made = bundle(version, today())
    kept = record_publication(version, a_hand(clerk), today(), PORTAL, made.sha256)
    assert (kept.on, kept.address, kept.sha256, kept.powers) == (today(), PORTAL, made.sha256, 2)
    assert (kept.by, kept.by_name) == (clerk, "样例办")
    with pytest.raises(Bypassed):
        Publication.objects.all().delete()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"on": date(2099, 1, 1)}, "on"),
        ({"on": SINCE - timedelta(days=1)}, "on"),
        ({"address": "portal"}, "address"),
        ({"sha256": "0" * 64}, "__all__"),
    ],
)
def test_what_cannot_have_been_published_is_refused(version: PowerList, facts: dict[str, Any], field: str) -> None:
    given = {"on": today(), "address": PORTAL, "sha256": bundle(version, today()).sha256} | facts
    with pytest.raises(ValidationError) as refused:
        record_publication(version, a_hand(), **given)
    assert field in getattr(refused.value, "error_dict", {"__all__": 1})
    assert not Publication.objects.exists()


def test_a_version_that_was_superseded_is_not_published_any_more(bureau: Bureau, version: PowerList) -> None:
    made = bundle(version, today())
    publish(next_draft(bureau, a_hand()), BECAUSE, today(), "样例〔2026〕2号")
    version.refresh_from_db()
    with pytest.raises(ValidationError):
        record_publication(version, a_hand(), today(), PORTAL, made.sha256)


def test_it_is_told_whether_the_portal_shows_what_is_in_force(bureau: Bureau, version: PowerList) -> None:
    def told() -> tuple[bool, bool]:
        now = on_portal(bureau, today())
        assert now is not None
        return now.is_current, now.is_other_version

    assert told() == (False, True)
    record_publication(version, a_hand(), today(), PORTAL, bundle(version, today()).sha256)
    assert told() == (True, False)
    item = {"code": FILING, "name": "样例", "nature": Nature.OTHER_POWER, "basis": "样例"}
    bring_into_force(record(ServiceItem, bureau=bureau, **item), BECAUSE, today())
    assert told() == (False, False)
    publish(next_draft(bureau, a_hand()), BECAUSE, today(), "样例〔2026〕2号")
    assert told() == (False, True)


def test_without_a_version_in_force_there_is_nothing_to_publish(bureau: Bureau) -> None:
    a_draft(bureau, FILING)
    assert on_portal(bureau, today()) is None
