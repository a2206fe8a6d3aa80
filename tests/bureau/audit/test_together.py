"""Many rows at a time: made as the model makes them, and changed in one statement for all."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from bureau.audit.together import change, made
from bureau.models import Bureau, HolidayNotice, Section
from tests.records import a_section, record


@pytest.fixture
def sections(db: None) -> list[Section]:
    return [a_section(f"样例{place}股") for place in range(3)]


def test_what_is_made_like_another_is_as_the_model_makes_it(sections: list[Section]) -> None:
    bureau = sections[0].bureau
    blank = Section(name="原名")
    same, usual = made(blank, {"name": "样例股"}, bureau=bureau), Section(name="样例股", bureau=bureau)
    fields = [field.attname for field in Section._meta.concrete_fields]
    assert [getattr(same, name) for name in fields] == [getattr(usual, name) for name in fields]
    assert (same.bureau, same._state.adding, same.pk) == (bureau, True, None)
    assert (blank.name, blank.bureau_id) == ("原名", None)


def test_two_made_alike_share_nothing_that_one_of_them_changes(sections: list[Section]) -> None:
    blank = Section(bureau=sections[0].bureau)
    first, second = made(blank, {"name": "甲股"}), made(blank, {"name": "乙股"})
    first.bureau = record(Bureau, name="样例乙局")
    first._state.adding = False
    assert (second.bureau, blank.bureau) == (sections[0].bureau, sections[0].bureau)
    assert second._state.adding


def test_these_fields_of_all_rows_are_changed_and_no_other(sections: list[Section], django_assert_num_queries) -> None:
    for section in sections:
        section.name, section.is_sample_name = f"改'\"{section.pk}股", not section.is_sample_name
    before = list(Section.objects.order_by("pk").values_list("is_sample_name", flat=True))
    with django_assert_num_queries(1):
        change(sections, ["name"], "default")
    assert [section.name for section in Section.objects.order_by("pk")] == [section.name for section in sections]
    assert list(Section.objects.order_by("pk").values_list("is_sample_name", flat=True)) == before


def test_values_go_as_a_save_would_send_them(sections: list[Section], db: None) -> None:
    """Nothing beside a day; a word as its choice beside the same word as a text, as the database told it."""
    day = timezone.localdate()
    sections[1].closed_on, sections[2].closed_on = None, day
    change(sections, ["closed_on", "is_intake"], "default")
    assert list(Section.objects.order_by("pk").values_list("closed_on", flat=True)) == [None, None, day]
    notices = [record(HolidayNotice, number=f"样例{year}号", year=year, issued_on=day) for year in (2030, 2031)]
    notices[0].source, notices[1].source = HolidayNotice.Source.GENERATED, "generated"
    change(notices, ["source"], "default")
    assert HolidayNotice.objects.filter(year__in=(2030, 2031), source="generated").count() == 2


def test_all_are_changed_or_none(sections: list[Section]) -> None:
    sections[1].name, sections[2].name = "改股", sections[0].name
    with pytest.raises(DatabaseError), transaction.atomic():
        change(sections, ["name"], "default")
    assert not Section.objects.filter(name="改股").exists()


def test_nothing_to_change_asks_nothing(db: None, django_assert_num_queries) -> None:
    with django_assert_num_queries(0, connection=connection):
        change([], ["name"], "default")
