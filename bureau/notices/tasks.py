"""The alarm clock's tasks."""

from celery import shared_task
from django.utils import timezone

from bureau.notices.jobs import run_due
from bureau.notices.leases import this_process
from bureau.notices.rhythm import keep_time
from bureau.notices.rounds import go_round


@shared_task
def tick() -> None:
    """Safe to run late, twice or beside `manage.py tick`: what is due is claimed row by row."""
    run_due(timezone.now, this_process())
    keep_time(timezone.now())


@shared_task
def watch() -> None:
    """The round of the night and of the outbox; beside `manage.py tick`, `sweep` and `drain` it does no harm."""
    go_round(timezone.now, this_process())
