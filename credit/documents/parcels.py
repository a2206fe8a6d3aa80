"""The restricted push file: the one place where the number of a natural person stands beside its record.

It is made of what was sent under this number, however often it is asked for, and handed to the platform alone. Each
name and number that is opened for it stands in the access log.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import tablib
from django.conf import settings
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from bureau.audit.hand import Hand
from bureau.audit.history import versions_table
from bureau.casework.parties import Person
from bureau.sheets.formats import Xlsx
from bureau.sheets.old_books import old_book
from credit.models import Decision, Organ, PushBatch, PushRow
from credit.rules.fields import LICENCE_FIELDS, LICENCE_LAYOUTS, PENALTY_FIELDS, PENALTY_LAYOUTS, Layout
from credit.rules.pushing import WITHDRAWAL, cells, headings, withdrawal

OF = {"licence": (LICENCE_FIELDS, LICENCE_LAYOUTS), "penalty": (PENALTY_FIELDS, PENALTY_LAYOUTS)}
SHAPES: dict[str, Any] = {"xlsx": Xlsx().export_data, "xls": old_book}
TITLES = {
    ("licence", "one_sheet"): "行政许可",
    ("licence", "organisations"): "法人行政许可",
    ("licence", "persons"): "自然人行政许可",
    ("penalty", "one_sheet"): "行政处罚",
    ("penalty", "organisations"): "法人行政处罚",
    ("penalty", "persons"): "自然人行政处罚",
    ("licence", "withdrawal"): "行政许可撤回",
    ("penalty", "withdrawal"): "行政处罚撤回",
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """A batch as the platform gets it. `keys` name the rows in their order; the first is row 2 of the file."""

    number: str
    act: str
    title: str
    headings: list[str]
    keys: list[str]
    rows: list[list[str]] = field(repr=False)

    def file(self, shape: str) -> bytes:
        """`shape` is xlsx or xls; all cells are texts."""
        table = tablib.Dataset(*self.rows, headers=self.headings, title=self.title)
        made: bytes = SHAPES[shape](table)
        return made


@sensitive_variables()
def parcel_of(batch: PushBatch, hand: Hand) -> Parcel:
    """Raises Erased for a person whose data were destroyed by then."""
    fields, layouts = OF[batch.kind]
    layout = next((one for one in layouts if one.name == batch.layout), WITHDRAWAL)
    head = headings(layout, fields, settings.PUSH_HEADINGS) if layout in layouts else list(layout.headings)
    rows = list(batch.rows.order_by("number"))
    facts = _facts(batch, rows, hand)
    title = TITLES[batch.kind, batch.layout]
    made = [_row(layout, fields, record, row) for record, row in zip(facts, rows, strict=True)]
    return Parcel(batch.number, batch.act, title, head, [row.key for row in rows], made)


def _row(layout: Layout, fields: Any, record: Mapping[str, Any], row: PushRow) -> list[str]:
    return withdrawal(record, row.reason) if layout is WITHDRAWAL else cells(layout, fields, record)


@sensitive_variables()
def _facts(batch: PushBatch, rows: list[PushRow], hand: Hand) -> Iterator[Mapping[str, Any]]:
    """What each row says, as of the version that it points to."""
    versions = versions_table(batch.records).objects.in_bulk([row.version for row in rows])
    organs = Organ.objects.in_bulk({one for each in versions.values() for one in (each.organ_id, each.source_id)})
    persons = Person.objects.in_bulk({each.person_id for each in versions.values() if each.person_id})
    for row in rows:
        record: Decision = versions[row.version].instance
        record.organ, record.source = organs[record.organ_id], organs[record.source_id]
        facts = dict(record.as_law())
        if until := batch.says_until(record):
            facts["publish_until"] = until
        if record.person_id:
            facts |= _person(persons[record.person_id], batch, hand)
        yield facts


@sensitive_variables()
def _person(person: Person, batch: PushBatch, hand: Hand) -> dict[str, str]:
    """The name; and the number, where the layout has it."""
    purpose = _("Push batch %(number)s") % {"number": batch.number}
    sealed: Any = person
    opened = {"party_name": sealed.name.reveal(hand, purpose)}
    if batch.layout != WITHDRAWAL.name:
        opened["id_no"] = sealed.id_no.reveal(hand, purpose)
    return opened
