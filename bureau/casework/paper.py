"""What was decided on paper or in the office system: registered here, never decided a second time."""

from dataclasses import dataclass

from bureau.people.staff import Staff

AND = "、"  # between those who decided together


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decided, and in which post. `staff` where it is someone who works here."""

    name: str
    post: str
    staff: Staff | None = None

    def __str__(self) -> str:
        return f"{self.post}{self.name}"


@dataclass(frozen=True, slots=True)
class OnPaper:
    """The document: one name for each person that the decision takes, its number, and its scan by its SHA-256."""

    by: tuple[Decider, ...]
    number: str
    scan: str = ""

    def __post_init__(self) -> None:
        if not self.by or not self.number.strip():
            raise ValueError("a decision on paper has a number and says who decided")

    @property
    def decided_by(self) -> str:
        return AND.join(str(decider) for decider in self.by)

    @property
    def staff(self) -> list[int]:
        return [decider.staff.pk for decider in self.by if decider.staff]

    @property
    def persons(self) -> int:
        """How many have decided: whoever works here is one person, in however many posts."""
        return len({decider.staff.pk if decider.staff else str(decider) for decider in self.by})

    def as_facts(self) -> dict[str, str]:
        """As it stands in an act, and is signed for."""
        return {"decided_by": self.decided_by, "paper_number": self.number, "scan_sha256": self.scan}
