"""Every page of the desk is in order: both languages, both widths, light and dark. The list is the URL resolver's."""

from collections.abc import Iterator
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
from tests.browser.conftest import DESK, PHONE, SCROLLS, axe, sign_in
from tests.desk_pages import pages
from tests.full_house import fill
from tests.notices import notices, rungs

__all__ = ["notices", "rungs"]  # fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices", "rungs")]
# Each page in both languages: checked on a desk by day and on a telephone by night; it scrolls sideways on neither.
WAYS = {"zh-hans": (DESK, PHONE, "light"), "en": (PHONE, DESK, "dark")}
UNFOLD = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
PLANTED = """<!doctype html><html lang="zh"><title>x</title><h1>x</h1><img src="x" style="width: 2000px"></html>"""


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
    page.goto("about:blank")  # a page that fetches itself again would outlive the test


def test_every_page_is_in_order(page: Page, live_server, person: Staff, client: Client) -> None:
    shown, silent = pages(client)
    assert silent == []
    page.route("**/*again=1*", lambda route: route.abort("aborted"))  # what fetches itself again holds still
    found = []
    for language, way in WAYS.items():
        sign_in(page, live_server.url, person, language)
        found += [fault for address in shown for fault in faults(page, live_server.url + address, way)]
    assert not found, "\n".join(found)


def test_a_planted_page_is_found_and_its_faults_are_caught(
    page: Page, live_server, person: Staff, client: Client, settings, troubles: list[str]
) -> None:
    planted: Any = ModuleType("planted")
    planted.urlpatterns = [path("admin/planted/", _planted, name="planted"), *urls.urlpatterns]
    settings.ROOT_URLCONF = planted
    shown, _silent = pages(client)
    assert "/admin/planted/" in shown
    sign_in(page, live_server.url, person)
    found = list(faults(page, f"{live_server.url}/admin/planted/", WAYS["en"]))
    assert any("image-alt" in fault for fault in found)
    assert any("content security policy" in trouble.lower() for trouble in troubles)
    troubles.clear()


def _planted(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(PLANTED)
