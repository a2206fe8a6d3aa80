"""Somebody's name, number and identity go in by the screens, and sing nowhere: no log, mail, task, table or title."""

import io
import logging
from inspect import signature
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from bureau.audit.access import AccessLog
from bureau.casework.gate import open_case
from bureau.celery import app
from bureau.desk.reports import SilentFormatter
from bureau.models import Person, Staff
from bureau.notices.drain import drain
from bureau.notices.post import Post
from bureau.people.roles import Role
from tests.bureau.notices.nights import at, march, night
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section

pytestmark = pytest.mark.django_db
TYPED = {"name": "欧阳若兰", "phone": "13800138000", "id_no": "441702191001010015", "address": "闸坡镇样例路十七号"}


def sings(text: str) -> list[str]:
    """Also as JSON writes it, and as a repr of bytes does."""
    forms = {plain: (plain, ascii(plain)[1:-1], repr(plain.encode())[2:-1]) for plain in TYPED.values()}
    return [plain for plain, seen in forms.items() if any(form in text for form in seen)]


@pytest.fixture
def officer() -> Staff:
    return a_person("officer", a_section(), Role.OFFICER, Role.SECTION_HEAD, name="样例经办", email="o@example.cn")


@pytest.fixture
def screen(officer: Staff) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(officer)
    return client


@pytest.fixture
def case(screen: Client, officer: Staff) -> Permit:
    """Everything that an officer does with a caller: entered, mistyped, changed, found, looked at, exported."""
    add = reverse("admin:bureau_person_add")
    screen.post(add, TYPED | {"bureau": officer.bureau_id, "id_no": "44170219100101001X"})
    assert screen.post(add, TYPED | {"bureau": officer.bureau_id}).status_code == 302
    person = Person.objects.get()
    change, base = reverse("admin:bureau_person_change", args=[person.pk]), reverse("admin:bureau_person_changelist")
    screen.post(change, TYPED | {"bureau": officer.bureau_id, "reason_for_change": "更正地址"})
    for text in TYPED.values():
        screen.get(base, {"q": text})
        screen.get(reverse("admin:search"), {"q": text})
    for field, text in TYPED.items():
        asked = {"purpose": "回访（样例）"}
        assert text in screen.post(reverse("admin:bureau_person_reveal", args=[person.pk, field]), asked).text
    screen.post(reverse("admin:bureau_person_export"), {"format": "0", "purpose": "核对（样例）"})
    facts = {"number": "1", "title": "样例事项", "section": officer.section, "opened_on": march(2)}
    case = open_case(Permit, a_hand(officer, at=at(march(2), 10)), officer=officer, caller=person, **facts)
    return procedure.accept(case, a_hand(officer, at=at(march(2), 11)), on=march(2))


def test_no_row_of_any_table_has_it(case: Permit) -> None:
    """The history of the admin, sessions, messages, jobs and their arguments, mails, the access log: all of them."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            assert (table, sings(repr(cursor.fetchall()))) == (table, [])
    assert {"django_admin_log", "django_session", "bureau_job", "bureau_accesslog"} <= set(tables)
    assert AccessLog.objects.filter(event="reveal").count() == len(TYPED)


def test_no_session_and_no_cookie_has_it(case: Permit, screen: Client) -> None:
    assert sings(repr([session.get_decoded() for session in Session.objects.all()])) == []
    assert sings(repr(screen.cookies)) == []


def test_no_record_is_called_by_it(case: Permit) -> None:
    rows = [row for model in apps.get_models() for row in model._base_manager.all()]
    assert sings("\n".join(f"{row} {row!r}" for row in rows)) == []
    assert {Person, Permit, AccessLog} <= {type(row) for row in rows}


def test_no_mail_has_it(case: Permit) -> None:
    for day in range(3, 31):
        night(march(day))
        with Post() as post:
            drain(lambda day=day: at(march(day), 8), post.send, "a worker")
    assert mail.outbox
    assert sings("\n".join(message.message().as_string() for message in mail.outbox)) == []
    assert sings("\n".join(message.subject + message.body for message in mail.outbox)) == []


def test_no_task_takes_anything_that_could_be_it() -> None:
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    taken = {
        name: [one for one in signature(task.run).parameters if not one.endswith("_id")] for name, task in ours.items()
    }
    assert ours
    assert {name: parameters for name, parameters in taken.items() if parameters} == {}


def breaks(*args: object, **_options: object) -> None:
    try:
        raise ValueError(f"no such row: {TYPED}")
    except ValueError:
        raise RuntimeError(f"cannot save {TYPED} of {args}") from None


def broken(*args: object, **options: object) -> None:
    try:
        breaks(*args, **options)
    except RuntimeError as error:
        raise OSError(f"{TYPED}") from error


def test_the_log_of_an_error_says_where_it_broke_and_nothing_of_what_it_quotes(
    screen: Client, officer: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bureau.desk.parties.PersonAdmin.save_model", broken)
    written, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(written)
    handler.setFormatter(SilentFormatter(settings.LOGGING["formatters"]["silent"]["format"], style="{"))
    root.addHandler(handler)
    try:
        add = reverse("admin:bureau_person_add")
        assert screen.post(add, TYPED | {"bureau": officer.bureau_id}).status_code == 500
    finally:
        root.removeHandler(handler)
    told = written.getvalue()
    assert "Internal Server Error" in told
    assert "in broken" in told
    assert "OSError" in told
    assert "RuntimeError" in told
    assert sings(told) == []


def test_every_log_is_written_by_that_formatter() -> None:
    silent: Any = settings.LOGGING
    assert silent["root"]["handlers"] == ["stderr"]
    assert {handler["formatter"] for handler in silent["handlers"].values()} == {"silent"}
