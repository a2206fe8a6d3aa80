"""`manage.py seal_audit`: seals what is new, and appends its head to the file outside. For cron, where no Celery is."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from bureau.audit.anchors import write
from bureau.audit.sealing import seal


class Command(BaseCommand):
    help = "Seals every row of the evidence that is not sealed yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--database", default="default")

    def handle(self, *, database: str, **_options: Any) -> None:
        head = seal(at=timezone.now(), using=database)
        if settings.AUDIT_ANCHOR_FILE:
            write(Path(settings.AUDIT_ANCHOR_FILE), database)
        told = f"seal {head.n}, {head.leaves} rows, head {head.chain}" if head else "nothing to seal yet"
        self.stdout.write(told)
