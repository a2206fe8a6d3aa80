"""The organs' sheets of licences and penalties: every layout of the standard, on the road of records.

The columns are the fields of `credit.rules.fields`, known by their headings in each layout and by their codes, so that
a sheet may bear names, codes, or a row of both. Where it has no column for the kind of counterpart, the codes tell it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.widgets import Widget

from bureau.audit.history import Recorded
from bureau.audit.spoken import spoken
from bureau.audit.together import made
from bureau.law.codes import clean as clean_code
from bureau.law.codes import tidy
from bureau.law.masks import Mask, mask
from bureau.people.roles import CASEWORKERS
from bureau.sheets.cells import Cell, clean, folded, text_of
from bureau.sheets.columns import Code, Column, Day, Words
from bureau.sheets.kinds import sheet_kind
from bureau.sheets.records import RecordResource
from bureau.sheets.resources import CannotUndo, Values
from credit.models import Decision, Licence, LicencePush, Organ, Penalty, PenaltyPush, Push
from credit.procedure import change, push_of, seal_person
from credit.rules.enumerations import LONG_TERM, PartyKind, classes_of
from credit.rules.faults import party_kind_of
from credit.rules.fields import LICENCE_FIELDS, NOT_COLLECTED, PENALTY_FIELDS, Field, Holds, Need
from credit.rules.publicity import Severity

LONG = ("长期", "长期有效", "永久")
CODES = {"uscc", "organ_code", "source_code", "id_no"}  # in their one form; the others as they were typed
LEFT_OUT = {f"left_out_{place}": heading for place, heading in enumerate(NOT_COLLECTED)}
OF_ORGANS = ("organ", "source")
TYPED = ("id_no", "organ_name", "organ_code", "source_name", "source_code")  # no columns of a record


class Amount(Widget):
    """An amount in 万元 with six decimals at most; thousands may be separated."""

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:  # noqa: ARG002 - import-export's signature
        text = clean(text_of(value)).replace(",", "").replace("，", "").removesuffix("万元")
        try:
            found = Decimal(text)
        except InvalidOperation:
            raise ValidationError(_("No amount such as 0.5 or 12.345678, in 10,000 yuan.")) from None
        if not found.is_finite() or abs(found) >= 10**12 or found != found.quantize(Decimal("0.000001")):
            raise ValidationError(_("No amount such as 0.5 or 12.345678, in 10,000 yuan."))
        return found


class LongDay(Day):
    """A day, or a word for long-term."""

    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        if isinstance(value, str) and clean(value) in LONG:
            return LONG_TERM
        return super().clean(value, row, **options)


class Classes(Words):
    """The classes of a penalty, joined as the standard joins them."""

    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        return ";".join(classes_of(super().clean(value, row, **options)))


class YesNo(Words):
    """是 or 否; of the procedure 简易 or 普通."""

    WORDS: ClassVar[Mapping[str, bool]] = {
        **dict.fromkeys(("是", "简易", "简易程序", "yes", "1"), True),
        **dict.fromkeys(("否", "普通", "普通程序", "一般程序", "no", "0"), False),
    }

    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        word = folded(super().clean(value, row, **options))
        if word not in self.WORDS:
            raise ValidationError(_("是 or 否."))
        return self.WORDS[word]


class OneOf(Words):
    """One of these words, to the letter."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        self.words = words

    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        word = super().clean(value, row, **options)
        if word not in self.words:
            known = "、".join(self.words)
            raise ValidationError(_("“%(given)s” is none of: %(known)s."), params={"given": word, "known": known})
        return word


class LeftOut(Widget):
    """What the layouts have and nobody collects: the document of a representative."""

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:  # noqa: ARG002 - import-export's signature
        return ""


def _widget(field: Field) -> Widget:
    if field.name in ("valid_to", "publish_until"):
        return LongDay()
    if field.name == "penalty_class":
        return Classes()
    if field.name == "org_code":
        return Code(lambda text: clean_code(text).replace("-", ""))
    if field.holds is Holds.CODE:
        return Code(clean_code if field.name in CODES else str.strip)
    return {Holds.TEXT: Words, Holds.DAY: Day, Holds.AMOUNT: Amount}[field.holds]()


