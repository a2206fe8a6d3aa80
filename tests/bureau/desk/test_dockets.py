"""The list over all kinds of case: whose rows, in which views, leading where; and numbers that no column can hold."""

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bureau.models import Docket, Staff
from bureau.people.roles import Role
from tests.permits.models import Permit
from tests.records import a_person, a_section
from tests.sample_permits import MORNING, Sample, a_morning

LIST = reverse("admin:bureau_docket_changelist")
BEYOND = 99999999999999999999  # more than 64 bits


@pytest.fixture
def sample(db: None, monkeypatch: pytest.MonkeyPatch) -> Sample:
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)
    return a_morning()


def visitor(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def listed(person: Staff, **asked: str) -> list[str]:
    return [row.number for row in visitor(person).get(LIST, asked).context["cl"].result_list]


def test_cases_of_every_kind_stand_in_one_list_the_most_pressing_first(sample: Sample) -> None:
    answer = visitor(sample.officer).get(LIST)
    assert [row.number for row in answer.context["cl"].result_list][:3] == [
        "样许〔2026〕1号",
        "样许〔2026〕2号",
        "样许〔2026〕4号",
    ]
    assert "样例许可" in answer.text
    assert "超期" in answer.text
    assert f'href="{reverse("admin:permits_permit_change", args=[sample.permit.pk])}"' in answer.text


@pytest.mark.parametrize(
    ("view", "count"),
    [
        ("all", 14),
        ("open", 12),
        ("mine", 8),
        ("today", 2),
        ("soon", 5),
        ("late", 2),
        ("unassigned", 1),
        ("my-today", 1),
        ("my-soon", 3),
        ("my-late", 1),
    ],
)
def test_each_view_over_all_kinds_shows_what_the_list_of_the_kind_shows(sample: Sample, view: str, count: int) -> None:
    both = [
        visitor(sample.officer).get(page, {"view": view}) for page in (LIST, reverse("admin:permits_permit_changelist"))
    ]
    assert [answer.context["cl"].result_count for answer in both] == [count, count]


def test_nobody_sees_there_what_the_screen_of_the_kind_does_not_show(sample: Sample) -> None:
    beside = a_person("beside", a_section("乙股", bureau="样例区经济发展局"), Role.OFFICER)
    abroad = a_person("abroad", a_section("丙股", bureau="另一样例局"), Role.LEADER)
    assert [len(listed(person)) for person in (beside, abroad, sample.supervisor)] == [0, 0, 14]
    system = a_person("system", sample.section, Role.SYSTEM_ADMINISTRATOR)
    assert visitor(system).get(LIST).status_code == 403


def test_a_docket_of_a_kind_without_a_screen_is_not_listed(sample: Sample) -> None:
    docket = Docket.objects.get(number="样许〔2026〕1号")
    QuerySet(Docket).filter(pk=docket.pk).update(kind="item_permit")
    assert len(listed(sample.officer)) == 13


def test_the_page_of_a_docket_is_that_of_its_case(sample: Sample) -> None:
    address = reverse("admin:bureau_docket_change", args=[sample.permit.pk])
    assert visitor(sample.officer).get(address).url == reverse("admin:permits_permit_change", args=[sample.permit.pk])
    beside = a_person("beside", a_section("乙股"), Role.OFFICER)
    assert visitor(beside).get(address).url == "/admin/"
    assert visitor(sample.officer).post(address, {"title": "改"}).status_code == 302
    assert Docket.objects.get(pk=sample.permit.pk).title == sample.permit.docket.title


def test_the_list_over_all_kinds_costs_the_same_however_long_it_is(sample: Sample) -> None:
    client = visitor(sample.officer)
    with CaptureQueriesContext(connection) as long:
        client.get(LIST)
    with CaptureQueriesContext(connection) as short:
        client.get(LIST, {"view": "late"})
    assert len(long) == len(short) <= 14


@pytest.mark.parametrize("view", ["change", "history"])
@pytest.mark.parametrize("kind", ["permits_permit", "bureau_docket", "bureau_staff", "bureau_attachment"])
def test_a_number_beyond_64_bits_names_no_record(sample: Sample, kind: str, view: str) -> None:
    answer = visitor(sample.officer).get(reverse(f"admin:{kind}_{view}", args=[BEYOND]))
    assert (answer.status_code, answer.url) == (302, "/admin/")


def test_numbers_beyond_64_bits_are_refused_wherever_an_address_has_one(sample: Sample) -> None:
    client = visitor(sample.officer)
    a_section("乙股", bureau=sample.section.bureau.name)  # a filter with one choice asks nothing
    kinds = reverse("admin:permits_permit_changelist")
    for address in (LIST, kinds):
        asked = "section" if address == LIST else "docket__section"
        for lookup in ("exact", "in", "gt"):
            answer = client.get(f"{address}?{asked}__id__{lookup}={BEYOND}")
            assert answer.status_code == 302 or not answer.context["cl"].result_count
        assert client.get(f"{address}?q={BEYOND}&p=1").status_code == 200
    for view in ("move", "register"):
        assert client.post(reverse(f"admin:permits_permit_{view}", args=[BEYOND, "accept"])).status_code == 404
    assert client.get(f"{reverse('admin:permits_permit_add')}?section={BEYOND}&applicant={BEYOND}").status_code == 200
    assert client.get(f"{reverse('admin:bureau_batch_change', args=[BEYOND])}").status_code in (302, 404)
    head = visitor(sample.head)
    assert head.get(f"{reverse('admin:changes')}?person={BEYOND}&section={BEYOND}").status_code == 200
    assert Permit.objects.count() == 14
