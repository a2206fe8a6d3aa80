"""In PostgreSQL the application signs in as a role that can add to append-only tables, and do no more to them."""

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from bureau.audit import locks
from bureau.audit.findings import Finding, Kind
from tests.lifting import WEB, owned
from tests.records import a_section

pytestmark = pytest.mark.django_db
POSTGRES = "postgresql"


def sql(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_tests_sign_in_as_the_application_does() -> None:
    if connection.vendor == POSTGRES:
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_user, current_user")
            assert cursor.fetchone() == (WEB, WEB)
    assert list(locks.missing(connection)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bureau_historicalsection SET name = 'x'",
        "DELETE FROM bureau_historicalsection",
        "UPDATE bureau_act SET by_name = 'x'",
        "DELETE FROM bureau_seal",
        "DROP TABLE bureau_leaf",
        "DROP TRIGGER bureau_kept ON bureau_act",
        "ALTER TABLE bureau_act DISABLE TRIGGER ALL",
        "TRUNCATE bureau_accesslog CASCADE",
        "INSERT INTO bureau_auditchange VALUES (1)",
        "DELETE FROM django_migrations",
        "CREATE TABLE bureau_mine (id int)",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_may_not(statement: str) -> None:
    """In SQLite there are no roles: there the triggers refuse the first two, and the seals tell the rest."""
    a_section()
    if connection.vendor == POSTGRES:
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
            sql(statement)
    elif "historicalsection" in statement:
        with pytest.raises(DatabaseError, match="只能追加"):
            sql(statement)


def test_a_right_too_many_is_a_finding_and_taken_back() -> None:
    if connection.vendor != POSTGRES:
        with pytest.raises(CommandError, match="for PostgreSQL"):
            call_command("protect", make_role=True)
        return
    with owned(connection):
        sql(f"GRANT UPDATE ON bureau_act TO {WEB}")
        expected = Finding("bureau_act", "", Kind.LOCK_MISSING, f"{WEB} may UPDATE")
        assert list(locks.missing(connection)) == [expected]
        assert "bureau.E040" in {fault.id for fault in run_checks(tags=[Tags.database], databases=["default"])}
        call_command("protect", make_role=True)
    assert list(locks.missing(connection)) == []


def test_a_role_that_is_not_there_is_a_finding(settings) -> None:
    settings.WEB_ROLE = "nobody_here"
    found = [finding.detail for finding in locks.missing(connection)]
    assert found == (["there is no role nobody_here"] if connection.vendor == POSTGRES else [])


def test_migrating_puts_every_lock_in_its_place_again() -> None:
    with owned(connection):
        if connection.vendor == POSTGRES:
            sql("DROP TRIGGER bureau_kept ON bureau_act")
            sql("DROP TRIGGER bureau_change ON bureau_section")
        else:
            sql("DROP TRIGGER bureau_act_no_update")
            sql("DROP TRIGGER bureau_act_no_replace")
        assert len(list(locks.missing(connection))) == 2
        call_command("migrate", verbosity=0)
    assert list(locks.missing(connection)) == []
