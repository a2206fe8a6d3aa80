"""`manage.py catalogs`: the words of the screen. Their source is English; the Chinese catalog must be complete.

Works without gettext's own programs, which a bare machine does not have.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

DOMAIN = "django"
LANGUAGE = "zh_Hans"
HEADER = r"""# The Chinese words of the screen. `make messages` adds new ones; `make check` wants all translated.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Language: zh_Hans\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


class Command(BaseCommand):
    help = "Compiles the catalog; --update adds new words to it; --check fails unless every word is translated."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--update", action="store_true")
        group.add_argument("--check", action="store_true")

    def handle(self, *, update: bool, check: bool, **_options: Any) -> None:
        path = Path(settings.LOCALE_PATHS[0]) / LANGUAGE / "LC_MESSAGES" / f"{DOMAIN}.po"
        catalog = _read(path)
        if check:
            self._check(catalog)
        elif update:
            _update(catalog, path)
        with path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalog)

    def _check(self, catalog: Catalog) -> None:
        wanted = _words()
        faults = [
            *(f"not translated: {m.id!r}" for m in wanted if m.id and not _translation(catalog, m)),
            *(f"fuzzy: {m.id!r}" for m in catalog if m.id and m.fuzzy),
            *(f"no longer used: {m.id!r}" for m in catalog if m.id and not wanted.get(m.id, m.context)),
        ]
        if faults:
            raise CommandError("\n".join([*faults, f"{len(faults)} faults in the {LANGUAGE} catalog"]))
        self.stdout.write(f"{len(catalog)} words, all translated")


def _translation(catalog: Catalog, message: Any) -> bool:
    known = catalog.get(message.id, message.context)
    return bool(known and known.string and all(known.string if isinstance(known.string, tuple) else [known.string]))


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LANGUAGE, domain=DOMAIN)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, domain=DOMAIN)


def _update(catalog: Catalog, path: Path) -> None:
    """Add what is new, drop what is gone. No places and no dates: two people's changes should not collide."""
    catalog.update(_words(), no_fuzzy_matching=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalog, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True, width=100)


def _words() -> Catalog:
    """Every word that our own code and templates show."""
    catalog = Catalog(domain=DOMAIN)
    for message, comments, context in _extracted():
        catalog.add(message, auto_comments=comments, context=context)
    return catalog


def _extracted() -> Iterator[tuple[Any, list[str], str | None]]:
    for config in apps.get_app_configs():
        root = Path(config.path)
        if settings.BASE_DIR in root.parents and config.name.count(".") == 0:
            for file in sorted(root.rglob("*.py")):
                yield from _extract(file.read_bytes())
            for file in sorted(root.rglob("templates/**/*.*")):
                words = templatize(file.read_text(encoding="utf-8"), origin=str(file))
                # What remains of a template is read as Python, where its indentation would mean something.
                yield from _extract("\n".join(map(str.lstrip, words.splitlines())).encode())


def _extract(source: bytes) -> Iterator[tuple[Any, list[str], str | None]]:
    for _line, message, comments, context in extract("python", BytesIO(source), KEYWORDS):
        yield message, comments, context
