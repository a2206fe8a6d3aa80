"""`manage.py import_sheet KIND FILE`: what the screen does with a sheet, from the command line."""

import json
import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bureau.people.bureaus import Bureau
from bureau.people.staff import Staff
from bureau.sheets.batches import Batch, Outcome
from bureau.sheets.headings import fit
from bureau.sheets.importers import Importer, importer
from bureau.sheets.kinds import SheetKind, UnknownSheet, kind_named, sheet_kinds
from bureau.sheets.safe import opened
from bureau.sheets.staging import Upload, mapping_of, stage
from bureau.sheets.unreadable import Unreadable
from bureau.sheets.work import NotNow, confirm, drop
from bureau.sheets.writing import check_now, write_now


class Command(BaseCommand):
    help = "Imports a sheet, all or nothing; exit 1 if anything was refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=", ".join(kind.name for kind in sheet_kinds()))
        parser.add_argument("file", type=Path, metavar="FILE", help=".xlsx, .xls or .csv, known by its content")
        parser.add_argument("--good-rows-only", action="store_true", help="write the good rows though others are wrong")
        parser.add_argument("--dry-run", action="store_true", help="tell what would be written, and keep nothing")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--by", metavar="ACCOUNT", help="whose hand and reach; without it, those of the command")
        parser.add_argument("--second", metavar="ACCOUNT", help="who confirms a large sheet, instead of its sender")
        parser.add_argument("--bureau", metavar="NAME", help="where there are several")
        parser.add_argument("--sender", default="", help="whose headings it has, as it was said on the screen")

    def handle(self, **options: Any) -> None:
        with translation.override("zh-hans"):
            try:
                told = self._import(options)
            except (Unreadable, NotNow) as refused:
                told = {"refused_file": str(refused)}
            if options["json"]:
                self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            else:
                self._write(told)
        if told.get("refused_file") or told["counts"][Outcome.REFUSED]:
            sys.exit(1)

    def _import(self, options: dict[str, Any]) -> dict[str, Any]:
        kind, who = self._kind(options["kind"]), self._importer(options)
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        # Chunk by chunk, as a job would do it; what is only tried is one transaction that is taken back.
        with transaction.atomic() if options["dry_run"] else nullcontext():
            with transaction.atomic():
                batch = stage(kind, Upload(data, options["file"].name, options["sender"]), who)
                if not batch.matched:
                    raise Unreadable(str(fit(batch.headings, kind.resource.columns(), mapping_of(batch))))
            check_now(batch, who)
            told = self._counted(batch) | self._rows(batch)
            self._settle(batch, who, told, options)
            if options["dry_run"]:
                transaction.set_rollback(True)
        return told

    def _settle(self, batch: Batch, who: Importer, told: dict[str, Any], options: dict[str, Any]) -> None:
        """Writes what may be written; a batch of which nothing may is let go, so that its file can be sent again."""
        counts = told["counts"]
        if not counts[Outcome.NEW] + counts[Outcome.CHANGED] or (
            counts[Outcome.REFUSED] and not options["good_rows_only"]
        ):
            self._drop(batch, who)
            return
        try:
            second = self._importer(options | {"by": options["second"]}) if options["second"] else who
            confirm(batch, second, options["good_rows_only"], in_background=False)
        except NotNow:
            self._drop(batch, who)
            raise
        write_now(batch, second)
        told |= self._counted(batch) | {"written": not options["dry_run"]}

    @transaction.atomic
    def _drop(self, batch: Batch, who: Importer) -> None:
        drop(batch, who)

    def _counted(self, batch: Batch) -> dict[str, Any]:
        counts = {outcome: getattr(batch, outcome) for outcome in Outcome.values}
        return {"batch": batch.pk, "counts": counts, "written": False}

    def _rows(self, batch: Batch) -> dict[str, list[dict[str, Any]]]:
        """What is wrong, and what is odd and is written all the same; asked while the rows are there."""
        refused, odd = batch.rows.filter(outcome=Outcome.REFUSED), batch.rows.filter(is_odd=True)

        def told(number: int, found: list[tuple[str, str]]) -> list[dict[str, Any]]:
            return [{"row": number, "column": heading, "reason": reason} for heading, reason in found]

        return {
            "rows": [each for row, content in opened(batch, refused) for each in told(row.number, content.problems)],
            "odd": [each for row, content in opened(batch, odd) for each in told(row.number, content.warnings)],
        }

    def _write(self, told: dict[str, Any]) -> None:
        if refused := told.get("refused_file"):
            self.stdout.write(refused)
            return
        for outcome in Outcome:
            self.stdout.write(f"{outcome.label} {told['counts'][outcome]}")
        for row in told["rows"] + told["odd"]:
            named = row | {"column": row["column"] or _("whole row")}
            self.stdout.write(_("Row %(row)s, %(column)s: %(reason)s") % named)

    def _kind(self, name: str) -> SheetKind:
        try:
            return kind_named(name)
        except UnknownSheet:
            known = ", ".join(kind.name for kind in sheet_kinds())
            raise CommandError(f"no kind of sheet is called {name!r}; there are: {known}") from None

    def _importer(self, options: dict[str, Any]) -> Importer:
        kind, bureau, by = self._kind(options["kind"]), None, None
        if options["bureau"] and not (bureau := Bureau.objects.filter(name=options["bureau"]).first()):
            raise CommandError(f"no bureau is called {options['bureau']!r}")
        if options["by"] and not (by := Staff.objects.filter(username=options["by"]).first()):
            raise CommandError(f"no account is called {options['by']!r}")
        who = importer(by, kind.writers, timezone.now(), bureau)
        if not who.scope.holds(kind.writers):
            raise CommandError(f"{options['by']} may not import this sheet")
        return who
