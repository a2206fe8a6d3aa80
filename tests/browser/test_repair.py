"""Objections and repairs in the browser: readable at the desk and on a telephone, in both languages."""

import pytest
from django.db import models
from django.urls import reverse
from playwright.sync_api import Page

from bureau.models import Section, Staff
from bureau.people.roles import Role
from credit.models import Objection, Repair, RepairNotice
from tests.browser.conftest import DESK, PHONE, SCROLLS, axe, sign_in
from tests.notices import notices
from tests.records import a_person, a_section
from tests.sample_credit import some_decisions

__all__ = ["notices"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]


@pytest.fixture
def officer(db: None) -> Staff:
    section: Section = a_section("综合办公室")
    some_decisions(section)
    return a_person("officer", section, Role.OFFICER, name="样例经办", is_staff=True)


def pages() -> list[str]:
    found = []
    kinds: tuple[type[models.Model], ...] = (Objection, Repair, RepairNotice)
    for kind in kinds:
        name = f"admin:credit_{kind._meta.model_name}"
        key = kind._default_manager.latest("pk").pk
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add"), reverse(f"{name}_change", args=[key])]
    found.append(reverse("admin:credit_repair_paper", args=[Repair.objects.get().pk, "supplement"]))
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_can_be_read_at_both_widths(page: Page, live_server, officer: Staff, language: str) -> None:
    sign_in(page, live_server.url, officer, language)
    wrong = []
    for address in pages():
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            page.goto(live_server.url + address)
            if page.evaluate(SCROLLS):
                wrong.append(f"{address} scrolls sideways at {size['width']}")
            wrong += [f"{address}: {told}" for told in axe(page)]
    assert wrong == []
