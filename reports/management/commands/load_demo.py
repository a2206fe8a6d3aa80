"""`manage.py load_demo`: a sample bureau to try the system on, made through the same procedures as real work."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from bureau.audit.hand import Hand, Source
from projects.models import CodeAssignment, Filing
from reports.management.demo import credit, documents, duties, filings, following, guidance, powers, study
from reports.management.demo.bureau import build


class Command(BaseCommand):
    help = (
        "Makes a sample bureau: 7 sections with accounts, 16 lines of work and 8 departments, 19 assigned codes and "
        "121 filings of 2024 by the platform's sheet, 40 filings at work, two versions of the power list; the study of "
        "2024 with its 124 items, certificates, assignments, returns, help given, and documents in every state; the "
        "3,603 credit records of 2024, pushed to a reference receiver, the organs' monthly totals, lists with "
        "measures, and 16 campaigns."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=int, default=1, help="as many times the filings of a year (1 by default)")
        parser.add_argument("--password", help="of new accounts; without it one is made up and printed once")
        parser.add_argument("--without", action="append", default=[], choices=["credit"], help="leave this part out")

    def handle(self, *, scale: int, password: str | None, without: list[str], **_options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This is where real cases are handled: no sample data here.")
        if scale < 1:
            raise CommandError("--scale is 1 or more.")
        chosen = password or secrets.token_urlsafe(9)
        hand = Hand(None, Source.COMMAND, timezone.now(), name="load_demo", reason=filings.REASON)
        with transaction.atomic():
            house = build(hand, chosen)
            duties.assign(house, hand)
            guidance.write(house, hand)
        filings.load(house, timezone.now, scale)
        powers.load(house, hand)
        making = filings.Making.of(house, timezone.now)
        for part in (study, following, documents):
            part.load(making)
        if "credit" not in without and (count := credit.load(making)):
            self.stdout.write(f"{count} credit records, here and at the reference receiver")
        self.stdout.write(f"{CodeAssignment.objects.count()} codes, {Filing.objects.count()} filings in {house.bureau}")
        if house.new_accounts:
            self.stdout.write(f"Sample accounts: {', '.join(house.new_accounts)}")
            self.stdout.write("Their password is the one you gave." if password else f"Their password: {chosen}")
