"""Who sees and writes which rows, by every way that the built-in admin offers."""

import re
from datetime import date
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import reverse

from bureau.audit.seen import parts_of, token_of
from bureau.casework.gate import open_case
from bureau.casework.parties import enterprise_of
from bureau.models import Certificate, Delegation, Section, Staff
from bureau.people.roles import Role
from bureau.people.scope import scope_of
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section, appoint, record

pytestmark = pytest.mark.django_db
LIST = reverse("admin:permits_permit_changelist")


class World(NamedTuple):
    """Two sections of one bureau and one of another, each with an officer and a permit named after it."""

    own: Section
    beside: Section
    abroad: Section


@pytest.fixture
def world() -> World:
    sections = World(a_section("甲股"), a_section("乙股"), a_section("丙股", bureau="另一样例局"))
    for section, name in zip(sections, sections._fields, strict=True):
        clerk = a_person(name, section, Role.OFFICER, name=f"经办{section.name}", is_staff=True)
        facts = {"number": f"号{section.name}", "title": f"事项{section.name}", "section": section}
        open_case(Permit, hand(clerk), opened_on=OPENED, officer=clerk, **facts)
        record(Certificate, staff=clerk, number=f"证{section.name}", issued_on=OPENED, valid_until_on=date(2031, 1, 1))
    return sections


def screen(person: str | Staff) -> Client:
    client = Client()
    client.force_login(person if isinstance(person, Staff) else Staff.objects.get(username=person))
    return client


def permit(section: Section) -> Permit:
    return Permit.objects.get(docket__section=section)


def page(row, view: str = "change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{view}", args=[row.pk])


def named(text: str) -> set[str]:
    """The sections whose permits, sections or people a page tells of."""
    return set(re.findall(r"[甲乙丙]股", text))


def listed(who: str | Staff, asked: str = "") -> str:
    """The rows of the list, without its filters."""
    text = screen(who).get(f"{LIST}?{asked}").text
    return "".join(re.findall(r'<table id="result_list".*?</table>', text, re.DOTALL))


def test_a_list_shows_what_is_within_reach(world: World) -> None:
    for role in (Role.LEADER, Role.SUPERVISOR, Role.LEGAL_REVIEWER):
        a_person(role, world.own, role, is_staff=True)
    a_person("system", world.own, Role.SYSTEM_ADMINISTRATOR, is_staff=True)
    seen = {name: named(listed(name)) for name in ("own", "beside", "abroad", "leader", "supervisor")}
    assert seen["own"] == {"甲股"}
    assert seen["beside"] == {"乙股"}
    assert seen["abroad"] == {"丙股"}
    assert seen["leader"] == seen["supervisor"] == {"甲股", "乙股"}
    assert screen("system").get(LIST).status_code == 403


def test_a_role_reaches_from_its_first_day_to_its_last_and_with_whom_one_stands_in_for(world: World) -> None:
    clerk = a_person("clerk", world.own, is_staff=True)
    appoint(clerk, Role.OFFICER, world.own, since=date(2026, 5, 1), until=date(2026, 5, 31))
    record(Delegation, giver=Staff.objects.get(username="beside"), taker=clerk, since_on=date(2026, 6, 1))
    reach = {
        day: {row.docket.section.name for row in scope_of(clerk, day).rows(Permit.objects.all(), {Role.OFFICER})}
        for day in (date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1))
    }
    assert list(reach.values()) == [set(), {"甲股"}, {"甲股"}, {"乙股"}]
    clerk.is_active = False
    assert not scope_of(clerk, date(2026, 5, 1)).holds({Role.OFFICER})


def test_a_record_and_a_query_agree_on_what_is_within_reach(world: World) -> None:
    a_person("leader", world.own, Role.LEADER, is_staff=True)
    for name in ("own", "leader", "abroad"):
        scope = scope_of(Staff.objects.get(username=name), OPENED)
        for model, roles in ((Permit, {Role.OFFICER, Role.LEADER}), (Certificate, {Role.OFFICER}), (Section, set())):
            rows = set(scope.rows(model.objects.all(), roles))
            assert rows == {row for row in model.objects.all() if scope.reaches(row, roles)}


@pytest.mark.parametrize("view", ["change", "history", "delete"])
@pytest.mark.parametrize("where", ["beside", "abroad"])
def test_a_page_beyond_reach_is_as_one_that_does_not_exist(world: World, view: str, where: str) -> None:
    of = permit(getattr(world, where))
    answer = screen("own").get(page(of, view))
    nothing = screen("own").get(reverse(f"admin:permits_permit_{view}", args=[9999]))
    expected = (403, None) if view == "delete" else (302, "/admin/")
    assert [(each.status_code, each.get("Location")) for each in (answer, nothing)] == [expected, expected]


