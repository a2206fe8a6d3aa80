"""The page of qualified staff: every number opens the rows that it counts; and the screens behind it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.casework.gate import open_case
from bureau.desk.moves import MoveForm, make_move
from bureau.models import Bureau, Certificate, LegalQualification, Section, Staff
from bureau.people.staff import Employment
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits.inspections import Inspection
from tests.records import a_person, a_section, record

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:qualification")
POST = {"employment": Employment.ADMINISTRATIVE, "established_on": date(2020, 1, 1)}


@pytest.fixture
def section() -> Section:
    section = a_section()
    for name in ("甲", "乙", "丙"):
        person = a_person(f"p{name}", section, name=f"样例{name}", **POST)
        if name != "丙":
            days = {"issued_on": date(2024, 5, 1), "valid_until_on": date(2026, 4, 30)}
            record(Certificate, staff=person, number=f"证{name}", **days)
    a_person("undated", section, name="样例丁", employment=Employment.INSTITUTION)
    record(LegalQualification, staff=Staff.objects.get(username="p丙"), paper="样例A1", since_on=date(2023, 3, 1))
    return section


@pytest.fixture
def client(section: Section) -> Client:
    client = Client()
    client.force_login(a_person("reader", section, "officer", name="样例读"))
    return client


def rows(client: Client, url: str) -> int:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.get("location"))
    return answer.context["cl"].result_count


def test_every_number_opens_the_rows_that_it_counts(client: Client) -> None:
    other = a_section("丁股", bureau="另一样例局")
    a_person("abroad", other, **POST)
    [found] = client.get(PAGE, {"on": "2026-06-30"}).context["bureaus"]
    numbers = [(row.share.certified, row.share.established) for row in found.rows]
    assert numbers[-4:] == [(2, 3), (2, 3), (2, 3), (0, 3)]
    for row in found.rows:
        shown = (rows(client, row.certified_url), rows(client, row.established_url))
        assert shown == (row.share.certified, row.share.established)
    assert (found.undated, rows(client, found.undated_url)) == (1, 1)
    assert (found.legal, rows(client, found.legal_url)) == (1, 1)


def test_a_day_on_which_nobody_was_there_has_no_share(client: Client) -> None:
    answer = client.get(PAGE, {"on": "2019-12-31", "by": "year"})
    assert "无比例" in answer.text
    assert "100" not in answer.text.split("<tbody>")[1].split("</tbody>")[0]


def test_a_day_that_is_none_is_told_at_its_field_and_in_a_list_leads_back(client: Client) -> None:
    assert "有效的日期" in client.get(PAGE, {"on": "2026-13-01"}).text
    assert client.get(reverse("admin:bureau_staff_changelist"), {"certified": "2026-13-01"}).status_code == 302


def test_the_page_costs_the_same_however_many_people(
    client: Client, section: Section, django_assert_num_queries
) -> None:
    for number in range(6):
        person = a_person(f"more{number}", section, **POST)
        days = {"issued_on": date(2024, 5, 1), "valid_until_on": date(2031, 4, 30)}
        record(Certificate, staff=person, number=f"多{number}", **days)
    client.get(PAGE)
    with django_assert_num_queries(QUERIES):
        client.get(PAGE)


QUERIES = 9  # session, account, scope, band, bureaus; of each bureau the shares, who is undated, the qualifications


def test_the_list_of_what_is_to_be_renewed_is_that_of_the_mail(client: Client, section: Section) -> None:
    today, holder = timezone.localdate(), Staff.objects.get(username="p丙")
    for number, days in (("近", 80), ("远", 120)):
        card = {"issued_on": date(2022, 1, 1), "valid_until_on": today + timedelta(days)}
        record(
            Certificate, staff=holder if number == "近" else Staff.objects.get(username="p甲"), number=number, **card
        )
    listed = client.get(reverse("admin:bureau_certificate_changelist"), {"standing": "ending"}).context["cl"]
    assert [card.number for card in listed.result_list] == ["近"]


def test_an_act_of_enforcement_by_an_unqualified_officer_is_refused_on_the_form_with_the_article(
    section: Section,
) -> None:
    officer = a_person("officer", section, "officer", name="样例戊", **POST)
    docket = {"number": "样检〔2026〕1号", "title": "样例检查", "section": section, "opened_on": OPENED}
    case = open_case(Inspection, hand(officer), **docket)
    move = case.workflow.move("open", "inspect")
    form = MoveForm(case, move, {"on": OPENED.isoformat(), "version": case.docket.version, "reason": "样例"})
    assert form.is_valid()
    assert make_move(form, hand(officer)) is None
    [told] = form.told
    assert told.startswith("《行政处罚法》第四十二条第一款、第五十五条第一款：")
    assert "可由样例甲（规划股）、样例乙（规划股）共同执法" in told


def test_areas_are_kept_at_the_bureau(section: Section) -> None:
    bureau = Bureau.objects.get()
    assert bureau.accepted_areas == frozenset()
    bureau.areas = "样例区、 样例市 、"
    assert bureau.accepted_areas == {"样例区", "样例市"}
