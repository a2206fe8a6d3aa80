"""The shape of the house. Each rule is held, and is seen to fail on a fault planted in a copy."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.core.management import CommandError, call_command
from django.db import models
from django.test.utils import isolate_apps

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ["bureau", "credit", "projects", "complaints", "reports"]
DRAWERS = {"utils", "helpers", "common", "misc", "lib", "core", "base"}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_ADMIN = 300, 40, 60
QUEUED = {"delay", "apply_async", "send_task"}  # ways of Celery to give away work


def sources() -> list[Path]:
    return [file for floor in FLOORS for file in sorted((ROOT / floor).rglob("*.py")) if "migrations" not in file.parts]


def nodes(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[Path, ast.AST]]:
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, kind):
                yield file, node


def upward_keys(registry: Apps = apps) -> list[str]:
    """Foreign keys, many-to-many and one-to-one fields that point to a higher floor, also when written as strings."""
    found = []
    for model in registry.get_models(include_auto_created=True):
        label = model._meta.app_label
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            of = target._meta.app_label if isinstance(target, type) else ""
            if {label, of} <= set(FLOORS) and FLOORS.index(of) > FLOORS.index(label):
                found.append(f"{model.__name__}.{field.name}")
    return found


# Held


def test_every_app_of_the_house_stands_from_the_first_day() -> None:
    assert [floor for floor in FLOORS if not (ROOT / floor / "apps.py").exists()] == []
    assert [
        floor for floor in FLOORS[1:] if not [*(ROOT / floor).glob("rules.py"), *(ROOT / floor).glob("rules/*.py")]
    ] == []
    assert [config.label for config in apps.get_app_configs()][: len(FLOORS)] == FLOORS


def test_no_foreign_key_points_upward() -> None:
    assert upward_keys() == []


def test_there_is_no_drawer() -> None:
    assert [str(file) for file in sources() if file.stem in DRAWERS or file.parent.name in DRAWERS] == []


def test_files_functions_and_screens_stay_within_their_budgets() -> None:
    assert [file for file in sources() if len(file.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE] == []
    long = []
    for file, node in nodes((ast.FunctionDef, ast.ClassDef)):
        lines = node.end_lineno - node.lineno + 1 - len((ast.get_docstring(node) or "").splitlines())
        if lines > LONGEST_FUNCTION and isinstance(node, ast.FunctionDef):
            long.append(f"{file.name}: {node.name}")
        if lines > LONGEST_ADMIN and isinstance(node, ast.ClassDef) and node.name.endswith("Admin"):
            long.append(f"{file.name}: {node.name}")
    assert long == []


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{file.name}: {function.name}"
        for file, function in nodes((ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(function)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]
    assert hidden == []


def test_no_except_is_blind() -> None:
    blind = [
        file.name
        for file, handler in nodes(ast.ExceptHandler)
        if handler.type is None or getattr(handler.type, "id", "") in ("Exception", "BaseException")
    ]
    assert blind == []


def test_nothing_that_may_not_be_lost_is_given_to_a_queue() -> None:
    """A worker that is killed loses what its queue held: work is a row, and a tick finds it."""
    sent = [(file.name, node.lineno) for file, node in nodes(ast.Attribute) if node.attr in QUEUED]
    assert sent == []


def test_acts_signatures_and_terms_have_one_writer_each() -> None:
    writers = {"Act": "effect.py", "Signature": "signatures.py", "Term": "terms.py"}
    made = [(file, call.func.id) for file, call in nodes(ast.Call) if isinstance(call.func, ast.Name)]
    assert {(name, file.name) for file, name in made if name in writers} == set(writers.items())


def test_no_thread_remembers_whose_hand_it_is() -> None:
    """A hand is given; what a thread remembers would be the hand of the request before."""
    names = {"threading", "contextvars", "asgiref"}
    imports = [(file, node) for file, node in nodes((ast.Import, ast.ImportFrom)) if "management" not in file.parts]
    asked = [(file, {alias.name for alias in node.names} | {getattr(node, "module", "")}) for file, node in imports]
    assert [file for file, found in asked if any((name or "").split(".")[0] in names for name in found)] == []


def test_migrations_are_named_for_what_they_do() -> None:
    migrations = [file.stem for floor in FLOORS for file in (ROOT / floor).rglob("migrations/0*.py")]
    assert migrations
    assert [name for name in migrations if "_auto_" in name or name.endswith("_initial")] == []


def test_every_line_of_the_table_of_law_names_a_constant_and_a_test_that_exist() -> None:
    rows = re.findall(
        r"^\| .+ \| `([\w.]+)` \| `(tests/[\w/]+\.py)::(\w+)` \|$", (ROOT / "docs/law.md").read_text(), re.M
    )
    assert len(rows) == 97
    for place, file, test in rows:
        module, _, name = place.rpartition(".")
        assert hasattr(__import__(module, fromlist=[name]), name), place
        assert re.search(rf"^def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.M), f"{file}::{test}"


# Seen to fail


@isolate_apps("bureau", "credit")
def test_an_upward_foreign_key_written_as_a_string_is_noticed(request) -> None:
    class Filing(models.Model):  # noqa: DJ008
        class Meta:
            app_label = "credit"

    class Calendar(models.Model):  # noqa: DJ008
        filing = models.ForeignKey("credit.Filing", models.PROTECT)

        class Meta:
            app_label = "bureau"

    assert upward_keys(Filing._meta.apps) == ["Calendar.filing"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The house once more, to plant a fault in."""
    for name in (*FLOORS, "locale"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint_imports(house: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)


def plant(house: Path, file: str, text: str) -> None:
    place = house / file
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text((place.read_text(encoding="utf-8") if place.exists() else "") + text, encoding="utf-8")


def test_an_untouched_copy_keeps_every_contract(copy: Path) -> None:
    found = lint_imports(copy)
    assert "4 kept, 0 broken" in found.stdout, found.stdout + found.stderr


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        (
            "credit/rules.py",
            "\nfrom projects.rules import VALID  # noqa\n",
            "an app imports only from those below it BROKEN",
        ),
        ("bureau/law/rates.py", "\nimport bureau.casework.committed\n", "stands only on those before it BROKEN"),
        ("bureau/law/rates.py", "\nimport django\n", "plain Python: no Django, no clock, no database BROKEN"),
        ("credit/rules.py", "\nimport django\n", "plain Python: no Django, no clock, no database BROKEN"),
        ("credit/utils.py", "", "credit.utils"),
        ("bureau/helpers.py", "", "bureau.helpers"),
    ],
)
def test_a_fault_in_the_floors_is_noticed(copy: Path, file: str, text: str, told: str) -> None:
    plant(copy, file, text)
    found = lint_imports(copy)
    assert found.returncode != 0
    assert told in found.stdout + found.stderr


