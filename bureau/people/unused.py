"""Accounts that nobody has signed in with for long: whoever looks after accounts closes what is no longer needed."""

from datetime import date, timedelta

from django.db.models import Q

from bureau.audit.reviews import midnight

UNUSED = 90  # days


def unused(day: date, days: int = UNUSED) -> Q:
    """Open accounts with which nobody signed in for that many days; of one never used, since it was made."""
    since = midnight(day - timedelta(days=days))
    return Q(is_active=True) & (Q(last_login__lt=since) | Q(last_login__isnull=True, date_joined__lt=since))
