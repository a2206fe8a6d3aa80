"""Append-only tables refuse to be changed, whoever asks the database; and a lock that is gone is named."""

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from bureau.audit import locks
from bureau.audit.appended import Appended
from bureau.audit.findings import Kind
from bureau.audit.history import recorded_models
from bureau.audit.locks import appended_models
from bureau.models import Section
from tests import lifting
from tests.lifting import lifted, owned
from tests.records import a_section

pytestmark = pytest.mark.django_db


def sql(statement: str, *parameters: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.fixture
def section() -> Section:
    return a_section()


def test_a_version_is_neither_changed_nor_removed_by_whatever_statement(section: Section) -> None:
    versions = Section.history.model._base_manager.all()
    for way in (
        lambda: sql("UPDATE bureau_historicalsection SET name = 'x'"),
        lambda: sql("DELETE FROM bureau_historicalsection"),
        lambda: QuerySet.update(versions, name="x"),
        lambda: QuerySet._raw_delete(versions, "default"),
    ):
        with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic(), owned(connection):
            way()
    assert section.history.get().name == section.name


def test_the_whole_table_is_not_emptied_either(section: Section) -> None:
    """SQLite knows no TRUNCATE; there a row cannot be replaced by another of its number."""
    sqlite = "INSERT OR REPLACE INTO bureau_historicalsection SELECT * FROM bureau_historicalsection"
    way = "TRUNCATE bureau_historicalsection" if connection.vendor == "postgresql" else sqlite
    with pytest.raises(IntegrityError, match="只能追加"), owned(connection):
        sql(way)
    assert section.history.count() == 1


@pytest.mark.parametrize("model", appended_models(), ids=lambda model: model._meta.label)
def test_every_append_only_table_has_its_locks(model: type[Appended]) -> None:
    with lifted(connection):
        found = {finding.table for finding in locks.missing(connection)}
        assert model._meta.db_table in found
    assert [finding for finding in locks.missing(connection) if finding.table == model._meta.db_table] == []


def test_flush_is_refused_but_to_the_tests(section: Section) -> None:
    statements = connection.ops.sql_flush(no_style(), ["bureau_historicalsection"])
    with pytest.raises(IntegrityError), transaction.atomic(), owned(connection):
        lifting.execute_sql_flush(connection.ops, statements)


def test_a_missing_lock_is_a_finding_and_a_fault_at_the_start(section: Section) -> None:
    with lifted(connection):
        found = list(locks.missing(connection))
        assert {finding.kind for finding in found} == {Kind.LOCK_MISSING}
        assert "bureau.E040" in {fault.id for fault in run_checks(tags=[Tags.database], databases=["default"])}
        with pytest.raises(CommandError, match="locks are missing"):
            call_command("protect", check=True)
        call_command("protect")
        assert list(locks.missing(connection)) == []
    assert "bureau.E040" not in {fault.id for fault in run_checks(tags=[Tags.database], databases=["default"])}


def test_a_lock_that_was_made_harmless_is_missing(section: Section) -> None:
    with owned(connection), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION bureau_refuse() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
                "AS $$ BEGIN RETURN COALESCE(NEW, OLD); END $$"
            )
            expected = ("", "bureau_refuse")
        else:
            cursor.execute("DROP TRIGGER bureau_act_no_update")
            cursor.execute("CREATE TRIGGER bureau_act_no_update BEFORE UPDATE ON bureau_act BEGIN SELECT 1; END")
            expected = ("bureau_act", "bureau_act_no_update")
    assert [(finding.table, finding.detail) for finding in locks.missing(connection)] == [expected]
    with owned(connection):
        locks.apply(connection)
    assert list(locks.missing(connection)) == []


def test_signatures_acts_reviews_and_the_access_log_are_among_them() -> None:
    kept = set(locks.kept_tables(connection))
    assert {"bureau_act", "bureau_signature", "bureau_accesslog", "bureau_review", "bureau_seal", "bureau_leaf"} <= kept
    assert {model.history.model._meta.db_table for model in recorded_models()} <= kept
