"""Every way of writing leaves exactly one version, or is refused; and the version says whose hand it was."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F, ProtectedError
from django.test.utils import isolate_apps

from bureau.audit.appended import AppendedRows, Bypassed
from bureau.audit.hand import Hand, Source
from bureau.audit.history import NoHand, Recorded, recorded_models
from bureau.casework.calendar import HolidayNotice
from bureau.models import Bureau, Section, Staff
from tests.records import a_hand, a_person, a_section, record

ROOT = Path(__file__).resolve().parents[3]
KILLS = 40 if os.environ.get("FAULTS") == "long" else 6
SAVES = """
import sys, time
from django.utils import timezone
from bureau.audit.hand import Hand, Source
from bureau.models import Bureau
bureau = Bureau.objects.get(name__startswith="kill")
print("ready", flush=True)
n = 0
while True:
    n += 1
    bureau.name = f"kill {time.monotonic_ns()}"
    bureau.hand = Hand(None, Source.COMMAND, timezone.now(), name="a test")
    bureau.save()
"""


@pytest.fixture
def section(db: None) -> Section:
    return a_section()


def versions() -> int:
    return Section.history.count()


def test_each_save_leaves_one_version_with_its_hand(section: Section, admin_user: Staff) -> None:
    section.hand = hand = a_hand(admin_user, source=Source.SCREEN).because("a slip of the pen")
    section.name = "投资促进股"
    section.save()
    newest = section.history.first()
    assert (section.history.count(), newest.history_type, newest.name) == (2, "~", "投资促进股")
    assert (newest.history_actor, newest.history_source) == (str(admin_user), "screen")
    assert (newest.history_change_reason, newest.history_change) == ("a slip of the pen", hand.change_id)
    assert (newest.history_user_id, newest.history_date, newest.history_section) == (admin_user.pk, hand.at, section.pk)


def test_the_name_in_a_version_is_the_one_that_the_person_had_then(section: Section) -> None:
    person = a_person("clerk", name="原名")
    section.hand = a_hand(person)
    section.save()
    person.name, person.hand = "新名", a_hand()
    person.save()
    assert section.history.first().history_actor == "原名"


def test_records_entered_together_leave_one_version_each(section: Section, django_assert_num_queries) -> None:
    hand = a_hand().because("三定方案")
    new = [Section(bureau=section.bureau, name=f"样例{i}股") for i in range(3)]
    with django_assert_num_queries(3):
        Section.objects.record_all(hand, new)
    for row in new:
        version = row.history.get()
        assert (version.name, version.history_type, version.history_change) == (row.name, "+", hand.change_id)
        assert (version.history_change_reason, version.history_section) == ("三定方案", row.pk)


def test_together_only_what_is_new_is_entered_and_nothing_that_does_more_when_it_is_saved(section: Section) -> None:
    for table, rows in ((Section.objects, [section]), (Staff.objects, [Staff(username="x")])):
        with pytest.raises(Bypassed):
            table.record_all(a_hand(), rows)
    assert versions() == 1


def test_together_all_are_entered_or_none(section: Section) -> None:
    twice = [Section(bureau=section.bureau, name=name) for name in ("样例股", section.name)]
    with pytest.raises(DatabaseError), transaction.atomic():
        Section.objects.record_all(a_hand(), twice)
    assert (Section.objects.count(), versions()) == (1, 1)


def test_saved_together_leaves_the_same_versions_as_saved_one_by_one(
    section: Section, django_assert_num_queries
) -> None:
    """New records and changed ones; what a version says is compared column by column."""
    hand = a_hand().overriding("a warning", "核对无误")
    one_by_one, together = ([a_section(f"{way}{i}股") for i in range(3)] for way in "甲乙")
    for rows in (one_by_one, together):
        for row in rows:
            row.name += "改"
        rows.append(Section(bureau=section.bureau, name=f"{rows[0].name[0]}新股", is_sample_name=True))
    for row in one_by_one:
        row.hand = hand
        row.save()
    with django_assert_num_queries(5):
        Section.objects.record_many(hand, together)
    assert [told(row) for row in together] == [told(row) for row in one_by_one]
    assert [Section.objects.get(pk=row.pk).name for row in together] == ["乙0股改", "乙1股改", "乙2股改", "乙新股"]


def told(row: Section) -> list[dict[str, object]]:
    """The versions of a record, but for their numbers and the record's own."""
    own = {"history_id", "id", "history_section", "history_date"}
    versions = [
        {name: value for name, value in version.items() if name not in own} | {"name": version["name"][1:]}
        for version in row.history.order_by("history_id").values()
    ]
    assert all(version["history_section"] == row.pk for version in row.history.values())
    return [version | {"history_change": None} for version in versions[:-1]] + versions[-1:]


def test_saved_together_all_are_changed_or_none(section: Section) -> None:
    other, third = a_section("甲股"), a_section("乙股")
    other.name, third.name = "改股", section.name
    before = versions()
    with pytest.raises(DatabaseError), transaction.atomic():
        Section.objects.record_many(a_hand(), [other, third])
    assert (versions(), Section.objects.filter(name="改股").count()) == (before, 0)


def test_nothing_is_saved_by_nobodys_hand(section: Section) -> None:
    before = versions()
    with pytest.raises(NoHand):
        Section(bureau=section.bureau, name="无名股").save()
    with pytest.raises(NoHand):
        Section.objects.create(bureau=section.bureau, name="无名股")
    with pytest.raises(NoHand):
        Section.objects.get_or_create(bureau=section.bureau, name="无名股")
    assert (versions(), Section.objects.filter(name="无名股").count()) == (before, 0)


