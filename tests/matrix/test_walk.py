"""Every admin × every address × every role × own and foreign records: what is shown, and what is changed."""

import pytest
from django.contrib import admin
from django.db import models

from bureau.people.roles import Role
from tests.matrix.judge import Judge, Viewer
from tests.matrix.oracle import LETTERS, RECORDS
from tests.matrix.probes import PROBES, who_tries
from tests.matrix.targets import Target
from tests.matrix.world import World

pytestmark = pytest.mark.django_db
SCREENS = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)


def test_the_oracle_has_a_line_for_every_screen_and_every_role(world: World) -> None:
    assert {model._meta.label_lower for model in SCREENS} == set(RECORDS), "add a line to RECORDS"
    assert set(LETTERS) == set(Role.values), "add a letter to LETTERS"
    assert [model for model in SCREENS if not world.of(model, "a1")] == [], "add a record to the world"


@pytest.mark.parametrize("model", SCREENS, ids=lambda model: model._meta.label_lower)
def test_nothing_leaks_and_nothing_is_changed(
    world: World, viewers: dict[str, Viewer], judge: Judge, model: type[models.Model]
) -> None:
    target = Target(admin.site, model, world)
    faults = [
        f"{name}: {fault}"
        for name, probe in PROBES.items()
        for viewer in who_tries(name, viewers, target)
        for fault in judge.faults(viewer, probe(target, viewer))
    ]
    assert not faults, "\n".join(faults)
