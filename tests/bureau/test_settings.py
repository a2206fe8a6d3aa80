"""What the environment changes, seen from a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, get_connection
from django.db import connection

from tests.servers import Sink

ROOT = Path(__file__).resolve().parents[2]
TOLD = """
import django, json; django.setup()
from django.conf import settings as s
print(json.dumps({"database": s.DATABASES["default"], "broker": s.CELERY_BROKER_URL, "keys": s.FIELD_KEYS,
    "email": {k: getattr(s, k, None) for k in ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_FILE_PATH")}},
    default=str))
"""


def settings(folder: Path, **environment: str) -> dict:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env = kept | {"DJANGO_SETTINGS_MODULE": "bureau.settings", "DATA_DIR": str(folder)} | environment
    found = subprocess.run([sys.executable, "-c", TOLD], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return json.loads(found.stdout)


def test_on_a_bare_machine_everything_lives_in_one_folder(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert found["database"]["NAME"] == str(tmp_path / "bureau.sqlite3")
    assert found["database"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["database"]["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in found["database"]["OPTIONS"]["init_command"]
    assert found["broker"].startswith("filesystem://")
    assert found["email"]["EMAIL_FILE_PATH"] == str(tmp_path / "mail")


def test_each_server_is_named_by_its_variable(tmp_path: Path) -> None:
    servers = {
        "DATABASE_URL": "postgres://clerk:secret@db.example:5433/bureau",
        "REDIS_URL": "redis://redis.example:6380/2",
        "EMAIL_URL": "smtp+tls://clerk:secret@mail.example:587",
        "FIELD_KEYS": "first,second",
    }
    found = settings(tmp_path, **servers)
    assert (found["database"]["HOST"], found["database"]["PORT"], found["database"]["NAME"]) == (
        "db.example",
        5433,
        "bureau",
    )
    assert found["database"]["CONN_HEALTH_CHECKS"] is True
    assert found["broker"] == servers["REDIS_URL"]
    assert (found["email"]["EMAIL_HOST"], found["email"]["EMAIL_PORT"]) == ("mail.example", 587)
    assert found["keys"] == ["first", "second"]


def test_mail_goes_to_the_server_that_is_named(tmp_path: Path, smtp: Sink) -> None:
    email = settings(tmp_path, EMAIL_URL=smtp.url)["email"]
    post = get_connection(email["EMAIL_BACKEND"], host=email["EMAIL_HOST"], port=email["EMAIL_PORT"])
    EmailMessage("到期提醒", "一件", "bureau@example.com", ["clerk@example.com"], connection=post).send()
    assert [message["Subject"] for message in smtp.messages] != []


@pytest.mark.django_db
def test_the_database_in_use_is_the_one_of_this_round(django_db_setup: None) -> None:
    """Both rounds of the suite pass here, each on its own database."""
    assert connection.vendor == ("postgresql" if "postgres" in os.environ.get("DATABASE_URL", "") else "sqlite")
