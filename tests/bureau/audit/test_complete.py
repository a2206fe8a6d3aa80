"""Every table of ours is kept in a way that is evidence, or is named here with the reason why it need not be."""

import pytest
from django.apps import apps
from django.db import models

from bureau.audit.appended import Appended
from bureau.audit.history import HistoryRow, Recorded, recorded_models, versions_table
from bureau.audit.locks import appended_models
from bureau.casework.docket import kinds
from bureau.models import Docket

NO_BUSINESS_OF_THEIR_OWN = {
    "bureau.PersonKey": "a key: erasing it must leave nothing, and erasing is in the access log",
    "bureau.LookupKey": "a key",
    "bureau.LookupDigest": "follows from what is sealed in its record, and goes with the key",
    "bureau.SecondFactor": "a key, and which code of it was the last; that it was set up or reset is in the access log",
    "bureau.SealingBeat": "when sealing last ran; what it made are seals",
    "bureau.HeldRefusal": "how often a refusal came again within a minute; then the access log says it",
    "bureau.Series": "a counter; the number that it gave stands in the history of what bears it",
    "bureau.Job": "how far a piece of work is; what it writes has its own history",
    "bureau.BatchKey": "the key of a batch's rows, destroyed with them",
    "bureau.Export": "a list on its way out; that it was asked for and taken is in the access log",
    "bureau.ExportKey": "the key of an export's parts, destroyed with them",
    "bureau.ExportPart": "a part of a file, sealed and dropped after some days",
    "bureau.Debt": "a reminder owed, written by the night; it says itself when and what became of it",
    "bureau.Notice": "a mail on its way; it says itself when it was made, sent or refused",
    "bureau.SweepRun": "when the night was, and how much it found",
    "bureau.FilePart": "of a large file that waits to be read, gone with its batch's key",
    "bureau.StagedRow": "a row of a sheet that waits; what is written of it has its own history",
}


def ours() -> list[type[models.Model]]:
    """Of every app that is installed and is not Django's: whoever adds one need not think of this test."""
    installed = {app.label for app in apps.get_app_configs() if not app.name.startswith("django.")}
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in installed]


def test_every_model_has_its_history_or_is_only_added_to_or_has_its_reason() -> None:
    kept = [model for model in ours() if issubclass(model, Recorded | Appended)]
    others = {model._meta.label for model in ours()} - {model._meta.label for model in kept}
    assert others == NO_BUSINESS_OF_THEIR_OWN.keys()


def test_every_record_has_a_history_of_all_its_fields_but_those_it_names() -> None:
    records = [model for model in ours() if issubclass(model, Recorded)]
    assert [model for model in records if model not in recorded_models()] == []
    left_out = {
        f"{model._meta.label}.{field.name}"
        for model in records
        for field in model._meta.concrete_fields
        if field.name not in {kept.name for kept in versions_table(model).tracked_fields}
    }
    of_a_batch = {f"bureau.Batch.{name}" for name in ("key", "headings", "matched", "job")} | {"credit.PushBatch.job"}
    assert left_out == {f"bureau.Staff.{name}" for name in ("last_login", "password", "signed_out_at")} | of_a_batch


def test_what_is_only_added_to_is_numbered_and_says_when() -> None:
    """The chain knows rows by their number, and what is backdated by their moment."""
    for model in appended_models():
        assert isinstance(model._meta.pk, models.AutoField | models.BigIntegerField), model
    without = {model._meta.label for model in appended_models() if model.is_sealed and not has_moment(model)}
    assert without == {"bureau.WithheldMatter"}  # a day is all that may be kept of it


def has_moment(model: type[Appended]) -> bool:
    return model.written_in in {field.name for field in model._meta.concrete_fields}


def test_what_is_not_sealed_is_the_seals_themselves_and_what_the_database_notes() -> None:
    loose = {model._meta.label for model in appended_models() if not model.is_sealed}
    assert loose == {"bureau.AuditChange", "bureau.Leaf", "bureau.LeafShape", "bureau.Seal"}


def test_the_locks_know_the_same_tables_by_their_marks_alone() -> None:
    assert set(appended_models()) == {model for model in apps.get_models() if issubclass(model, Appended)}
    assert all(issubclass(versions_table(model), HistoryRow) for model in recorded_models())


@pytest.mark.parametrize("model", [Docket, *kinds().values()], ids=lambda model: model._meta.label)
def test_no_case_is_deleted_so_that_its_history_would_outlive_it(model: type[models.Model]) -> None:
    """Whatever points to a case protects it; its history points to nothing and stays."""
    for relation in model._meta.related_objects:
        assert relation.on_delete is models.PROTECT, relation
    keys = [field for field in versions_table(model)._meta.fields if isinstance(field, models.ForeignKey)]
    assert [key for key in keys if key.db_constraint or key.remote_field.on_delete is not models.DO_NOTHING] == []
