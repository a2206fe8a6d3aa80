"""How a matter is entered: its secrecy is asked before anything of it is written."""

from typing import Any, TypeVar

from django.db import transaction

from bureau.audit.hand import Hand
from bureau.casework.docket import Case
from bureau.casework.gate import open_case
from bureau.casework.secrecy import Secrecy, admit, mark
from bureau.people.bureaus import Section
from bureau.people.staff import Staff

C = TypeVar("C", bound=Case)


def enter(kind: type[C], hand: Hand, *, secrecy: str, section: Section, **facts: Any) -> C:
    """A new case, as `open_case` makes it, marked as a work secret where it is one.

    A secret matter lies on somebody's desk from the first: with nobody named, on that of whoever enters it.

    Raises StateSecret, which the caller answers inside its transaction (see `admit`), and what `open_case` raises.
    """
    admit(secrecy, section, hand)
    if secrecy == Secrecy.WORK and not facts.get("officer") and isinstance(hand.user, Staff):
        facts["officer"] = hand.user
    with transaction.atomic():
        case = open_case(kind, hand, section=section, **facts)
        if secrecy == Secrecy.WORK:
            case.docket = mark(case.docket, secrecy, hand)
    return case