# The words


@pytest.fixture
def catalog(tmp_path: Path, settings) -> Path:
    shutil.copytree(ROOT / "locale", tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    return tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def test_the_catalog_is_complete(catalog: Path, capsys) -> None:
    call_command("catalogs", check=True)
    assert "all translated" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda po: po.replace('msgstr "工作台"', 'msgstr ""'), "not translated: 'Desk'"),
        (lambda po: re.sub(r'msgid "Desk"\nmsgstr ".*"\n', "", po), "not translated: 'Desk'"),
        (lambda po: po.replace('msgid "Desk"', '#, fuzzy\nmsgid "Desk"'), "fuzzy: 'Desk'"),
        (lambda po: po + '\nmsgid "Gone"\nmsgstr "没了"\n', "no longer used: 'Gone'"),
    ],
    ids=["untranslated", "missing", "fuzzy", "obsolete"],
)
def test_a_gap_in_the_catalog_is_noticed(catalog: Path, change: Callable[[str], str], told: str) -> None:
    catalog.write_text(change(catalog.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(CommandError, match=told):
        call_command("catalogs", check=True)


def test_updating_keeps_what_is_translated_and_adds_what_is_new(catalog: Path) -> None:
    before = catalog.read_text(encoding="utf-8")
    catalog.write_text(re.sub(r'msgid "Desk"\nmsgstr ".*"\n', "", before), encoding="utf-8")
    call_command("catalogs", update=True)
    assert catalog.read_text(encoding="utf-8") == before.replace('msgstr "工作台"', 'msgstr ""')
    assert catalog.with_suffix(".mo").exists()
