"""Counts above a list: of what is listed, by one thing and another, and each leads to the rows that it counts."""

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Counted:
    """One row; `url` narrows the list to what its first number counts. The sums are of the same rows."""

    words: str
    url: str
    count: int
    sums: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What is listed, by one thing."""

    words: str
    rows: list[Counted]


class ShowsCounts:
    """An admin whose list has counts at its head: `counts_of` says them of the list, in one query.

    `counts_title` is said of all; `counts_headings` name the number of rows, and then each sum.
    """

    change_list_template: Any = "admin/bureau/counted_list.html"
    counts_title: ClassVar[Any]
    counts_headings: ClassVar[tuple[Any, ...]]

    def counts_of(self, cl: Any) -> list[Counts]:
        raise NotImplementedError

    def changelist_view(self, request, extra_context=None):
        answer = super().changelist_view(request, extra_context)  # type: ignore[misc]
        shown = getattr(answer, "context_data", None) or {}
        if "cl" in shown:
            counts = [each for each in self.counts_of(shown["cl"]) if each.rows]
            shown |= {"counts": counts, "counts_title": self.counts_title, "counts_headings": self.counts_headings}
        return answer
