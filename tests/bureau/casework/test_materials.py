"""What an item says of each paper that an applicant brings."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from bureau.casework.materials import SAYS
from bureau.casework.versions import bring_into_force, new_version
from bureau.models import Material, Section, ServiceItem
from tests.bureau.casework.test_items import FIRST, on
from tests.bureau.casework.test_items import SAYS as ITEM
from tests.records import a_hand, record

WHOLE: dict[str, Any] = {
    "position": 3,
    "name": "营业执照",
    "is_required": False,
    "is_secondary": True,
    "form": "either",
    "kind": "both",
    "copies": 2,
    "source": "government",
    "issuer": "样例登记机关",
    "shared_data": "电子营业执照",
    "template_url": "https://portal.sample.invalid/form.docx",
    "note": "样例说明",
}


@pytest.fixture
def draft(section: Section) -> ServiceItem:
    return record(ServiceItem, bureau=section.bureau, **ITEM)


def test_the_next_version_takes_over_whatever_a_material_says(draft: ServiceItem) -> None:
    record(Material, item=draft, **WHOLE)
    assert set(WHOLE) == set(SAYS)
    second = new_version(bring_into_force(draft, on(FIRST), FIRST), a_hand())
    kept = second.materials.get()
    assert {name: getattr(kept, name) for name in SAYS} == WHOLE


def test_a_material_says_its_details_and_where_it_is_from_in_words(draft: ServiceItem) -> None:
    whole = record(Material, item=draft, **WHOLE)
    bare = record(Material, item=draft, name="申请书")
    with translation.override("zh-hans"):
        assert (whole.details, whole.provenance) == ("纸质或电子 · 原件和复印件 · 2份", "政府部门核发 · 样例登记机关")
    with translation.override("en"):
        assert whole.details == "on paper or electronic · original and photocopy · 2 copies"
    assert (bare.details, bare.provenance) == ("", "")


@pytest.mark.parametrize("says", [{"copies": 0}, {"copies": 1, "form": "electronic"}])
def test_copies_are_of_paper_and_at_least_one(draft: ServiceItem, says: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        Material(item=draft, name="申请书", **says).full_clean()
    assert list(refused.value.message_dict) == ["copies"]
    with pytest.raises(IntegrityError), transaction.atomic():
        record(Material, item=draft, name="申请书", **says)


def test_what_shared_data_say_is_not_to_be_brought(draft: ServiceItem) -> None:
    said = [{}, {"is_required": False}, {"shared_data": "电子营业执照"}]
    made = [record(Material, item=draft, name=str(place), **says) for place, says in enumerate(said)]
    assert [material.is_to_be_brought for material in made] == [True, False, False]
