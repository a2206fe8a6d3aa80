"""A filing keeps the guide that was in force when it was opened, whatever comes into force while it is at work."""

from datetime import date, timedelta

from bureau.casework.gate import open_case
from bureau.casework.items import ServiceItem
from bureau.casework.parties import Enterprise
from bureau.casework.versions import bring_into_force, new_version
from bureau.models import Material, Section, Staff, Term
from bureau.office.powers.versions import next_draft, publish
from projects.models import Filing
from projects.procedure import filings
from tests.projects.conftest import FACTS, OTHER_CODE, RECEIVED, TITLE, hand
from tests.records import a_hand, record
from tests.sample_powers import LICENCE, a_list_in_force

THIRD_CODE = "2603-441702-04-01-000024"
NEXT, COMPLETE = RECEIVED + timedelta(days=1), date(2026, 3, 4)


def another_version(item: ServiceItem, officer: Staff) -> ServiceItem:
    """It promises one day, asks for a material and has a condition; it is in force from the day after the receipt."""
    draft = new_version(item, hand(officer, NEXT))
    draft.conditions, draft.promised_amount, draft.hand = "样例新条件", 1, hand(officer, NEXT)
    draft.save()
    record(Material, item=draft, name="样例新材料")
    return bring_into_force(draft, hand(officer, NEXT), NEXT)


def test_a_filing_keeps_its_limits_materials_and_conditions_when_the_guide_changes(
    filing: Filing, item: ServiceItem, officer: Staff
) -> None:
    second = another_version(item, officer)
    done = filings.complete(Filing.objects.get(pk=filing.pk), hand(officer, COMPLETE), on=COMPLETE)
    assert (done.item, done.promised.amount, done.item.conditions) == (item, 3, "")
    assert not done.item.materials.exists()
    assert Term.objects.get(docket=done.pk, duty="filing_promised").due_on == date(2026, 3, 9)  # three days, not one
    assert (second.promised.amount, [each.name for each in second.materials.all()]) == (1, ["样例新材料"])


def test_a_filing_that_is_opened_afterwards_has_the_new_guide(
    section: Section, officer: Staff, item: ServiceItem, enterprise: Enterprise
) -> None:
    second = another_version(item, officer)
    docket = {"number": OTHER_CODE, "title": TITLE, "section": section, "opened_on": NEXT, "officer": officer}
    own = {"item": second, "project_code": OTHER_CODE, "enterprise": enterprise, "submitted_on": NEXT}
    opened = open_case(Filing, hand(officer, NEXT), **docket, **own, **FACTS)
    assert (opened.item.conditions, opened.promised.amount) == ("样例新条件", 1)


def opened_under(section: Section, officer: Staff, item: ServiceItem, enterprise: Enterprise, code: str) -> Filing:
    docket = {"number": code, "title": TITLE, "section": section, "opened_on": NEXT, "officer": officer}
    own = {"item": item, "project_code": code, "enterprise": enterprise, "submitted_on": NEXT}
    return open_case(Filing, hand(officer, NEXT), **docket, **own, **FACTS)


def test_a_filing_keeps_the_power_of_the_list_that_was_in_force_when_it_was_received(
    section: Section, officer: Staff, item: ServiceItem, enterprise: Enterprise
) -> None:
    first = a_list_in_force(section, item.code, LICENCE)
    filed = opened_under(section, officer, item, enterprise, OTHER_CODE)
    assert (filed.power.list, filed.power.basic_code) == (first, item.code)
    second = publish(next_draft(section.bureau, a_hand()), a_hand().because("样例"), NEXT, "样例〔2026〕2号")
    assert Filing.objects.get(pk=filed.pk).power.list == first
    assert opened_under(section, officer, item, enterprise, THIRD_CODE).power.list == second


def test_where_the_list_does_not_name_its_item_a_filing_has_no_power(filing: Filing) -> None:
    assert filing.power is None
