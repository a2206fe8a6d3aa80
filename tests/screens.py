"""`python -m tests.screens`: docs/screens anew, from a real browser, fixed sample data and a fixed morning.

Needs Chromium and a Chinese font; works on a database of its own, which it throws away. The pages know one clock,
`django.utils.timezone.now`; here it stands still, so that the same pages give the same pictures.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from unittest import mock
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django

from tests import machine

PLACE = Path(__file__).resolve().parent.parent / "docs" / "screens"
DESK, PHONE = (1366, 768), (390, 844)
FLAGS = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--hide-scrollbars", "--no-sandbox"]
FLAGS += ["--force-color-profile=srgb", "--font-render-hinting=none", "--disable-lcd-text", "--disable-partial-raster"]


@dataclass(frozen=True)
class Shot:
    """One picture: of which page, for whom, how wide, how dark; `whole` is the page to its end."""

    name: str
    address: str
    who: str = "officer"
    size: tuple[int, int] = DESK
    dark: bool = False
    whole: bool = True
    language: str = "zh-hans"
    open: str = ""


def filings(batch: int, at_work: int, filed: int) -> list[Shot]:
    """What an officer, a supervisor and somebody with a telephone see of a sheet of the platform and its filings."""
    page = f"projects/filing/{at_work}/change/"
    return [
        Shot("import", "projects/filing/import/", whole=False),
        Shot("batch", f"bureau/batch/{batch}/change/"),
        Shot("filings", "projects/filing/", whole=False),
        Shot("filings-390", "projects/filing/", size=PHONE, whole=False),
        Shot("filing", page),
        Shot("filing-390", page, size=PHONE),
        Shot("certificate", f"projects/filing/{filed}/certificate/"),
        Shot("review", "changes/", who="supervisor", whole=False),
    ]


def shots(case: int, person: int) -> list[Shot]:
    page, desk = f"permits/permit/{case}/change/", f"bureau/staff/{person}"
    return [
        Shot("login", "login/", who=""),
        Shot("desk", "", whole=False),
        Shot("desk-dark", "", dark=True, whole=False),
        Shot("desk-390", "", size=PHONE),
        Shot("desk-en", "", language="en"),
        Shot("desk-head", "", who="head", whole=False),
        Shot("desk-supervisor", "", who="supervisor", whole=False),
        Shot("desk-empty", "", who="newcomer", whole=False),
        Shot("search", "search/?q=项目", whole=False),
        Shot("search-390", "search/?q=项目", size=PHONE, whole=False),
        Shot("cases", "bureau/docket/", who="head", whole=False),
        Shot("list", "permits/permit/", whole=False),
        Shot("list-390", "permits/permit/", size=PHONE, whole=False),
        Shot("filters", "permits/permit/?state=accepted", whole=False, open=".filters"),
        Shot("case", page),
        Shot("case-dark", page, dark=True),
        Shot("case-390", page, size=PHONE),
        Shot("case-390-dark", page, size=PHONE, dark=True),
        Shot("case-en", page, language="en"),
        Shot("history", f"permits/permit/{case}/history/"),
        Shot("form", "permits/permit/add/", whole=False),
        Shot("form-390", "permits/permit/add/", size=PHONE, whole=False),
        Shot("hand-over", f"permits/permit/{case}/hand-over/", who="head", whole=False),
        Shot("changes", "changes/?queue=all", who="head", whole=False),
        Shot("changes-390", "changes/?queue=all", who="head", size=PHONE, whole=False),
        Shot("duties", "duties/", who="head"),
        Shot("duties-390", "duties/", who="head", size=PHONE),
        Shot("person", f"{desk}/page/", who="head"),
        Shot("person-390", f"{desk}/page/", who="head", size=PHONE),
        Shot("share", f"{desk}/share/", who="head"),
        Shot("menu-390", "permits/permit/", size=PHONE, whole=False, open=".menu"),
    ]


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the overridden parameter
        """A request is not worth a line."""


@contextmanager
def served(app: Any) -> Iterator[str]:
    with make_server("127.0.0.1", 0, app, handler_class=Quiet) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/admin/"
        finally:
            server.shutdown()
            thread.join()


def take(browser: Any, root: str, shot: Shot, sessions: dict[str, str], folder: Path) -> None:
    width, height = shot.size
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.dark else "light",
        locale="zh-CN",
        reduced_motion="reduce",
    ) as context:
        cookies = {"django_language": shot.language} | ({"sessionid": sessions[shot.who]} if shot.who else {})
        context.add_cookies([{"name": name, "value": value, "url": root} for name, value in cookies.items()])
        page = context.new_page()
        page.goto(root + shot.address)
        if shot.open:
            page.click(f"{shot.open} > summary")
        page.screenshot(path=str(folder / f"{shot.name}.png"), full_page=shot.whole, animations="disabled")
        if shot.name == "case":
            page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
            page.set_viewport_size({"width": 794, "height": 1123})  # a sheet of A4
            page.emulate_media(media="print")
            page.screenshot(path=str(folder / "case-print.png"), full_page=True)


def main(only: list[str]) -> None:
    machine.prepare()
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"DATA_DIR": data, "DATABASE_URL": f"sqlite:///{data}/screens.sqlite3"}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
        django.setup()
        _remake(PLACE, only)


def _remake(folder: Path, only: list[str]) -> None:
    from django.conf import settings  # noqa: PLC0415 - nothing of Django's before it is set up
    from django.core.management import call_command  # noqa: PLC0415
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    from tests.sample_duties import some_duties  # noqa: PLC0415
    from tests.sample_filings import brought_in  # noqa: PLC0415
    from tests.sample_permits import MORNING, a_morning  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    with mock.patch("django.utils.timezone.now", return_value=MORNING), served(get_wsgi_application()) as root:
        sample = a_morning()
        some_duties(sample, MORNING)
        brought = brought_in(sample)
        sessions = {}
        for person in (sample.officer, sample.head, sample.supervisor, sample.newcomer):
            client = Client()
            client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
            sessions[person.username] = client.cookies["sessionid"].value
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=machine.chromium_program(), args=FLAGS)
            for shot in (*shots(sample.permit.pk, sample.officer.pk), *filings(*(row.pk for row in brought))):
                if not only or shot.name in only:
                    take(browser, root, shot, sessions, folder)
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
