"""What nobody was ever given as an address: it names nothing, and breaks nothing."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from django.test import Client

from tests.matrix.judge import text_of
from tests.matrix.routes import Route, routes
from tests.matrix.world import World
from tests.records import a_person

pytestmark = pytest.mark.django_db
BEYOND = "99999999999999999999"  # more than 64 bits
GARBAGE = (BEYOND, f"-{BEYOND}", "0", "-1", "x", "1.5", "鸟", "9" * 300, "../1", "_00")
ASKED = ("section", "person", "giver", "staff", "id", "p", "section__id__exact", "docket__section__id__exact", "o")


@pytest.fixture
def everything(world: World) -> Client:
    """An account without bounds, so that nothing is refused before it breaks."""
    root = a_person("root", world.sections["a1"], is_staff=True, is_superuser=True)
    client = Client(raise_request_exception=False)
    client.force_login(root)
    return client


def of_a_record() -> list[Route]:
    return [route for route in routes(admin.site) if route.is_of_a_record]


def test_no_number_and_no_word_in_place_of_a_record_breaks_an_address(everything: Client) -> None:
    odd = []
    for route in of_a_record():
        real = next(route.addresses(1))
        for key in GARBAGE:
            url = real.replace("/1/", f"/{quote(key)}/", 1)
            for method in (everything.get, everything.post):
                answer = method(url)
                if answer.status_code not in (302, 403, 404, 405):
                    odd.append(f"{url}: {answer.status_code} {getattr(answer, 'exc_info', '')}")
    assert not odd, "\n".join(odd)


def test_no_number_in_a_question_breaks_a_list_or_a_page(everything: Client) -> None:
    odd = []
    for route in (route for route in routes(admin.site) if not route.parts and route.page != "logout"):
        if route.name == "app_list":
            continue
        for url in (f"{next(route.addresses(None))}?{name}={BEYOND}" for name in ASKED):
            answer = everything.get(url)
            if answer.status_code >= 500:
                odd.append(f"{url}: {answer.status_code} {answer.exc_info}")
    assert not odd, "\n".join(odd)


def test_no_number_that_is_sent_breaks_a_page(everything: Client, world: World) -> None:
    sent = dict.fromkeys(("case", "section", "officer", "staff", "giver", "bureau", "material", "version"), BEYOND)
    odd = []
    for route in (route for route in routes(admin.site) if route.page != "logout"):
        record = world.of(route.model, "a1")[0] if route.is_of_a_record and route.model else None
        if route.name == "app_list" or (route.is_of_a_record and record is None):
            continue
        for url in route.addresses(record and record.pk):
            answer = everything.post(url, sent | {"reason_for_change": "样例", "_selected_action": BEYOND})
            text_of(answer)  # a file is read to its end, and closed
            if answer.status_code >= 500:
                odd.append(f"{url}: {answer.status_code} {answer.exc_info}")
    assert not odd, "\n".join(odd)
