"""The hand of a request."""

from django.utils import timezone

from bureau.audit.hand import Hand, Source

REASON = "reason_for_change"


def hand_of(request) -> Hand:
    """The one hand of a request: all that it writes is one change."""
    if not hasattr(request, "hand"):
        request.hand = Hand(request.user, Source.SCREEN, timezone.now(), reason=request.POST.get(REASON, "").strip())
    return request.hand
