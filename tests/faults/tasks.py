"""What a worker with these settings finds: the ledger's kind; and a faster clock, so that a test need not wait."""

from datetime import timedelta

from bureau.celery import app
from bureau.notices.jobs import Job
from tests.faults import ledger

__all__ = ["ledger"]

Job.LEASE = timedelta(seconds=1)
app.conf.beat_schedule["tick"]["schedule"] = 0.3
