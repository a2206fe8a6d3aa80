"""The sheet of an identifying organ: who stands on its list, since when, what follows, and who was removed."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from bureau.audit.history import Recorded
from bureau.law.codes import clean as clean_code
from bureau.law.codes import read_uscc
from bureau.law.masks import Mask, mask
from bureau.people.roles import CASEWORKERS
from bureau.sheets.cells import Cell
from bureau.sheets.columns import SEVERAL, Code, Column, Day, Words
from bureau.sheets.kinds import sheet_kind
from bureau.sheets.resources import CannotUndo, SheetResource, Values
from credit.models import CreditList, ListEntry, Measure, MeasureTaken
from credit.models.persons import known_person
from credit.procedure.lists import keep_entry
from credit.resources.decisions import OneOf
from credit.rules.standing import REMOVALS

BY_WORD = {phrase.zh: key for key, phrase in REMOVALS.items()}
OWN = ("cause", "basis", "told_on", "heard", "conditions", "remedy", "ends_on", "removed_on", "decided_on")


class Removals(OneOf):
    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        return BY_WORD[super().clean(value, row, **options)]


class ListEntryResource(SheetResource):
    """An entry is that of its list, its decision and its party; what the sheet leaves blank stays as it is."""

    models, key = (ListEntry, MeasureTaken), "paper_no"
    keys = ("of_list", "paper_no", "uscc", "id_no")
    writers = CASEWORKERS

    of_list = Column("名单名称", "名单类别", widget=Words(100), required=True)
    party_name = Column("主体名称", "列入主体", "名称", "姓名", widget=Words(200), required=True)
    uscc = Column("统一社会信用代码", widget=Code(read_uscc))
    id_no = Column("证件号码", "身份证号", widget=Code(clean_code))
    cause = Column("列入事由", widget=Words(1000), required=True)
    basis = Column("列入依据", widget=Words(500), required=True)
    paper_no = Column("决定文书号", "文书号", widget=Words(128), required=True)
    decided_on = Column("列入日期", "决定日期", widget=Day(), required=True)
    told_on = Column("事先告知日期", widget=Day())
    heard = Column("陈述申辩情况", widget=Words(1000))
    conditions = Column("移出条件", widget=Words(500))
    measures = Column("管理措施", "激励措施", widget=Words(1000))
    remedy = Column("救济途径", widget=Words(500))
    ends_on = Column("有效期至", "截止日期", widget=Day())
    removed_on = Column("移出日期", widget=Day())
    removal = Column("移出原因", widget=Removals(list(BY_WORD)))

    class Meta:
        model = ListEntry
        fields = import_order = [
            *("of_list", "party_name", "uscc", "id_no", "cause", "basis", "paper_no", "decided_on", "told_on", "heard"),
            *("conditions", "measures", "remedy", "ends_on", "removed_on", "removal"),
        ]

    @classmethod
    def as_seen(cls, row: Mapping[str, Cell]) -> dict[str, str]:
        """A number of a document is seen by nobody, nor the name of whoever has one."""
        seen, number = super().as_seen(row), cls.fields["id_no"].column_name
        if seen.get(number):
            name = cls.fields["party_name"].column_name
            seen |= {number: mask(seen[number], Mask.ID), name: mask(seen.get(name, ""), Mask.NAME)}
        return seen

    def procedure(self, values: Values) -> Recorded:
        of = self._list(values["of_list"])
        entry = self._entry(of, values)
        measures = self._measures(values)
        before = {name: getattr(entry, name) for name in (*OWN, "removal", "party_name")}
        for name in before:
            if name in values and not (name == "party_name" and entry.is_of_person):
                setattr(entry, name, values[name])
        entry.hand = self.importer.hand
        entry.full_clean()
        new = set(measures) - {taken.measure for taken in entry.measures.all()} if entry.pk else set(measures)
        if entry.pk and not new and before == {name: getattr(entry, name) for name in before}:
            return entry
        if not self.reaches(entry):
            raise ValidationError(_("This record is beyond your reach."))
        return keep_entry(self.importer.hand, entry, sorted(new, key=lambda one: one.number))

    def _list(self, name: str) -> CreditList:
        found = CreditList.objects.filter(bureau=self.importer.bureau, name=name, closed_on=None).first()
        if found is None:
            raise ValidationError({"of_list": _("No list of this name is kept. Enter it under Credit lists first.")})
        return found

    def _entry(self, of: CreditList, values: Values) -> ListEntry:
        number, code = values.get("id_no", ""), values.get("uscc", "")
        person = known_person(self.importer.bureau, values["party_name"], number) if number else None
        same = ListEntry.objects.filter(of_list=of, paper_no=values["paper_no"])
        party = Q(person=person) if person else Q(uscc=code, person=None)
        known = same.filter(party).first() if person or code else None
        if known is not None:
            return known
        made = ListEntry(of_list=of, paper_no=values["paper_no"], uscc=code, person=person)
        if number:
            made.typed_name, made.typed_id_no = values["party_name"], number
            made.party_name = mask(values["party_name"], Mask.NAME)
        return made

    def _measures(self, values: Values) -> list[Measure]:
        """By number or by name, of the edition in force on the day of the decision, where one alone is called so."""
        words = [word.strip() for word in values.get("measures", "").translate(SEVERAL).split("、") if word.strip()]
        on = values["decided_on"]
        held = Measure.objects.filter(Q(until=None) | Q(until__gte=on), bureau=self.importer.bureau, since__lte=on)
        called = {word: [one for one in held if word in (one.number, one.name)] for word in words}
        if unknown := [word for word, found in called.items() if not found]:
            told = _("The catalogue in force on %(day)s has no such measure: %(names)s.")
            raise ValidationError({"measures": told % {"day": on, "names": "、".join(unknown)}})
        if unclear := [word for word, found in called.items() if len(found) > 1]:
            told = _("More than one measure in force on %(day)s is called so: %(names)s.")
            raise ValidationError({"measures": told % {"day": on, "names": "、".join(unclear)}})
        return [found[0] for found in called.values()]

    def void(self, record: Recorded) -> None:
        """What an import brought by mistake goes; its versions stay. Raises CannotUndo where a case is about it."""
        try:
            record.delete()
        except ProtectedError:
            raise CannotUndo(str(record)) from None


LISTED = sheet_kind("list_entries", pgettext_lazy("sheet", "entries of lists"), ListEntryResource)
