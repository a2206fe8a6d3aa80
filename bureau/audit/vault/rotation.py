"""A new master key: every wrapped key is wrapped anew, and no ciphertext changes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import transaction

from bureau.audit.vault.ciphers import CannotOpen
from bureau.audit.vault.keys import WrappedKey
from bureau.audit.vault.masters import masters

BATCH = 500


@dataclass
class Tally:
    """What rotating does, or would do, to the keys of one kind."""

    kind: type[WrappedKey]
    current: int = 0
    older: int = 0
    done: int = 0
    unknown: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


def kinds() -> list[type[WrappedKey]]:
    """Every kind of wrapped key that the installed apps have, those of upper floors too."""
    return [model for model in apps.get_models() if issubclass(model, WrappedKey)]


def count(kind: type[WrappedKey]) -> Tally:
    """The keys by the master key that wraps them. `unknown` names those master keys that FIELD_KEYS lacks."""
    current, *older = (master.name for master in masters())
    tally = Tally(kind)
    for name in kind._default_manager.exclude(wrapped="").values_list("master", flat=True):
        if name == current:
            tally.current += 1
        elif name in older:
            tally.older += 1
        else:
            tally.unknown[name] = tally.unknown.get(name, 0) + 1
    return tally


def rotate(batch: int = BATCH) -> Iterator[Tally]:
    """Wraps every key under the current master key, a transaction per batch; begun again, it goes on from there."""
    older = [master.name for master in masters()[1:]]
    for kind in kinds():
        tally = count(kind)
        last = None
        while rows := _next(kind, older, last, batch, tally):
            last = rows[-1].pk
        yield tally


@transaction.atomic
def _next(kind: type[WrappedKey], older: list[str], last: object, batch: int, tally: Tally) -> list[WrappedKey]:
    """The batch behind `last`, done. The rows are locked: what is erased meanwhile must not come back to life."""
    keys = kind._default_manager.select_for_update().filter(master__in=older).order_by("pk")
    rows = list((keys.filter(pk__gt=last) if last else keys)[:batch])
    whole = []
    for row in rows:
        try:
            row.rewrap()
        except CannotOpen:
            tally.broken.append(str(row))
        else:
            whole.append(row)
    kind._default_manager.bulk_update(whole, ["wrapped", "master"])
    tally.done += len(whole)
    return rows
