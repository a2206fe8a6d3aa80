"""Every admin × every address × every role × own and foreign records: what is shown, and what is changed."""

import json
import logging
import re
from collections.abc import Iterator

import pytest
from celery import Task
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.urls import reverse

from bureau.models import Batch, Job
from bureau.people.roles import Role
from bureau.sheets.batches import BatchState
from bureau.sheets.kinds import sheet_kinds
from tests.matrix.canaries import canaries
from tests.matrix.judge import Judge, Viewer, confirm, taken_back
from tests.matrix.oracle import LETTERS, RECORDS, SHEETS
from tests.matrix.probes import PROBES, who_tries
from tests.matrix.sheets import SAMPLES
from tests.matrix.targets import Target
from tests.matrix.world import World
from tests.matrix.writing import confirmed

pytestmark = pytest.mark.django_db
ADDRESS = re.compile(r"/admin/\S*")  # what somebody types into an address, the log of refusals repeats
EMPTY_HANDED = {("old_filings", "w")}  # may send it, and each row is an act of an officer's
# What another bureau has is free in one's own, so that whoever may write all rows is refused none; the window may not.
FREE = {"powers", "codes", "filings", "old_filings"}
IN_PART = {("filings", "w")}
SCREENS = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)


@pytest.fixture(scope="module", autouse=True)
def heard() -> Iterator[list[str]]:
    """All that is logged, and the arguments of all tasks that are sent, from here to the end of the walk."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda line: lines.append(logging.Formatter().format(line))  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Task, "apply_async", lambda *args, **options: lines.append(json.dumps([args[1:], options])))
        yield lines
    logging.getLogger().removeHandler(handler)


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


def kinds_of_sheets() -> dict[str, type[models.Model]]:
    """Every kind that an app has registered, with the screen that takes it."""
    screens = {kind: model for model in SCREENS for kind in getattr(admin.site._registry[model], "sheets", ())}
    return {kind.name: screens[kind.name] for kind in sheet_kinds()}


def test_the_oracle_has_a_line_and_a_sample_for_every_kind_of_sheet() -> None:
    assert set(kinds_of_sheets()) == set(SHEETS) == set(SAMPLES), "add a line to SHEETS and one to SAMPLES"


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_sheet_that_tries_is_written_in_part_by_whoever_may(
    world: World, viewers: dict[str, Viewer], kind: str
) -> None:
    """So that the probe which confirms it does not look at a batch that was never written."""
    target, came = Target(admin.site, kinds_of_sheets()[kind], world), []
    for viewer in map(viewers.__getitem__, SHEETS[kind]):
        *_beside, ask = (ask for ask in confirmed(target, viewer) if ask.data["kind"] == kind)
        with taken_back():
            batch = viewer.client.post(ask.url, ask.data, follow=True).context["batch"]
            confirm(viewer.client, reverse("admin:bureau_batch_change", args=[batch.pk]))
            came.append((batch.refused > 0, batch.new + batch.changed > 0, Batch.objects.get(pk=batch.pk).state))
    assert came == [expected(kind, letter) for letter in SHEETS[kind]]


def expected(kind: str, letter: str) -> tuple[bool, bool, str]:
    """Whether rows are refused, whether others are written, and how the batch ends."""
    if (kind, letter) in EMPTY_HANDED:
        return True, False, BatchState.CHECKED
    return kind not in FREE or (kind, letter) in IN_PART, True, BatchState.DONE


def test_after_the_walk_no_log_and_no_task_bears_a_canary(heard: list[str]) -> None:
    assert [line for line in heard if list(canaries(ADDRESS.sub("", line)))] == []


def test_no_name_of_a_record_no_session_and_no_job_bears_a_number(world: World) -> None:
    """Nor does any column of the database, since they are sealed; masks stand in the tokens of persons alone."""
    texts = [str(row) for model in apps.get_models() for row in model._base_manager.all()]
    texts += [json.dumps(row.get_decoded()) for row in Session.objects.all()]
    texts += [f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all()]
    texts += [json.dumps([job.args, job.result]) for job in Job.objects.all()]
    assert {found.label for text in texts for found in canaries(text)} & {"reveal", "person"} == set()
    assert [table for table, text in columns() if any(found.label == "reveal" for found in canaries(text))] == []


def columns() -> Iterator[tuple[str, str]]:
    """Every table as one text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield table, repr(cursor.fetchall())
