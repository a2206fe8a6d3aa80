"""Who received a record is entered, and told; the same for an objection and for a repair."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from credit.models.receivers import Receiver


def name_them(case: Any, names: str, received_on: date, on: date) -> None:
    """One a line; whoever stands there already is left. Raises ValidationError at the field."""
    wanted = list(dict.fromkeys(name.strip() for name in names.splitlines() if name.strip()))
    if received_on > on:
        raise ValidationError({"received_on": _("The day lies in the future.")})
    known = set(case.receivers.values_list("name", flat=True))
    for name in wanted:
        if name not in known:
            _save(case, case.receivers.model(case=case, docket=case.docket, name=name, received_on=received_on))


def tell_them(case: Any, rows: Sequence[Receiver], on: date, how: str) -> None:
    """Raises ValidationError at the field where somebody was told already, or is not of this case."""
    found = list(case.receivers.waiting().filter(pk__in=[row.pk for row in rows]))
    if not found or len(found) != len(rows):
        raise ValidationError({"told": _("Somebody was chosen who is not waiting for this.")})
    for row in found:
        row.told_on, row.how = on, how
        _save(case, row)


def name_those_known(case: Any, earlier: Sequence[Receiver]) -> None:
    """Whoever is known from earlier cases to have received the same record received it for this one too."""
    known = set(case.receivers.values_list("name", flat=True))
    for row in {row.name: row for row in earlier if row.name not in known}.values():
        _save(case, case.receivers.model(case=case, docket=case.docket, name=row.name, received_on=row.received_on))


def _save(case: Any, row: Receiver) -> None:
    row.hand = case.the_hand()
    row.full_clean(exclude=["case", "docket"])
    row.save()
