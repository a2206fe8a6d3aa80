"""Figures on a page: a tile, bars drawn by the server, progress, an empty place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 480, 190, 24, 18, 164  # of the drawing, in its own units


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: name, number, unit, what to compare it with, and where its rows are. `kind`: "", late, soon."""

    name: str
    value: str
    unit: str
    url: str = ""
    note: str = ""
    kind: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One place of the axis: this period's value, the one before, and whether the period still runs."""

    label: str
    now: float | None
    before: float | None = None
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar as the drawing has it."""

    kind: str
    x: str
    y: str
    height: str
    width: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars with a title and a sentence that tell the same to whoever cannot see them. `key` is unique on the page."""

    key: str
    title: str
    told: str
    bars: Sequence[Bar]

    @property
    def top(self) -> float:
        """The highest mark of the axis: a round number that no bar exceeds."""
        highest = max((value for bar in self.bars for value in (bar.now or 0, bar.before or 0)), default=0)
        step = self.step(highest)
        return max(step, -(-highest // step) * step)

    @staticmethod
    def step(highest: float) -> float:
        """The distance of the marks, so that there are at most five."""
        step = 1.0
        for factor in (2, 2.5, 2) * 8:
            if highest / step <= 5:
                break
            step *= factor
        return step

    def marks(self) -> Iterator[tuple[str, str, str]]:
        """Each mark of the axis: its number, its line, and where the number stands."""
        step = self.step(self.top)
        for number in range(int(self.top / step) + 1):
            y = self._y(number * step)
            yield f"{number * step:g}", f"{y:.1f}", f"{y + 4:.1f}"

    def drawn(self) -> Iterator[tuple[Bar, str, list[Drawn], str, str]]:
        """Each place: its bar, its middle, the rectangles, and where its value stands."""
        room = (WIDTH - LEFT) / max(1, len(self.bars))
        for place, bar in enumerate(self.bars):
            middle = LEFT + room * (place + 0.5)
            shapes = []
            if bar.before:
                shapes.append(self._shape("old", middle - 12, bar.before, 11))
            if bar.now:
                shapes.append(self._shape("now", middle, bar.now, 13))
            yield bar, f"{middle:.1f}", shapes, f"{middle + 6.5:.1f}", f"{self._y(bar.now or 0) - 4:.1f}"

    def _shape(self, kind: str, x: float, value: float, width: int) -> Drawn:
        y = self._y(value)
        return Drawn(kind, f"{x:.1f}", f"{y:.1f}", f"{BOTTOM - y:.1f}", width)

    def _y(self, value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * value / self.top


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; `total` is None while that is not known. `cancel_url` is where a post ends it."""

    words: str
    done: int
    total: int | None
    note: str = ""
    cancel_url: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing here yet: what this is, and the one thing to do now; `other` is what one may do instead."""

    title: str
    told: str = ""
    url: str = ""
    action: str = ""
    icon: str = "file"
    other: tuple[tuple[str, str], ...] = ()  # address, words