def _columns(fields: tuple[Field, ...]) -> dict[str, Column]:
    """What is required of every counterpart must be there; of the rest the rules say what is missing, row by row."""
    known = {
        field.name: Column(
            *(field.heading, *field.others, field.code),
            widget=_widget(field),
            required=field.need is Need.ALWAYS and field.name != "party_kind",
        )
        for field in fields
    }
    return known | {name: Column(heading, widget=LeftOut()) for name, heading in LEFT_OUT.items()}


class DecisionResource(RecordResource):
    """Licences and penalties alike. A blank cell is a blank field; a column that is not there says nothing."""

    key: ClassVar[str] = "paper_no"
    keys: ClassVar[tuple[str, ...]] = ("paper_no", "party_name", "uscc", "registration_no", "id_no", "decided_on")
    writers: ClassVar[frozenset[str]] = CASEWORKERS
    kind: ClassVar[type[Decision]]

    @classmethod
    def as_seen(cls, row: Mapping[str, Cell]) -> dict[str, str]:
        """A number of a document is seen by nobody, nor the name of whoever has one."""
        seen, number = super().as_seen(row), cls.fields["id_no"].column_name
        if seen.get(number):
            name = cls.fields["party_name"].column_name
            seen |= {number: mask(seen[number], Mask.ID), name: mask(seen.get(name, ""), Mask.NAME)}
        return {heading: "***" if text and heading in NOT_COLLECTED else text for heading, text in seen.items()}

    def begin(self, rows: Sequence[Values]) -> None:
        codes = {values.get(f"{name}_code") for values in rows for name in OF_ORGANS}
        known = Organ.objects.filter(bureau=self.importer.bureau, uscc__in=codes - {None})
        self.organs = {organ.uscc: organ for organ in known}
        self._blank = self.kind(bureau=self.importer.bureau)
        self._blank.hand = self.importer.hand

    def compared(self) -> Sequence[str]:
        """What the sheet has columns for; who decided, and about whom, it always says."""
        given = [name for name, column in self.fields.items() if column.column_name in self.headings]
        own = {field.name for field in self.kind._meta.concrete_fields}
        return [*(name for name in given if name in own), "organ_id", "source_id", "person_id"]

    def record_of(self, values: Values) -> Any:
        facts = {name: value for name, value in values.items() if name not in LEFT_OUT}
        facts["party_kind"] = facts.get("party_kind") or party_kind_of(facts)
        organs, wrong_organs = self._organs(facts)
        record = made(self._blank, {name: facts[name] for name in facts if name not in TYPED}, **organs)
        self._typed(record, facts)
        found = {_heading_of(name): texts for name, texts in record.wrong().items()}
        # An organ that is not in the list is told so, and not that its name is missing.
        wrong = found | wrong_organs
        if wrong:
            raise ValidationError(wrong)
        if record.is_of_person:
            record.party_name = mask(record.typed_name, Mask.NAME)
        self.settle(record)
        return record

    def warned(self, record: Any) -> list[tuple[str, str]]:
        return [(self.fields[fault.field].column_name, spoken(fault.says)) for fault in record.warnings]

    def settle(self, record: Any) -> None:
        record.key, record.rule = record.key_now(), record.rule_now()

    def kept(self, records: Sequence[Decision]) -> Mapping[str, Decision]:
        rows: Any = self.kind._default_manager.filter(bureau=self.importer.bureau, key__in=[one.key for one in records])
        rows = rows.select_for_update(of=("self",)) if self.writes else rows
        return {row.key: row for row in rows}

    def identity_of(self, record: Decision) -> str | None:
        return None if record.is_of_person and record.person_id is None else record.key

    def save_together(self, new: Sequence[Decision], changed: Sequence[Decision]) -> None:
        hand, lines = self.importer.hand, push_of(self.kind)
        for record in new:
            seal_person(hand, record)
        self.kind.objects.record_many(hand, [*new, *changed])
        there = lines.objects.marked_when_changed().filter(record__in=changed)
        pushes: list[Push] = list(there.select_related("record").select_for_update(of=("self",)))
        for push in pushes:
            push.mark_changed(hand.reason)
        blank = lines()
        lines.objects.record_many(hand, [*(made(blank, {}, record=record) for record in new), *pushes])

    # Undoing

    def void(self, record: Recorded) -> None:
        """Its line goes first, and only if nothing else holds on to the record.

        Once it was put into a batch, it is withdrawn from the platform and never here.
        """
        if isinstance(record, Push) and record.record.sent.exists():
            raise CannotUndo(str(record))
        if isinstance(record, Decision) and push_of(self.kind).objects.filter(record=record).exists():
            raise CannotUndo(str(record))
        super().void(record)
        if isinstance(record, Push):
            Collector(using=record.record._state.db).collect([record.record])  # raises ProtectedError

    def restore(self, record: Recorded, before: Any) -> None:
        if not isinstance(record, Decision):
            raise CannotUndo(str(record))  # where it stands with the platform follows from its record
        for field in type(record).history.model.tracked_fields:  # type: ignore[attr-defined]
            setattr(record, field.attname, getattr(before, field.attname))
        change(record.the_hand(), record)

    # A row

    def _typed(self, record: Any, facts: Mapping[str, Any]) -> None:
        record.typed_id_no = facts.get("id_no", "")
        if record.party_kind == PartyKind.PERSON and record.typed_id_no:
            record.typed_name = record.party_name

    def _organs(self, facts: Mapping[str, Any]) -> tuple[dict[str, Organ], dict[str, list[str]]]:
        """The organs that these facts name: known by their codes, under their names. And what is wrong with that."""
        found, wrong = {}, {}
        for name in OF_ORGANS:
            code, said = facts[f"{name}_code"], facts[f"{name}_name"]
            if (organ := self.organs.get(code)) is None:
                wrong[f"{name}_code"] = [_("No organ of the list has this code. Enter it under Organs first.")]
                continue
            found[name] = organ
            if said != organ.name and _one_form(said) != _one_form(organ.name):
                wrong[f"{name}_name"] = [_("The organ with this code is %(name)s.") % {"name": organ.name}]
        return found, wrong


