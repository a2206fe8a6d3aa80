"""What is asked of the gate; and what whoever signs for it puts the name to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.crypto import salted_hmac

from bureau.audit.hand import Hand
from bureau.audit.vault.veiled import Veiled
from bureau.casework.paper import OnPaper
from bureau.law.workflow import Move


@dataclass(frozen=True, slots=True)
class Asked:
    """A move, by whose hand, on which legal day, with which facts; `paper` where it was decided elsewhere."""

    move: Move
    hand: Hand
    on: date
    facts: Mapping[str, Any]
    paper: OnPaper | None = None

    @property
    def hands(self) -> tuple[frozenset[str], ...]:
        return self.move.hands(on_paper=self.paper is not None)

    def signed_facts(self) -> dict[str, Any]:
        """What all who sign must agree on, as it is kept and shown: without what is personal.

        Each decides on a day of their own, so that the day belongs to it only where the paper bears it.
        """
        shown = {name: readable(value) for name, value in self.facts.items() if name not in self.move.personal}
        return shown | ({"on": self.on.isoformat(), **self.paper.as_facts()} if self.paper else {})

    def digest(self) -> str:
        """Of all facts, the personal ones too: keyed, so that nobody can try out what they might have been."""
        every = {name: readable(value) for name, value in self.facts.items()} | self.signed_facts()
        text = json.dumps(every, sort_keys=True, ensure_ascii=False)
        return salted_hmac("bureau.casework.signature", text, algorithm="sha256").hexdigest()


def readable(value: object) -> Any:
    """A fact as JSON keeps it. Raises TypeError for a kind of value that nobody could sign for."""
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return f"{value._meta.label} {value.pk}"
    if isinstance(value, list | tuple):
        return [readable(part) for part in value]
    if isinstance(value, Decimal | Veiled):
        return str(value)
    raise TypeError(f"nobody can sign for a {type(value).__name__}")
