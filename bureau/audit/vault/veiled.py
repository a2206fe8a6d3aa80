"""The value of a personal field: a mask to all who print it, the plain text only to those who say why."""

import re
from typing import Any, NamedTuple, Never, Self
from uuid import UUID

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from bureau.audit.access import Event, log
from bureau.audit.hand import Hand
from bureau.audit.vault.ciphers import CannotOpen, seal, unseal
from bureau.audit.vault.keys import PersonKey, demand_purpose
from bureau.audit.vault.lookup import one_form
from bureau.law.masks import Mask, mask

TOKEN = re.compile(r"(?P<sealed>[a-z0-9]+\.[A-Za-z0-9_=-]+)\.(?P<mask>.*)", re.DOTALL)
HIDDEN = "***"


class NotSealed(TypeError):
    """The plain text has no key yet: it is sealed when its record is saved."""


class NoPlace(TypeError):
    """A bare token, as from values(): only the record that it stands in can open it."""


class Place(NamedTuple):
    """Where a token stands. It opens under the key and the field for which it was sealed, and nowhere else."""

    record: str
    row: str
    key: UUID | None
    field: str
    kind: Mask | None


class Veiled:
    """A sealed text. Printing, logging, templates, forms and exports get its mask, which needs no key.

    The mask is reckoned when the text is sealed, and stands in the token beside the ciphertext: a list of a hundred
    persons opens no key and asks no further query, and whoever may only list has no code path to the plain text. It is
    authenticated with the ciphertext, so that a changed mask does not open. Equal are those with the same token.
    """

    __slots__ = ("place", "token")

    def __init__(self, token: str, place: Place | None = None) -> None:
        self.token = token
        self.place = place

    def __str__(self) -> str:
        # What is no token was never sealed, so it may well be the plain text.
        parts = TOKEN.fullmatch(self.token)
        return parts["mask"] if parts else HIDDEN

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"

    def __format__(self, form: str) -> str:
        return format(str(self), form)

    def __eq__(self, other: object) -> bool:
        return self.token == other.token if isinstance(other, Veiled) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.token)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    @sensitive_variables()
    def matches(self, text: str) -> bool:
        """Whether this is the plain text, however written. Tells no more than that, so it is not logged.

        Raises what `reveal` raises.
        """
        kind = self.place.kind if self.place else None
        return one_form(self._open(), kind) == one_form(text, kind)

    def reveal(self, hand: Hand, purpose: str) -> str:
        """The plain text; in the same transaction the access log says to whom, and why.

        Raises ValueError without a purpose; NoPlace for a bare token; Erased; CannotOpen; NoSuchMaster.
        """
        demand_purpose(purpose)
        place, _key = self._place()
        with transaction.atomic():
            log(hand, Event.REVEAL, purpose=purpose, record=place.record, row=place.row, fields=[place.field])
            return self._open()

    reveal.alters_data = True  # type: ignore[attr-defined]  # no template may call it

    @sensitive_variables()
    def same(self, text: str) -> bool:
        """Whether this is the plain text to the letter."""
        return self._open() == text

    def _place(self) -> tuple[Place, UUID]:
        if self.place is None or self.place.key is None:
            raise NoPlace("a bare token: only the record that it stands in can open it")
        return self.place, self.place.key

    @sensitive_variables()
    def _open(self) -> str:
        (place, key_id), parts = self._place(), TOKEN.fullmatch(self.token)
        if not parts:
            raise CannotOpen("not a token")
        key = PersonKey.objects.get(pk=key_id)
        return unseal(key.secret(), parts["sealed"], bound_to(key, place.field, parts["mask"])).decode()


class Unsealed(Veiled):
    """A plain text that was assigned and waits for its record to be saved. It prints as its mask, too."""

    __slots__ = ("before", "shown", "text")

    def __init__(self, text: str, kind: Mask | None, before: Veiled | None, place: Place | None = None) -> None:
        super().__init__("", place)
        self.text = text
        self.shown = mask_of(text, kind)
        self.before = before

    def __str__(self) -> str:
        return self.shown

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __reduce_ex__(self, _protocol: Any) -> Never:
        raise NotSealed("a plain text is neither pickled nor copied")

    def reveal(self, _hand: Hand, _purpose: str) -> Never:
        raise NotSealed("save the record first")

    @sensitive_variables()
    def sealed(self, key: PersonKey, place: Place) -> Veiled:
        """The token of the text; the one before, where the text is still the same.

        Nonces are random: sealing anew would make every save a change, and history a heap of equal rows.
        """
        if self.before and Veiled(self.before.token, place).same(self.text):
            return self.before
        sealed = seal(key.secret(), self.text.encode(), bound_to(key, place.field, self.shown))
        return Veiled(f"{sealed}.{self.shown}", place)

    def _open(self) -> str:
        return self.text


def bound_to(key: PersonKey, field: str, shown: str) -> bytes:
    """What is authenticated with the ciphertext: whose it is, which field, and the mask that is shown for it."""
    return b"\0".join((key.pk.bytes, field.encode(), shown.encode()))


def mask_of(text: str, kind: Mask | None) -> str:
    """A field without a mask of its own shows that there is something, and nothing else."""
    return mask(text, kind) if kind else HIDDEN
