"""The browser: the machine's own Chromium, as an officer's screen shows it, and a watch on what goes wrong in it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, ViewportSize
from playwright.sync_api import Error as BrowserError

from tests import machine

if TYPE_CHECKING:  # the tests of the machinery take this file where no app is installed
    from bureau.people.staff import Staff

# The driver keeps an event loop running in the tests' thread, and Django would take the ORM for misplaced there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

DESK = ViewportSize(width=1366, height=768)
PHONE = ViewportSize(width=390, height=844)
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).with_name("axe.min.js")
# A violation is told by an event of the document; as an error of the console it outlives the page.
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `content security policy: ${event.effectiveDirective} refused ${event.blockedURI} in ${event.sourceFile}`));
"""
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"], preload: false})).violations.flatMap(
  (rule) => rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${rule.help}: ${node.html}`))"""


@pytest.fixture(scope="session")
def base_url() -> None:
    """None: a test names its live server. (The browser plugin's own fixture draws a deprecation of pytest's.)"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    return {**browser_type_launch_args, "executable_path": machine.chromium_program(), "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": DESK, "locale": "zh-CN"}


@pytest.fixture
def troubles() -> list[str]:
    """What the browser complained of so far. A test that provokes a complaint takes it off the list."""
    return []


@pytest.fixture
def context(context: BrowserContext, troubles: list[str]) -> Iterator[BrowserContext]:
    """Fails the test in which any page of it broke the content security policy, logged an error or threw one."""
    context.add_init_script(TELL_VIOLATIONS)
    context.on("console", lambda message: troubles.append(_told(message)) if message.type == "error" else None)
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    yield context
    for page in context.pages:
        # What the page has yet to tell comes before this; a page on its way elsewhere has no answer, and no need to.
        with suppress(BrowserError):
            page.evaluate("new Promise((done) => setTimeout(done))")
    assert not troubles, "the browser complained:\n" + "\n".join(troubles)


def _told(message: ConsoleMessage) -> str:
    return f"{message.text} ({message.location['url']})"


@pytest.fixture
def phone(page: Page) -> Page:
    """The page on a telephone's screen."""
    page.set_viewport_size(PHONE)
    return page


def axe(page: Page) -> list[str]:
    """What the accessibility checker finds on the page, one sentence for each place.

    It comes in by evaluate(), which the page's content security policy does not govern; a script tag it refuses.
    Whoever looks at many pages gives it to the context once, as a script of the beginning.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return list(page.evaluate(RUN_AXE))


def sign_in(page: Page, server: str, person: "Staff", language: str = "zh-hans") -> None:
    """With the session that the way in would have given, and the language that its button would have set."""
    client = Client()
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": language}
    page.context.clear_cookies()
    page.context.add_cookies([{"name": name, "value": value, "url": server} for name, value in cookies.items()])
