"""The pages of the desk that belong to no kind of record, and the papers that only a button makes."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.db import models
from django.urls import reverse

from tests.matrix.canaries import account
from tests.matrix.judge import Ask, Judge, Viewer
from tests.matrix.oracle import PAGES
from tests.matrix.routes import Route, routes
from tests.matrix.world import World

pytestmark = pytest.mark.django_db
# What else a page of the desk can be asked; `{…}` are keys of what lies beyond reach.
ASKED: dict[str, tuple[str, ...]] = {
    "changes": ("queue=all", "queue=reviewed", "queue=all&person={staff}", "queue=all&section={section}"),
    "duties": ("on=2026-03-02", "on=2099-01-01"),
    "qualification": ("on=2026-03-02&by=year", "on=2099-01-01"),
    "statement": ("leader={staff}&year=2026", "year=2024&on=2024-06-30"),
    "timeliness": ("year=2099", "year=2099&on=2099-12-31"),
    "search": ("q=鸟b1", f"q={account('b1', '')}", "q=样停b1", "q=1391062"),
    "bureau_enterprise_by_code": ("code=91441702123456788K",),
}
OPEN_TO_ALL = ("login", "jsi18n", "logout", "stay")  # the last answers who is signed in, and tells others nothing
SENT = {"change": "00000000-0000-0000-0000-000000000000", "remark": "样例", "next": "//example.com"}


def of_the_desk() -> list[Route]:
    return [route for route in routes(admin.site) if route.is_of_the_desk and route.name in PAGES]


def test_every_page_of_the_desk_is_in_the_oracle() -> None:
    """What has a kind of record and no record in its address is a list, an entry or a sheet: the probes know those."""
    known = {"changelist", "add", "export", "import", "process_import"}
    loose = {route.name for route in routes(admin.site) if route.is_of_the_desk and route.page not in known}
    assert loose == set(PAGES), "add a line to PAGES"


def addresses(route: Route, world: World) -> Iterator[str]:
    if route.name == "app_list":
        yield from (reverse("admin:app_list", args=[app]) for app in ("bureau", "credit", "projects", "permits"))
    elif not route.parts:
        yield reverse(f"admin:{route.name}")


def asks(route: Route, world: World, viewer: Viewer) -> Iterator[Ask]:
    opens, writes = PAGES[route.name]
    may = viewer.role != "" and viewer.role in opens
    beyond = {"staff": world.people["b1", "officer"].pk, "section": world.sections["b1"].pk}
    if route.page in ("logout", "view_on_site", "autocomplete"):
        return  # leaves; the other two are asked for each kind of record
    for url in addresses(route, world):
        yield Ask("GET", url, opens=True if may else None)
        for words in ASKED.get(route.name, ()):
            yield Ask("GET", f"{url}?{words.format_map(beyond)}")
        if route.name == "signin":
            continue  # what is sent there logs out everywhere, and nobody could go on
        yield Ask("POST", url, SENT, may_write=writes == "." or (viewer.role != "" and viewer.role in writes))


@pytest.mark.parametrize("route", of_the_desk(), ids=lambda route: route.name)
def test_a_page_of_the_desk_tells_nothing_from_beyond(
    world: World, viewers: dict[str, Viewer], judge: Judge, route: Route
) -> None:
    faults = [fault for viewer in viewers.values() for fault in judge.faults(viewer, asks(route, world, viewer))]
    assert not faults, "\n".join(faults)


def test_nobody_reviews_a_change_of_another_bureau(world: World, viewers: dict[str, Viewer], judge: Judge) -> None:
    changes = [each.history.latest().history_change for each in records_beyond(world)]
    data = [{"change": str(change), "remark": "样例"} for change in changes]
    sent = [Ask("POST", reverse("admin:changes_review"), each) for each in data]
    faults = [fault for viewer in viewers.values() for fault in judge.faults(viewer, iter(sent))]
    assert (len(sent) > 5, faults) == (True, [])


def records_beyond(world: World) -> list[models.Model]:
    return [kept["b1"][0] for model, kept in world.records.items() if hasattr(model, "history") and kept["b1"]]


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_everywhere(world: World, client) -> None:
    for route in routes(admin.site):
        if route.name in OPEN_TO_ALL or route.name == "app_list":
            continue
        record = world.of(route.model, "a1")[0] if route.is_of_a_record and route.model else None
        for url in route.addresses(record and record.pk) if "content_type_id" not in route.parts else ():
            answer = client.get(url)
            assert (answer.status_code, answer.get("Location", "").split("?")[0]) == (302, "/admin/login/"), url
