"""Where a request comes from, as far as it can be believed."""

from ipaddress import ip_address
from typing import Any

from django.conf import settings


def address_of(request: Any) -> str | None:
    """The address of whoever asks; None where none is known, as over a socket of this machine.

    Behind a proxy of our own it is what that proxy saw: the last of X-Forwarded-For. What stands before it was sent by
    the caller, and could be anything.
    """
    seen = request.META.get("REMOTE_ADDR")
    if settings.TRUST_PROXY:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or seen
    try:
        return str(ip_address(seen or ""))
    except ValueError:
        return None
