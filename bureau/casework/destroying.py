"""How a destruction goes: what is due, three steps by three persons, and then the keys and the files are gone.

A docket, its acts and its history stay: they bear no personal data in the clear, figures are counted from them, and the
seals bind them. What goes is the key of each person whom no record that is kept is about any more, and the files.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.audit.spoken import spoken
from bureau.audit.vault import PersonKey, erase
from bureau.casework.attachments import Attachment, safe_name
from bureau.casework.concerned import keys_of, needed_by
from bureau.casework.destruction import Destroyed, DestructionList, DestructionStep, Listed
from bureau.casework.docket import Case, Docket, case_of
from bureau.casework.filekinds import recognise
from bureau.casework.files import discard, named_beside_cases, store
from bureau.casework.keeping import holding, rules_of
from bureau.casework.numbers import next_number
from bureau.law.archives import (
    ARCHIVES_REGULATION_19,
    ARCHIVES_REGULATION_24,
    YEARS,
    CountsFrom,
    Retention,
    ended_on,
    longest,
)
from bureau.law.months import years_after
from bureau.people.bureaus import Bureau
from bureau.people.roles import Role
from bureau.people.scope import scope_of
from bureau.people.staff import Staff

SERIES = "destruction"
MOST = 500  # dockets of one list
What = DestructionStep.What
# Who draws up knows the files, who appraises answers for them, and who carries it out may not even read them.
DRAWERS = frozenset({Role.OFFICER, Role.SECTION_HEAD})
APPRAISERS = frozenset({Role.LEADER})
EXECUTORS = frozenset({Role.SYSTEM_ADMINISTRATOR})
BY = {What.DRAWN_UP: DRAWERS, What.APPRAISED: APPRAISERS, What.REJECTED: APPRAISERS, What.EXECUTED: EXECUTORS}


@dataclass(frozen=True, slots=True)
class Paper:
    """A signed paper: its number, and its scan."""

    number: str
    name: str
    content: BinaryIO


def term_ended_on(docket: Docket, rules: Mapping[str, Retention]) -> date | None:
    """When its term has ended, by the longer of the schedule's and the one decided; None for what is kept for ever."""
    if docket.closed_on is None:
        return None
    return ended_on(_term(docket, rules), docket.closed_on, CountsFrom(settings.RETENTION_COUNTS_FROM))


def why_not(docket: Docket, day: date, on_list: DestructionList | None = None) -> str:
    """Why a docket may not be destroyed on that day, with the article or the setting; empty where it may.

    Whoever asks before it is put on a list leaves `on_list` out.
    """
    if docket.archived_on is None:
        return _("It is not in the archive.")
    if Destroyed.objects.filter(docket=docket).exists():
        return _("It has been destroyed already.")
    if hold := holding(day).filter(docket=docket).first():
        return _("It is held: %(hold)s.") % {"hold": hold}
    other = _waiting().filter(docket=docket).exclude(list=on_list).select_related("list").first()
    if other:
        return _("It stands on list %(list)s.") % {"list": other.list}
    return _why_not_yet(docket, day)


def _why_not_yet(docket: Docket, day: date) -> str:
    rules = rules_of(docket.section.bureau_id)
    if docket.kind not in rules:
        told = {"article": spoken(ARCHIVES_REGULATION_19)}
        return _("The bureau's approved schedule has no term for this kind of case (%(article)s).") % told
    ended = term_ended_on(docket, rules)
    if ended is None:
        return _("It is kept for ever.")
    if ended > day:
        told = {"day": date_format(ended), "article": spoken(ARCHIVES_REGULATION_24)}
        return _("Its term ends on %(day)s (%(article)s; setting RETENTION_COUNTS_FROM).") % told
    return ""


