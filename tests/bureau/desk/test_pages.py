"""Every page of every screen opens, in both languages, within its queries."""

from datetime import date

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.casework.calendar import HolidayNotice
from bureau.people.staff import Staff

pytestmark = pytest.mark.django_db
# Session, account and the page's own; a list that asks once per row would be far beyond.
QUERIES = 14
# What nobody may do on the screen: people are deactivated, jobs are only looked at.
REFUSED = {("staff", "delete"), ("job", "add"), ("job", "delete")}


def pages() -> list[tuple[str, str]]:
    models = sorted(f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry)
    return [(model, view) for model in models for view in ("changelist", "add", "change", "history", "delete")]


def first_row(name: str) -> dict[str, object]:
    if name == "job":
        now = timezone.now()
        return {"kind": "any", "asked_by": Staff.objects.get(), "asked_at": now, "next_at": now}
    return {"name": "group"} if name == "group" else {}


@pytest.fixture
def administrator(admin_user: Staff) -> Client:
    client = Client()
    client.force_login(admin_user)
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("model", "view"), pages())
def test_a_page_opens_within_its_queries(
    administrator: Client, django_assert_max_num_queries, model: str, view: str, language: str
) -> None:
    label, name = model.split("_", 1)
    of = next(registered for registered in admin.site._registry if registered._meta.model_name == name)
    row = of.objects.first() or of.objects.create(**first_row(name))
    address = reverse(f"admin:{label}_{name}_{view}", args=() if view in ("changelist", "add") else (row.pk,))
    administrator.cookies["django_language"] = language
    with django_assert_max_num_queries(QUERIES):
        answer = administrator.get(address)
    assert answer.status_code == (403 if (name, view) in REFUSED else 200)


def test_a_notice_is_entered_with_its_lines(administrator: Client) -> None:
    line = {"periods-0-name": "元旦", "periods-0-first_on": "2026-12-31", "periods-0-last_on": "2027-01-02"}
    management = {"periods-TOTAL_FORMS": "1", "periods-INITIAL_FORMS": "0"}
    form = (
        {"number": "测试〔2026〕1号", "year": "2027", "issued_on": "2026-11-04", "source": "typed"} | management | line
    )
    assert administrator.post(reverse("admin:bureau_holidaynotice_add"), form).status_code == 302
    period = HolidayNotice.objects.get(year=2027).periods.get()
    assert (period.first_on, period.last_on, period.works) == (date(2026, 12, 31), date(2027, 1, 2), False)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], "通知至少要有一行"),
        ([("2027-01-01", "2027-01-03"), ("2027-01-02", "2027-01-02")], "在本通知中出现了两次"),
        ([("2027-01-03", "2027-01-01")], "最后一日早于第一日"),
        ([("2027-13-01", "2027-01-01")], "输入一个有效的日期"),
    ],
    ids=["no line", "a day twice", "backwards", "no date"],
)
def test_a_bad_notice_is_told_in_chinese_and_nothing_is_saved(administrator: Client, lines: list, told: str) -> None:
    form = {"number": "测试〔2026〕1号", "year": "2027", "issued_on": "2026-11-04", "source": "typed"}
    form |= {"periods-TOTAL_FORMS": str(max(1, len(lines))), "periods-INITIAL_FORMS": "0"}
    for i, (first, last) in enumerate(lines):
        form |= {f"periods-{i}-name": "元旦", f"periods-{i}-first_on": first, f"periods-{i}-last_on": last}
    answer = administrator.post(reverse("admin:bureau_holidaynotice_add"), form)
    assert told in answer.text
    assert not HolidayNotice.objects.filter(year=2027).exists()


def test_an_account_is_shown_by_name_and_is_deactivated_never_deleted(administrator: Client, admin_user: Staff) -> None:
    assert str(Staff(username="u1")) == "u1"
    assert Staff(username="u1", name="样例甲").get_full_name() == "样例甲"
    assert administrator.post(reverse("admin:bureau_staff_delete", args=[admin_user.pk])).status_code == 403
