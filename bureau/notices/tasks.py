"""The alarm clock's one task."""

from celery import shared_task
from django.utils import timezone

from bureau.notices.daily import sweep_daily
from bureau.notices.jobs import run_due
from bureau.notices.leases import this_process


@shared_task
def tick() -> None:
    """Safe to run late, twice or beside `manage.py tick`: what is due is claimed row by row."""
    run_due(timezone.now, this_process())
    sweep_daily(timezone.now())
