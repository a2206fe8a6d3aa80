"""Whatever writes to a case locks its docket first, so that two who want the same things never wait crosswise."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bureau.audit.seen import parts_of, token_of
from bureau.models import Enterprise, Staff, Term
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits import procedure
from tests.permits.models import Permit


def first(queries: CaptureQueriesContext, *parts: str) -> int:
    """The place of the first statement that has all of these parts."""
    found = [i for i, query in enumerate(queries) if all(part in query["sql"] for part in parts)]
    assert found, f"no statement has {parts}"
    return found[0]


def writes(queries: CaptureQueriesContext) -> int:
    return min(i for i, query in enumerate(queries) if query["sql"].startswith(("INSERT", "UPDATE")))


def test_an_act_reads_its_docket_under_the_lock_before_it_writes_anything(permit: Permit, officer: Staff) -> None:
    with CaptureQueriesContext(connection) as queries:
        procedure.accept(permit, hand(officer), on=OPENED)
    docket = first(queries, "SELECT", 'FROM "bureau_docket"')
    assert docket < first(queries, "SELECT", 'FROM "permits_permit"') < writes(queries)
    if connection.vendor == "postgresql":
        assert "FOR UPDATE" in queries[docket]["sql"]


def test_a_form_locks_the_docket_before_it_enters_the_party(permit: Permit, officer: Staff, client: Client) -> None:
    officer.is_staff, officer.hand = True, hand(officer)
    officer.save()
    client.force_login(officer)
    form = {"uscc": "91441702123456788K", "party_name": "样例有限公司", "promised_days": 5}
    address = reverse("admin:permits_permit_change", args=[permit.pk])
    with CaptureQueriesContext(connection) as queries:
        assert client.post(address, form | {"seen": token_of(parts_of(permit))}).status_code == 302
    assert Enterprise.objects.count() == 1
    assert first(queries, "SELECT", 'FROM "bureau_docket"') < first(queries, 'INSERT INTO "bureau_enterprise"')


def test_what_is_watched_each_night_has_its_index() -> None:
    assert ["state", "officer", "watch_on", "id"] in [list(index.fields) for index in Term._meta.indexes]
