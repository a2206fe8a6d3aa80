"""The rules of a record of dual publicity, V1 to V13 and ours: each a function with its own message. Plain Python.

A record is a mapping of the names in `credit.rules.fields` to texts, days and amounts; what is not there is blank.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from bureau.law.articles import Phrase
from bureau.law.codes import HALF_WIDTH, REASONS, BadCode, read_org_code, read_resident_id, read_uscc, tidy
from bureau.law.masks import names_a_resident
from credit.rules.enumerations import (
    ID_TYPES,
    LICENCE_CLASSES,
    OTHER,
    PARTY_KINDS,
    PENALTY_CLASSES,
    PLACEHOLDER,
    RESIDENT_ID,
    STATES,
    PartyKind,
    PenaltyClass,
    classes_of,
    edition_on,
    is_other,
)
from credit.rules.fields import FOR_ORGANISATIONS, FOR_PERSONS, Field, Holds, by_name, demanded

Record = Mapping[str, Any]
MOST = Decimal(1_000_000)  # 万元; beyond, it was likely entered in yuan
# What goes with which class of penalty, and only with it.
AMOUNTS = {
    "fine": frozenset({PenaltyClass.FINE}),
    "confiscated": frozenset({PenaltyClass.GAINS, PenaltyClass.PROPERTY}),
    "suspended": frozenset({PenaltyClass.SUSPENSION, PenaltyClass.REVOCATION}),
}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# A full-width form of ASCII in a code: the same to the eye, another to a machine.
WIDE = re.compile(f"[{''.join(chr(code) for code in HALF_WIDTH if code > 0xFF00 or code == 0x3000)}]")
FREE = ("paper_name", "content", "violation", "facts", "basis", "remark")  # what anybody may read, in free words
SHORTEST = 18  # characters of an identity number
IDENTITY_NUMBER = Phrase(
    "含有居民身份证号码，公示前请删去", "contains an identity number: take it out before it is published"
)
BLANK = Phrase("必须填写", "must be filled in")
NOT_FOR_PERSONS = Phrase("自然人不填此项", "is left blank for a natural person")
ONLY_FOR_PERSONS = Phrase("只有自然人填写此项", "is filled in for natural persons only")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with which field. A warning refuses nothing; what may be confirmed, only until it was looked at."""

    rule: str
    field: str
    says: Phrase
    is_warning: bool = False
    may_be_confirmed: bool = False


class Asked(dict[str, Any]):
    """The record with what the rules need besides; what is not there reads as blank.

    `limits` are smaller lengths of a receiving platform.
    """

    def __init__(self, record: Record, fields: tuple[Field, ...], today: date, limits: Mapping[str, int]) -> None:
        super().__init__({name: value for name, value in record.items() if value})
        self.fields, self.demanded, self.today, self.limits = by_name(fields), demanded(fields), today, limits
        self.kind = str(self["party_kind"])
        texts = ((self.fields.get(name), text) for name, text in self.items() if isinstance(text, str))
        self.texts = [(field, text) for field, text in texts if field]

    def __missing__(self, name: str) -> str:
        return ""

    @property
    def is_of_organisation(self) -> bool:
        return self.kind in (PartyKind.ORGANISATION, PartyKind.TRADER)


def required(asked: Asked) -> Iterator[Fault]:
    """4.2, 4.3: what is required of every record. The number of a certificate goes with its name (convention)."""
    for name in asked.demanded:
        if name not in asked:
            yield Fault("R", name, BLANK)
    if asked["certificate_name"] and not asked["certificate_no"]:
        yield Fault(
            "R", "certificate_no", Phrase("填了许可证书名称就要填许可编号", "goes with the name of the certificate")
        )


def v1(asked: Asked) -> Iterator[Fault]:
    """The category is one of the three."""
    if asked.kind and asked.kind not in PARTY_KINDS:
        known = "、".join(PARTY_KINDS)
        yield Fault("V1", "party_kind", Phrase(f"只能是：{known}", f"is one of: {known}"))


def v2(asked: Asked) -> Iterator[Fault]:
    """An organisation has its code and its representative, and no document of a person."""
    if asked.is_of_organisation:
        yield from (Fault("V2", name, BLANK) for name in ("uscc", "representative") if name not in asked)
        yield from (Fault("V2", name, ONLY_FOR_PERSONS) for name in FOR_PERSONS if name in asked)


