"""Notices of repair of before a notice knew its bureau get that of their penalty, and a version that says so."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from bureau.audit.reconciling import reconcile
from bureau.audit.sealing import seal
from bureau.audit.verifying import verify
from credit.models import Penalty, RepairNotice
from credit.procedure.repairs import serve_notice
from tests.credit.conftest import hand
from tests.lifting import lifted, owned
from tests.records import a_section

pytestmark = pytest.mark.django_db
MIGRATION = "0010_notices_of_lists"


def migrated() -> None:
    """The data of the migration is filled in, in the shape that the tables had then."""
    state = MigrationLoader(connection).project_state([("credit", MIGRATION)])
    with owned(connection):
        import_module(f"credit.migrations.{MIGRATION}").fill_in(state.apps, SimpleNamespace(connection=connection))


def test_notices_of_before_get_the_bureau_of_their_penalty_and_a_version_that_says_so(penalty: Penalty) -> None:
    notice = serve_notice(hand(), RepairNotice(penalty=penalty, served_on=penalty.decided_on))
    elsewhere = a_section("另一股", bureau="另一样例局").bureau_id
    with lifted(connection) as cursor:
        cursor.execute("UPDATE credit_repairnotice SET bureau_id = %s", [elsewhere])
        cursor.execute("UPDATE credit_historicalrepairnotice SET bureau_id = NULL")
    seal(at=timezone.now())
    migrated()
    notice.refresh_from_db()
    first, last = notice.history.order_by("history_id")
    assert (notice.bureau, first.bureau_id, last.bureau_id) == (penalty.bureau, None, penalty.bureau_id)
    assert (last.history_source, last.history_actor, last.history_type) == ("migration", "migrate", "~")
    assert (last.history_bureau, last.history_section, last.number) == (penalty.bureau_id, None, notice.number)
    assert (reconcile(timezone.now()), verify()) == ([], [])
