"""The ladder, one's own wishes for mails, and what will go out, on the screen."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.desk import tonight
from bureau.notices.outbox import Debt
from bureau.notices.preferences import MailPreference
from bureau.notices.rungs import Rung
from bureau.people.roles import Role
from bureau.people.staff import Staff
from tests.bureau.desk.test_pages import seen
from tests.bureau.notices.nights import DUE, Office, at, march, night
from tests.records import a_hand, a_person, a_section, record

pytestmark = pytest.mark.django_db
LIST, ADD = reverse("admin:bureau_rung_changelist"), reverse("admin:bureau_rung_add")
TOMORROW = timezone.localdate() + timedelta(days=1)
STEP = {"moment": "before", "days": 5, "addressee": "officer", "case_kind": "", "duty": "", "binding": ""}


@pytest.fixture
def office() -> Office:
    return Office()


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(rung: Rung, view: str = "change") -> str:
    return reverse(f"admin:bureau_rung_{view}", args=[rung.pk])


@pytest.fixture
def system(office: Office) -> Client:
    return screen(office.person("system", Role.SYSTEM_ADMINISTRATOR))


def test_a_system_administrator_enters_a_rung_of_the_own_bureau_from_tomorrow(office: Office, system: Client) -> None:
    bureau = office.section.bureau_id
    facts = STEP | {"bureau": bureau, "since_on": str(TOMORROW), "until_on": ""}
    assert system.post(ADD, facts | {"since_on": "2020-01-01"}).status_code == 200
    assert system.post(ADD, facts | {"bureau": ""}).status_code == 200
    abroad = a_section("丙股", bureau="另一样例局").bureau_id
    assert system.post(ADD, facts | {"bureau": abroad}).status_code == 200
    assert not Rung.objects.filter(bureau__isnull=False).exists()
    assert system.post(ADD, facts).status_code == 302
    assert screen(office.leader).post(ADD, facts).status_code == 403
    assert Rung.objects.filter(bureau__isnull=False).count() == 1


def test_the_shared_rungs_are_read_by_everybody_and_changed_by_nobody(office: Office, system: Client) -> None:
    shared = Rung.objects.filter(bureau__isnull=True).first()
    for client in (system, screen(office.officer), screen(a_person("root", is_superuser=True))):
        assert page(shared) in client.get(LIST).text
        assert client.get(page(shared)).status_code == 200
        assert client.post(page(shared), STEP | seen(shared)).status_code == 403
        assert client.post(page(shared, "follow"), {}).status_code == 403


def test_another_rung_follows_one_in_force_and_what_was_stays(office: Office, system: Client) -> None:
    rung = _in_force(office)
    assert 'name="days"' not in system.get(page(rung)).text
    facts = {"since_on": str(TOMORROW), "moment": "before", "days": "7", "addressee": "officer"}
    assert system.get(page(rung, "follow")).status_code == 200
    assert system.post(page(rung, "follow"), facts | {"days": "0"}).status_code == 200
    assert system.post(page(rung, "follow"), facts | {"since_on": str(timezone.localdate())}).status_code == 200
    assert Rung.objects.get(pk=rung.pk).until_on is None
    assert system.post(page(rung, "follow"), facts).status_code == 302
    rows = Rung.objects.filter(bureau=office.section.bureau).order_by("since_on")
    assert [(row.days, row.until_on) for row in rows] == [(3, TOMORROW - timedelta(days=1)), (7, None)]


def _in_force(office: Office) -> Rung:
    """Made before today, as far as the row knows."""
    long_ago = march(1)
    step = {"moment": "before", "days": 3, "addressee": "officer", "since_on": march(2)}
    row = Rung(bureau=office.section.bureau, **step)
    row.hand = a_hand(at=at(long_ago))
    row.save()
    return row


def test_a_rung_of_another_bureau_is_not_seen(office: Office, system: Client) -> None:
    abroad = a_section("丙股", bureau="另一样例局").bureau
    foreign = record(Rung, bureau=abroad, moment="on", addressee="officer", since_on=TOMORROW)
    assert page(foreign) not in system.get(LIST).text
    assert system.get(page(foreign)).status_code == 302


def test_everybody_chooses_the_own_mails_and_sees_no_others(office: Office) -> None:
    add, client = reverse("admin:bureau_mailpreference_add"), screen(office.officer)
    assert add in client.get("/admin/").text
    wishes = {"language": "en", "digest_hour": "9", "quiet_from": "", "quiet_until": ""}
    assert client.post(add, wishes | {"digest_hour": "23"}).status_code == 200
    assert client.post(add, wishes | {"quiet_from": "22:00"}).status_code == 200
    assert client.post(add, wishes).status_code == 302
    own = MailPreference.objects.get()
    assert (own.staff, own.digest_hour) == (office.officer, 9)
    change = reverse("admin:bureau_mailpreference_change", args=[own.pk])
    assert client.get(add).url == change
    assert client.post(change, wishes | {"digest_hour": "7"} | seen(own)).status_code == 302
    for other in (office.head, a_person("root", is_superuser=True)):
        assert screen(other).get(change).status_code == 302
        assert change not in screen(other).get(reverse("admin:bureau_mailpreference_changelist")).text


@pytest.fixture
def on_the_eve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{tonight.__name__}.timezone.now", lambda: at(march(12), 15))


def test_what_will_go_out_is_what_the_night_then_writes_and_nothing_is_written(
    office: Office, on_the_eve: None
) -> None:
    term = office.term()
    office.term(officer=office.head)
    night(march(12))
    before = Debt.objects.count()
    found = screen(office.leader).get("/admin/tonight/")
    assert (found.context["tonight"].day, Debt.objects.count()) == (DUE, before)
    assert dict(found.context["tonight"].people) == {"officer": 1, "head": 1}
    assert term.docket.number not in found.text
    own = screen(office.officer).get("/admin/tonight/")
    assert (own.context["tonight"].people, term.docket.number in own.text) == ([("officer", 1)], True)
    night(DUE)
    assert Debt.objects.count() == before + 2


def test_what_will_go_out_is_nobodys_beyond_reach_or_without_casework(office: Office, on_the_eve: None) -> None:
    office.term()
    abroad = a_section("丙股", bureau="另一样例局")
    foreign = a_person("abroad", abroad, Role.SUPERVISOR)
    assert screen(foreign).get("/admin/tonight/").context["tonight"].people == []
    assert screen(office.person("system", Role.SYSTEM_ADMINISTRATOR)).get("/admin/tonight/").status_code == 403


def test_a_supervisor_finds_on_the_start_page_how_many_there_is_nobody_to_remind_of(office: Office) -> None:
    supervisor = screen(office.person("supervisor", Role.SUPERVISOR))
    office.term(officer=office.person("gone", Role.OFFICER, email=""))
    night(DUE)
    (tile,) = [tile for tile in supervisor.get("/admin/").context["start"]["tiles"] if tile.url.endswith("nobody")]
    assert int(tile.value) == supervisor.get(tile.url).context["cl"].result_count == 1
