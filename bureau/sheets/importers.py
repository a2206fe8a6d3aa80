"""Whoever imports: the hand that writes, how far it reaches on that day, and for which bureau."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.audit.hand import Hand, Source
from bureau.people.bureaus import Bureau, Section
from bureau.people.scope import Scope, scope_of
from bureau.people.staff import Staff
from bureau.sheets.unreadable import Unreadable

BY_COMMAND = "import_sheet"


@dataclass(frozen=True)
class Importer:
    """`by` is None where the command imports without an account: it then reaches everything."""

    hand: Hand
    scope: Scope
    bureau: Bureau
    by: Staff | None = None

    @property
    def section(self) -> Section | None:
        own = self.by.section if self.by else None
        return own if own and own.bureau_id == self.bureau.pk else None

    @property
    def day(self) -> date:
        return timezone.localdate(self.hand.at)

    def changing(self, change: UUID, reason: str) -> "Importer":
        """The same, all that it writes being part of this change."""
        return replace(self, hand=replace(self.hand, change_id=change, reason=reason))


def importer(by: Staff | None, roles: frozenset[str], at: datetime, bureau: Bureau | None = None) -> Importer:
    """Raises Unreadable where it cannot be told for which bureau the sheet is."""
    if by is None:
        hand = Hand(None, Source.IMPORT, at, name=BY_COMMAND)
        return Importer(hand, Scope((), everything=True), bureau or _only(None))
    scope = scope_of(by, timezone.localdate(at))
    return Importer(Hand(by, Source.IMPORT, at), scope, bureau or _bureau_of(by, scope, roles), by)


def _bureau_of(by: Staff, scope: Scope, roles: frozenset[str]) -> Bureau:
    """The one of the section; else the one in which the role is held; else the only one there is."""
    if by.section:
        return by.section.bureau
    held = {holding.bureau for holding in scope.holdings if holding.role in roles}
    return _only(held or None)


def _only(of: set[int] | None) -> Bureau:
    found = list((Bureau.objects.all() if of is None else Bureau.objects.filter(pk__in=of)).order_by("pk")[:2])
    if len(found) != 1:
        raise Unreadable(_("It cannot be told for which bureau the sheet is: the account belongs to no section."))
    return found[0]
