"""The months of the organs: totals against what was received, differences with their explanation, papers to them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.casework.calendar import workdays
from bureau.models import Section, Staff
from bureau.people.roles import Role
from credit.documents.letters import letter
from credit.models import Licence, MonthlyTotal, Organ, OrganLetter, Penalty
from credit.procedure import enter, report
from credit.procedure.months import Standing, month_of
from tests.credit.conftest import TODAY, hand
from tests.records import a_person, a_section
from tests.sample_credit import unsaved

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)
MONTH = reverse("admin:credit_monthlytotal_month")


@pytest.fixture
def desk(officer: Staff, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The first of June 2026, ten in the morning."""
    monkeypatch.setattr(timezone, "now", lambda: hand().at)
    client = Client()
    client.force_login(officer)
    return client


def told(desk: Client, organ: Organ, licences: int, penalties: int, **facts: Any) -> Any:
    total = MonthlyTotal.objects.filter(organ=organ).first()
    name, of = ("change", [total.pk]) if total else ("add", [])
    address = reverse(f"admin:credit_monthlytotal_{name}", args=of)
    sent = {"organ": organ.pk, "month": "2026-05-18", "licences": licences, "penalties": penalties}
    sent |= {"confirmed_on": "2026-06-01", "explanation": ""} | facts
    if total:
        sent["seen"] = desk.get(address).context["adminform"].form.initial["seen"]
    return desk.post(address, sent)


def standing(organ: Organ) -> Standing:
    return month_of(Organ.objects.filter(pk=organ.pk), MAY, TODAY, workdays())[0].standing


def issue(desk: Client, organ: Organ, kind: str) -> Any:
    return desk.post(reverse("admin:credit_organ_letter", args=[organ.pk, kind]), {"month": "2026-05-01"})


def test_a_gap_is_a_difference_to_be_explained_and_the_explanation_is_kept(
    desk: Client, organ: Organ, licence: Licence
) -> None:
    assert standing(organ) == Standing.UNCONFIRMED
    told(desk, organ, 1, 0)
    assert standing(organ) == Standing.AGREES
    told(desk, organ, 3, 0)
    assert standing(organ) == Standing.TO_EXPLAIN
    told(desk, organ, 3, 0, explanation="两件涉密，不报送")
    assert standing(organ) == Standing.EXPLAINED
    total = MonthlyTotal.objects.get()
    assert (total.month, total.explained_licences, total.history.count()) == (MAY, 2, 3)


def test_another_gap_is_to_be_explained_anew(desk: Client, organ: Organ, source: Organ, licence: Licence) -> None:
    told(desk, organ, 3, 0, explanation="两件涉密，不报送")
    enter(hand(), unsaved(Licence, organ, source, paper_no="阳海样许〔2026〕2号"))
    assert standing(organ) == Standing.TO_EXPLAIN
    assert MonthlyTotal.objects.get().explanation == "两件涉密，不报送"


def test_a_report_of_none_is_a_report(desk: Client, source: Organ) -> None:
    told(desk, source, 0, 0)
    assert standing(source) == Standing.AGREES
    assert told(desk, source, -1, 0).status_code == 200


@pytest.mark.parametrize(("month", "on"), [("2026-05-18", "2026-05-30"), ("2026-06-01", "2026-06-01")])
def test_a_month_is_confirmed_once_it_is_over(desk: Client, organ: Organ, month: str, on: str) -> None:
    answer = told(desk, organ, 0, 0, month=month, confirmed_on=on)
    assert list(answer.context["adminform"].form.errors) == ["confirmed_on"]
    assert not MonthlyTotal.objects.exists()


def test_the_page_of_a_month_leads_from_each_number_to_its_records(
    desk: Client, organ: Organ, licence: Licence, penalty: Penalty, django_assert_max_num_queries: Any
) -> None:
    told(desk, organ, 4, 1)
    with django_assert_max_num_queries(40):
        answer = desk.get(MONTH)
    (row,) = [row for row in answer.context["rows"] if row["one"].organ == organ]
    assert row["one"].late == (1, 1)
    for page, count in (*row["received"], *row["late"]):
        assert page.replace("&", "&amp;") in answer.text
        assert desk.get(page).context["cl"].result_count == count == 1
    assert "有差异，待说明 (+3 / +0)" in answer.text


def test_the_page_says_which_month_it_is_of_also_where_none_or_none_such_was_asked_for(desk: Client) -> None:
    for asked, shown in (("", "2026-05-01"), ("?month=2026-02-30", "2026-02-30")):
        answer = desk.get(MONTH + asked)
        assert (f'value="{shown}"' in answer.text, answer.context["month"]) == (True, MAY)