def v3(asked: Asked) -> Iterator[Fault]:
    """A person has a document, whose number is right, and nothing of an organisation."""
    if asked.kind != PartyKind.PERSON:
        return
    yield from (Fault("V3", name, BLANK) for name in FOR_PERSONS if name not in asked)
    yield from (Fault("V3", name, NOT_FOR_PERSONS) for name in FOR_ORGANISATIONS if name in asked)
    kind, number = asked["id_type"], asked["id_no"]
    if kind and kind not in ID_TYPES and not is_other(kind):
        known = "、".join(ID_TYPES)
        yield Fault(
            "V3", "id_type", Phrase(f"只能是：{known}，或“其他-”加说明", f"is one of: {known}, or 其他- and which")
        )
    if kind == RESIDENT_ID and number:
        yield from _refused("V3", "id_no", partial(read_resident_id, number, today=asked.today))


def v4(asked: Asked) -> Iterator[Fault]:
    """Seventeen noughts and X stand only for an individual business without a code, whose old number is then told."""
    if asked["uscc"] != PLACEHOLDER:
        return
    if asked.kind != PartyKind.TRADER:
        told = Phrase(
            "17个0加X只用于没有代码的个体工商户", "17 noughts and X are for an individual business without a code"
        )
        yield Fault("V4", "uscc", told)
    elif not asked["registration_no"]:
        told = Phrase("没有统一社会信用代码的，必须填写工商注册号", "must be filled in where there is no credit code")
        yield Fault("V4", "registration_no", told)


def v5(asked: Asked) -> Iterator[Fault]:
    """Codes are valid by their standards."""
    for name in ("uscc", "organ_code", "source_code"):
        code = asked[name]
        if code and not (name == "uscc" and code == PLACEHOLDER):
            yield from _refused("V5", name, partial(read_uscc, code))
    if asked["org_code"]:
        yield from _refused("V5", "org_code", partial(read_org_code, asked["org_code"]))


def v6(asked: Asked) -> Iterator[Fault]:
    """Days are in their order. A licence that begins before its decision is told, and no more."""
    decided, first, last = (asked[name] for name in ("decided_on", "valid_from", "valid_to"))
    if decided and decided > asked.today:
        yield Fault("V6", "decided_on", Phrase("决定日期晚于今天", "lies in the future"))
    if first and last and last < first:
        yield Fault("V6", "valid_to", Phrase("早于有效期自", "lies before the first day of validity"))
    if decided and first and first < decided:
        yield Fault(
            "V6", "valid_from", Phrase("早于决定日期，请核对", "lies before the decision: please compare"), True
        )


def v7(asked: Asked) -> Iterator[Fault]:
    """The class of a licence is one of the list; another is explained."""
    word = asked["licence_class"]
    if not word or (word in LICENCE_CLASSES and word != OTHER) or is_other(word):
        return
    known = "、".join(name for name in LICENCE_CLASSES if name != OTHER)
    told = Phrase(
        f"只能是：{known}，或“其他-”加说明，如其他-补办", f"is one of: {known}, or 其他- and which, as in 其他-补办"
    )
    yield Fault("V7", "licence_class", told)


def v8(asked: Asked) -> Iterator[Fault]:
    """The classes of a penalty are those of the law; each amount goes with its class, and only with it."""
    if "penalty_class" not in asked.fields:
        return
    classes = classes_of(asked["penalty_class"])
    unknown = [word for word in classes if not (word in PENALTY_CLASSES and word != OTHER) and not is_other(word)]
    if unknown:
        said = "、".join(unknown)
        told = Phrase(
            f"不在处罚类别之列：{said}；其他类别写“其他-”加说明",
            f"no class of penalty: {said}; others are 其他- and which",
        )
        yield Fault("V8", "penalty_class", told)
    for name, of in AMOUNTS.items():
        given, wanted = asked[name], bool(of & set(classes))
        words = "、".join(sorted(of))
        if wanted and not given:
            yield Fault("V8", name, Phrase(f"处罚类别含{words}时必须填写", f"must be filled in with the class {words}"))
        elif given and not wanted:
            yield Fault("V8", name, Phrase(f"处罚类别不含{words}时不填", f"is for the class {words} only"))
        elif isinstance(given, Decimal) and given < 0:
            yield Fault("V8", name, Phrase("必须大于0", "must be more than nothing"))


