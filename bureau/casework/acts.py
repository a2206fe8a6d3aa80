"""The acts of each kind of case, found by the name of their move: what the screen's buttons call.

Plain Python: the checks ask it before any model is looked at. `casework.gate.act` fills it when an app's `procedure`
module is loaded, which the ground floor does at every start.
"""

from collections.abc import Callable
from inspect import signature
from typing import Any

Done = Callable[..., Any]

_ACTS: dict[type, dict[str, Done]] = {}


def register(fn: Callable[..., None], done: Done) -> None:
    """File `done` as the act `fn` of the kind of case that its first parameter is annotated with.

    Raises TypeError without that annotation, or where the kind has another act of that name.
    """
    first = next(iter(signature(fn, eval_str=True).parameters.values()), None)
    kind = first.annotation if first else None
    if not isinstance(kind, type) or first is None or kind is first.empty:
        raise TypeError(f"{fn.__qualname__} does not say of which kind of case it is an act")
    known = _ACTS.setdefault(kind, {}).setdefault(fn.__name__, done)
    if known is not done:
        raise TypeError(f"{kind.__name__} has two acts {fn.__name__}")


def acts_of(kind: type) -> dict[str, Done]:
    """Every act of a kind of case by the name of its move, with those of the kinds that it is built on."""
    return {name: done for base in reversed(kind.__mro__) for name, done in _ACTS.get(base, {}).items()}


def act_of(case: object, name: str) -> Done:
    """The act that makes this move of a case, or of a kind of case. Raises KeyError where there is none."""
    return acts_of(case if isinstance(case, type) else type(case))[name]
