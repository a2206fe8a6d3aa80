"""Each record says what its newest version says; what went past the application is named, by record."""

import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from bureau.audit.bypass import AuditChange
from bureau.audit.findings import Finding, Kind
from bureau.audit.reconciling import reconcile
from bureau.models import Docket, Section, Staff
from tests.lifting import lifted
from tests.records import a_hand, a_person, a_section, record
from tests.sample_permits import a_morning

pytestmark = pytest.mark.django_db
TABLE = "bureau_section"


@pytest.fixture
def section() -> Section:
    return a_section()


def past(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def found() -> set[tuple[str, str, Kind]]:
    return {(each.table, each.row_id, each.kind) for each in reconcile(timezone.now())}


def of_columns() -> list[Finding]:
    """What is found, without the digest of what stands there now."""
    return [replace(each, detail=each.detail.partition("; now ")[0]) for each in reconcile(timezone.now())]


def test_a_sample_bureau_agrees_with_its_history() -> None:
    a_morning()
    assert Docket.objects.count() == 14
    assert reconcile(timezone.now()) == []


def test_a_record_changed_past_the_application_is_named_with_its_columns(section: Section) -> None:
    with lifted(connection) as cursor:
        cursor.execute("UPDATE bureau_section SET name = '他股' WHERE id = %s", [section.pk])
    assert of_columns() == [Finding(TABLE, str(section.pk), Kind.UNLOGGED, "name")]


def test_a_record_emptied_is_named(section: Section) -> None:
    """Nothing is not equal to nothing in SQL: the statement must say otherwise."""
    person = a_person("clerk", section)
    with lifted(connection) as cursor:
        cursor.execute("UPDATE bureau_staff SET section_id = NULL WHERE id = %s", [person.pk])
    assert of_columns() == [Finding("bureau_staff", str(person.pk), Kind.UNLOGGED, "section_id")]


def test_a_record_without_any_version_is_named(section: Section) -> None:
    with lifted(connection) as cursor:
        cursor.execute("DELETE FROM bureau_historicalsection WHERE id = %s", [section.pk])
    assert found() == {(TABLE, str(section.pk), Kind.NO_HISTORY)}


def test_a_record_removed_past_the_application_is_named(section: Section) -> None:
    with lifted(connection) as cursor:
        cursor.execute("DELETE FROM bureau_section WHERE id = %s", [section.pk])
    assert found() == {(TABLE, str(section.pk), Kind.UNLOGGED)}


def test_a_record_that_comes_back_after_its_removal_is_named(section: Section) -> None:
    pk, section.hand = section.pk, a_hand()
    section.delete()
    assert found() == set()
    with lifted(connection) as cursor:
        columns = ", ".join(field.column for field in Section._meta.concrete_fields)
        cursor.execute(
            f"INSERT INTO bureau_section ({columns}) SELECT {columns} FROM bureau_historicalsection "
            "WHERE history_type = '+' AND id = %s",
            [pk],
        )
    assert (TABLE, str(pk), Kind.UNLOGGED) in found()


def test_a_sign_in_and_a_new_password_are_no_changes(section: Section) -> None:
    person = Staff.objects.create_user("clerk", password="A-long-enough-phrase")
    person.last_login = timezone.now()
    person.save(update_fields=["last_login"])
    assert found() == set()


def test_each_kind_of_record_is_looked_at() -> None:
    a_morning()
    changes = {"bureau_docket": "title = 'x'", "bureau_term": "round = round + 9", "bureau_enterprise": "name = 'x'"}
    changes |= {"bureau_appointment": "since_on = '2019-01-01'", "permits_permit": "promised_days = 99"}
    for table, change in changes.items():
        with lifted(connection) as cursor:
            cursor.execute(f"UPDATE {table} SET {change}")
    assert {each.table for each in reconcile(timezone.now())} == set(changes)


def test_the_command_names_them_and_fails(section: Section, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reconcile")
    with lifted(connection) as cursor:
        cursor.execute("UPDATE bureau_section SET name = '他股'")
    capsys.readouterr()
    with pytest.raises(CommandError, match="1 records"):
        call_command("reconcile", json=True)
    (told,) = json.loads(capsys.readouterr().out)
    assert told.pop("detail").startswith("name; now ")
    assert told == {"table": TABLE, "row_id": str(section.pk), "kind": "unlogged", "acknowledged": False}


# What PostgreSQL notes by itself


@pytest.mark.django_db(transaction=True)
def test_postgresql_notes_a_change_that_was_taken_back_before_anybody_looked() -> None:
    """The record agrees with its history again; that it did not for a while stays on record."""
    section = a_section()
    for name in ("他股", "规划股"):
        past("UPDATE bureau_section SET name = %s WHERE id = %s", name, section.pk)
    noted = [(each.row_id, each.detail.partition(" by ")[0]) for each in reconcile(timezone.now())]
    expected = [(str(section.pk), "U name")] * 2
    assert noted == (expected if connection.vendor == "postgresql" else [])


@pytest.mark.django_db(transaction=True)
def test_what_the_application_writes_has_its_version_in_the_same_transaction() -> None:
    section = a_section()
    with transaction.atomic(), transaction.atomic():  # a savepoint has a number of its own
        section.name, section.hand = "二股", a_hand()
        section.save()
    section.hand = a_hand()
    section.delete()
    record(Section, bureau=section.bureau, name="三股")
    assert reconcile(timezone.now()) == []
    if connection.vendor == "postgresql":
        assert AuditChange.objects.filter(table=TABLE, operation="V").count() == 4
        assert AuditChange.objects.filter(table=TABLE).exclude(operation="V").count() == 4


@pytest.mark.django_db(transaction=True)
def test_the_notes_bear_no_personal_data() -> None:
    person = a_person("clerk", name="欧阳若兰")
    past("UPDATE bureau_staff SET name = '欧阳若兰之' WHERE id = %s", person.pk)
    rows = "".join(str(row) for row in AuditChange.objects.values_list())
    assert "欧阳" not in rows
    assert ("name" in rows) == (connection.vendor == "postgresql")
