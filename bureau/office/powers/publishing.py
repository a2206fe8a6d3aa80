"""Where the list was published, and whether the portal shows what is in force."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.office.powers.models import PowerList, Publication, list_in_force
from bureau.office.powers.portal import Bundle, bundle
from bureau.people.bureaus import Bureau
from bureau.people.staff import Staff


@dataclass(frozen=True, slots=True)
class OnPortal:
    """What was published last, beside the version in force; `bundle` are the files as they would be made today."""

    version: PowerList
    last: Publication | None
    bundle: Bundle

    @property
    def is_current(self) -> bool:
        return self.last is not None and self.last.list_id == self.version.pk and self.last.sha256 == self.bundle.sha256

    @property
    def is_other_version(self) -> bool:
        """Whether another version stands there, or nothing; else it is the same, made of other items."""
        return self.last is None or self.last.list_id != self.version.pk


def on_portal(bureau: Bureau, day: date) -> OnPortal | None:
    """None while no version is in force. Raises NotSound where its files cannot be made."""
    version = list_in_force(bureau, day)
    return OnPortal(version, last_publication(bureau), bundle(version, day)) if version else None


def last_publication(bureau: Bureau) -> Publication | None:
    return Publication.objects.filter(list__bureau=bureau).select_related("list").order_by("-on", "-id").first()


def record_publication(version: PowerList, hand: Hand, on: date, address: str, sha256: str) -> Publication:
    """That the files with this digest were put there on that day. Raises ValidationError."""
    day = timezone.localdate(hand.at)
    with transaction.atomic():
        version = PowerList.objects.select_for_update().select_related("bureau").get(pk=version.pk)
        if version != list_in_force(version.bureau, day):
            raise ValidationError(_("Only the files of the version in force are published."))
        if version.since_on is None or not version.since_on <= on <= day:
            raise ValidationError({"on": _("Published on a day since the version is in force, up to today.")})
        made = bundle(version, day)
        if made.sha256 != sha256:
            raise ValidationError(
                _("What the files say has changed since you took them. Take them anew, and publish those.")
            )
        facts = {"on": on, "address": address, "sha256": sha256, "powers": made.powers, "at": hand.at}
        kept = Publication(
            list=version, by=hand.user if isinstance(hand.user, Staff) else None, by_name=hand.actor_name, **facts
        )
        kept.full_clean()
        kept.save()
    return kept
