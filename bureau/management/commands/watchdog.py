"""`manage.py watchdog`: exits 1, and mails, when something is wrong with the reminders. Cron or systemd runs it."""

from argparse import ArgumentParser
from collections.abc import Sequence
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError
from django.utils import timezone, translation
from django.utils.translation import ngettext

from bureau.notices.troubles import Trouble, troubles
from bureau.people.appointments import Appointment
from bureau.people.roles import Role


class Command(BaseCommand):
    help = "Tells what is wrong: on standard error, by a mail straight to the mail server, and by exiting with 1."
    requires_system_checks = []  # a watchdog that cannot start because something is wrong would be none

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-mail", action="store_true")

    def handle(self, *, no_mail: bool, **_options: Any) -> None:
        found = troubles(timezone.now())
        if not found:
            self.stdout.write("all is well")
            return
        for trouble in found:
            self.stderr.write(f"{trouble.code}: {trouble}")
        if not no_mail:
            self._mail(found)
        raise SystemExit(1)

    def _mail(self, found: Sequence[Trouble]) -> None:
        to = sorted({*settings.ALARM_MAIL, *_administrators()})
        if not to:
            self.stderr.write("nobody to mail to: set ALARM_MAIL")
            return
        with translation.override(settings.LANGUAGE_CODE):
            n = len(found)
            subject = ngettext("Reminders: %(n)d trouble", "Reminders: %(n)d troubles", n) % {"n": n}
            body = "\n".join(f"[{trouble.code}] {trouble}" for trouble in found)
        try:
            EmailMessage(subject, body, to=to, headers={"Auto-Submitted": "auto-generated"}).send()
        except (OSError, SMTPException) as error:
            self.stderr.write(f"the mail server cannot be reached: {type(error).__name__}")


def _administrators() -> list[str]:
    """The addresses of whoever keeps the system, where the database can be asked."""
    held = Appointment.objects.filter(Appointment.on(timezone.localdate()), role=Role.SYSTEM_ADMINISTRATOR)
    try:
        return list(held.filter(staff__is_active=True).exclude(staff__email="").values_list("staff__email", flat=True))
    except (DatabaseError, InterfaceError):
        return []
