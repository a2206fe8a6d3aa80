"""`manage.py protect`: the locks of the database, and in PostgreSQL the rights of the role that the application uses.

As the owner of the tables:

    WEB_ROLE=bureau_web manage.py protect --make-role
    psql -c '\\password bureau_web'

Then web and workers sign in as bureau_web (DATABASE_URL), and only `migrate` and this command as the owner.
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from bureau.audit import locks, rights


class Command(BaseCommand):
    help = "Puts every lock of the evidence in its place, and tells what was missing. Safe to run again."
    requires_system_checks = []  # one of them is what this command mends

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--database", default="default")
        parser.add_argument(
            "--check", action="store_true", help="only tell what is missing; ends with 1 if anything is"
        )
        parser.add_argument("--make-role", action="store_true", help="PostgreSQL: make the role of WEB_ROLE first")

    def handle(self, *, database: str, check: bool, make_role: bool, **_options: Any) -> None:
        connection: Any = connections[database]
        if make_role:
            self._make_role(connection)
        for finding in (found := list(locks.missing(connection))):
            self.stdout.write(str(finding))
        if not check:
            locks.apply(connection)
            found = list(locks.missing(connection))
        if found:
            raise CommandError(f"{len(found)} locks are missing.")
        self.stdout.write("Every lock is in its place.")

    def _make_role(self, connection: Any) -> None:
        if connection.vendor != "postgresql" or not settings.WEB_ROLE:
            raise CommandError("--make-role is for PostgreSQL, with the name of the role in WEB_ROLE.")
        if rights.make_role(connection, settings.WEB_ROLE):
            self.stdout.write(f"Made the role {settings.WEB_ROLE}. Give it a password: \\password {settings.WEB_ROLE}")
