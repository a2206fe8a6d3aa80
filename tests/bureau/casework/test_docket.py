"""A docket is one of its bureau's: its number is given once there, and no bureau is told of another's."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from bureau.audit.appended import Bypassed
from bureau.audit.reconciling import reconcile
from bureau.audit.sealing import seal
from bureau.audit.verifying import verify
from bureau.casework.gate import open_case
from bureau.casework.handover import hand_over
from bureau.models import Docket, Section, Staff
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand
from tests.lifting import lifted, owned
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section

pytestmark = pytest.mark.django_db
NUMBER = "督办〔2026〕1号"
MIGRATION = "0052_dockets_of_a_bureau"


@pytest.fixture
def abroad() -> Section:
    return a_section("另一股", bureau="另一样例局")


def opened(section: Section, number: str = NUMBER) -> Permit:
    facts = {"number": number, "title": "样例", "section": section, "opened_on": OPENED}
    return open_case(Permit, a_hand(), **facts)


def test_two_bureaus_give_the_same_number_and_neither_is_told_of_the_other(section: Section, abroad: Section) -> None:
    ours, theirs = opened(section), opened(abroad)
    found = [(docket.number, docket.bureau) for docket in Docket.objects.order_by("pk")]
    assert found == [(NUMBER, section.bureau), (NUMBER, abroad.bureau)]
    versions = [case.docket.history.get() for case in (ours, theirs)]
    assert [row.bureau_id for row in versions] == [section.bureau_id, abroad.bureau_id]


def test_within_a_bureau_a_number_is_given_once_whatever_the_section(section: Section) -> None:
    opened(section)
    with pytest.raises(ValidationError, match="本局"):
        opened(a_section("统计股"))
    assert Docket.objects.count() == 1


def test_the_database_holds_it_too(section: Section) -> None:
    docket = opened(section).docket
    again = Docket(kind=docket.kind, number=NUMBER, title="样例", section=a_section("统计股"), opened_on=OPENED)
    again.hand = a_hand()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    assert Docket.objects.count() == 1


def test_a_docket_goes_to_another_section_of_its_bureau_and_never_to_another_bureau(
    section: Section, abroad: Section, head: Staff
) -> None:
    case, next_door = opened(section), a_section("统计股")
    told = hand(head, reason="分工（样例）")
    moved = hand_over(case, told, section=next_door, officer=None)
    assert (moved.docket.section, moved.docket.bureau) == (next_door, section.bureau)
    with pytest.raises(ValidationError, match="另一个局"):
        hand_over(case, hand(a_person("next", next_door, Role.SECTION_HEAD), reason="x"), section=abroad, officer=None)
    for attribute, value in (("section", abroad), ("bureau", abroad.bureau)):
        docket = Docket.objects.get()
        setattr(docket, attribute, value)
        docket.hand = a_hand()
        with pytest.raises(Bypassed):
            docket.save(held=True)
    assert Docket.objects.get().section == next_door


def test_a_section_stays_in_its_bureau_with_all_its_dockets(section: Section, abroad: Section) -> None:
    section.bureau = abroad.bureau
    with pytest.raises(ValidationError) as refused:
        section.full_clean()
    assert "本局" in str(refused.value.message_dict["bureau"])


# Dockets of before


def as_before(section: Section, elsewhere: int) -> None:
    """A docket whose bureau is not told yet, by itself or by its version; both columns hold what is wrong."""
    with lifted(connection) as cursor:
        cursor.execute("UPDATE bureau_docket SET bureau_id = %s", [elsewhere])
        cursor.execute("UPDATE bureau_historicaldocket SET bureau_id = NULL")


def migrated() -> Any:
    """The data of the migration is filled in, in the shape that the tables had then."""
    module = import_module(f"bureau.migrations.{MIGRATION}")
    loader = MigrationLoader(connection)
    state = loader.project_state([("bureau", MIGRATION)])
    with owned(connection):
        module.fill_in(state.apps, SimpleNamespace(connection=connection))


def test_dockets_of_before_get_their_bureau_and_a_version_that_says_so(section: Section, abroad: Section) -> None:
    ours, theirs = opened(section), opened(abroad, "样许2号")
    as_before(section, abroad.bureau_id)
    seal(at=timezone.now())
    migrated()
    assert [docket.bureau_id for docket in Docket.objects.order_by("pk")] == [section.bureau_id, abroad.bureau_id]
    for case in (ours, theirs):
        first, last = case.docket.history.order_by("history_id")
        assert (first.bureau_id, last.bureau_id, last.number) == (None, case.docket.bureau_id, first.number)
        assert (last.history_source, last.history_actor, last.history_type) == ("migration", "migrate", "~")
        assert (last.history_bureau, last.history_section) == (case.docket.bureau_id, case.docket.section_id)
        assert last.history_change_reason
    assert reconcile(timezone.now()) == []
    assert verify() == []
    seal(at=timezone.now())
    assert verify() == []
