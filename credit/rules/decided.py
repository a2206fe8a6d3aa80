"""What the table of publication asks about a decision, and the class that is proposed for a penalty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from credit.rules.enumerations import PartyKind, PenaltyClass, classes_of
from credit.rules.publicity import Severity

LIGHT = frozenset({PenaltyClass.WARNING, PenaltyClass.CRITICISM})
GRAVE = frozenset(
    {
        *(PenaltyClass.REVOCATION, PenaltyClass.RESTRICTION, PenaltyClass.STOP, PenaltyClass.CLOSURE),
        *(PenaltyClass.EMPLOYMENT, PenaltyClass.DETENTION),
    }
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What the table asks about a decision. `severity` is what the deciding organ has stated, None while it has not.

    `has_basis` is whether the organ has stated by which law it is published all the same.
    """

    is_penalty: bool
    on: date
    party_kind: str
    classes: tuple[str, ...] = ()
    is_simple: bool = False  # 简易程序
    severity: Severity | None = None
    withheld: str = ""
    has_basis: bool = False

    @property
    def is_of_person(self) -> bool:
        return self.party_kind == PartyKind.PERSON

    @property
    def is_light(self) -> bool:
        """A warning or a public criticism and nothing else."""
        return bool(self.classes) and set(self.classes) <= LIGHT

    @property
    def is_slight(self) -> bool:
        return (self.severity or proposed_severity(self.classes, is_simple=self.is_simple)) is Severity.SLIGHT


def proposed_severity(classes: Iterable[str], *, is_simple: bool = False) -> Severity:
    """The class of Order 36 that is proposed from the kinds of penalty. The deciding organ's own word prevails.

    No amount decides: where the line runs between a smaller, a larger and a huge fine is the line department's.
    """
    found = set(classes)
    if found & GRAVE:
        return Severity.SEVERE
    return Severity.SLIGHT if is_simple or (found and found <= LIGHT) else Severity.GENERAL


def decided(record: Mapping[str, object], *, is_penalty: bool) -> Decided:
    """What the table asks, from the fields of a record."""
    on = record["decided_on"]
    assert isinstance(on, date)
    severity = record.get("severity")
    return Decided(
        is_penalty,
        on,
        str(record.get("party_kind") or ""),
        tuple(classes_of(str(record.get("penalty_class") or ""))),
        bool(record.get("is_simple")),
        Severity(str(severity)) if severity else None,
        str(record.get("withheld") or ""),
        bool(record.get("publish_basis")),
    )
