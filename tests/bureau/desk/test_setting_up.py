"""The account of createsuperuser sets the bureau up, and is no account of every day."""

import pytest
from django.test import Client

from bureau.audit.access import AccessLog, Event
from bureau.checks import production_is_set_up
from bureau.models import Staff
from bureau.people.roles import Role
from tests.records import a_person, a_section

pytestmark = pytest.mark.django_db
WORD = "样例-Passphrase-1"


@pytest.fixture
def root() -> Staff:
    made: Staff = Staff.objects.create_superuser("root", "root@example.com", WORD)
    return made


def signed_in(name: str) -> tuple[Client, str]:
    client = Client()
    answer = client.post("/admin/login/", {"username": name, "password": WORD}, follow=True)
    return client, answer.content.decode()


def test_while_it_is_on_the_account_may_sign_in(root: Staff) -> None:
    client, _told = signed_in("root")
    assert client.get("/admin/").status_code == 200


def test_when_it_is_off_the_account_is_refused_with_the_reason_and_that_is_logged(root: Staff, settings) -> None:
    settings.SETUP_ACCOUNT = False
    client, told = signed_in("root")
    assert "SETUP_ACCOUNT" in told
    assert client.get("/admin/").status_code == 302
    row = AccessLog.objects.get(event=Event.REFUSAL)
    assert (row.actor, row.address) == (root, "127.0.0.1")
    Staff.objects.create_user("officer", password=WORD, section=a_section(), is_staff=True)
    assert signed_in("officer")[0].get("/admin/").status_code == 200


def test_a_session_ends_when_it_is_switched_off(root: Staff, settings) -> None:
    client, _told = signed_in("root")
    settings.SETUP_ACCOUNT = False
    assert client.get("/admin/").status_code == 302


def test_where_real_cases_are_handled_the_start_page_and_a_check_say_that_it_is_on(settings) -> None:
    section = a_section()
    people = [a_person(role, section, role) for role in (Role.SECURITY_ADMINISTRATOR, Role.SUPERVISOR, Role.OFFICER)]
    for production, on in ((False, True), (True, False), (True, True)):
        settings.PRODUCTION, settings.SETUP_ACCOUNT = production, on
        seen = []
        for person in people:
            client = Client()
            client.force_login(person)
            seen.append("SETUP_ACCOUNT" in client.get("/admin/", secure=True).content.decode())
        wrong = production and on
        assert seen == [wrong, wrong, False]
        assert [found.id for found in production_is_set_up()] == (["bureau.W003"] if wrong else [])
