"""Asking for the standing of a party: what stands on the day, found by code, by whole name or by whole number.

Each question is a row of its own with its purpose, whatever was found. The number of queries does not grow with the
organisations that are asked for; each natural person is looked for alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from bureau.audit.hand import Hand
from bureau.casework.parties import Enterprise, Person, persons_with, said
from bureau.law.codes import BadCode, read_resident_id, read_uscc, tidy
from bureau.law.codes import clean as clean_code
from bureau.law.masks import Mask, mask, personal_numbers
from bureau.people.bureaus import Bureau
from credit.models import Licence, ListEntry, Penalty, StandingCheck, StandingQuery
from credit.models.objections import is_objected_to
from credit.models.pushes import NOT_THERE
from credit.rules.enumerations import PLACEHOLDER, PartyKind
from credit.rules.standing import COUNTS, Purpose, Result, result_of, shown, stands

Key = tuple[str, str]  # code and, where that is the placeholder, registration number; of a person "" and its key
MOST = 1_000  # parties at once
WIDE, NARROW = str.maketrans("()", "（）"), str.maketrans("（）", "()")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked for: a code, else a whole name; or a person, by the whole number alone."""

    name: str = ""
    code: str = ""
    id_no: str = field(default="", repr=False)
    person: Person | None = None

    @property
    def is_of_person(self) -> bool:
        return bool(self.id_no) or self.person is not None

    @sensitive_variables()
    def read(self) -> "Asked":
        """In the one form of each. Raises ValidationError by field."""
        if not (self.name.strip() or self.code.strip() or self.is_of_person):
            raise ValidationError({"name": _("Give a name, a code or a number.")})
        if self.id_no and (self.code.strip() or self.name.strip()):
            raise ValidationError({"id_no": _("A natural person is asked for by the number alone.")})
        if personal_numbers(tidy(self.name)):  # it would stand in the log for ever
            raise ValidationError({"name": _("This is the number of a person, and not a name.")})
        code, number = clean_code(self.code), clean_code(self.id_no)
        try:
            code = read_uscc(code).normalized if code else ""
        except BadCode as refused:
            raise ValidationError({"code": said(refused)}) from None
        try:
            number = read_resident_id(number, today=timezone.localdate()).normalized if len(number) == 18 else number
        except BadCode as refused:
            raise ValidationError({"id_no": said(refused)}) from None
        return Asked(tidy(self.name), code, number, self.person)


@sensitive_variables("asked")
def check_all(hand: Hand, bureau: Bureau, asked: Mapping[int, Asked], purpose: Purpose, matter: str) -> StandingCheck:
    """Everybody of a sheet, by its rows, all or nobody. Raises ValidationError that names each row that is wrong."""
    if len(asked) > MOST:
        raise ValidationError(_("At most %(most)s rows can be asked for at once.") % {"most": MOST})
    wrong = [_("Row %(row)s: %(why)s") % {"row": row, "why": why} for row, why in _wrong_rows(asked)]
    if wrong:
        raise ValidationError(wrong)
    own = {"bureau": bureau, "at": hand.at, "by": hand.user, "by_name": hand.actor_name}
    with transaction.atomic():
        check = StandingCheck(**own, purpose=purpose, matter=matter.strip(), count=len(asked))
        check.save()
        standings_of(hand, bureau, list(asked.values()), purpose, matter, sheet=check, rows=list(asked))
    return check


@sensitive_variables("asked", "one")
def _wrong_rows(asked: Mapping[int, Asked]) -> Iterator[tuple[int, str]]:
    for row, one in asked.items():
        try:
            one.read()
        except ValidationError as refused:
            yield row, " ".join(refused.messages)


def standing_of(
    hand: Hand, bureau: Bureau, party: Asked | Enterprise | Person, purpose: Purpose, matter: str
) -> StandingQuery:
    """The standing of one party on the day of the hand, kept with its purpose. Raises ValidationError by field."""
    (found,) = standings_of(hand, bureau, [_asked(party)], purpose, matter)
    return found


