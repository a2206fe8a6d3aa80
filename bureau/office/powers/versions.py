"""From draft to draft: one is made from the version in force, is published in its place, or is dropped."""

import hashlib
import json
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.office.powers.models import SAYS, Power, PowerList, PowerState
from bureau.people.bureaus import Bureau
from bureau.people.roles import CASEWORKERS, Role

# Of the intake section; and whoever reviews whether what is done is lawful.
WRITERS = frozenset(CASEWORKERS - {Role.WINDOW}) | {Role.LEGAL_REVIEWER}


def draft_of(bureau: Bureau) -> PowerList | None:
    return PowerList.objects.filter(bureau=bureau, since_on=None).first()


def empty_draft(bureau: Bureau, hand: Hand) -> PowerList:
    """The next version with nothing on it yet. Raises ValidationError while there is a draft."""
    with transaction.atomic():
        numbers = [version.number for version in _demand_no_draft(bureau)]
        made: PowerList = PowerList.objects.record(hand, bureau=bureau, number=max(numbers, default=0) + 1)
    return made


def next_draft(bureau: Bureau, hand: Hand) -> PowerList:
    """A draft that says what the version in force says, but for what was cancelled there. Raises ValidationError."""
    with transaction.atomic():
        before = next((version for version in _demand_no_draft(bureau) if version.until_on is None), None)
        draft = empty_draft(bureau, hand)
        for power in before.powers.exclude(state=PowerState.CANCELLED) if before else ():
            Power.objects.record(hand, list=draft, **{name: getattr(power, name) for name in SAYS})
    return draft


def publish(draft: PowerList, hand: Hand, on: date, paper: str) -> PowerList:
    """The draft is in force from that day on, by that paper, and the version before it through its eve.

    A day that is past needs a reason. Raises ValidationError, for a power too that no longer is as it should be.
    """
    with transaction.atomic():
        versions = _locked(draft.bureau)
        fresh = next((version for version in versions if version.pk == draft.pk), None)
        if fresh is None or not fresh.is_draft:
            raise ValidationError(_("This version has been published already, or was dropped."))
        _demand_day(on, hand, [version for version in versions if not version.is_draft])
        if not paper.strip():
            raise ValidationError({"paper": _("Must be filled in.")})
        powers = list(fresh.powers.select_related("list__bureau"))
        _demand_sound(powers)
        for before in versions:
            if before.since_on and before.until_on is None:
                before.until_on, before.hand = on - timedelta(days=1), hand
                before.save()
        fresh.since_on, fresh.paper, fresh.sha256, fresh.hand = on, paper.strip(), digest(powers), hand
        fresh.save()
    return fresh


def drop(draft: PowerList, hand: Hand) -> None:
    """The draft and what stands on it go; their history stays. Raises ValidationError for what is no draft."""
    with transaction.atomic():
        fresh = next((version for version in _locked(draft.bureau) if version.pk == draft.pk), None)
        if fresh is None or not fresh.is_draft:
            raise ValidationError(_("This version has been published already, or was dropped."))
        for power in fresh.powers.all():
            power.hand = hand
            power.delete()
        fresh.hand = hand
        fresh.delete()


def digest(powers: list[Power]) -> str:
    """SHA-256 of what these powers say, in whatever order they come."""
    said = sorted(([getattr(power, name) for name in SAYS] for power in powers), key=lambda values: str(values[0]))
    return hashlib.sha256(json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False).encode()).hexdigest()


def is_as_published(version: PowerList, powers: list[Power]) -> bool:
    """Whether it says what it said on the day of its publication, whatever way somebody found to its rows."""
    return digest(powers) == version.sha256


def _demand_day(on: date, hand: Hand, published: list[PowerList]) -> None:
    today = timezone.localdate(hand.at)
    if on > today:
        raise ValidationError({"on": _("The day lies in the future.")})
    if on < today and not hand.reason:
        raise ValidationError({"on": _("The day is past. Please give the reason.")})
    latest = max((version.until_on or version.since_on for version in published if version.since_on), default=None)
    if latest is not None and on <= latest:
        raise ValidationError({"on": _("An earlier version is in force on that day or begins later.")})


def _demand_sound(powers: list[Power]) -> None:
    """Raises ValidationError naming each power that would no longer be accepted, and a list with none."""
    if not powers:
        raise ValidationError(_("There is no power on this list."))
    wrong = []
    for power in powers:
        try:
            power.full_clean(validate_unique=False, validate_constraints=False)
        except ValidationError as told:
            wrong.append(f"{power.code} {power.name}: {' '.join(told.messages)}")
    if wrong:
        raise ValidationError(wrong)


def _demand_no_draft(bureau: Bureau) -> list[PowerList]:
    versions = _locked(bureau)
    if any(version.is_draft for version in versions):
        raise ValidationError(_("There is a draft of the power list already."))
    return versions


def _locked(bureau: Bureau) -> list[PowerList]:
    """All versions of the bureau, once nobody else is making or publishing one. The bureau is what they wait for."""
    Bureau.objects.select_for_update().get(pk=bureau.pk)
    return list(PowerList.objects.filter(bureau=bureau).select_related("bureau").order_by("number"))
