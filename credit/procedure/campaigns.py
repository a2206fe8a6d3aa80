"""A campaign is kept with its photographs, in one transaction."""

from collections.abc import Iterable
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.casework.attachments import recognised
from bureau.casework.filekinds import JPEG, PNG
from bureau.casework.files import store
from credit.models import Campaign, CampaignPhoto

PICTURES = frozenset({JPEG.media_type, PNG.media_type})


def photograph(name: str, content: BinaryIO) -> tuple[str, str]:
    """Under which name, and as which kind of file, it would be kept. Raises BadFile, ValidationError."""
    shown, media_type = recognised(name, content)
    if media_type not in PICTURES:
        raise ValidationError(_("%(name)s is no photograph: PNG and JPEG are kept."), params={"name": shown})
    return shown, media_type


def keep_campaign(hand: Hand, campaign: Campaign, photographs: Iterable[tuple[str, BinaryIO]] = ()) -> Campaign:
    """The same picture twice is kept once. Raises what `photograph` raises, and Damaged."""
    ready = [(*photograph(name, content), store(content)) for name, content in photographs]
    with transaction.atomic():
        campaign.hand = hand
        campaign.save()
        known = set(campaign.photos.values_list("sha256", flat=True))
        for name, media_type, stored in ready:
            if stored.digest not in known:
                facts = {"sha256": stored.digest, "size": stored.size, "media_type": media_type}
                CampaignPhoto.objects.record(hand, campaign=campaign, name=name, **facts)
                known.add(stored.digest)
    return campaign
