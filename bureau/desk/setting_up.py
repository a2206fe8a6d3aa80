"""The account that sets the bureau up: whether it may sign in, and what is said of it to whoever looks after things."""

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.access import Event, log
from bureau.audit.hand import Hand, Source
from bureau.people.accounts import may_sign_in


class SetupAccountRefused(AdminAuthenticationForm):
    """A part of the form of signing in: that account is refused with the reason, in the access log too."""

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if may_sign_in(user):
            return
        told = _("This account is for setting up only and is closed (SETUP_ACCOUNT). Please sign in with your own.")
        address = self.request.META.get("REMOTE_ADDR") if self.request else None
        log(Hand(user, Source.SCREEN, timezone.now()), Event.REFUSAL, purpose=told, address=address)
        raise ValidationError(told, code="setup_account")


def warning() -> str:
    """What the start page says for as long as it is open where real cases are handled; empty where it is not."""
    if not (settings.PRODUCTION and settings.SETUP_ACCOUNT):
        return ""
    return _("The account for setting up may still sign in and may do everything. Unset SETUP_ACCOUNT.")
