"""The credit work of the sample bureau: 3,603 records, what was objected to and repaired, lists, and campaigns."""

from django.db import transaction

from credit.models import Organ
from reports.management.demo import campaigns, listed, publicity, repairs, totals
from reports.management.demo.filings import Making


def load(making: Making) -> int | None:
    """All of it or nothing, and once: how many records the platform then has, as we have; None where it is there."""
    with transaction.atomic():
        campaigns.load(making)
        count = None
        if not Organ.objects.filter(bureau=making.house.bureau).exists():
            with publicity.sending(making) as to:
                publicity.load(to)
                repairs.load(to)
                count = to.demand_equal_counts()
        totals.load(making)
        listed.load(making)
        return count
