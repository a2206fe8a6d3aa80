"""Whose desk a case lies on: taken up, given to somebody, or handed to another section. Its state stays."""

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.audit.refusing import noted
from bureau.casework.docket import Case, Docket, case_of, hold
from bureau.casework.refusals import OUT_OF_BOUNDS, NotYours
from bureau.casework.terms import reckon_terms
from bureau.people.appointments import standings
from bureau.people.bureaus import Section
from bureau.people.roles import CASEWORKERS, Role
from bureau.people.staff import Staff

C = TypeVar("C", bound=Case)
GIVERS = frozenset({Role.SECTION_HEAD, Role.LEADER})


def take_up(case: C, hand: Hand) -> Case:
    """Somebody of the section takes a case that nobody has. Raises NotYours, ValidationError, Archived."""
    with noted(hand, case.docket, "take_up", OUT_OF_BOUNDS), transaction.atomic():
        docket = _locked(case)
        if docket.officer_id is not None:
            raise ValidationError(_("Somebody has taken this case already."))
        _demand(hand, docket.section, CASEWORKERS)
        return _put(docket, hand, docket.section, hand.user)


def works_there(officer: Staff, section: Section, day: date) -> bool:
    """Whether somebody could handle on that day what lies on their desk."""
    return bool({one.role for one in standings(officer, section, day)} & CASEWORKERS)


def demand_works_there(officer: Staff, section: Section, day: date) -> None:
    """Raises ValidationError, by field, for whoever could not."""
    if not works_there(officer, section, day):
        raise ValidationError({"officer": _("This person does not work on cases of that section.")})


def hand_over(case: C, hand: Hand, *, section: Section, officer: Staff | None) -> Case:
    """The head of the section, or a leader, gives a case to somebody, or to another section of the bureau.

    Whoever gets it works as of today in that section; without an officer it waits there to be taken up. To another
    section, or away from an officer, it goes for a reason. Raises NotYours, ValidationError, Archived.
    """
    with noted(hand, case.docket, "hand_over", OUT_OF_BOUNDS), transaction.atomic():
        docket = _locked(case)
        _demand(hand, docket.section, GIVERS)
        if section.bureau_id != docket.section.bureau_id:
            raise ValidationError({"section": _("This section belongs to another bureau.")})
        day = timezone.localdate(hand.at)
        if section.closed_on and section.closed_on <= day:
            raise ValidationError({"section": _("This section is closed.")})
        if officer:
            demand_works_there(officer, section, day)
        taken_away = docket.officer_id is not None and docket.officer != officer
        if not hand.reason and (taken_away or section != docket.section):
            raise ValidationError(_("Please give the reason."))
        return _put(docket, hand, section, officer)


def hand_over_all(
    keys: Collection[int], giver: Staff, hand: Hand, *, officer: Staff, section: Section | None = None
) -> list[Case]:
    """Hand over these cases of one person, all or none, by one hand and so as one change.

    Without a section each stays in its own. They are locked in the order of their keys, so that two who do this at
    once do not wait for each other. Raises what `hand_over` raises, and ValidationError for a case that is no longer
    the giver's.
    """
    with transaction.atomic():
        given = []
        for key in sorted(set(keys)):
            docket = hold(key)
            if docket.officer_id != giver.pk:
                told = {"number": docket.number, "name": giver}
                raise ValidationError(_("%(number)s no longer lies with %(name)s. Please look again.") % told)
            given.append(hand_over(case_of(docket), hand, section=section or docket.section, officer=officer))
        return given


def _locked(case: Case) -> Docket:
    docket = hold(case.pk)
    if docket.closed_on is not None:
        raise ValidationError(_("This case is closed."))
    return docket


def _demand(hand: Hand, section: Section, roles: frozenset[Role]) -> None:
    held = standings(hand.user, section, timezone.localdate(hand.at)) if isinstance(hand.user, Staff) else ()
    if not any(standing.role in roles for standing in held):
        raise NotYours(_("Your role does not allow this here."))


def _put(docket: Docket, hand: Hand, section: Section, officer: Any) -> Case:
    """Writes it to the docket and to the terms, which the reminders go by."""
    docket.section, docket.officer, docket.hand = section, officer, hand
    docket.version += 1
    docket.save(held=True)
    case = case_of(docket)
    reckon_terms(case, hand)
    return case
