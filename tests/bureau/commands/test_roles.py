import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError

from bureau.desk.checks import roles_keep_to_their_table
from bureau.models import Appointment, Delegation, Section
from bureau.people.roles import ADMINISTRATORS, Role
from tests.records import a_hand, a_person, a_section, appoint, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> Section:
    """Of a bureau that has its administrators."""
    made = a_section()
    for role in ADMINISTRATORS:
        a_person(f"the-{role}", made, role, name=f"样例{role.label}")
    return made


def said(*arguments: str, ends_with: str = "") -> str:
    out = StringIO()
    if not ends_with:
        call_command("roles", *arguments, stdout=out)
        return out.getvalue()
    with pytest.raises(CommandError, match=ends_with):
        call_command("roles", *arguments, stdout=out)
    return out.getvalue()


def test_the_table_is_printed_in_both_languages(section: Section) -> None:
    told = said()
    for words in ("officer  经办人 / officer  [section; business, moves_cases, exports]", "监督人员", "Whoever audits"):
        assert words in told
    table = json.loads(said("--json"))
    assert [row["role"] for row in table["roles"]] == list(Role)
    assert {"system_administrator", "audit_administrator"} in [set(pair["roles"]) for pair in table["never_together"]]
    assert table["roles"][0]["may"].keys() == {"zh-hans", "en"}


def test_a_sound_house_is_sound(section: Section) -> None:
    assert "keeps to the role table" in said("--check")
    assert roles_keep_to_their_table(databases=["default"]) == []


def test_a_forbidden_pair_an_unconfirmed_one_and_a_bureau_without_are_named(section: Section) -> None:
    a_person("both", section, Role.OFFICER, Role.SUPERVISOR, name="样例双岗")
    security = Appointment.objects.get(role=Role.SECURITY_ADMINISTRATOR).staff
    waiting = Appointment(staff=a_person("second", section, name="样例候任"), role=Role.SYSTEM_ADMINISTRATOR)
    waiting.bureau, waiting.since_on, waiting.hand = section.bureau, date(2026, 1, 1), a_hand(security)
    waiting.save()
    a_section("他股", "另一样例局")
    told = said("--check", ends_with="5 findings")
    assert [line.partition(":")[0] for line in told.splitlines()] == [
        "forbidden_pair",
        "unconfirmed",
        *["no_administrator"] * 3,
    ]
    assert all(word in told for word in ("样例双岗", "样例候任", "另一样例局"))
    found = json.loads(said("--check", "--json", ends_with="5 findings"))
    assert found[1] == {
        "fault": "unconfirmed",
        "told": found[1]["told"],
        "record": "bureau.appointment",
        "row": waiting.pk,
    }
    assert [one.id for one in roles_keep_to_their_table(databases=["default"])] == ["bureau.W002"] * 5


def test_an_inactive_account_is_no_administrator(section: Section) -> None:
    auditor = Appointment.objects.get(role=Role.AUDIT_ADMINISTRATOR).staff
    auditor.is_active, auditor.hand = False, a_hand()
    auditor.save()
    assert "no_administrator" in said("--check", ends_with="1 findings")


def test_what_is_forbidden_ends_only_by_a_hand_for_a_reason_and_through_history(section: Section) -> None:
    both = a_person("both", section, Role.OFFICER)
    later = appoint(both, Role.SUPERVISOR, section, since=date(2024, 1, 1))
    head, watch = a_person("head", section, Role.SECTION_HEAD), a_person("watch", section, Role.SUPERVISOR)
    delegation = record(Delegation, giver=head, taker=watch, since_on=date(2025, 1, 1))
    for missing in (["--hand", "watch"], ["--reason", "样例"], ["--hand", "nobody", "--reason", "样例"]):
        said("--apply", *missing, ends_with="--apply asks")
    said("--check", ends_with="2 findings")
    told = said("--apply", "--hand", "the-security_administrator", "--reason", "岗位不相容")
    assert "2 forbidden pairs were ended." in told
    for ended in (later, delegation):
        ended.refresh_from_db()
        assert ended.until_on is not None
        newest = ended.history.first()
        assert (newest.history_change_reason, newest.history_actor) == ("岗位不相容", "样例安全管理员")
    assert both.appointments.get(role=Role.OFFICER).until_on is None
    said("--check")


def test_the_start_asks_no_database_that_is_not_migrated() -> None:
    assert roles_keep_to_their_table() == roles_keep_to_their_table(databases=[]) == []


def test_a_start_is_not_kept_from_by_it(section: Section) -> None:
    a_person("both", section, Role.OFFICER, Role.SUPERVISOR)
    err = StringIO()
    try:
        call_command("check", databases=["default"], stderr=err)
    except SystemCheckError as refused:  # pragma: no cover - what is told when it fails
        raise AssertionError from refused
    assert "bureau.W002" in err.getvalue()
