"""`manage.py drain`: sends what is due in the outbox, once; for cron where neither Celery nor a tick runs."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bureau.notices.drain import drain
from bureau.notices.leases import this_process
from bureau.notices.post import Post


class Command(BaseCommand):
    help = "Sends the mails that are due; harmless beside Celery, a tick or another drain."

    def handle(self, **_options: Any) -> None:
        with Post() as post:
            taken = drain(timezone.now, post.send, this_process())
        self.stdout.write(f"{taken} mails taken on")
