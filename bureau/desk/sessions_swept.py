"""Sessions that have ended are dropped."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from bureau.notices.rhythm import every


@every(timedelta(days=1))
def clear_sessions(now: datetime) -> None:
    Session.objects.filter(expire_date__lt=now).delete()
