"""A filing keeps the guide that was in force when it was opened, whatever comes into force while it is at work."""

from datetime import date, timedelta

from bureau.casework.gate import open_case
from bureau.casework.items import ServiceItem
from bureau.casework.parties import Enterprise
from bureau.casework.versions import bring_into_force, new_version
from bureau.models import Material, PowerList, Section, Staff, Term
from bureau.office.powers.versions import next_draft, publish
from projects.models import Filing
from projects.procedure import filings
from tests.projects.conftest import FACTS, OTHER_CODE, RECEIVED, TITLE, hand
from tests.records import a_hand, record
from tests.sample_powers import a_list_in_force

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


def test_another_version_of_the_power_list_moves_no_case(filing: Filing, section: Section, item: ServiceItem) -> None:
    first = a_list_in_force(section)
    publish(next_draft(section.bureau, a_hand()), a_hand().because("样例"), date(2026, 1, 1), "样例〔2026〕2号")
    assert Filing.objects.get(pk=filing.pk).item == item
    assert PowerList.objects.get(pk=first.pk).powers.count() == 2
