"""权责清单: its codes and texts, its versions, and that a version that was published stays as it was."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from bureau.casework.items import InForce
from bureau.models import Bureau, Power, PowerList, Section
from bureau.office.powers.differences import differences
from bureau.office.powers.models import Standing, list_in_force
from bureau.office.powers.versions import digest, draft_of, drop, empty_draft, is_as_published, next_draft, publish
from tests.records import a_hand, a_section, record
from tests.sample_powers import FILING, LICENCE, PENALTY, SINCE, a_draft, a_list_in_force, code, says

pytestmark = pytest.mark.django_db
BECAUSE = a_hand().because("样例")


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def bureau(section: Section) -> Bureau:
    return section.bureau


@pytest.fixture
def first(section: Section) -> PowerList:
    return a_list_in_force(section)


def faults(bureau: Bureau, **other: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        Power(list=a_draft(bureau), **says(**other)).full_clean()
    return refused.value.message_dict


# What a power says


def test_level_and_basic_code_are_read_from_the_implementation_code(bureau: Bureau) -> None:
    power = Power.objects.get(pk=record(Power, list=a_draft(bureau), **says(LICENCE)).pk)
    power.full_clean()
    assert (power.level, power.basic_code, power.get_level_display()) == ("4", LICENCE, "县级")


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"code": code(FILING)[:-1]}, "code"),
        ({"code": code(FILING, level="9")}, "code"),
        ({"category": "01"}, "code"),
        ({"category": "11"}, "category"),
        ({"section": "没有的股"}, "section"),
        ({"state": "cancelled", "adjusted_by": "样例〔2026〕1号"}, "cancelled_on"),
        ({"state": "cancelled", "cancelled_on": date(2026, 1, 1)}, "adjusted_by"),
        ({"cancelled_on": date(2026, 1, 1)}, "cancelled_on"),
        ({"supervision": "监督电话 13800138000"}, "supervision"),
        ({"accountability": "责任人 441702199001011234"}, "accountability"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(bureau: Bureau, other: dict[str, Any], field: str) -> None:
    assert set(faults(bureau, **other)) - {"__all__"} == {field}


def test_the_category_is_the_one_that_the_code_says(bureau: Bureau) -> None:
    assert "10" in faults(bureau, category="02")["code"][0]


def test_the_database_too_refuses_a_cancelled_power_without_its_day(bureau: Bureau) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        record(Power, list=a_draft(bureau), **says(state="cancelled", adjusted_by="样例"))


# Versions


def test_a_draft_is_published_and_supersedes_the_version_before(bureau: Bureau, first: PowerList) -> None:
    draft = next_draft(bureau, a_hand())
    assert (draft.number, draft.standing, list_in_force(bureau)) == (2, Standing.DRAFT, first)
    today = timezone.localdate()
    second = publish(draft, a_hand(), today, "样例〔2026〕2号")
    first.refresh_from_db()
    assert (first.standing, first.until_on) == (Standing.SUPERSEDED, today - timedelta(days=1))
    assert (second.standing, list_in_force(bureau), list_in_force(bureau, SINCE)) == (Standing.PUBLISHED, second, first)
    assert draft_of(bureau) is None


def test_the_next_draft_says_what_is_in_force_but_for_what_was_cancelled(bureau: Bureau) -> None:
    draft = a_draft(bureau, FILING)
    cancelled = {"state": "cancelled", "cancelled_on": SINCE, "adjusted_by": "样例〔2025〕1号"}
    record(Power, list=draft, **says(LICENCE, **cancelled))
    publish(draft, BECAUSE, SINCE, "样例〔2025〕1号")
    after = next_draft(bureau, a_hand())
    found = differences(draft.powers.all(), after.powers.all())
    assert [power.basic_code for power in found.gone] == [LICENCE]
    assert [power.basic_code for power in found.unchanged] == [FILING]
    assert (found.new, found.changed) == ([], [])


def test_there_is_one_draft_at_a_time(bureau: Bureau, first: PowerList) -> None:
    next_draft(bureau, a_hand())
    for make in (next_draft, empty_draft):
        with pytest.raises(ValidationError):
            make(bureau, a_hand())
    with pytest.raises(IntegrityError), transaction.atomic():
        record(PowerList, bureau=bureau, number=9)


@pytest.mark.parametrize(
    ("on", "paper", "field"),
    [
        (date(2099, 1, 1), "样例", "on"),
        (date(2024, 1, 1), "样例", "on"),
        (SINCE, "样例", "on"),
        (date(2026, 1, 1), " ", "paper"),
    ],
)
def test_a_day_or_a_paper_that_cannot_be_is_refused(
    bureau: Bureau, first: PowerList, on: date, paper: str, field: str
) -> None:
    draft = next_draft(bureau, a_hand())
    with pytest.raises(ValidationError) as refused:
        publish(draft, BECAUSE, on, paper)
    assert set(refused.value.message_dict) == {field}
    assert list_in_force(bureau) == first


def test_a_past_day_asks_for_its_reason(bureau: Bureau) -> None:
    with pytest.raises(ValidationError) as refused:
        publish(a_draft(bureau, FILING), a_hand(), SINCE, "样例")
    assert "on" in refused.value.message_dict


def test_an_empty_list_is_not_published(bureau: Bureau) -> None:
    with pytest.raises(ValidationError):
        publish(a_draft(bureau), BECAUSE, SINCE, "样例")


def test_a_power_whose_section_is_gone_stops_the_publication_by_its_name(bureau: Bureau, section: Section) -> None:
    draft = a_draft(bureau, FILING)
    section.name, section.hand = "别的股", a_hand()
    section.save()
    with pytest.raises(ValidationError) as refused:
        publish(draft, BECAUSE, SINCE, "样例")
    assert "样例备案" in refused.value.messages[0]


def test_a_draft_is_dropped_and_leaves_its_history(bureau: Bureau) -> None:
    drop(a_draft(bureau, FILING), a_hand())
    assert not PowerList.objects.exists()
    assert list(Power.history.values_list("history_type", flat=True)) == ["-", "+"]


# What was published stays


def test_nothing_of_a_published_version_is_edited(first: PowerList) -> None:
    power = first.powers.first()
    power.name, power.hand = "样例改", a_hand()
    first.paper, first.hand = "样例改", a_hand()
    for refused in (power.save, power.delete, first.save, first.delete, lambda: record(Power, list=first, **says("1"))):
        with pytest.raises(InForce):
            refused()


def test_a_power_is_not_moved_off_a_published_version(bureau: Bureau, first: PowerList) -> None:
    power = first.powers.first()
    power.list, power.hand = empty_draft(bureau, a_hand()), a_hand()
    with pytest.raises(InForce):
        power.save()


def test_a_version_does_not_come_back_once_it_is_superseded(bureau: Bureau, first: PowerList) -> None:
    publish(next_draft(bureau, a_hand()), BECAUSE, date(2026, 1, 1), "样例〔2026〕2号")
    first.refresh_from_db()
    first.until_on, first.hand = None, a_hand()
    with pytest.raises(InForce):
        first.save()


def test_a_published_version_has_its_paper_and_its_digest_in_the_database_too(bureau: Bureau) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        record(PowerList, bureau=bureau, number=1, since_on=SINCE)


def test_a_row_that_was_changed_behind_the_back_of_all_this_no_longer_fits_its_digest(first: PowerList) -> None:
    assert is_as_published(first, list(first.powers.all()))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bureau_power SET duties = 'x' WHERE list_id = %s", [first.pk])
    assert not is_as_published(first, list(first.powers.all()))


def test_the_digest_does_not_depend_on_the_order(first: PowerList) -> None:
    powers = list(first.powers.all())
    assert digest(powers) == digest(powers[::-1])


def test_versions_differ_field_by_field(bureau: Bureau, first: PowerList) -> None:
    draft = next_draft(bureau, a_hand())
    changed = draft.powers.get(basic_code=FILING)
    changed.supervision, changed.origin, changed.hand = "样例信箱", "handed_down", a_hand()
    changed.save()
    gone = draft.powers.get(basic_code=LICENCE)
    gone.hand = a_hand()
    gone.delete()
    record(Power, list=draft, **says(PENALTY))
    found = differences(first.powers.all(), draft.powers.all())
    assert ([power.basic_code for power in found.new], [power.basic_code for power in found.gone]) == (
        [PENALTY],
        [LICENCE],
    )
    ((only, fields),) = [(each.power, each.changed) for each in found.changed]
    assert only == changed
    assert [(field.label, field.before, field.after) for field in fields] == [
        ("权力来源", "法定本级行使", "上级下放"),
        ("监督方式", "监督电话 0662-3881234", "样例信箱"),
    ]