def test_a_reminder_and_a_bulletin_are_one_click_each_and_numbered_in_their_own_series(
    desk: Client, organ: Organ, licence: Licence
) -> None:
    urging = desk.get(issue(desk, organ, "urging").url).text
    assert ("双公示催报〔2026〕1号" in urging, "零报告" in urging) == (True, True)
    told(desk, organ, 3, 0, explanation="两件涉密，不报送")
    bulletin = desk.get(issue(desk, organ, "bulletin").url).text
    assert ("双公示通报〔2026〕1号" in bulletin, "两件涉密，不报送" in bulletin) == (True, True)
    issue(desk, organ, "urging")
    assert [str(one) for one in OrganLetter.objects.order_by("pk")] == [
        "双公示催报〔2026〕1号",
        "双公示通报〔2026〕1号",
        "双公示催报〔2026〕2号",
    ]


def test_a_paper_says_what_was_so_when_it_was_issued(desk: Client, organ: Organ, licence: Licence) -> None:
    page = issue(desk, organ, "bulletin").url
    before = desk.get(page).context["letter"]
    told(desk, organ, 9, 9)
    assert desk.get(page).context["letter"] == before
    assert before.rows[0][:4] == ("行政许可", "未确认", "1", "—")
    assert before.rows[1][5] == "—"  # a rate of nothing is none


def test_a_bulletin_names_what_ended_unpublished_and_what_is_not_answered(
    desk: Client, organ: Organ, source: Organ, licence: Licence
) -> None:
    """Of a penalty of June 2023, at the longest, publication ended when Order 36 came."""
    page = issue(desk, organ, "bulletin").url
    for number in (1, 2):
        enter(hand(), unsaved(Penalty, organ, source, paper_no=f"样罚{number}号", decided_on=date(2023, 6, 1)))
    report(hand(), [licence.push], date(2026, 5, 18))
    assert ("期满未公示的行政处罚" in (words := desk.get(page).text), "：0件" in words) == (True, True)
    words = desk.get(issue(desk, organ, "bulletin").url).text
    assert ("：2件" in words, "尚未答复的1行未计入合规率" in words) == (True, True)
    assert "期满未公示" not in desk.get(issue(desk, organ, "urging").url).text


def test_a_paper_of_before_the_rows_were_counted_prints_what_it_printed(
    desk: Client, organ: Organ, licence: Licence
) -> None:
    kept = OrganLetter.objects.get(pk=issue(desk, organ, "bulletin").url.split("/")[-3])
    facts = {"licencepush": {"reported": 2, "on_time": 1, "sent": 3, "accepted": 1}}
    printed = letter(OrganLetter(**vars_of(kept) | {"facts": kept.facts | {"rates": facts}}))
    assert printed.rows[0][5:] == ("50.00%", "33.33%")
    assert not any("期满未公示" in words or "未答复" in words for words in printed.paragraphs)


def vars_of(kept: OrganLetter) -> dict[str, Any]:
    return {field.attname: getattr(kept, field.attname) for field in kept._meta.concrete_fields}


def test_who_owes_nothing_is_not_reminded(desk: Client, source: Organ) -> None:
    told(desk, source, 0, 0)
    assert issue(desk, source, "urging").url.startswith(MONTH)
    assert OrganLetter.objects.count() == 0


@pytest.mark.parametrize("kind", ["urging", "bulletin"])
def test_of_a_month_that_is_not_over_no_paper_goes_out(desk: Client, organ: Organ, licence: Licence, kind: str) -> None:
    address = reverse("admin:credit_organ_letter", args=[organ.pk, kind])
    assert "尚未结束" in desk.post(address, {"month": "2026-06-01"}, follow=True).text
    assert not OrganLetter.objects.exists()


def test_supervisors_read_and_issue_nothing_and_another_bureau_sees_nothing(
    section: Section, organ: Organ, licence: Licence
) -> None:
    client = Client()
    client.force_login(a_person("reader", section, Role.SUPERVISOR, is_staff=True))
    assert (client.get(MONTH).status_code, issue(client, organ, "bulletin").status_code) == (200, 403)
    client.force_login(a_person("other", a_section("股", bureau="另一局"), Role.OFFICER, is_staff=True))
    assert organ.name not in client.get(MONTH).text
    assert issue(client, organ, "bulletin").status_code == 404
