"""Cases about an entry of a list in the browser: chosen where several have its number, readable at both widths."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from bureau.models import Section, Staff
from bureau.people.roles import Role
from credit.models import ListEntry, Repair
from tests.browser.conftest import DESK, PHONE, SCROLLS, axe, sign_in
from tests.credit.list_cases import an_entry, page_of
from tests.notices import notices
from tests.records import a_person, a_section
from tests.sample_credit import some_decisions

__all__ = ["notices"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]
SHARED, LISTED_TOO = "样列字〔2026〕1号", "样例二店"


@pytest.fixture
def officer(db: None) -> Staff:
    """Two parties stand on a list by one decision."""
    section: Section = a_section("综合办公室")
    some_decisions(section)
    first = ListEntry.objects.get()
    facts = {"paper_no": SHARED, "party_name": LISTED_TOO, "uscc": "92340602MA2PBQAH7E"}
    an_entry(first.of_list, decided_on=first.decided_on, **facts)
    return a_person("officer", section, Role.OFFICER, name="样例经办", is_staff=True)


def wrong(page: Page, name: str) -> list[str]:
    found = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        found += [f"{name} scrolls sideways at {size['width']}"] if page.evaluate(SCROLLS) else []
        found += [f"{name}: {told}" for told in axe(page)]
    page.set_viewport_size(DESK)
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_one_of_several_is_chosen_and_its_pages_can_be_read(
    page: Page, live_server, officer: Staff, language: str
) -> None:
    sign_in(page, live_server.url, officer, language)
    page.goto(live_server.url + reverse("admin:credit_repair_add"))
    expect(page.locator("[name=which]")).to_be_hidden()
    found = wrong(page, "empty form")
    page.check("[name=secrecy][value=none]")
    page.fill("[name=paper_no]", SHARED)
    page.click("[name=_save]")
    expect(page.locator("[type=radio][name=which]")).to_have_count(2)
    found += wrong(page, "form that offers several")
    page.check("[name=secrecy][value=none]")
    page.get_by_label(LISTED_TOO).check()
    page.fill("[name=opened_on]", timezone.localdate().isoformat())
    page.click("[name=_save]")
    expect(page.locator(".messagelist")).to_be_visible()
    repair = Repair.objects.latest("pk")
    assert repair.record.party_name == LISTED_TOO
    for address in (page_of(repair), page_of(repair.record)):
        page.goto(live_server.url + address)
        found += wrong(page, address)
    assert found == []
