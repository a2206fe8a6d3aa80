"""What is different between two versions of the list: new, changed field by field, gone, and how much is the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bureau.audit.changes import Changed, would_change
from bureau.office.powers.models import Power


@dataclass(frozen=True, slots=True)
class Difference:
    """A power that says something else now."""

    power: Power
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """From one version to another. A power is known by its implementation code."""

    new: list[Power]
    changed: list[Difference]
    gone: list[Power]
    unchanged: list[Power]

    @property
    def are_none(self) -> bool:
        return not (self.new or self.changed or self.gone)


def differences(before: Iterable[Power], after: Iterable[Power]) -> Differences:
    known, now = _by_code(before), _by_code(after)
    both = [(known[code], power) for code, power in now.items() if code in known]
    told = list(zip(both, would_change(Power, both), strict=True))
    return Differences(
        new=[power for code, power in now.items() if code not in known],
        changed=[Difference(power, changed) for (_before, power), changed in told if changed],
        gone=[power for code, power in known.items() if code not in now],
        unchanged=[power for (_before, power), changed in told if not changed],
    )


def _by_code(powers: Iterable[Power]) -> Mapping[str, Power]:
    return {power.code: power for power in powers}