@pytest.mark.parametrize(
    "way",
    [
        lambda rows: rows.update(name="x"),
        lambda rows: rows.bulk_create([Section(name="x")]),
        lambda rows: rows.bulk_update(list(rows), ["name"]),
        lambda rows: rows.delete(),
        lambda rows: rows._raw_delete("default"),
    ],
    ids=["update", "bulk_create", "bulk_update", "delete", "raw delete"],
)
def test_a_way_of_writing_without_versions_is_refused(
    section: Section, way: Callable[[models.QuerySet], object]
) -> None:
    for rows in (Section.objects.all(), section.bureau.sections.all()):
        with pytest.raises(Bypassed):
            way(rows)
    assert Section.objects.get().name == section.name


def test_a_raw_import_is_refused(section: Section) -> None:
    text = serializers.serialize("json", [section])
    section.name = "changed"
    found = next(iter(serializers.deserialize("json", text)))
    with pytest.raises(Bypassed), transaction.atomic():
        found.save()
    assert versions() == 1


@isolate_apps("bureau")
def test_a_many_to_many_field_that_would_leave_no_version_is_refused() -> None:
    class Tag(Recorded):
        others = models.ManyToManyField("self")

        class Meta:
            app_label = "bureau"

    assert [found.id for found in Tag.check()] == ["bureau.E016"]
    assert [found for model in recorded_models() for found in model.check()] == []


def test_an_expression_that_no_version_could_hold_is_refused_whole(db: None) -> None:
    notice = record(HolidayNotice, number="测试1号", year=2027, issued_on="2026-11-04")
    notice.year = F("year") + 1
    notice.hand = a_hand()
    with pytest.raises((TypeError, ValueError, DatabaseError)), transaction.atomic():
        notice.save()
    assert HolidayNotice.objects.get(pk=notice.pk).year == 2027


def test_the_switches_of_the_package_have_no_effect(section: Section, settings) -> None:
    settings.SIMPLE_HISTORY_ENABLED = False
    section.skip_history_when_saving = True
    section.save()
    assert section.history.count() == 2


def test_a_failing_version_takes_the_change_with_it(section: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: models.QuerySet, rows: object) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(AppendedRows, "add_all", fails)
    section.name = "半途"
    with pytest.raises(DatabaseError), transaction.atomic():
        section.save()
    assert Section.objects.get().name != "半途"


def test_a_deletion_leaves_its_last_version_behind(section: Section) -> None:
    section.hand = a_hand()
    section.delete()
    assert [version.history_type for version in Section.history.all()] == ["-", "+"]


def test_what_other_records_stand_on_cannot_be_deleted(section: Section) -> None:
    section.bureau.hand = a_hand()
    with pytest.raises(ProtectedError):
        section.bureau.delete()


def test_what_is_loaded_by_migrating_has_its_first_version(db: None) -> None:
    for model in (HolidayNotice, apps.get_model("bureau", "HolidayPeriod")):
        assert model.history.filter(history_type="+", history_source="migration").count() == model.objects.count() > 0


def test_signing_in_is_no_change_of_the_account(db: None, client) -> None:
    person = Staff.objects.create_user("clerk", password="A-long-enough-phrase")
    assert person.history.get().history_actor == "createsuperuser"
    assert client.login(username="clerk", password="A-long-enough-phrase")
    assert person.history.count() == 1


def test_a_version_never_holds_a_password() -> None:
    columns = {field.name for field in Staff.history.model._meta.fields}
    assert columns.isdisjoint({"password", "last_login"})


@pytest.mark.parametrize("facts", [{"at": datetime(2026, 11, 23)}, {"name": ""}], ids=["no time zone", "nobody"])
def test_a_hand_says_who_and_when(facts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"time zone|has a name"):
        a_hand(**facts)


def test_because_keeps_the_change(db: None) -> None:
    hand = a_hand()
    assert hand.because("x").change_id == hand.change_id
    assert isinstance(hand, Hand)


def test_every_business_record_has_a_history_and_closes_nobody_silently() -> None:
    """A key that sets null or cascades would write behind the history's back."""
    kept = set(recorded_models())
    ours = [model for model in apps.get_app_config("bureau").get_models() if issubclass(model, Recorded)]
    assert len(ours) >= 8
    assert [model for model in ours if model not in kept] == []
    keys = [field for model in ours for field in model._meta.fields if isinstance(field, models.ForeignKey)]
    assert [key for key in keys if key.remote_field.on_delete is not models.PROTECT] == []


@pytest.mark.django_db(transaction=True)
def test_no_kill_comes_between_a_change_and_its_version(database_url: str) -> None:
    seed = random.randrange(10**9)
    chance = random.Random(seed)
    bureau = record(Bureau, name="kill")
    env = os.environ | {"DATABASE_URL": database_url}
    for _ in range(KILLS):
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", SAVES]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE) as writer:
            assert writer.stdout.readline() == b"ready\n", f"seed {seed}"
            time.sleep(chance.uniform(0.01, 0.15))
            writer.send_signal(signal.SIGKILL)
        bureau.refresh_from_db()
        assert Bureau.history.order_by("-history_id").first().name == bureau.name, f"seed {seed}"
    assert Bureau.history.count() > KILLS
    assert connection.is_usable()


def test_the_packages_own_commands_that_clear_history_are_not_there() -> None:
    for name in ("clean_old_history", "clean_duplicate_history", "populate_history"):
        with pytest.raises(Exception, match="Unknown command"):
            call_command(name)
