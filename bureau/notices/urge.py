"""To urge a case on: who may, whom it reaches, and the mail that goes out at once."""

import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.casework.docket import Docket, hold
from bureau.casework.refusals import NotYours
from bureau.law.ladder import Addressee
from bureau.notices.bundles import lock_on
from bureau.notices.outbox import Notice
from bureau.notices.routes import Routes
from bureau.notices.urging import LONGEST, Urging
from bureau.people.appointments import Standing, standings
from bureau.people.roles import Role
from bureau.people.staff import Staff

WHO: dict[str, frozenset[Role]] = {
    Urging.Kind.URGE: frozenset({Role.SECTION_HEAD, Role.LEADER}),
    Urging.Kind.SUPERVISE: frozenset({Role.SUPERVISOR}),
}
# A telephone, an identity or an account number is never part of what a case is urged on with.
PERSONAL = re.compile(r"[0-9０-９]{7,}|@")


class Urged(NamedTuple):
    """The row that was added, and the mails that it makes; none where nobody can be told."""

    urging: Urging
    notices: list[Notice]


def may_urge(staff: Staff, docket: Docket, kind: str, hand: Hand) -> Standing | None:
    """In which role this person may urge this case so today; None if not at all, or if the case is closed."""
    if docket.closed_on is not None:
        return None
    held = standings(staff, docket.section, timezone.localdate(hand.at))
    return next((standing for standing in held if standing.role in WHO[kind]), None)


def urge(docket: Docket, hand: Hand, *, kind: str, words: str = "") -> Urged:
    """Adds the row and mails, at once, whoever has the case; else the heads of its section, and so on.

    Raises NotYours, ValidationError (a closed case; words that are too long or hold a number of a person), Archived.
    """
    words = words.strip()
    _demand_fit(words)
    with transaction.atomic():
        held = hold(docket.pk)
        if held.closed_on is not None:
            raise ValidationError(_("This case is closed."))
        by = hand.user
        standing = may_urge(by, held, kind, hand) if isinstance(by, Staff) else None
        if standing is None or not isinstance(by, Staff):
            raise NotYours(_("Your role does not allow this here."))
        day = timezone.localdate(hand.at)
        told = Routes.of(day).to(Addressee.OFFICER, held.section_id, held.officer_id)
        readers = [each.staff for each in told if each.staff is not None]
        urging = Urging(
            docket=held,
            kind=kind,
            by=by,
            by_name=hand.actor_name,
            role=standing.role,
            acting_for=standing.acting_for,
            to_id=readers[0] if readers else None,
            at=hand.at,
            words=words,
            change=hand.change_id,
        )
        urging.save()
        return Urged(urging, [_mail(urging, reader, hand) for reader in sorted(readers)])


def _mail(urging: Urging, reader: int, hand: Hand) -> Notice:
    with lock_on(reader) as wishes:
        day, at = timezone.localdate(hand.at), wishes.awake(hand.at)
        return Notice.queue(reader, Notice.Kind.URGING, day, at=at, now=hand.at, urging=urging)


def _demand_fit(words: str) -> None:
    if len(words) > LONGEST:
        raise ValidationError({"words": _("At most %(n)d characters.") % {"n": LONGEST}})
    if PERSONAL.search(words):
        raise ValidationError({"words": _("No telephone, identity or account number and no address of anybody.")})
