"""帮办: two fields and Enter; linked afterwards to an enterprise and a case by their numbers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bureau.casework.gate import open_case
from bureau.models import HelpGiven, Section, Staff
from bureau.people.roles import Role
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section, record
from tests.sample_permits import a_morning

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("admin:bureau_helpgiven_add"), reverse("admin:bureau_helpgiven_changelist")
CODE = "91441702123456788K"


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("helper", section, Role.OFFICER, name="样例甲")


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(given: HelpGiven) -> str:
    return reverse("admin:bureau_helpgiven_change", args=[given.pk])


def typed(**facts: object) -> dict[str, object]:
    return {"about": "样例：咨询备案材料", "way": "phone", "given_on": timezone.localdate()} | facts


def test_it_is_entered_by_what_it_was_about_alone(officer: Staff) -> None:
    client = screen(officer)
    initial = client.get(ADD).context["adminform"].form.initial
    assert initial["given_on"] == timezone.localdate()
    assert client.post(ADD, typed()).status_code == 302
    given = HelpGiven.objects.get()
    assert (given.helper, given.section, given.history.get().history_actor) == (officer, officer.section, "样例甲")


def test_who_asked_about_what_and_the_pasted_number_stand_first_and_are_entered_at_once(officer: Staff) -> None:
    client = screen(officer)
    form = client.get(ADD).context["adminform"]
    assert next(iter(form)).fields[:3] == ["asked_by", "about", "platform_number"]
    sent = typed(asked_by="样例企业", platform_number="样例平台7号")
    assert client.post(ADD, sent).status_code == 302
    given = HelpGiven.objects.get()
    assert (given.asked_by, given.about, given.platform_number) == ("样例企业", "样例：咨询备案材料", "样例平台7号")


def test_it_is_begun_from_the_start_page(officer: Staff) -> None:
    begun = {action.url for action in screen(officer).get(reverse("admin:index")).context["start"]["actions"]}
    assert ADD in begun
    leader = a_person("leader", officer.section, Role.LEADER)
    seen = screen(leader).get(reverse("admin:index")).context["start"]["actions"]
    assert ADD not in {action.url for action in seen}


def test_an_enterprise_and_a_case_are_linked_later_by_their_numbers() -> None:
    sample = a_morning()
    client = screen(sample.officer)
    client.post(ADD, typed(asked_by="样例企业"))
    given = HelpGiven.objects.get()
    sent = typed(uscc=CODE, party_name="样例海风水产有限公司", case_number=sample.permit.docket.number)
    sent |= {
        "seen": client.get(page(given)).context["adminform"].form.initial["seen"],
        "platform_number": "样例平台1号",
    }
    answer = client.post(page(given), sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    given.refresh_from_db()
    assert (given.enterprise.uscc, given.docket) == (CODE, sample.permit.docket)
    text = client.get(LIST).text
    assert "样例海风水产有限公司" in text
    assert sample.permit.docket.number in text


def test_a_case_beyond_ones_reach_is_no_case(officer: Staff) -> None:
    sample = a_morning()
    assert Permit.objects.exists()
    answer = screen(officer).post(ADD, typed(case_number=sample.permit.docket.number))
    assert "case_number" in answer.context["adminform"].form.errors
    assert not HelpGiven.objects.exists()


def test_a_number_that_two_bureaus_have_means_the_case_of_the_own_one(officer: Staff) -> None:
    """Whoever sees every bureau too: help is linked within the helper's own."""
    elsewhere, day = a_section("丙股", bureau="另一样例局"), timezone.localdate()
    for where in (elsewhere, officer.section):
        open_case(Permit, a_hand(), number="样许1号", title="样例", section=where, opened_on=day)
    for person in (officer, a_person("all", officer.section, is_superuser=True)):
        assert screen(person).post(ADD, typed(case_number="样许1号")).status_code == 302
        assert HelpGiven.objects.latest("pk").docket.section == officer.section


def test_a_day_to_come_is_refused(officer: Staff) -> None:
    answer = screen(officer).post(ADD, typed(given_on=timezone.localdate() + timedelta(1)))
    assert "given_on" in answer.context["adminform"].form.errors


def test_another_section_does_not_see_it(officer: Staff, section: Section) -> None:
    screen(officer).post(ADD, typed())
    stranger = a_person("stranger", a_section("统计股"), Role.OFFICER)
    assert screen(stranger).get(page(HelpGiven.objects.get())).status_code == 302
    assert "咨询备案材料" not in screen(stranger).get(LIST).text


# Counts


def helped(officer: Staff, on: date, way: str = "phone") -> HelpGiven:
    made: Any = record(HelpGiven, about="样例", helper=officer, section=officer.section, given_on=on, way=way)
    return made


def counted(client: Client, **asked: object) -> dict[str, dict[str, tuple[int, str]]]:
    shown = client.get(LIST, asked)
    tables = shown.context["counts"]
    assert all(f">{row.count}</a>" in shown.text for table in tables for row in table.rows)  # they are drawn
    assert ("counts-tables" in shown.text) == bool(tables)
    return {str(table.words): {row.words: (row.count, row.url) for row in table.rows} for table in tables}


@pytest.fixture
def leader(officer: Staff, section: Section) -> Staff:
    """Of a bureau in which two sections helped seven times, in two months and in three ways."""
    other = a_person("other", a_section("统计股"), Role.OFFICER, name="样例乙")
    for on, way in (("2025-12-31", "phone"), ("2026-01-01", "window"), ("2026-01-31", "phone")):
        helped(officer, date.fromisoformat(on), way)
    for on, way in (("2025-12-01", "visit"), ("2026-01-15", "phone"), ("2026-01-15", "phone"), ("2026-01-16", "visit")):
        helped(other, date.fromisoformat(on), way)
    return a_person("leader", section, Role.LEADER)


def test_it_is_counted_by_month_section_and_way(leader: Staff) -> None:
    numbers = {
        words: {said: count for said, (count, _url) in rows.items()} for words, rows in counted(screen(leader)).items()
    }
    assert numbers == {
        "按月": {"2026-01": 5, "2025-12": 2},
        "按股室": {"规划股": 3, "统计股": 4},
        "按方式": {"电话": 4, "走访企业": 2, "窗口": 1},
    }


def test_every_number_opens_the_rows_that_it_counts_and_narrows_what_is_shown(leader: Staff) -> None:
    client = screen(leader)
    for asked in ({}, {"way__exact": "phone"}):
        for rows in counted(client, **asked).values():
            for count, url in rows.values():
                assert client.get(LIST + url).context["cl"].result_count == count
    assert counted(client, way__exact="visit")["按月"].keys() == {"2026-01", "2025-12"}
    assert {count for count, _url in counted(client, way__exact="visit")["按月"].values()} == {1}


def test_a_section_counts_its_own_and_nothing_is_counted_of_nothing(leader: Staff, officer: Staff) -> None:
    assert {said: count for said, (count, _url) in counted(screen(officer))["按股室"].items()} == {"规划股": 3}
    assert screen(leader).get(LIST, {"q": "没有这样的"}).context["counts"] == []


def test_the_counts_ask_once_however_many_there_are(leader: Staff, officer: Staff) -> None:
    client = screen(leader)
    before = _asked(client)
    for month in range(1, 12):
        helped(officer, date(2024, month, 1), "online")
    assert _asked(client) == before


def _asked(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    return len(asked)
