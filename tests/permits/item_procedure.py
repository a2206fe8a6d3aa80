"""The legal events of a permit whose limits are those of its item."""

from datetime import date

from bureau.casework.gate import act
from tests.permits.models import ItemPermit


@act
def accept(permit: ItemPermit, *, on: date) -> None:
    """Nothing is kept but the act."""


@act
def grant(permit: ItemPermit, *, on: date) -> None:
    """Nothing is kept but the act."""