def _one_form(name: str) -> str:
    return "".join(tidy(name).split())


def _heading_of(name: str) -> str:
    """The rules tell of an organ at the record's field; in the sheet it is its code."""
    return f"{name}_code" if name in OF_ORGANS else name


def _resource(
    name: str, kind: type[Decision], fields: tuple[Field, ...], pushes: type[Push], extra: Mapping[str, Column]
) -> type[DecisionResource]:
    columns = _columns(fields) | dict(extra)
    meta = {"model": kind, "fields": list(columns), "import_order": list(columns), "import_id_fields": ["paper_no"]}
    meta |= {"skip_diff": True, "report_skipped": True}
    facts = {
        "kind": kind,
        "models": (kind, pushes),
        "Meta": type("Meta", (), meta),
    }
    return type(name, (DecisionResource,), columns | facts)


WITHHELD = {"商业秘密": "commercial", "个人隐私": "privacy", "不具有一定社会影响": "influence"}


class Withheld(OneOf):
    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        return WITHHELD[super().clean(value, row, **options)]


OURS = {
    "withheld": Column("不公示原因", widget=Withheld(list(WITHHELD))),
    "publish_basis": Column("公示依据", widget=Words()),
}
OF_PENALTIES = {
    "is_simple": Column("是否简易程序", "简易程序", "处罚程序", widget=YesNo()),
    "severity": Column("失信程度", "失信严重程度", widget=OneOf([each.value for each in Severity])),
}
LicenceResource = _resource("LicenceResource", Licence, LICENCE_FIELDS, LicencePush, OURS)
PenaltyResource = _resource("PenaltyResource", Penalty, PENALTY_FIELDS, PenaltyPush, OURS | OF_PENALTIES)

LICENCES = sheet_kind("licences", gettext_lazy("licences for dual publicity"), LicenceResource)
PENALTIES = sheet_kind("penalties", gettext_lazy("penalties for dual publicity"), PenaltyResource)