def v9(asked: Asked) -> Iterator[Fault]:
    """Amounts are in 万元: one that looks like yuan is asked about."""
    for name in ("fine", "confiscated"):
        if isinstance(amount := asked[name], Decimal) and amount > MOST:
            told = Phrase(
                "超过1000000万元，单位是万元，请核实是否按元填写",
                "is above 1,000,000: it is in 10,000 yuan; was it in yuan?",
            )
            yield Fault("V9", name, told, may_be_confirmed=True)


def v12(asked: Asked) -> Iterator[Fault]:
    """Nothing that cannot be seen, and no full-width character in a code."""
    for field, text in asked.texts:
        is_code = field.holds is Holds.CODE
        if text.isprintable() and (text.isascii() or not is_code):
            continue
        if CONTROL.search(text):
            yield Fault("V12", field.name, Phrase("含有看不见的控制字符", "contains a control character"))
        if is_code and WIDE.search(text):
            yield Fault("V12", field.name, Phrase("代码中含有全角字符", "contains a full-width character"))


def v13(asked: Asked) -> Iterator[Fault]:
    """No text is longer than its field. Each counts as a character, whatever its bytes."""
    for field, text in asked.texts:
        most = min(field.longest, asked.limits.get(field.name, field.longest))
        if 0 < most < len(text):
            yield Fault("V13", field.name, Phrase(f"超过{most}个字符", f"is longer than {most} characters"))


def v_state(asked: Asked) -> Iterator[Fault]:
    """当前状态 is one of the edition that was in force on the day of the decision."""
    state, decided = asked["state"], asked["decided_on"]
    if not (state and decided):
        return
    try:
        words = edition_on(STATES, max(decided, STATES[0].since)).words
    except LookupError:
        return
    # A record of before 2019 may have been brought up to the newer list since.
    if state not in words and state not in STATES[-1].words:
        known = "、".join(f"{key} {words[key].zh}" for key in words)
        yield Fault("R", "state", Phrase(f"只能是：{known}", f"is one of: {known}"))


def personal(asked: Asked) -> Iterator[Fault]:
    """No identity number in a free text, which is published: told and not refused, since others may look like one."""
    for name in FREE:
        text = asked.get(name)
        if text and len(text) >= SHORTEST and names_a_resident(text, asked.today):
            yield Fault("P", name, IDENTITY_NUMBER, is_warning=True)


Rule = Callable[[Asked], Iterator[Fault]]
# V10 and V11 need more than the record: `key` and `credit.rules.publishing.is_timely`.
RULES: tuple[Rule, ...] = (required, v_state, v1, v2, v3, v4, v5, v6, v7, v8, v9, v12, v13, personal)
TWICE = Phrase(
    "重复：文书号、相对人名称、代码和决定日期都相同", "twice: same number, counterpart, code and day of the decision"
)


def faults(
    fields: tuple[Field, ...],
    record: Record,
    *,
    today: date,
    rules: Iterable[Rule] = RULES,
    limits: Mapping[str, int] | None = None,
) -> list[Fault]:
    """What these rules find in a record, in the order of the fields."""
    asked = Asked(record, fields, today, limits or {})
    found = [fault for rule in rules for fault in rule(asked)]
    if not found:
        return []
    order = {name: place for place, name in enumerate(by_name(fields))}
    return sorted((fault for fault in found if fault.field in order), key=lambda fault: order[fault.field])


def key(paper_no: str, party_name: str, party: str, decided_on: date) -> str:
    """V10: two records with the same key are one. `party` is the counterpart's code, or what stands for it."""
    parts = (tidy(paper_no), "".join(tidy(party_name).split()), tidy(party).upper(), decided_on.isoformat())
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def party_kind_of(record: Record) -> PartyKind:
    """The category, where the sheet has no column for it: individual businesses go with organisations."""
    code = record.get("uscc") or ""
    if record.get("id_no") and not code:
        return PartyKind.PERSON
    return PartyKind.TRADER if code == PLACEHOLDER or code.startswith("92") else PartyKind.ORGANISATION


def _refused(rule: str, name: str, read: Callable[[], Any]) -> Iterator[Fault]:
    try:
        read()
    except BadCode as bad:
        yield Fault(rule, name, REASONS[bad.reason])
