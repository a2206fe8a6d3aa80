"""What went out on the screen: who sees which mails, and what is done with a dead letter."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from bureau.notices.drain import drain
from bureau.notices.leases import State
from bureau.notices.outbox import Debt, Notice
from bureau.notices.post import Refused
from bureau.people.roles import Role
from bureau.people.staff import Staff
from tests.bureau.notices.nights import DUE, WORKER, Office, at, night
from tests.records import a_person, a_section

pytestmark = pytest.mark.django_db
LIST = reverse("admin:bureau_notice_changelist")


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def letter(office: Office) -> Notice:
    """A mail to the officer that was refused for good."""
    office.permit()
    office.term()
    night(DUE)
    drain(lambda: at(DUE, 8), _refused, WORKER)
    return Notice.objects.get(recipient=office.officer)


def _refused(_message) -> None:
    raise Refused("550")


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(notice: Notice, view: str = "change") -> str:
    return reverse(f"admin:bureau_notice_{view}", args=[notice.pk])


def test_one_sees_the_own_mails_and_whoever_looks_after_them_those_of_the_bureau(
    office: Office, letter: Notice
) -> None:
    abroad = a_section("丙股", bureau="另一样例局")
    seeing = [office.officer, office.person("watch", Role.SUPERVISOR), office.person("sys", Role.SYSTEM_ADMINISTRATOR)]
    others = [office.head, office.leader, a_person("abroad", abroad, Role.SUPERVISOR)]
    for person in (*seeing, *others):
        assert (page(letter) in screen(person).get(LIST).text) is (person in seeing)
        assert screen(person).get(page(letter)).status_code == (200 if person in seeing else 302)


def test_its_page_tells_the_cases_but_not_to_an_administrator_of_the_system(office: Office, letter: Notice) -> None:
    number = Debt.objects.filter(notice=letter).last().term.docket.number
    system = office.person("system", Role.SYSTEM_ADMINISTRATOR)
    assert number in screen(office.officer).get(page(letter)).text
    assert number in screen(office.person("supervisor", Role.SUPERVISOR)).get(page(letter)).text
    assert number not in screen(system).get(page(letter)).text
    assert "不予显示" in screen(system).get(page(letter)).text


def test_a_dead_letter_is_settled_and_tried_again(office: Office, letter: Notice) -> None:
    supervisor = office.person("supervisor", Role.SUPERVISOR)
    client = screen(supervisor)
    assert page(letter, "settle") in client.get(page(letter)).text
    assert client.post(page(letter, "settle")).url == page(letter)
    letter.refresh_from_db()
    assert (letter.settled_by, letter.state) == (supervisor, State.FAILED)
    assert f'formaction="{page(letter, "settle")}"' not in client.get(page(letter)).text
    client.post(page(letter, "try_again"))
    letter.refresh_from_db()
    assert (letter.settled_by, letter.state, letter.attempts) == (None, State.QUEUED, 0)
    assert "已不是未能送达" in client.post(page(letter, "try_again"), follow=True).text
    assert [entry.user for entry in LogEntry.objects.all()] == [supervisor] * 2


def test_a_dead_letter_is_dealt_with_by_nobody_else_and_only_by_a_post(office: Office, letter: Notice) -> None:
    abroad = a_person("abroad", a_section("丙股", bureau="另一样例局"), Role.SUPERVISOR)
    for person, status in ((office.officer, 403), (office.head, 404), (abroad, 404)):
        assert {screen(person).post(page(letter, view)).status_code for view in ("settle", "try_again")} == {status}
    supervisor = screen(office.person("supervisor", Role.SUPERVISOR))
    assert {supervisor.get(page(letter, view)).status_code for view in ("settle", "try_again")} == {405}
    assert "formaction" not in screen(office.officer).get(page(letter)).text
    letter.refresh_from_db()
    assert (letter.state, letter.settled_at) == (State.FAILED, None)


def test_the_list_of_nobody_to_remind_holds_what_is_counted_and_no_more(office: Office) -> None:
    office.term(officer=office.person("gone", Role.OFFICER, email=""))
    office.term()
    night(DUE)
    supervisor = screen(office.person("supervisor", Role.SUPERVISOR))
    address = reverse("admin:bureau_debt_changelist")
    assert supervisor.get(address, {"told": "nobody"}).context["cl"].result_count == 1
    assert supervisor.get(address).context["cl"].result_count > 1


def test_the_last_runs_are_listed_and_a_night_without_one_is_missing(office: Office) -> None:
    office.term()
    office.term(officer=None)
    for days in (3, 1, 0):
        night(DUE - timedelta(days=days))
    answer = screen(office.person("supervisor", Role.SUPERVISOR)).get(reverse("admin:bureau_sweeprun_changelist"))
    runs = answer.context["cl"].result_list
    assert [(DUE - run.day).days for run in runs] == [0, 1, 3]
    assert all(run.finished_at for run in runs)
    newest = runs[0]
    assert (newest.terms, newest.owed, newest.nobody) == (2, Debt.objects.filter(owed_on=DUE).count(), 0)
    assert date_format(DUE) in answer.text
