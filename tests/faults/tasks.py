"""What a worker with these settings finds: the ledger's kind; and a faster clock, so that a test need not wait."""

from datetime import timedelta

from bureau.celery import app
from bureau.notices.jobs import Job
from bureau.notices.outbox import Notice
from bureau.notices.runs import SweepRun
from tests.faults import ledger

__all__ = ["ledger"]

Job.LEASE = timedelta(seconds=1)
Notice.LEASE = timedelta(seconds=3)
Notice.WAITS = (timedelta(seconds=0.3),) * len(Notice.WAITS)
SweepRun.PATIENCE = timedelta(seconds=3)
for task in app.conf.beat_schedule.values():
    task["schedule"] = 0.3
