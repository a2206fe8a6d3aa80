"""Ways round the manager that refuses: relations, base managers, Django's inner writers, the versions themselves."""

from collections.abc import Callable

import pytest
from django.core import serializers
from django.db import connection, models, transaction
from django.test.utils import isolate_apps
from simple_history.utils import bulk_create_with_history, bulk_update_with_history, update_change_reason

from bureau.audit.appended import Bypassed
from bureau.audit.history import NoHand, Recorded, recorded_models
from bureau.models import Section
from tests.records import a_hand, a_person, a_section

Way = Callable[[Section], object]


@pytest.fixture
def section(db: None) -> Section:
    return a_section()


def told() -> list[tuple[object, ...]]:
    return [*Section.objects.order_by("pk").values_list(), *Section.history.order_by("pk").values_list()]


def renamed(section: Section) -> Section:
    section.name = "改名股"
    return section


def imported(section: Section) -> None:
    for found in serializers.deserialize("json", serializers.serialize("json", [renamed(section)])):
        found.save()


RELATED: dict[str, Way] = {
    "base update": lambda section: Section._base_manager.update(name="x"),
    "base bulk_create": lambda section: Section._base_manager.bulk_create([Section(name="x")]),
    "base bulk_update": lambda section: Section._base_manager.bulk_update([renamed(section)], ["name"]),
    "base delete": lambda section: Section._base_manager.all().delete(),
    "add": lambda section: section.staff.add(a_person("clerk")),
    "set": lambda section: section.staff.set([a_person("clerk")]),
    "clear": lambda section: section.staff.clear(),
    "create by the package": lambda section: bulk_create_with_history([Section(name="x")], Section),
    "update by the package": lambda section: bulk_update_with_history([renamed(section)], Section, ["name"]),
}


@pytest.mark.parametrize("way", RELATED.values(), ids=RELATED)
def test_no_relation_and_no_base_manager_leads_round_the_history(section: Section, way: Way) -> None:
    before = told()
    with pytest.raises(Bypassed), transaction.atomic():
        way(section)
    assert told() == before
    assert not section.staff.exists()


def test_every_record_refuses_by_each_of_its_managers() -> None:
    for model in recorded_models():
        for manager in (*model._meta.managers, model._base_manager):
            with pytest.raises(Bypassed):
                manager.update(pk=0)


INNER: dict[str, Way] = {
    "save_base": lambda section: renamed(section).save_base(),
    "raw save_base": lambda section: renamed(section).save_base(raw=True),
    "raw import": imported,
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", INNER.values(), ids=INNER)
def test_djangos_inner_writers_are_refused_before_anything_is_written(notices, way: Way) -> None:
    """Also where nobody has opened a transaction, which would take back what was written first."""
    a_section()
    before = told()
    with pytest.raises((Bypassed, NoHand)):
        way(Section.objects.get())
    assert told() == before


@pytest.mark.django_db(transaction=True)
def test_a_version_that_fails_takes_back_what_save_base_has_written(notices, monkeypatch: pytest.MonkeyPatch) -> None:
    section = a_section()
    section.hand = a_hand()
    before = told()
    monkeypatch.setattr("bureau.audit.history.version_of", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        renamed(section).save_base()
    assert told() == before
    assert connection.is_usable()


def test_a_part_of_a_record_is_not_saved_since_its_version_would_tell_of_the_rest(section: Section) -> None:
    section.is_sample_name, section.hand = True, a_hand()
    with pytest.raises(Bypassed):
        renamed(section).save(update_fields=["name"])
    assert Section.history.count() == 1


VERSIONS: dict[str, Way] = {
    "update": lambda section: Section.history.update(name="x"),
    "update of one": lambda section: section.history.filter(name=section.name).update(name="x"),
    "delete": lambda section: Section.history.all().delete(),
    "base manager": lambda section: Section.history.model._base_manager.all().delete(),
    "objects": lambda section: Section.history.model.objects.update(name="x"),
    "create": lambda section: Section.history.create(name="x", history_actor="x"),
    "bulk_create": lambda section: Section.history.bulk_create([Section.history.first()]),
    "bulk_history_create": lambda section: Section.history.bulk_history_create([renamed(section)], update=True),
    "bulk_update": lambda section: Section.history.bulk_update(section.history.all(), ["name"]),
    "save": lambda section: section.history.first().save(),
    "save_base": lambda section: section.history.first().save_base(),
    "deletion": lambda section: section.history.first().delete(),
    "the package's reason": lambda section: update_change_reason(section, "x"),
}


@pytest.mark.parametrize("way", VERSIONS.values(), ids=VERSIONS)
def test_a_version_is_neither_forged_nor_changed_nor_removed(section: Section, way: Way) -> None:
    before = told()
    with pytest.raises(Bypassed), transaction.atomic():
        way(section)
    assert told() == before


def test_a_version_brought_back_to_life_is_saved_by_a_hand(section: Section) -> None:
    with pytest.raises(NoHand):
        section.history.last().instance.save()


@isolate_apps("bureau")
def test_a_record_under_a_second_name_or_with_an_open_manager_does_not_start() -> None:
    """The versions of a proxy or an heir would stand in another table than those of the record."""

    class Twin(Section):
        __module__ = "bureau.models"

        class Meta:
            app_label = "bureau"
            proxy = True

    class Heir(Section):
        __module__ = "bureau.models"

        class Meta:
            app_label = "bureau"

    class Open(Recorded):
        everything = models.Manager()

        class Meta:
            app_label = "bureau"

    found = [{fault.id for fault in model.check()} for model in (Twin, Heir, Open)]
    assert [ids & {"bureau.E018", "bureau.E019"} for ids in found] == [
        {"bureau.E018"},
        {"bureau.E018"},
        {"bureau.E019"},
    ]