def test_what_is_sent_to_a_page_beyond_reach_changes_nothing(world: World) -> None:
    of = permit(world.beside)
    form = {"promised_days": "9", "grounds": "改", "seen": token_of(parts_of(of))}
    assert screen("own").post(page(of), form).status_code == 302
    assert screen("own").post(page(of, "history"), form).status_code == 403
    assert Permit.objects.get(pk=of.pk).promised_days == 5
    own = permit(world.own)
    assert screen("own").post(page(own), form | {"seen": token_of(parts_of(own))}).status_code == 302
    assert Permit.objects.get(pk=own.pk).promised_days == 9


def test_who_only_reads_writes_by_no_way(world: World) -> None:
    viewer, of = a_person("viewer", world.own, Role.SUPERVISOR, is_staff=True), permit(world.own)
    form = {"promised_days": "9", "seen": token_of(parts_of(of))}
    assert screen(viewer).get(page(of)).status_code == 200
    for view in ("change", "history", "delete"):
        assert screen(viewer).post(page(of, view), form).status_code == 403
    assert screen(viewer).post(reverse("admin:permits_permit_add"), form).status_code == 403
    assert Permit.objects.get(pk=of.pk).promised_days == 5


@pytest.mark.parametrize(
    "asked",
    [
        "grounds__startswith=a",
        "grounds=a",
        "promised_days__gt=3",
        "docket__title__contains=股",
        "docket__officer__password__startswith=argon",
        "docket__section__name__startswith=乙",
        "docket__acts__by__username=own",
    ],
)
def test_an_address_asks_only_what_the_list_declares(world: World, asked: str) -> None:
    assert screen("own").get(f"{LIST}?{asked}").status_code == 400


def test_a_declared_filter_works_and_names_only_what_is_within_reach(world: World) -> None:
    assert named(screen("own").get(LIST).text) == {"甲股", "乙股"}  # the filter has the sections of the own bureau
    assert "号甲股" in listed("own", f"docket__section__id__exact={world.own.pk}")
    beyond = listed("own", f"docket__section__id__exact={world.abroad.pk}")
    assert not re.search(r"号[甲乙丙]股", beyond)


@pytest.mark.parametrize(
    "asked", ["q=号丙股", "q=事项乙股", "o=-1&q=股", "_facets=True", "all=", "_to_field=docket_id"]
)
def test_search_order_and_counts_tell_of_nothing_beyond_reach(world: World, asked: str) -> None:
    assert not re.search(r"号[乙丙]股|事项[乙丙]股", listed("own", asked))


def test_an_action_with_forged_numbers_reaches_nothing(world: World) -> None:
    form = {"action": "delete_selected", "_selected_action": [permit(section).pk for section in world], "post": "yes"}
    screen("own").post(LIST, form)
    assert Permit.objects.count() == 3


def test_a_choice_offers_and_accepts_only_what_is_within_reach(world: World) -> None:
    security = a_person("security", world.own, Role.SECURITY_ADMINISTRATOR, is_staff=True)
    address = reverse("admin:bureau_appointment_add")
    assert named(screen(security).get(address).text) == {"甲股", "乙股"}
    foreign = Staff.objects.get(username="abroad")
    form = {"staff": foreign.pk, "role": Role.OFFICER, "bureau": world.own.bureau_id, "section": world.own.pk}
    answer = screen(security).post(address, form | {"since_on": "2026-01-01"})
    assert "staff" in answer.context["adminform"].form.errors
    abroad = {"staff": security.pk, "bureau": world.abroad.bureau_id, "section": world.abroad.pk}
    assert screen(security).post(address, form | abroad | {"since_on": "2026-01-01"}).status_code == 200
    assert security.appointments.count() == 1


def test_an_address_fills_in_nothing_beyond_reach(world: World) -> None:
    security = a_person("security", world.own, Role.SECURITY_ADMINISTRATOR, is_staff=True)
    foreign, own = Staff.objects.get(username="abroad"), Staff.objects.get(username="own")
    address = reverse("admin:bureau_appointment_add")
    given = [
        screen(security).get(f"{address}?staff={who}").context["adminform"].form.initial for who in (foreign.pk, own.pk)
    ]
    assert [initial.get("staff") for initial in given] == [None, str(own.pk)]
    assert screen(security).get(f"{address}?staff=x&nothing=1&section=a,b").status_code == 200


def test_a_record_is_neither_entered_nor_moved_beyond_reach(world: World) -> None:
    system = a_person("system", world.own, Role.SYSTEM_ADMINISTRATOR, is_staff=True)
    form = {"username": "new", "usable_password": "true", "section": world.abroad.pk}
    form |= dict.fromkeys(("password1", "password2"), "A-long-enough-phrase")
    assert screen(system).post(reverse("admin:bureau_staff_add"), form).status_code == 200
    answer = screen(system).post(reverse("admin:bureau_staff_add"), form | {"section": ""})
    assert answer.context["adminform"].form.errors["section"] == ["您的职责范围不包括此处。"]
    assert not Staff.objects.filter(username="new").exists()
    assert (
        screen(system).post(reverse("admin:bureau_staff_add"), form | {"section": world.beside.pk}).status_code == 302
    )


