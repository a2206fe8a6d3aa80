"""The page of rates, and the lists that its numbers lead to, on a desk and on a telephone."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from playwright.sync_api import Page

from bureau.models import Staff
from bureau.people.roles import Role
from credit.models import Licence, LicencePush
from credit.procedure import enter, report
from credit.rules.pushing import Outcome
from tests.browser.conftest import DESK, PHONE, SCROLLS, axe, sign_in
from tests.credit.conftest import hand
from tests.credit.test_compliance import RATES, numbers_of, sending
from tests.notices import notices
from tests.records import a_person, a_section
from tests.sample_credit import organs_of, unsaved

__all__ = ["notices"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]


@pytest.fixture
def officer(db: None) -> Staff:
    """A row of a batch was refused, and another record was registered by hand."""
    section = a_section("综合办公室")
    person = a_person("officer", section, Role.OFFICER, name="样例经办", is_staff=True)
    organs = organs_of(section)
    enter(hand(), unsaved(Licence, *organs, paper_no="样许1号"))
    with transaction.atomic():  # as a job has it
        sending(person, date(2026, 5, 18), Outcome.REFUSED)
    enter(hand(), unsaved(Licence, *organs, paper_no="样许2号"))
    report(hand(), LicencePush.objects.filter(record__paper_no="样许2号"), date(2026, 5, 18))
    return person


@pytest.mark.parametrize(("language", "size"), [("zh-hans", DESK), ("zh-hans", PHONE), ("en", DESK), ("en", PHONE)])
def test_the_rates_and_their_lists_are_in_order(
    page: Page, live_server, officer: Staff, language: str, size: dict[str, int]
) -> None:
    client = Client()
    client.force_login(officer)
    asked = f"{RATES}?first=2026-05-01&last=2026-06-01"
    lists = {number.name: number.page for number in reversed(numbers_of(client.get(asked)))}
    sign_in(page, live_server.url, officer, language)
    page.set_viewport_size(size)
    for address in (asked, *(lists[name] for name in ("by_hand", "sent", "unpublished"))):
        page.goto(live_server.url + address)
        assert (axe(page), page.evaluate(SCROLLS)) == ([], False), address
