"""Of two who save what both have opened, the second is told who was first and in which fields, and loses nothing."""

import os
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.seen import parts_of, token_of
from bureau.casework.gate import open_case
from bureau.models import HolidayNotice, HolidayPeriod, Staff
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits import procedure
from tests.permits.models import Permit
from tests.racers import racers
from tests.records import a_person, a_section

SAVES = 60 if os.environ.get("FAULTS") == "long" else 8


def a_permit() -> Permit:
    section = a_section()
    officer = a_person("officer", section, Role.OFFICER, name="样例甲", is_staff=True)
    a_person("colleague", section, Role.OFFICER, name="样例乙", is_staff=True)
    return open_case(Permit, hand(officer), number="样许1号", title="样例事项", section=section, opened_on=OPENED)


@pytest.fixture
def permit(db: None) -> Permit:
    return a_permit()


def saved(who: str, permit: Permit, token: str, **fields: object):
    client = Client(SERVER_NAME="localhost")  # the one name that is allowed in a process outside the tests
    client.force_login(Staff.objects.get(username=who))
    address = reverse("admin:permits_permit_change", args=[permit.pk])
    return client.post(address, {"promised_days": 5, "grounds": "", "seen": token} | fields)


def test_the_page_bears_what_was_seen(permit: Permit, client: Client) -> None:
    client.force_login(Staff.objects.get(username="officer"))
    page = client.get(reverse("admin:permits_permit_change", args=[permit.pk])).text
    assert f'name="seen" value="{token_of(parts_of(permit))}"' in page


def test_the_second_is_told_who_when_and_which_fields_and_keeps_what_was_typed(permit: Permit) -> None:
    token = token_of(parts_of(permit))
    assert saved("officer", permit, token, grounds="第一").status_code == 302
    answer = saved("colleague", permit, token, promised_days=7, grounds="第二")
    told = str(answer.context["adminform"].form.non_field_errors())
    for part in ("样例甲", timezone.localdate().isoformat(), "依据文书", "第一"):
        assert part in told
    assert 'value="第二"' in answer.text
    assert Permit.objects.get().grounds == "第一"


def test_who_has_read_it_and_saves_again_means_it(permit: Permit) -> None:
    token = token_of(parts_of(permit))
    saved("officer", permit, token, grounds="第一")
    refused = saved("colleague", permit, token, grounds="第二")
    again = refused.context["adminform"].form["seen"].value()
    assert saved("colleague", permit, again, grounds="第二").status_code == 302
    assert [version.grounds for version in permit.history.all()] == ["第二", "第一", ""]


@pytest.mark.parametrize("token", ["", "x", "1", "1.2.3"])
def test_who_does_not_say_what_was_seen_is_refused(permit: Permit, token: str) -> None:
    assert saved("officer", permit, token, grounds="改").status_code == 200
    assert Permit.objects.get().grounds == ""


def test_an_act_in_between_counts_as_a_change(permit: Permit) -> None:
    token = token_of(parts_of(permit))
    procedure.accept(permit, hand(Staff.objects.get(username="officer")), on=OPENED)
    assert "样例甲" in str(saved("colleague", permit, token).context["adminform"].form.non_field_errors())


def test_a_line_that_another_changed_counts_as_a_change(admin_client: Client) -> None:
    notice = HolidayNotice.objects.get(year=2026)
    seen = {"seen": token_of(parts_of(notice, [(HolidayPeriod, "notice")]))}
    line = notice.periods.first()
    line.name, line.hand = "元旦节", hand(a_person("other", name="样例乙"))
    line.save()
    form = {"number": notice.number, "year": 2026, "issued_on": "2025-11-04", "source": "typed"}
    form |= {"periods-TOTAL_FORMS": 0, "periods-INITIAL_FORMS": 0}
    answer = admin_client.post(reverse("admin:bureau_holidaynotice_change", args=[notice.pk]), form | seen)
    assert "样例乙" in str(answer.context["adminform"].form.non_field_errors())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("notices")
def test_of_two_who_save_the_same_form_at_once_exactly_one_saves(database_url: str) -> None:
    permit = a_permit()
    prepare = """
from tests.bureau.desk.test_second_saver import Permit, saved
import os
who = os.environ["RACER"]
"""
    body = """
number, token = word.split()
if saved(who, Permit(pk=int(number)), token, grounds=f"{who} {token}").status_code != 302:
    raise PermissionError
"""
    with racers(2, database_url, prepare, body, names=("officer", "colleague")) as two:
        answers = Counter(tuple(two.run(f"{permit.pk} {token_of(parts_of(permit))}")) for _ in range(SAVES))
    assert answers == {("PermissionError", "done"): SAVES}
    assert permit.history.count() == SAVES + 1
