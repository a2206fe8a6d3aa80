"""The power list as files for the district portal: pages without scripts that need nothing but each other, and a table.

A county department in principle opens no site of its own (国办发〔2017〕47号). So the files are made here, checked
whole before anybody can take them, and put on the portal by a person. The same list makes the same bytes, so that a
file is known by its digest.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import formats, translation
from django.utils.translation import gettext as _

from bureau.casework.items import ServiceItem
from bureau.law import words
from bureau.law.limits import TimeLimit
from bureau.law.powers import Category
from bureau.office.powers.items import items_of
from bureau.office.powers.models import SAYS, Power, PowerList
from bureau.office.powers.proofs import faults
from bureau.office.powers.versions import is_as_published
from bureau.sheets.formulas import neutral

INDEX, PERMITS, TABLE, MANIFEST = "index.html", "permits.html", "powers.csv", "sha256.txt"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can say: when it was made is no part of what it says
SHOWN = ("code", "basic_code", "level", *(name for name in SAYS if name not in ("code", "name", "is_work_secret")))


class NotSound(ValidationError):
    """The files would say something wrong, or something that is nobody's to read."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files in one, with what it is known by; `powers` are in it."""

    data: bytes
    sha256: str
    powers: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A power as a page shows it: where it stands, what it says in words, and the item under which it is asked for."""

    power: Power
    item: ServiceItem | None

    @property
    def page(self) -> str:
        return f"category-{self.power.category}.html"

    @property
    def anchor(self) -> str:
        return f"p-{self.power.code}"

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Heading and text of each field that says something."""
        return [(_heading(name), said) for name in SHOWN if (said := _said(self.power, name))]

    @property
    def statutory(self) -> str:
        return _limit(self.item.statutory) if self.item else ""

    @property
    def promised(self) -> str:
        return _limit(self.item.promised) if self.item else ""


def bundle(version: PowerList, day: date) -> Bundle:
    """The files of a version with the items of that day, checked. Raises NotSound."""
    powers = list(version.powers.order_by("category", "code"))
    if version.is_draft or not is_as_published(version, powers):
        raise NotSound(_("This version is a draft, or no longer says what was published."))
    public = [power for power in powers if not power.is_work_secret]
    files = _files(version, public, day)
    if found := faults(files, public, [power.code for power in powers if power.is_work_secret]):
        raise NotSound(found)
    data = _zipped(files)
    return Bundle(data, hashlib.sha256(data).hexdigest(), len(public))


def _files(version: PowerList, powers: list[Power], day: date) -> Mapping[str, bytes]:
    """Each file by its name; Chinese, whoever makes them."""
    items = items_of(version.bureau, powers, day)
    entries = [Entry(power, items.get(power.code)) for power in powers]
    with translation.override("zh-hans"):
        groups = [(key, list(rows)) for key, rows in groupby(entries, lambda entry: entry.power.category)]
        known = {"version": version, "bureau": version.bureau, "entries": entries, "groups": groups}
        permits = [entry for entry in entries if entry.power.category == Category.LICENCE]
        files = {INDEX: _page("index", known | {"permits": permits, "table": TABLE})}
        for _key, rows in groups:
            files[rows[0].page] = _page("category", known | {"rows": rows})
        files[PERMITS] = _page("permits", known | {"permits": permits})
        files[TABLE] = _table(powers)
    listed = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return files | {MANIFEST: listed.encode()}


def _page(name: str, known: Mapping[str, object]) -> bytes:
    return render_to_string(f"bureau/portal/{name}.html", dict(known)).encode()


def _table(powers: list[Power]) -> bytes:
    """With the mark by which office programs know UTF-8."""
    kept = io.StringIO()
    rows = csv.writer(kept)
    names = ["code", *(name for name in ("name", *SHOWN) if name != "code")]
    rows.writerow([_heading(name) for name in names])
    rows.writerows([neutral(_said(power, name)) for name in names] for power in powers)
    return kept.getvalue().encode("utf-8-sig")


def _heading(name: str) -> str:
    return str(Power._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _said(power: Power, name: str) -> str:
    value, words_of = getattr(power, name), getattr(power, f"get_{name}_display", None)
    if isinstance(value, date):
        return formats.date_format(value)
    return str(words_of() if words_of else value or "")


def _limit(limit: TimeLimit | None) -> str:
    return f"{limit.amount}{words.UNITS[limit.unit].zh}" if limit else ""


def _zipped(files: Mapping[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in sorted(files.items()):
            out.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return kept.getvalue()
