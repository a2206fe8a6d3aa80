"""How an item comes into force: a draft is made from the version before, and takes its place on a day."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.casework.items import ServiceItem
from bureau.casework.materials import SAYS, Material
from bureau.people.appointments import Dated
from bureau.people.bureaus import Bureau

# What belongs to a version alone and not to what it says.
OF_THE_VERSION = frozenset({"id", "number", "since_on", "until_on"})


def item_on(bureau: Bureau, code: str, day: date) -> ServiceItem | None:
    """The version of this item that is in force on that day; None where there is none."""
    return ServiceItem.objects.filter(Dated.on(day), bureau=bureau, code=code).first()


def new_version(item: ServiceItem, hand: Hand) -> ServiceItem:
    """A draft that says what this version says, with its materials. Raises ValidationError while there is a draft."""
    with transaction.atomic():
        versions = _locked(item)
        if any(version.since_on is None for version in versions):
            raise ValidationError(_("There is a draft of this item already."))
        says = {
            field.attname: getattr(item, field.attname)
            for field in ServiceItem._meta.concrete_fields
            if field.name not in OF_THE_VERSION
        }
        draft: ServiceItem = ServiceItem.objects.record(
            hand, **says, number=max(version.number for version in versions) + 1
        )
        for material in item.materials.all():
            Material.objects.record(hand, item=draft, **{name: getattr(material, name) for name in SAYS})
    return draft


def bring_into_force(draft: ServiceItem, hand: Hand, on: date) -> ServiceItem:
    """The draft is in force from that day on, and the version before it through the day before.

    A day that is past needs a reason: cases opened since have another version, which they keep. Raises ValidationError.
    """
    with transaction.atomic():
        versions = _locked(draft)
        fresh = next(version for version in versions if version.pk == draft.pk)
        if fresh.since_on is not None:
            raise ValidationError(_("This version has been brought into force already."))
        if on < timezone.localdate(hand.at) and not hand.reason:
            raise ValidationError(_("The day is past. Please give the reason."))
        latest = max((version.until_on or version.since_on for version in versions if version.since_on), default=None)
        if latest is not None and on <= latest:
            raise ValidationError(_("An earlier version is in force on that day or begins later."))
        fresh.full_clean()
        for before in versions:
            if before.since_on and before.until_on is None:
                _end(before, hand, on - timedelta(days=1))
        fresh.since_on, fresh.hand = on, hand
        fresh.save()
    return fresh


def withdraw(item: ServiceItem, hand: Hand, last_on: date) -> ServiceItem:
    """The item is offered through that day and no longer, without another version. Raises ValidationError."""
    with transaction.atomic():
        fresh = next(version for version in _locked(item) if version.pk == item.pk)
        if fresh.since_on is None or fresh.until_on is not None or last_on < fresh.since_on:
            raise ValidationError(_("Only a version that is in force on that day can end then."))
        _end(fresh, hand, last_on)
    return fresh


def _end(version: ServiceItem, hand: Hand, on: date) -> None:
    version.until_on, version.hand = on, hand
    version.save()


def _locked(item: ServiceItem) -> list[ServiceItem]:
    """All versions of the item, as they are once nobody else is changing which is in force.

    Read again after the lock is had: PostgreSQL's locking query does not see a draft that was added while it waited.
    """
    rows = ServiceItem.objects.filter(bureau=item.bureau_id, code=item.code).order_by("pk")
    list(rows.select_for_update().values_list("pk"))
    return list(rows)