def due(bureau: int, dockets: "models.QuerySet[Docket]", day: date) -> list[Docket]:
    """Those of the bureau's dockets that `why_not` lets pass, the oldest first and no more than one list takes."""
    rules = rules_of(bureau)
    rows = dockets.filter(section__bureau=bureau, archived_on__isnull=False, destroyed=None, kind__in=rules)
    rows = rows.exclude(pk__in=_waiting().values("docket")).exclude(pk__in=holding(day).values("docket"))
    rows = rows.filter(closed_on__lt=years_after(day, -min(YEARS.values())))
    over = ((row, term_ended_on(row, rules)) for row in rows.order_by("closed_on", "pk").iterator())
    return list(islice((row for row, ended in over if ended and ended <= day), MOST))


def _term(docket: Docket, rules: Mapping[str, Retention]) -> Retention:
    return longest([Retention(docket.retention), rules[docket.kind]])


def _waiting() -> "models.QuerySet[Listed]":
    """What stands on a list that nobody has rejected."""
    rejected = DestructionStep.objects.filter(what=What.REJECTED).values("list")
    found: models.QuerySet[Listed] = Listed.objects.exclude(list__in=rejected)
    return found


def draw_up(bureau: Bureau, dockets: Collection[Docket], hand: Hand) -> DestructionList:
    """A new list of these dockets. Raises ValidationError that names the docket, PermissionDenied."""
    day = timezone.localdate(hand.at)
    if not 0 < len(dockets) <= MOST:
        raise ValidationError(_("A list has one docket at least, and %(most)d at most.") % {"most": MOST})
    with transaction.atomic():
        locked = _locked(docket.pk for docket in dockets)
        made = DestructionList(bureau=bureau, year=day.year, number=0, at=hand.at)
        _demand(hand, made, What.DRAWN_UP)
        for docket in locked:
            if docket.section.bureau_id != bureau.pk:
                raise ValidationError(_("%(number)s belongs to another bureau.") % {"number": docket})
        _demand_due(locked, day, None)
        made.number = next_number(bureau, SERIES, day.year)
        made.save()
        rules = rules_of(bureau.pk)
        Listed.objects.add_all([_listed(made, docket, rules, hand) for docket in locked])
        _step(made, What.DRAWN_UP, hand).save()
    return made


def appraise(listed: DestructionList, hand: Hand, paper: Paper) -> DestructionStep:
    """Approved, as the appraisal report says, whose scan is kept. Raises ValidationError, PermissionDenied, BadFile."""
    with transaction.atomic():
        _ready(listed, What.APPRAISED, hand)
        return _on_paper(listed, What.APPRAISED, hand, paper)


def reject(listed: DestructionList, hand: Hand) -> DestructionStep:
    """Not approved, for the hand's reason: what stands on it may be put on another list."""
    if not hand.reason:
        raise ValidationError(_("Please give the reason."))
    with transaction.atomic():
        _demand(hand, listed, What.REJECTED)
        _demand_turn(listed, What.REJECTED)
        made = _step(listed, What.REJECTED, hand)
        made.save()
    return made


def execute(listed: DestructionList, hand: Hand, paper: Paper) -> DestructionStep:
    """Destroys for ever what the list names, once everything was looked at anew. `paper` is the list, signed.

    The files go after the transaction: what a broken one leaves, `remove_files` finds. Raises like `appraise`.
    """
    with transaction.atomic():
        dockets = _ready(listed, What.EXECUTED, hand)
        done = _on_paper(listed, What.EXECUTED, hand, paper)
        purpose = _("destruction list %(list)s") % {"list": listed}
        cases = [case_of(docket) for docket in dockets]
        going = {docket.pk for docket in dockets}
        Destroyed.objects.add_all([_destroyed(listed, case, hand, purpose, going) for case in cases])
        transaction.on_commit(finish)
    return done


def finish() -> None:
    """What is left to do once the transaction is over; safe to do again."""
    remove_files()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        # The log of what was written still has the pages as they were; this begins it anew.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def remove_files() -> int:
    """Deletes the files of destroyed dockets that nothing which is kept names as well; how many there still were."""
    destroyed = Attachment.objects.filter(docket__in=Destroyed.objects.values("docket"))
    kept = Attachment.objects.exclude(docket__in=Destroyed.objects.values("docket"))
    going = set(destroyed.exclude(sha256__in=kept.values("sha256")).values_list("sha256", flat=True))
    return sum(discard(digest) for digest in sorted(going - named_beside_cases()))


