"""The credit work of the sample bureau: 3,603 records, what was objected to and repaired, and the campaigns."""

from django.db import transaction

from credit.models import Organ
from reports.management.demo import campaigns, publicity, repairs
from reports.management.demo.filings import Making


def load(making: Making) -> int | None:
    """All of it or nothing, and once: how many records the platform then has, as we have; None where it is there."""
    with transaction.atomic():
        campaigns.load(making)
        if Organ.objects.filter(bureau=making.house.bureau).exists():
            return None
        with publicity.sending(making) as to:
            publicity.load(to)
            repairs.load(to)
            return to.demand_equal_counts()
