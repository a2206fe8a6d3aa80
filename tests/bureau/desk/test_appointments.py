"""Who gives roles on the screen, who confirms them, and what is said to whoever may not."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from bureau.audit.access import AccessLog, Event
from bureau.models import Appointment, Section, Staff
from bureau.people.roles import TABLE, Role
from tests.records import a_person, a_section

pytestmark = pytest.mark.django_db
ADD = reverse("admin:bureau_appointment_add")


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def security(section: Section) -> Staff:
    return a_person("security", section, Role.SECURITY_ADMINISTRATOR, name="样例安全")


def signed_in(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(staff: Staff, role: Role) -> dict[str, object]:
    assert staff.section
    facts = {"staff": staff.pk, "role": role, "bureau": staff.section.bureau_id, "since_on": date(2026, 3, 2)}
    return facts | ({} if TABLE[role].of_the_bureau else {"section": staff.section_id})


def test_an_administrator_is_appointed_by_one_and_confirmed_by_another(section: Section, security: Staff) -> None:
    auditor = a_person("auditor", section, name="样例审计")
    system, officer = (
        a_person(role, section, role, name=f"样例{role}") for role in (Role.SYSTEM_ADMINISTRATOR, Role.OFFICER)
    )
    assert signed_in(security).post(ADD, sent(auditor, Role.AUDIT_ADMINISTRATOR)).status_code == 302
    made = Appointment.objects.get(staff=auditor)
    page, confirm = (reverse(f"admin:bureau_appointment_{name}", args=[made.pk]) for name in ("change", "confirm"))
    for person, may in ((security, False), (auditor, False), (officer, False), (system, True)):
        answer = signed_in(person).get(page)
        assert (b"/confirm/" in answer.content) == may, person
    assert signed_in(system).get(confirm).status_code == 405
    for wrong in (security, officer):
        signed_in(wrong).post(confirm)
        assert Appointment.objects.get(pk=made.pk).waits
    told = signed_in(system).post(confirm, follow=True).content.decode()
    assert "已确认" in told
    assert not Appointment.objects.get(pk=made.pk).waits
    rows = AccessLog.objects.filter(event=Event.ROLE_CHANGE, record="bureau.appointment", row=str(made.pk))
    assert set(rows.values_list("actor", flat=True)) == {security.pk, system.pk}


def test_nobody_appoints_themselves_and_is_told_so_in_the_form(section: Section, security: Staff) -> None:
    answer = signed_in(security).post(ADD, sent(security, Role.SYSTEM_ADMINISTRATOR))
    assert "不能任命自己" in answer.content.decode()
    assert Appointment.objects.count() == 1


def test_a_forbidden_pair_is_refused_at_the_field_with_the_reason(section: Section, security: Staff) -> None:
    watch = a_person("watch", section, Role.SUPERVISOR, name="样例督查")
    answer = signed_in(security).post(ADD, sent(watch, Role.OFFICER))
    told = answer.context["adminform"].form.errors["role"]
    assert len(told) == 1
    assert all(word in told[0] for word in ("样例督查", "监督人员", "经办", "不对其复核的事项作决定"))


def test_whoever_makes_accounts_gives_no_roles_and_the_other_way_round(section: Section, security: Staff) -> None:
    system = signed_in(a_person("system", section, Role.SYSTEM_ADMINISTRATOR))
    officer = a_person("officer", section)
    assert system.post(ADD, sent(officer, Role.OFFICER)).status_code == 403
    assert signed_in(security).get(reverse("admin:bureau_staff_add")).status_code == 403


def test_an_account_that_may_do_everything_is_told_like_a_role(section: Section) -> None:
    root = a_person("root", section, name="样例根", is_superuser=True)
    other = a_person("other", section, name="样例他")
    page = reverse("admin:bureau_staff_change", args=[other.pk])
    form = signed_in(root).get(page).context["adminform"].form
    given = {name: value for name in form.fields if (value := form[name].value()) not in (None, False, "")}
    given = {name: value for name, value in given.items() if name != "date_joined"}
    answer = signed_in(root).post(page, given | {"is_superuser": "on"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row = AccessLog.objects.get(event=Event.ROLE_CHANGE, record="bureau.staff")
    assert (row.row, row.actor) == (str(other.pk), root)
