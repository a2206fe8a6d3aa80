"""What `make check` asks of production, by the command that a machine runs before it serves."""

import base64
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECK = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
# Each of these taken away, the command must refuse.
LOOSE = {
    "DEBUG": True,
    "SECURE_SSL_REDIRECT": False,
    "SESSION_COOKIE_SECURE": False,
    "CSRF_COOKIE_SECURE": False,
    "SECURE_HSTS_SECONDS": 0,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
    "SECURE_HSTS_PRELOAD": False,
    "SECURE_CONTENT_TYPE_NOSNIFF": False,
    "SECURE_REFERRER_POLICY": None,
    "X_FRAME_OPTIONS": "SAMEORIGIN",
    "ALLOWED_HOSTS": [],
    "SECRET_KEY": "short",
    "FIELD_KEYS": [],
    "AUDIT_KEYS": [],
    "SECOND_FACTOR": "requierd",
    "SETUP_ACCOUNT": True,
    "MIDDLEWARE": [],
}
UNNOTICED = """
import django, json, sys
django.setup()
from django.core.management import CommandError, call_command
from django.test import override_settings
for name, value in json.loads(sys.argv[1]).items():
    with override_settings(**{name: value}):
        try:
            call_command("check", deploy=True, fail_level="WARNING")
        except CommandError:
            continue
        print("passes without", name)
"""


def in_production(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """With the secrets that production wants, new ones, and nothing else that the settings read."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    own = {"SECRET_KEY": secrets.token_urlsafe(64), "FIELD_KEYS": key, "AUDIT_KEYS": key, "ALLOWED_HOSTS": "localhost"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env = kept | own | {"PRODUCTION": "1", "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "bureau.settings"}
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_production_passes_every_check_of_a_deployment(tmp_path: Path) -> None:
    done = in_production(tmp_path, *CHECK)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_whichever_of_the_secure_settings_is_taken_away_the_check_refuses(tmp_path: Path) -> None:
    done = in_production(tmp_path, "-c", UNNOTICED, json.dumps(LOOSE))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_make_check_runs_that_command() -> None:
    assert " ".join(CHECK) in (ROOT / "Makefile").read_text(encoding="utf-8")
