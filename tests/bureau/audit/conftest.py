import base64
import secrets
from datetime import UTC, datetime

import pytest
from django.apps import AppConfig, apps
from django.db import connection

from bureau.audit.hand import Hand, Source
from bureau.people.staff import Staff
from tests.bureau.audit import records
from tests.bureau.audit.records import MODELS
from tests.lifting import WEB, owned
from tests.records import a_person

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PHONE, ID_NO, NAME = "13800138000", "441702191001010015", "欧阳若兰"


def field_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


@pytest.fixture
def tables(db: None) -> None:
    """The tables of the tests' own records, made inside the test's transaction and gone with it.

    Not by entering the schema editor: with SQLite that is refused inside a transaction.
    """
    editor = connection.schema_editor()
    editor.deferred_sql = []
    made = [editor.table_sql(model) for model in MODELS]
    with owned(connection), connection.cursor() as cursor:
        for statement, parameters in [*made, *((str(later), None) for later in editor.deferred_sql)]:
            cursor.execute(statement, parameters or None)
        if connection.vendor == "postgresql":
            tables = ", ".join(model._meta.db_table for model in MODELS)
            cursor.execute(f"GRANT ALL ON {tables} TO {WEB}")
            cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {WEB}")


@pytest.fixture
def installed(monkeypatch) -> None:
    """For what asks the registry of apps by name, such as copies and fixtures."""
    config = type("Config", (AppConfig,), {"label": "vault_tests"})("tests.bureau.audit", records)
    config.apps, config.models = apps, apps.all_models["vault_tests"]
    monkeypatch.setitem(apps.app_configs, "vault_tests", config)


@pytest.fixture
def officer(db: None) -> Staff:
    return a_person("officer", name="经办人")


@pytest.fixture
def hand(officer: Staff) -> Hand:
    return Hand(officer, Source.SCREEN, NOW)


@pytest.fixture
def person(tables: None) -> records.Person:
    records.Person.objects.create(title="甲", name=NAME, phone=PHONE, id_no=ID_NO)
    return records.Person.objects.get()
