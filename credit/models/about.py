"""What a case or a letter is about: one record, of the kinds that it may be about."""

from typing import Any, ClassVar

from django.db.models import Q


def one_of(*names: str) -> Q:
    """The condition that exactly one of these keys is set."""
    found = Q()
    for one in names:
        found |= Q(**{f"{name}__isnull": name != one for name in names})
    return found


class AboutARecord:
    """`about` are the keys of which one is set; on a form that is still being filled in, none may be."""

    about: ClassVar[tuple[str, ...]]

    @property
    def of(self) -> str:
        """The key that is set; "" where none is."""
        return next((name for name in self.about if getattr(self, f"{name}_id") is not None), "")

    @property
    def record(self) -> Any:
        """A penalty, a licence or an entry of a list: they answer alike."""
        return getattr(self, self.of)
