"""`manage.py seal_audit`: seals what is new, gives its head out of the house. For cron, where no Celery runs."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bureau.notices.evidence import seal_new, tell_head


class Command(BaseCommand):
    help = "Seals what is not sealed yet; appends the heads to AUDIT_ANCHOR_FILE, and mails the newest once a day."

    def handle(self, **_options: Any) -> None:
        now = timezone.now()
        head = seal_new(now)
        self.stdout.write(f"seal {head.n}, {head.leaves} rows, head {head.chain}" if head else "nothing to seal yet")
        if told := tell_head(now):
            self.stdout.write(f"head sent to {told} audit administrators")
