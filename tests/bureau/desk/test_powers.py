"""权责清单 on the screen: versions, their powers by category, what differs, publication, and who may do what."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.casework.versions import bring_into_force
from bureau.law.licensing import Nature
from bureau.models import Power, PowerList, Publication, Section, ServiceItem, Staff
from bureau.office.powers.versions import next_draft
from bureau.people.roles import Role
from bureau.sheets.batches import Batch
from tests.records import a_hand, a_person, a_section, record
from tests.sample_powers import FILING, LICENCE, PENALTY, SINCE, a_draft, a_list_in_force, a_row, code, pasted, says

pytestmark = pytest.mark.django_db
LISTS, ADD = reverse("admin:bureau_powerlist_changelist"), reverse("admin:bureau_powerlist_add")


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def first(section: Section) -> PowerList:
    return a_list_in_force(section)


@pytest.fixture
def reviewer(section: Section) -> Staff:
    return a_person("reviewer", section, Role.LEGAL_REVIEWER, name="样例法审")


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例经办")


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(version: PowerList, name: str = "change", *more: Any) -> str:
    return reverse(f"admin:bureau_powerlist_{name}", args=[version.pk, *more])


def test_a_version_shows_its_powers_by_category_and_each_count_opens_them(officer: Staff, first: PowerList) -> None:
    client = screen(officer)
    shown = client.get(page(first)).context
    assert [(words, count) for words, count, _url in shown["categories"]] == [("行政许可", 1), ("其他行政权力", 1)]
    for _words, count, url in [*shown["categories"], *shown["states"], ("", *shown["total"])]:
        assert client.get(url).context["cl"].result_count == count


def test_everybody_reads_and_only_the_office_and_the_legal_reviewer_write(
    section: Section, officer: Staff, reviewer: Staff, first: PowerList
) -> None:
    office = record(Section, bureau=section.bureau, name="综合办公室", is_intake=True)
    clerk, window = a_person("clerk", office, Role.OFFICER), a_person("window", office, Role.WINDOW)
    audit = a_person("audit", section, Role.AUDIT_ADMINISTRATOR)
    power = reverse("admin:bureau_power_change", args=[first.powers.first().pk])
    for person, writes in ((officer, False), (audit, False), (window, False), (reviewer, True), (clerk, True)):
        client = screen(person)
        assert [client.get(address).status_code for address in (LISTS, page(first), power)] == [200, 200, 200]
        assert client.get(page(first, "differences")).status_code == 200
        assert client.get(page(first)).context["may_write"] is writes
        assert client.get(page(first, "file")).status_code == (200 if writes else 403)
        assert client.get(ADD).status_code == (200 if writes else 403)
        assert (reverse("admin:bureau_powerlist_import") in client.get(LISTS).text) is writes
    stranger = a_person("stranger", a_section("他股", "样例他局"), Role.LEGAL_REVIEWER)
    assert screen(stranger).get(page(first)).status_code == 404
    assert screen(stranger).get(power).status_code == 302


def test_what_is_not_theirs_to_write_nobody_writes(officer: Staff, first: PowerList) -> None:
    client, draft = screen(officer), next_draft(first.bureau, a_hand())
    sent = {"on": timezone.localdate(), "paper": "样例", "address": "https://x.example", "sha256": "0" * 64}
    for address in (page(draft, "step", "publish"), page(draft, "step", "drop"), page(first, "published"), ADD):
        assert client.post(address, sent).status_code == 403
    assert client.get(page(draft, "step", "drop")).status_code == 403
    assert PowerList.objects.filter(since_on=None).exists()


def test_a_draft_is_made_changed_and_published_in_the_place_of_the_version_before(
    reviewer: Staff, first: PowerList
) -> None:
    client = screen(reviewer)
    answer = client.post(ADD, {"bureau": first.bureau_id})
    draft = PowerList.objects.get(since_on=None)
    assert answer.url == page(draft)
    assert str(draft) in client.get(ADD).text  # there it is led to now
    power = draft.powers.get(basic_code=FILING)
    address = reverse("admin:bureau_power_change", args=[power.pk])
    form = client.get(address).context["adminform"].form
    typed = {name: value for name, value in form.initial.items() if value not in (None, False)}
    assert client.post(address, typed | {"supervision": "样例信箱"}).status_code == 302
    found = client.get(page(draft, "differences")).context["found"]
    assert [each.changed[0].label for each in found.changed] == ["监督方式"]
    today = timezone.localdate()
    assert client.post(page(draft, "step", "publish"), {"on": today, "paper": "样例〔2026〕2号"}).status_code == 302
    draft.refresh_from_db()
    first.refresh_from_db()
    assert (draft.since_on, first.until_on) == (today, today - timedelta(days=1))
    version = draft.history.first()
    assert (version.history_actor, version.history_source) == ("样例法审", "screen")
    assert client.get(address).context["has_change_permission"] is False


def test_a_publication_that_cannot_be_is_told_at_its_field(reviewer: Staff, first: PowerList) -> None:
    draft = next_draft(first.bureau, a_hand())
    answer = screen(reviewer).post(page(draft, "step", "publish"), {"on": "2026-01-02", "paper": "样例"})
    assert "on" in answer.context["publish"].errors
    assert PowerList.objects.get(pk=draft.pk).is_draft


def test_a_draft_is_dropped(reviewer: Staff, first: PowerList) -> None:
    draft = next_draft(first.bureau, a_hand())
    assert screen(reviewer).post(page(draft, "step", "drop")).url == LISTS
    assert list(PowerList.objects.all()) == [first]
    answer = screen(reviewer).post(page(first, "step", "drop"), follow=True)
    assert "已发布" in answer.text
    assert PowerList.objects.exists()


def test_a_power_is_entered_by_hand_into_the_draft_alone(reviewer: Staff, first: PowerList) -> None:
    client, add = screen(reviewer), reverse("admin:bureau_power_add")
    draft = next_draft(first.bureau, a_hand())
    form = client.get(add).context["adminform"].form
    assert [version.pk for version in form.fields["list"].queryset] == [draft.pk]
    assert form.initial["list"] == draft.pk
    typed = says(PENALTY) | {"list": first.pk, "state": "in_use"}
    assert "list" in client.post(add, typed).context["adminform"].form.errors
    wrong = client.post(add, typed | {"list": draft.pk, "code": code(FILING)[:-1]})
    assert "29" in str(wrong.context["adminform"].form.errors["code"])
    assert client.post(add, typed | {"list": draft.pk}).status_code == 302
    assert Power.objects.get(basic_code=PENALTY).list == draft


def test_a_sheet_goes_by_the_same_page_as_any_other(reviewer: Staff, first: PowerList) -> None:
    client = screen(reviewer)
    sent = {"pasted": pasted(a_row(FILING, 监督方式="样例信箱"), a_row(PENALTY))}
    shown = client.post(reverse("admin:bureau_powerlist_import"), sent, follow=True)
    assert "样例信箱" in shown.text
    batch = Batch.objects.get()
    assert (batch.kind, batch.new, batch.changed) == ("powers", 1, 1)


def test_item_and_power_lead_to_each_other(officer: Staff, first: PowerList) -> None:
    facts = {"code": LICENCE, "name": "样例核准事项", "nature": Nature.LICENCE, "basis": "样例"}
    draft = record(ServiceItem, bureau=first.bureau, quantity_limit="每年样例十件", **facts)
    item, power = bring_into_force(draft, a_hand().because("样例"), SINCE), first.powers.get(basic_code=LICENCE)
    client = screen(officer)
    at_item = reverse("admin:bureau_serviceitem_change", args=[item.pk])
    at_power = reverse("admin:bureau_power_change", args=[power.pk])
    assert at_item in client.get(at_power).text
    shown = client.get(at_item).text
    assert at_power in shown
    assert "每年样例十件" in shown


def test_work_secrets_do_not_leave_with_the_list(section: Section, officer: Staff) -> None:
    draft = a_draft(section.bureau, FILING)
    record(Power, list=draft, **says(PENALTY, is_work_secret=True))
    sent = {"format": "1", "purpose": "样例"}
    taken = screen(officer).post(reverse("admin:bureau_power_export"), sent).content.decode("utf-8-sig")
    assert "样例备案" in taken
    assert "样例处罚" not in taken


# The portal


def test_the_files_are_taken_published_and_recorded_and_the_page_then_says_so(
    reviewer: Staff, officer: Staff, first: PowerList
) -> None:
    client = screen(reviewer)
    assert "尚未发布" in client.get(page(first)).text
    taken = client.get(page(first, "file"))
    assert "index.html" in zipfile.ZipFile(io.BytesIO(taken.content)).namelist()
    form = client.get(page(first)).context["portal"]
    sent = {"on": timezone.localdate(), "address": "https://portal.example.gov.cn/x/", "sha256": form["sha256"].value()}
    assert client.post(page(first, "published"), sent).status_code == 302
    kept = Publication.objects.get()
    assert (kept.by, kept.address) == (reviewer, "https://portal.example.gov.cn/x/")
    shown = screen(officer).get(page(first))
    assert shown.context["on_portal"].is_current
    assert kept.address in shown.text
    assert "portal" not in shown.context


def test_other_files_than_those_on_the_page_are_not_recorded(reviewer: Staff, first: PowerList) -> None:
    sent = {"on": timezone.localdate(), "address": "https://portal.example.gov.cn/x/", "sha256": "0" * 64}
    answer = screen(reviewer).post(page(first, "published"), sent)
    assert answer.context["portal"].non_field_errors()
    assert not Publication.objects.exists()


def test_of_a_draft_and_of_what_was_superseded_there_is_no_form_for_the_portal(
    reviewer: Staff, first: PowerList
) -> None:
    client, draft = screen(reviewer), next_draft(first.bureau, a_hand())
    assert "on_portal" not in client.get(page(draft)).context
    assert client.get(page(draft, "file")).status_code == 404
    sent = {"on": timezone.localdate(), "paper": "样例〔2026〕2号"}
    client.post(page(draft, "step", "publish"), sent)
    assert "on_portal" not in client.get(page(first)).context


def test_the_page_of_a_version_asks_no_more_for_more_powers(
    django_assert_max_num_queries, reviewer: Staff, section: Section
) -> None:
    draft = a_draft(section.bureau, FILING, LICENCE, PENALTY)
    client = screen(reviewer)
    for number in range(2):
        for place in range(number * 9 + 1, number * 9 + 10):
            record(Power, list=draft, **says(f"4410010{place:05}"))
        with django_assert_max_num_queries(14):
            client.get(page(draft))
    with django_assert_max_num_queries(14):
        client.get(page(draft, "differences"))


def test_the_list_tells_what_is_in_force_and_when_it_was_published(officer: Staff, first: PowerList) -> None:
    next_draft(first.bureau, a_hand())
    facts = {"list": first, "on": date(2026, 1, 5), "address": "https://x.example", "sha256": "0" * 64, "powers": 2}
    Publication(by_name="样例", at=timezone.now(), **facts).save()
    rows = [(row.number, row.n_powers, row.published_on) for row in screen(officer).get(LISTS).context["cl"].queryset]
    assert rows == [(2, 2, None), (1, 2, date(2026, 1, 5))]
