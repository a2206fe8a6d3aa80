"""The account that sets the bureau up: whether it may sign in, and what is said of it to whoever looks after things."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bureau.audit.access import Event, log
from bureau.audit.hand import Hand


def closed_account(hand: Hand, address: str | None) -> ValidationError:
    """What is said to whoever signs in to it while it is closed; the access log tells of it. Not inside a transaction
    that is given up.
    """
    told = _("This account is for setting up only and is closed (SETUP_ACCOUNT). Please sign in with your own.")
    log(hand, Event.REFUSAL, purpose=told, address=address)
    return ValidationError(told, code="setup_account")


def warning() -> str:
    """What the start page says for as long as it is open where real cases are handled; empty where it is not."""
    if not (settings.PRODUCTION and settings.SETUP_ACCOUNT):
        return ""
    return _("The account for setting up may still sign in and may do everything. Unset SETUP_ACCOUNT.")
