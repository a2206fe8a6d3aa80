"""What a measurement is held to: whoever misses a bar says so beside the number, and the run ends with 1."""


class Bars:
    """The verdicts of one run. What is known not to be reached is told in docs/decisions, and is no bar."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def held(self, name: str, bar: str, *, met: bool) -> str:
        """The verdict, to be printed beside what was measured."""
        if not met:
            self.missed.append(name)
        return f"bar {bar}: {'met' if met else 'MISSED'}"

    def settle(self) -> None:
        """Raises SystemExit, with 1 and what was missed."""
        if self.missed:
            raise SystemExit(f"MISSED: {', '.join(self.missed)}")
