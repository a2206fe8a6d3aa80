"""What each person looks after alone, and what administrators do about the sign-in of others."""

import pytest
from django.test import Client
from django.urls import reverse

from bureau.audit.access import AccessLog, Event
from bureau.people.bureaus import Section
from bureau.people.factors import SecondFactor
from bureau.people.roles import Role
from bureau.people.staff import Staff
from tests.records import a_section
from tests.signing_in import PASSWORD, an_account, tries

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(db: None) -> Section:
    return a_section()


@pytest.fixture
def officer(section: Section) -> Staff:
    return an_account("clerk", section, Role.OFFICER)


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person: Staff) -> str:
    return reverse("admin:bureau_staff_signin", args=[person.pk])


def is_open(client: Client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


def test_whoever_logs_out_everywhere_else_stays_only_here(officer: Staff) -> None:
    here, elsewhere = screen(officer), screen(officer)
    assert is_open(elsewhere)
    answer = here.post(reverse("admin:signin"), follow=True)
    assert "您在其他地方的登录都已退出" in answer.text
    assert (is_open(here), is_open(elsewhere)) == (True, False)
    row = AccessLog.objects.get(event=Event.SIGNED_OUT)
    assert (row.actor, row.row, row.address) == (officer, str(officer.pk), "127.0.0.1")


def test_the_system_administrator_ends_the_sessions_of_another(officer: Staff, section: Section) -> None:
    system, theirs = screen(an_account("system", section, Role.SYSTEM_ADMINISTRATOR)), screen(officer)
    assert system.post(page(officer), {"do": "out"}).status_code == 302
    assert not is_open(theirs)
    assert AccessLog.objects.get(event=Event.SIGNED_OUT).actor_name == "system"
    assert tries("clerk", PASSWORD).status_code == 302


def test_the_system_administrator_unlocks_on_the_screen(officer: Staff, section: Section) -> None:
    system = screen(an_account("system", section, Role.SYSTEM_ADMINISTRATOR))
    for _time in range(5):
        tries("clerk", "wrong")
    assert "192.0.2.1" in system.get(page(officer)).text
    assert "已解锁" in system.post(page(officer), {"do": "unlock"}, follow=True).text
    assert tries("clerk", PASSWORD).status_code == 302
    row = AccessLog.objects.get(event=Event.UNLOCKED)
    assert (row.actor_name, row.row, row.address) == ("system", "clerk", "192.0.2.1")
    assert page(officer) in system.get(reverse("admin:bureau_staff_change", args=[officer.pk])).text


def test_the_security_administrator_resets_a_second_factor_for_a_reason(officer: Staff, section: Section) -> None:
    security = screen(an_account("security", section, Role.SECURITY_ADMINISTRATOR))
    SecondFactor.begin(officer)
    SecondFactor.objects.update(confirmed_at="2026-01-01T00:00Z")
    refused = security.post(page(officer), {"do": "reset", "reason": " "})
    assert refused.context["form"].errors["reason"]
    assert SecondFactor.objects.exists()
    security.post(page(officer), {"do": "reset", "reason": "手机遗失"})
    assert not SecondFactor.objects.exists()
    row = AccessLog.objects.get(event=Event.FACTOR_RESET)
    assert (row.actor_name, row.purpose, row.row) == ("security", "手机遗失", str(officer.pk))


@pytest.mark.parametrize(
    ("role", "does"),
    [
        (Role.SYSTEM_ADMINISTRATOR, {"unlock": 302, "out": 302, "reset": 403}),
        (Role.SECURITY_ADMINISTRATOR, {"unlock": 403, "out": 403, "reset": 302}),
        *((role, {"unlock": 403, "out": 403, "reset": 403}) for role in (Role.LEADER, Role.AUDIT_ADMINISTRATOR)),
    ],
)
def test_each_administrator_does_their_own_part(
    officer: Staff, section: Section, role: str, does: dict[str, int]
) -> None:
    client = screen(an_account("other", section, role))
    answers = {do: client.post(page(officer), {"do": do, "reason": "样例"}).status_code for do in does}
    assert answers == does


def test_nobody_does_it_for_themselves_abroad_or_for_whoever_may_do_everything(section: Section) -> None:
    system = an_account("system", section, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
    root = an_account("root", section, is_superuser=True)
    abroad = an_account("abroad", a_section(bureau="他局"), Role.OFFICER)
    client = screen(system)
    statuses = {
        person.username: {client.post(page(person), {"do": do, "reason": "x"}).status_code for do in ("out", "reset")}
        for person in (system, root, abroad)
    }
    assert statuses == {"system": {403}, "root": {403}, "abroad": {404}}
    assert not AccessLog.objects.filter(event__in=[Event.SIGNED_OUT, Event.FACTOR_RESET]).exists()
