"""An error mail tells where it broke and nothing of what was typed, searched for or held in memory."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from bureau.models import Staff
from bureau.people.roles import Role
from tests.records import a_person, a_section

pytestmark = pytest.mark.django_db
TYPED = {"name": "欧阳若兰", "phone": "13800138000", "id_no": "", "address": "闸坡镇样例路1号"}
PLAIN = [text for text in TYPED.values() if text]


@pytest.fixture
def officer() -> Staff:
    return a_person("officer", a_section(), Role.OFFICER, is_staff=True)


@pytest.fixture
def screen(officer: Staff, settings) -> Client:
    settings.ADMINS, settings.DEBUG = [("样例", "admin@example.org")], False
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    return client


def breaks(*args: object, **_options: object) -> None:
    raise RuntimeError(f"cannot save {TYPED} of {args}")


def test_an_error_mail_says_where_it_broke_and_nothing_that_was_typed(screen, officer, monkeypatch) -> None:
    monkeypatch.setattr("bureau.desk.parties.PersonAdmin.save_model", breaks)
    address = reverse("admin:bureau_person_add")
    answer = screen.post(address, {"bureau": officer.section.bureau_id, **TYPED})
    told = str(mail.outbox[0].message().as_bytes().decode()) + mail.outbox[0].body
    assert answer.status_code == 500
    assert f"POST {address}\nRuntimeError\n" in told
    assert "in breaks" in told
    assert [text for text in PLAIN if text in told + answer.text] == []


def test_an_error_mail_says_nothing_of_what_was_searched_for(screen: Client, monkeypatch) -> None:
    monkeypatch.setattr("bureau.desk.parties.EnterpriseAdmin.get_search_results", breaks)
    address = reverse("admin:bureau_enterprise_changelist")
    assert screen.get(address, {"q": TYPED["phone"]}).status_code == 500
    assert f"GET {address}\nRuntimeError" in mail.outbox[0].body
    assert TYPED["phone"] not in mail.outbox[0].body
