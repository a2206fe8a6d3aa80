"""import-export's ways of losing history, of half importing and of swallowing an error are closed."""

import pytest
import tablib
from django.db import DatabaseError

from bureau.audit.history import Bypassed
from bureau.people.appointments import Appointment
from bureau.people.staff import Staff
from bureau.sheets.resources import SheetResource
from bureau.sheets.staff import StaffResource
from tests.bureau.sheets.conftest import hand_of
from tests.bureau.sheets.workbooks import HEADING, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def resource(administrator: Staff) -> SheetResource:
    return StaffResource(hand_of(administrator))


def sheet(*rows: list) -> tablib.Dataset:
    return tablib.Dataset(*rows, headers=HEADING)


def names() -> set[str]:
    return set(Staff.objects.filter(username__startswith="sample").values_list("username", flat=True))


def test_by_itself_it_is_all_or_nothing(resource: SheetResource) -> None:
    result = resource.import_data(sheet(person(0), person(1, name="")))
    assert (result.has_errors(), result.has_validation_errors(), names()) == (False, True, set())


def test_when_every_row_is_wrong_has_errors_says_no_and_still_nothing_is_kept(resource: SheetResource) -> None:
    result = resource.import_data(sheet(person(0, name=""), person(1, email="x")))
    assert (result.has_errors(), len(result.invalid_rows), names()) == (False, 2, set())


def test_of_a_row_whose_last_part_is_refused_nothing_is_kept(resource: SheetResource, monkeypatch) -> None:
    """The account would have been saved before the role was refused."""
    monkeypatch.setattr(StaffResource, "reaches", lambda _self, record: isinstance(record, Staff))
    result = resource.import_data(sheet(person(0)), rollback_on_validation_errors=False)
    assert (len(result.invalid_rows), names(), Staff.history.filter(username="sample0").count()) == (1, set(), 0)


def test_a_dry_run_tells_and_keeps_neither_record_nor_version(resource: SheetResource) -> None:
    result = resource.import_data(sheet(person(0)), dry_run=True, tells=True)
    assert [version.model for version in result.rows[0].told] == [Staff, Appointment]
    assert (names(), Staff.history.filter(username="sample0").count()) == (set(), 0)


def test_an_unforeseen_error_goes_up_and_is_no_wrong_row(resource: SheetResource, monkeypatch) -> None:
    def broken(_self: SheetResource, _values: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(StaffResource, "procedure", broken)
    with pytest.raises(DatabaseError):
        resource.import_data(sheet(person(0)))


@pytest.mark.parametrize("way", ["bulk_create", "bulk_update", "bulk_delete", "save_instance", "delete_instance"])
def test_the_ways_without_history_are_closed(resource: SheetResource, way: str) -> None:
    with pytest.raises(Bypassed):
        getattr(resource, way)()


def test_what_is_unchanged_is_skipped_and_a_list_as_role_is_no_change(resource: SheetResource) -> None:
    row = person(0, roles="经办人、窗口")
    resource.import_data(sheet(row))
    result = resource.import_data(sheet(row))
    assert [each.import_type for each in result.rows] == ["skip"]
    assert Staff.history.filter(username="sample0").count() == 1
