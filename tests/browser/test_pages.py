"""Every page of the desk is in order: both languages, both widths, light and dark. The list is the URL resolver's."""

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from playwright.sync_api import Page

from bureau import urls
from bureau.people.staff import Staff
from tests.browser.conftest import AXE, DESK, PHONE, SCROLLS, axe, sign_in
from tests.desk_pages import pages, routes
from tests.full_house import fill
from tests.notices import notices, rungs
from tests.records import a_section
from tests.signing_in import an_account

__all__ = ["notices", "rungs"]  # fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices", "rungs")]
# Each type of page in both languages, each page in one of them: checked on a desk by day and on a telephone by
# night; it scrolls sideways on neither.
WAYS = {"zh-hans": (DESK, PHONE, "light"), "en": (PHONE, DESK, "dark")}
UNFOLD = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
# What fetches itself again holds still. (A route of the driver's would switch the browser's cache off.)
HOLD = """{ const fetched = window.fetch;
window.fetch = (what, ...how) => /[?&]again=1/.test(what) ? new Promise(() => {}) : fetched(what, ...how); }"""
# It names an icon, as a browser asks for one of its own accord otherwise, at a moment of its own.
PLANTED = """<!doctype html><html lang="zh"><title>x</title><link rel="icon" href="data:,"><h1>x</h1>
<img src="x" style="width: 2000px"></html>"""


@pytest.fixture
def person(db: None, tmp_path, settings) -> Staff:
    """Who may see everything, in a bureau in which there is one of everything."""
    settings.FILES_DIR = tmp_path / "files"
    call_command("load_demo", password="A-long-enough-phrase", without=["credit"], verbosity=0)
    return fill()


@pytest.fixture
def client(person: Staff, settings) -> Client:
    client = Client()
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    return client


def faults(page: Page, address: str, way: Any) -> Iterator[str]:
    size, other, scheme = way
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    page.evaluate(UNFOLD)
    yield from (f"{address}: {violation}" for violation in axe(page))
    for width in (size, other):
        page.set_viewport_size(width)
        if page.evaluate(SCROLLS):
            yield f"{address}: scrolls sideways at {width['width']}"


def shares(shown: Mapping[str, str]) -> dict[str, list[str]]:
    """The addresses to look at, by language: the first of each type in all of them, the others in turn."""
    found: dict[str, list[str]] = {language: [] for language in WAYS}
    languages, met = list(WAYS), set()
    for number, (address, of) in enumerate(shown.items()):
        for language in languages if of not in met else [languages[number % len(languages)]]:
            found[language].append(address)
        met.add(of)
    return found


def test_every_page_is_in_order(page: Page, live_server, person: Staff, client: Client) -> None:
    shown, silent = pages(client)
    assert silent == []
    page.context.add_init_script(HOLD)
    page.context.add_init_script(path=AXE)
    found = []
    for language, addresses in shares(shown).items():
        sign_in(page, live_server.url, person, language)
        found += [fault for each in addresses for fault in faults(page, live_server.url + each, WAYS[language])]
    page.goto("about:blank")  # a page that is still at work would outlive the test
    assert not found, "\n".join(found)


def test_every_page_is_in_a_share_and_every_type_in_all() -> None:
    shown = {"/a/1/": "a", "/a/2/": "a", "/a/3/": "a", "/b/1/": "b", "/b/2/": "b"}
    found = shares(shown)
    assert {address for share in found.values() for address in share} == set(shown)
    assert all({shown[address] for address in share} == {"a", "b"} for share in found.values())
    assert sum(map(len, found.values())) == len(shown) + 2


def test_a_planted_page_is_found_and_its_faults_are_caught(
    page: Page, live_server, db: None, settings, troubles: list[str]
) -> None:
    planted: Any = ModuleType("planted")
    planted.urlpatterns = [path("admin/planted/", _planted, name="planted"), *urls.urlpatterns]
    settings.ROOT_URLCONF = planted
    assert "/admin/planted/" in [address for route in routes() for address in route.addresses()]
    page.context.add_init_script(HOLD)
    page.context.add_init_script(path=AXE)
    sign_in(page, live_server.url, an_account("clerk", a_section()))
    found = list(faults(page, f"{live_server.url}/admin/planted/", WAYS["en"]))
    assert any("image-alt" in fault for fault in found)
    assert any("content security policy" in trouble.lower() for trouble in troubles)
    troubles.clear()


def _planted(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(PLANTED)