def test_nobody_but_its_kind_makes_an_account_that_may_do_everything(world: World) -> None:
    system = a_person("system", world.own, Role.SYSTEM_ADMINISTRATOR, is_staff=True)
    form = {"username": "system", "section": world.own.pk, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    answer = screen(system).post(page(system), form | {"seen": token_of(parts_of(system))})
    assert answer.status_code == 302
    assert not Staff.objects.get(username="system").is_superuser


def test_autocomplete_tells_of_nothing_beyond_reach(world: World) -> None:
    """No screen of the house uses it yet; its address stands open nevertheless."""
    for field, model in (("section", "appointment"), ("officer", "docket"), ("staff", "certificate")):
        asked = {"app_label": "bureau", "model_name": model, "field_name": field, "term": ""}
        assert "丙股" not in screen("own").get(reverse("admin:autocomplete"), asked).text


def test_a_head_gives_away_the_own_powers_and_nobody_elses(world: World) -> None:
    head, leader = (a_person(role, world.own, role, is_staff=True) for role in (Role.SECTION_HEAD, Role.LEADER))
    address, days = reverse("admin:bureau_delegation_add"), {"since_on": "2026-01-01", "until_on": "", "paper": "样例"}
    taken = screen(head).post(address, {"giver": leader.pk, "taker": head.pk, **days})
    assert taken.context["adminform"].form.non_field_errors() == ["您的职责范围不包括此处。"]
    assert screen(head).post(address, {"giver": head.pk, "taker": leader.pk, **days}).status_code == 302
    ended = record(Delegation, giver=leader, taker=head, since_on=OPENED, until_on=OPENED)
    form = {"giver": leader.pk, "taker": head.pk, **days, "seen": token_of(parts_of(ended))}
    assert screen(head).post(page(ended), form).status_code == 403
    own = Delegation.objects.get(giver=head)
    form = {"giver": leader.pk, "taker": head.pk, **days, "seen": token_of(parts_of(own))}
    assert screen(head).post(page(own), form).status_code == 200
    assert Delegation.objects.get(pk=own.pk).giver == head
    security = a_person("security", world.own, Role.SECURITY_ADMINISTRATOR, is_staff=True)
    assert screen(security).post(address, {"giver": leader.pk, "taker": head.pk, **days}).status_code == 302


def test_nobody_but_its_kind_gives_an_account_that_may_do_everything_a_password(world: World) -> None:
    system = a_person("system", world.own, Role.SYSTEM_ADMINISTRATOR, is_staff=True)
    root = a_person("root", world.own, is_staff=True, is_superuser=True)
    phrase = dict.fromkeys(("password1", "password2"), "A-long-enough-phrase") | {"usable_password": "true"}
    for account, status in ((root, 403), (Staff.objects.get(username="own"), 302)):
        address = reverse("admin:auth_user_password_change", args=[account.pk])
        assert screen(system).post(address, phrase).status_code == status
    form = {"username": "root", "section": world.own.pk, "seen": token_of(parts_of(root))}
    assert screen(system).post(page(root), form).status_code == 403
    assert Staff.objects.get(username="root", is_active=True).password == ""


def test_of_a_shared_record_nobody_of_another_bureau_is_named(world: World) -> None:
    """Not in its history, not on the page of changes, and not to whoever saves it second."""
    firm = enterprise_of(a_hand(), "91441702123456788K", "样例共有企业")
    leader = a_person("leader", world.own, Role.LEADER, is_staff=True)
    seen = token_of(parts_of(firm))
    firm.address, firm.hand = "样例镇", a_hand(Staff.objects.get(username="abroad")).because("丙股核对")
    firm.save()
    second = {"uscc": firm.uscc, "name": firm.name, "address": "", "seen": seen}
    told = [screen("own").get(page(firm, "history")).text, screen("own").post(page(firm), second).text]
    told += [screen(leader).get(f"{reverse('admin:changes')}?queue=all").text]
    assert [("另一单位" in each, "经办丙股" in each, "丙股核对" in each) for each in told] == [(True, False, False)] * 3
    assert "经办丙股" in screen("abroad").get(page(firm, "history")).text


def test_suggestions_are_given_only_where_a_screen_asks_for_them(world: World) -> None:
    asked = {"app_label": "bureau", "model_name": "certificate", "field_name": "staff", "term": ""}
    assert screen("own").get(reverse("admin:autocomplete"), asked).status_code == 403
