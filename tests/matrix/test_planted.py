"""Every probe is shown a screen with the hole that it looks for, and finds it: none is blind."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import override_settings

from tests.matrix.judge import Judge, Viewer
from tests.matrix.leaky import LEAKS, LeakyDesk
from tests.matrix.probes import PROBES, who_tries
from tests.matrix.targets import Target
from tests.matrix.world import World

pytestmark = pytest.mark.django_db


@contextmanager
def put_up(world: World, probe: str) -> Iterator[Target]:
    """The leaky desk in place of the real one, for a while; the forms of the real one are forgotten."""
    model, screens, _said = LEAKS[probe]
    desk = LeakyDesk(screens)
    world.forms.clear()
    with override_settings(ROOT_URLCONF=desk):
        yield Target(desk, model, world)
    world.forms.clear()


def test_every_probe_has_a_leak_to_find() -> None:
    assert set(LEAKS) == set(PROBES)


@pytest.mark.parametrize("probe", PROBES)
def test_a_planted_leak_is_found(world: World, viewers: dict[str, Viewer], judge: Judge, probe: str) -> None:
    with put_up(world, probe) as target:
        tried = who_tries(probe, viewers, target)
        faults = [fault for viewer in tried for fault in judge.faults(viewer, PROBES[probe](target, viewer))]
    assert any(LEAKS[probe][2] in fault for fault in faults), faults[:20]
