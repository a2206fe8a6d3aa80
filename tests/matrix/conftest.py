"""One world for each module of tests: whatever a test writes is taken back after it, the world after the module."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, TestCase

from bureau.desk import site as desk
from bureau.desk.site import DeskSite
from tests.matrix.judge import Judge, Viewer
from tests.matrix.oracle import LETTERS
from tests.matrix.world import World, build
from tests.records import a_person


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "FILES_DIR", tmp_path_factory.mktemp("files"))
        atomics = TestCase._enter_atomics()
        try:
            yield build()
        finally:
            TestCase._rollback_atomics(atomics)


@pytest.fixture(scope="module")
def viewers(world: World) -> dict[str, Viewer]:
    """One for each role in the first section of the first bureau, by its letter; and one who holds none."""
    signed_in = {}
    for role, letter in LETTERS.items():
        signed_in[letter] = _signed_in("a1", letter, world.people["a1", role])
    nobody = a_person("nobody", world.sections["a1"], name="样例无职", is_staff=True)
    return signed_in | {"": _signed_in("a1", "", nobody)}


@pytest.fixture(scope="module")
def judge(world: World, viewers: dict[str, Viewer]) -> Judge:
    return Judge(world)


def _signed_in(place: str, letter: str, person: Any) -> Viewer:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return Viewer(place, letter, person, client)


@pytest.fixture(autouse=True)
def frame_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands around every page, the list of screens and the band, is the same on each: made once for a person."""
    for where, name in ((DeskSite, "get_app_list"), (desk, "band_of")):
        monkeypatch.setattr(where, name, _once(getattr(where, name)))


def _once(made: Callable[..., Any]) -> Callable[..., Any]:
    kept: dict[tuple[Any, ...], Any] = {}

    def found(site: Any, request: Any, *rest: Any) -> Any:
        key = (id(site), request.user.pk, *rest)
        if key not in kept:
            kept[key] = made(site, request, *rest)
        return kept[key]

    return found