def _destroyed(listed: DestructionList, case: Case, hand: Hand, purpose: str, going: set[int]) -> Destroyed:
    keys = keys_of(case)
    gone = {key for key in keys if not any(map(partial(_is_kept, going), needed_by(key)))}
    for key in PersonKey.objects.filter(pk__in=gone, erased_at__isnull=True):
        erase(key, hand, purpose)
    files = Attachment.objects.filter(docket=case.pk).values("sha256").distinct().count()
    counts = {"keys": len(gone), "keys_kept": len(keys) - len(gone), "files": files}
    return Destroyed(list=listed, docket=case.docket, at=hand.at, **counts)


def _is_kept(going: set[int], record: Any) -> bool:
    """Whether this record still needs the person: it is of no case, or of one that is not destroyed."""
    if not isinstance(record, Case):
        return True
    return record.pk not in going and not Destroyed.objects.filter(docket=record.pk).exists()


def _ready(listed: DestructionList, what: What, hand: Hand) -> list[Docket]:
    """The dockets of the list, locked, when it is this step's turn and each may still be destroyed."""
    _demand(hand, listed, what)
    dockets = _locked(Listed.objects.filter(list=listed).values_list("docket", flat=True))
    _demand_turn(listed, what)
    _demand_due(dockets, timezone.localdate(hand.at), listed)
    return dockets


def _locked(keys: Iterable[int]) -> list[Docket]:
    found = Docket.objects.select_for_update(of=("self",)).select_related("section").filter(pk__in=set(keys))
    return list(found.order_by("pk"))


def _demand_due(dockets: Iterable[Docket], day: date, listed: DestructionList | None) -> None:
    faults = [f"{docket}: {fault}" for docket in dockets if (fault := why_not(docket, day, listed))]
    if faults:
        raise ValidationError(faults)


def _demand(hand: Hand, listed: DestructionList, what: What) -> None:
    """Raises PermissionDenied; ValidationError where the same person did an earlier step."""
    person = hand.user
    if not isinstance(person, Staff) or not scope_of(person, timezone.localdate(hand.at)).reaches(listed, BY[what]):
        raise PermissionDenied
    if listed.pk and DestructionStep.objects.filter(list=listed, by=person).exists():
        raise ValidationError(_("Each step takes another person."))


def _demand_turn(listed: DestructionList, what: What) -> None:
    last = listed.last_step
    if last.what == What.REJECTED or last.ordinal + 1 != DestructionStep.ORDINALS[what]:
        raise ValidationError(_("This list is past that step, or not there yet: %(step)s.") % {"step": last})


def _listed(listed: DestructionList, docket: Docket, rules: Mapping[str, Retention], hand: Hand) -> Listed:
    days: dict[str, Any] = {"closed_on": docket.closed_on, "ended_on": term_ended_on(docket, rules)}
    return Listed(list=listed, docket=docket, retention=_term(docket, rules), at=hand.at, **days)


def _step(listed: DestructionList, what: What, hand: Hand, **facts: Any) -> DestructionStep:
    who = {"by": hand.user, "by_name": hand.actor_name, "at": hand.at, "reason": hand.reason}
    return DestructionStep(list=listed, what=what, ordinal=DestructionStep.ORDINALS[what], **who, **facts)


def _on_paper(listed: DestructionList, what: What, hand: Hand, paper: Paper) -> DestructionStep:
    if not paper.number.strip():
        raise ValidationError({"paper": _("Please give the number of the paper.")})
    kind, name = recognise(paper.content), safe_name(paper.name)
    stored = store(paper.content)
    facts = {"file_name": name, "sha256": stored.digest, "size": stored.size, "media_type": kind.media_type}
    made = _step(listed, what, hand, paper=paper.number.strip(), **facts)
    made.save()
    return made
