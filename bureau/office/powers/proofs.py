"""What is looked at in the files of a power list before anybody may take them."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from django.utils.translation import gettext as _

from bureau.law.masks import personal_numbers
from bureau.office.powers.models import Power
from bureau.sheets.formulas import undone

# What a page would fetch, run or send: it has to stand by itself.
ACTIVE = frozenset({"script", "iframe", "object", "embed", "form", "img", "link", "base", "video", "audio"})


class _Page(HTMLParser):
    """What a page has that can be wrong."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.active: list[str] = []
        self.tags: list[str] = []
        self.lang = ""
        self.unnamed = 0  # heads of tables that do not say of what they are the head
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self.lang = given.get("lang", "") if tag == "html" else self.lang
        self.unnamed += tag == "th" and "scope" not in given
        if tag in ACTIVE or any(name.startswith("on") or name == "src" for name in given):
            self.active.append(tag)


def faults(files: Mapping[str, bytes], powers: Sequence[Power], secrets: Sequence[str]) -> list[str]:
    """Each in a sentence that names the file; none where all is as it should be. `secrets` may stand nowhere."""
    pages = {name: _Page(data.decode()) for name, data in files.items() if name.endswith(".html")}
    return [
        *(fault for name, page in pages.items() for fault in _of_page(name, page)),
        *_of_links(files, pages),
        *_of_rows(files, pages, powers),
        *_of_texts(files, secrets),
        *_of_manifest(files),
    ]


def _of_page(name: str, page: _Page) -> Iterator[str]:
    if page.active:
        yield _("%(file)s: runs, fetches or sends something (%(what)s).") % {
            "file": name,
            "what": ", ".join(sorted(set(page.active))),
        }
    once = ("title", "h1", "main")
    if not page.lang or page.unnamed or any(page.tags.count(tag) != 1 for tag in once):
        yield _("%(file)s: a screen reader lacks its language, title, heading or the heads of its tables.") % {
            "file": name
        }


def _of_links(files: Mapping[str, bytes], pages: Mapping[str, _Page]) -> Iterator[str]:
    for name, page in pages.items():
        for link in page.links:
            target, _mark, anchor = link.partition("#")
            leads_to = pages.get(target or name)
            if (target and target not in files) or (anchor and (leads_to is None or anchor not in leads_to.ids)):
                yield _("%(file)s: a link leads nowhere: %(link)s.") % {"file": name, "link": link}


def _of_rows(files: Mapping[str, bytes], pages: Mapping[str, _Page], powers: Sequence[Power]) -> Iterator[str]:
    anchors = [one for page in pages.values() for one in page.ids if one.startswith("p-")]
    rows = list(csv.reader(io.StringIO(files["powers.csv"].decode("utf-8-sig"))))[1:]
    codes = [undone(row[0]) for row in rows if row]
    for power in powers:
        if anchors.count(f"p-{power.code}") != 1 or codes.count(power.code) != 1:
            yield _("%(power)s does not stand in the files once.") % {"power": f"{power.code} {power.name}"}
    if len(anchors) != len(powers) or len(rows) != len(powers):
        yield _("The files do not have as many powers as the list.")


def _of_texts(files: Mapping[str, bytes], secrets: Sequence[str]) -> Iterator[str]:
    for name, data in files.items():
        text = data.decode()
        if found := personal_numbers(text):
            yield _("%(file)s: reads like somebody's own number: %(found)s.") % {
                "file": name,
                "found": "、".join(found),
            }
        if any(code in text for code in secrets):
            yield _("%(file)s: tells of a work secret.") % {"file": name}


def _of_manifest(files: Mapping[str, bytes]) -> Iterator[str]:
    lines = files["sha256.txt"].decode().splitlines()
    listed = {name: digest for digest, _space, name in (line.partition("  ") for line in lines)}
    others = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "sha256.txt"}
    if listed != others:
        yield _("The digests do not fit the files.")
