"""docs/adding-a-kind.md is followed to the letter: its blocks make an app, migrated, entered, moved and imported."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bureau.sheets.workbooks import xlsx

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "adding-a-kind.md"
BLOCK = re.compile(r"^```python\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SETTINGS = """
from bureau.settings import *
from bureau.settings import INSTALLED_APPS
INSTALLED_APPS = [*INSTALLED_APPS, "grants"]
ALLOWED_HOSTS = ["testserver"]
"""
PREPARE = """
from django.core.management import call_command
call_command("check", fail_level="WARNING")
call_command("makemigrations", "grants", name="grant")
call_command("migrate", verbosity=0)
call_command("makemigrations", check_changes=True, dry_run=True)
from tests.records import a_person, a_section
section = a_section("样例股")
a_person("officer", section, "officer", is_staff=True)
a_person("head", section, "section_head", is_staff=True)
call_command("import_sheet", "grants", "资金.xlsx", by="officer")
"""
TRIAL = """
from django.test import Client
from django.utils import timezone
from bureau.models import Act, Docket, Section, Staff, Term
from grants.models import Grant

today = timezone.localdate().isoformat()
officer, head = Client(), Client()
officer.force_login(Staff.objects.get(username="officer"))
head.force_login(Staff.objects.get(username="head"))
place = "/admin/grants/grant/"
facts = {"secrecy": "none", "number": "样资1号", "title": "样例申请", "amount": "12.5", "opened_on": today}
answer = officer.post(place + "add/", facts | {"section": Section.objects.get().pk})
assert answer.status_code == 302, answer.context["adminform"].form.errors
case = Grant.objects.get(docket__number="样资1号")
page = f"{place}{case.pk}/change/"


def move(client, name, **asked):
    version = Docket.objects.get(pk=case.pk).version
    answer = client.post(f"{place}{case.pk}/move/{name}/", {"on": today, "version": version} | asked)
    assert answer.status_code == 302, answer.text


assert "受理" in officer.get(page).text
move(officer, "accept")
assert Term.objects.get(docket=case.pk).due_on is not None
move(head, "grant", paper="样批1号")
case.refresh_from_db()
assert (case.state, case.paper) == ("granted", "样批1号")
assert [act.move for act in Act.objects.filter(docket=case.pk)] == ["accept", "grant"]
pages = {place: "样例申请", page: "样批1号", "/admin/": "样例资金申请", place + "import/": "申请事项"}
for address, told in pages.items():
    answer = officer.get(address)
    assert (answer.status_code, told in answer.text) == (200, True), address
assert "样资1号" in officer.post(place + "export/", {"format": "1", "purpose": "样例"}).content.decode("utf-8-sig")
assert "申请金额" in head.get(f"{place}{case.pk}/history/").text
imported = Grant.objects.get(docket__number="样资2号")
assert (imported.state, str(imported.amount), imported.docket.title) == ("received", "3.50", "样例申请二")
"""


def test_the_page_is_one_page() -> None:
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) <= 130


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The app of the page, beside the house."""
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert [name for name, _text in blocks] == [
        f"grants/{part}.py" for part in ("rules", "models", "procedure", "resources", "admin")
    ]
    (tmp_path / "grants" / "migrations").mkdir(parents=True)
    for name, text in (*blocks, ("grants/__init__.py", ""), ("grants/migrations/__init__.py", "")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "trial_settings.py").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def test_what_the_page_says_is_enough(house: Path) -> None:
    sheet = xlsx(["样资2号", "样例申请二", "2026-03-02", 3.5], heading=["编号", "事项", "申请日期", "金额"])
    (house / "资金.xlsx").write_bytes(sheet)
    used = {
        "DJANGO_SETTINGS_MODULE": "trial_settings",
        "PYTHONPATH": f"{house}{os.pathsep}{ROOT}",
        "DATA_DIR": str(house / "data"),
        "DATABASE_URL": f"sqlite:///{house / 'trial.sqlite3'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", f"import django\ndjango.setup()\n{PREPARE}{TRIAL}"],
        cwd=house, env=os.environ | used, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "新增 1" in done.stdout
