"""The lines of mails on the screen."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from django.conf import settings

from bureau.casework.terms import Term
from bureau.notices.lines import Line, Lines
from bureau.notices.outbox import Debt


def lines_of(terms: Iterable[Term], debts: Collection[Debt], now: datetime) -> list[Line]:
    """As a mail of this moment would say them; a link stays at the address under which the desk is open."""
    found = Lines(terms, now).of(debts)
    return [replace(line, link=line.link.removeprefix(settings.SITE_URL)) for line in found]