@sensitive_variables("asked", "number")
def standings_of(
    hand: Hand,
    bureau: Bureau,
    asked: Sequence[Asked],
    purpose: Purpose,
    matter: str,
    *,
    sheet: StandingCheck | None = None,
    rows: Sequence[int] = (),
) -> list[StandingQuery]:
    """One answer for each, in their order, written together; `rows` are those of the sheet."""
    if not matter.strip():
        raise ValidationError({"matter": _("Must be filled in.")})
    read = [one.read() for one in asked]
    with transaction.atomic():
        named = _Named(bureau, [one for one in read if not one.is_of_person])
        keys = [_persons_keys(bureau, one) if one.is_of_person else named.keys_of(one) for one in read]
        standing = _Stands(bureau, {key for found in keys for key in found}, timezone.localdate(hand.at))
        own = {"sheet": sheet, "bureau": bureau, "at": hand.at, "by": hand.user, "by_name": hand.actor_name}
        own |= {"purpose": purpose, "matter": matter.strip()}
        places: Sequence[int | None] = rows or [None] * len(read)
        answers = [
            StandingQuery(row=row, **own, **_answer(one, found, named, standing))
            for row, one, found in zip(places, read, keys, strict=True)
        ]
        StandingQuery.objects.add_all(answers)
    return answers


def _asked(party: Asked | Enterprise | Person) -> Asked:
    if isinstance(party, Enterprise):
        return Asked(name=party.name, code=party.uscc)
    return Asked(person=party) if isinstance(party, Person) else party


@sensitive_variables()
def _persons_keys(bureau: Bureau, asked: Asked) -> list[Key]:
    """Empty for one whom nobody knows here; a number is never looked for in part."""
    if asked.person is not None:
        return [("", str(asked.person.pk))]
    return [("", str(person.pk)) for person in persons_with(bureau, id_no=asked.id_no)]


class _Named:
    """Which codes bear these names, and which names these codes: as decisions and the register have them."""

    def __init__(self, bureau: Bureau, asked: Iterable[Asked]) -> None:
        asked = list(asked)
        names = {form for one in asked if not one.code for form in forms_of(one.name)}
        codes = {one.code for one in asked if one.code}
        self.keys: dict[str, set[Key]] = defaultdict(set)
        self.names: dict[Key, str] = {}
        for model in (Licence, Penalty):
            rows: Any = model._default_manager.filter(bureau=bureau).exclude(party_kind=PartyKind.PERSON)
            rows = rows.filter(Q(party_name__in=names) | Q(uscc__in=codes)).order_by("decided_on", "pk")
            for name, *key in rows.values_list("party_name", "uscc", "registration_no"):
                self._keep(name, *key)
        listed = ListEntry.objects.filter(of_list__bureau=bureau, person=None).order_by("decided_on", "pk")
        listed = listed.filter(Q(party_name__in=names) | Q(uscc__in=codes))
        for name, code in listed.values_list("party_name", "uscc"):
            self._keep(name, code)
        register = Enterprise.objects.filter(Q(name__in=names) | Q(uscc__in=codes))
        for name, code in register.values_list("name", "uscc"):
            self._keep(name, code)

    def _keep(self, name: str, code: str, number: str = "") -> None:
        key = (code, number if code == PLACEHOLDER else "")
        self.keys[one_form(name)].add(key)
        self.names[key] = name

    def keys_of(self, asked: Asked) -> list[Key]:
        return [(asked.code, "")] if asked.code else sorted(self.keys.get(one_form(asked.name), ()))


class _Stands:
    """What stands of each key, asked for together."""

    def __init__(self, bureau: Bureau, keys: set[Key], today: date) -> None:
        self.today = today
        self.licences: dict[Key, list[dict[str, Any]]] = defaultdict(list)
        self.penalties: dict[Key, list[dict[str, Any]]] = defaultdict(list)
        self.lists: dict[Key, list[dict[str, Any]]] = defaultdict(list)
        asked = _of(keys)
        for licence in self._rows(Licence, bureau, asked):
            self.licences[_key(licence)].append(self._licence(licence))
        for penalty in self._rows(Penalty, bureau, asked):
            self.penalties[_key(penalty)].append(self._penalty(penalty))

        entries = ListEntry.objects.in_force(today).filter(_of(keys, is_listed=True), of_list__bureau=bureau)
        entries = entries.annotate(is_disputed=is_objected_to("entry"))
        for entry in entries.select_related("of_list").prefetch_related("measures__measure"):
            self.lists[_key(entry)].append(_listed(entry))

    def _rows(self, model: Any, bureau: Bureau, asked: Q) -> Any:
        rows = model.objects.annotate(is_disputed=is_objected_to(model._meta.model_name))
        return rows.filter(asked, bureau=bureau).select_related("organ", "push")

    def _licence(self, licence: Licence) -> dict[str, Any]:
        in_force = licence.valid_to >= self.today and stands(licence.state, licence.decided_on)
        return _said(licence, licence.organ.name) | {"until": licence.valid_to.isoformat(), "in_force": in_force}

    def _penalty(self, penalty: Penalty) -> dict[str, Any]:
        severity, push = penalty.severity_in_force, penalty.push
        until = penalty.published_until(self.today)
        where = shown(
            publish=penalty.ruling.publish,
            is_reported=push.state not in NOT_THERE,
            is_withdrawn=push.is_taken_back,
            until=until,
            today=self.today,
        )
        own = {"severity": severity, "stated": bool(penalty.severity), "shown": where, "rule": penalty.rule}
        own |= {"until": until.isoformat(), "shortest": penalty.period(self.today).min_end.isoformat()}
        return _said(penalty, penalty.organ.name) | own

    def of(self, keys: list[Key]) -> dict[str, list[dict[str, Any]]]:
        found = {"licences": self.licences, "penalties": self.penalties, "lists": self.lists}
        return {name: [one for key in keys for one in rows[key]] for name, rows in found.items()}


