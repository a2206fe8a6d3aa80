"""A power and its service item are one matter under one code: the item says how it is asked for, and in what time."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from bureau.casework.items import ServiceItem
from bureau.office.powers.models import Power, list_in_force
from bureau.people.appointments import Dated
from bureau.people.bureaus import Bureau


def items_of(bureau: Bureau, powers: Iterable[Power], day: date) -> dict[str, ServiceItem]:
    """The items in force on that day by the code of the power; an item bears its basic code or its whole one."""
    powers = list(powers)
    wanted = {code for power in powers for code in (power.code, power.basic_code)}
    rows = ServiceItem.objects.filter(Dated.on(day), bureau=bureau, code__in=wanted).prefetch_related("materials")
    known = {item.code: item for item in rows}
    found = {power.code: known.get(power.code) or known.get(power.basic_code) for power in powers}
    return {code: item for code, item in found.items() if item}


def powers_of(item: ServiceItem, day: date) -> list[Power]:
    """The powers of the list in force on that day under which this item is handled."""
    version = list_in_force(item.bureau, day)
    if version is None:
        return []
    found = list(version.powers.filter(Q(code=item.code) | Q(basic_code=item.code)))
    return [power for power in found if power.code == item.code] or found