def _said(record: Any, organ: str) -> dict[str, Any]:
    own = {"id": record.pk, "number": record.paper_no, "on": record.decided_on.isoformat(), "organ": organ}
    return own | {"disputed": record.is_disputed}


def _key(record: Any) -> Key:
    if record.person_id:
        return "", str(record.person_id)
    return record.uscc, record.registration_no if record.uscc == PLACEHOLDER else ""


def _listed(entry: ListEntry) -> dict[str, Any]:
    of, until = entry.of_list, entry.ends_on.isoformat() if entry.ends_on else ""
    measures = [str(taken.measure) for taken in entry.measures.all()]
    own = {"list": of.name, "kind": of.kind, "until": until, "measures": measures}
    return _said(entry, of.identified_by) | own


def _of(keys: set[Key], *, is_listed: bool = False) -> Q:
    """A list knows a party by its code alone."""
    codes = {code for code, _number in keys if code and code != PLACEHOLDER}
    persons = {int(number) for code, number in keys if not code and number}
    numbers = {number for code, number in keys if code == PLACEHOLDER}
    if is_listed:
        return Q(uscc__in=codes) | Q(person__in=persons)
    traders = Q(uscc=PLACEHOLDER, registration_no__in=numbers)
    return Q(uscc__in=codes) | Q(person__in=persons) | traders


@sensitive_variables("asked")
def _answer(asked: Asked, keys: list[Key], named: _Named, standing: _Stands) -> dict[str, Any]:
    if len(keys) > 1 and not asked.is_of_person:
        several = [number if code == PLACEHOLDER else code for code, number in keys]
        facts = {"known": True, "named": "", "several": several, **standing.of([])}
        return {"party_name": asked.name, "result": Result.UNCLEAR, "facts": facts}
    found = standing.of(keys)
    known_as = named.names.get(keys[0], "") if keys else ""
    is_known = bool(known_as or any(found.values()) or (keys and asked.is_of_person))
    differs = bool(asked.name and known_as) and one_form(known_as) != one_form(asked.name)
    facts = {"known": is_known, "named": known_as if differs else "", "several": [], **found}
    severities = [one["severity"] for one in found["penalties"] if one["shown"] in COUNTS]
    result = result_of(severities, [one["kind"] for one in found["lists"]])
    return {"result": result, "facts": facts} | _who(asked, keys, known_as)


@sensitive_variables("asked")
def _who(asked: Asked, keys: list[Key], known_as: str) -> dict[str, Any]:
    """Of a person the mask; the number itself is kept nowhere."""
    if asked.person is not None:
        return {"party_name": f"{asked.person.name} {asked.person.id_no or ''}".strip(), "person": asked.person}
    if asked.id_no:
        return {"party_name": mask(asked.id_no, Mask.ID), "person_id": int(keys[0][1]) if keys else None}
    return {"party_name": asked.name or known_as, "code": keys[0][0] if keys else ""}


def forms_of(name: str) -> set[str]:
    """A name as it may have been typed: with brackets of either width."""
    text = name.strip()
    return {text, tidy(text), tidy(text).translate(WIDE), text.translate(NARROW)}


def one_form(name: str) -> str:
    return "".join(tidy(name).split()).casefold()
