"""The power list by sheet: its rows go into the draft, and are told by what differs from the version in force.

Where there is a draft they are entered into it. Where there is none, the sheet is the whole of the next version: what
it does not name is gone from it.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import RowResult
from import_export.widgets import Widget

from bureau.audit.changes import Changed, would_change
from bureau.audit.history import Recorded
from bureau.casework.secrecy import STATE_SECRETS, Secrecy
from bureau.law.articles import Phrase
from bureau.law.powers import CATEGORIES, LEVELS, ORGAN_NATURES, ORIGINS, read_basic_code, read_implementation_code
from bureau.office.kept import KeptByTheOffice
from bureau.office.powers.models import Power, PowerList, PowerState, list_in_force
from bureau.office.powers.versions import WRITERS, draft_of, drop, empty_draft
from bureau.sheets.cells import clean, folded, text_of
from bureau.sheets.columns import Choice, Code, Column, Day, Words
from bureau.sheets.importers import Importer
from bureau.sheets.kinds import sheet_kind
from bureau.sheets.resources import CannotUndo, SheetRow, Values


class Said(Widget):
    """One of what the law names: by its words in either language, or by its code, with or without the zero before."""

    def __init__(self, words: Mapping[Any, Phrase]) -> None:
        super().__init__()
        self.words = words

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:  # noqa: ARG002 - import-export's signature
        given = clean(text_of(value))
        for key, phrase in self.words.items():
            if folded(given) in {folded(word) for word in (phrase.zh, phrase.en, key, key.lstrip("0"))}:
                return str(key)
        known = "、".join(phrase.zh for phrase in self.words.values())
        raise ValidationError(_("“%(given)s” is none of: %(known)s."), params={"given": given, "known": known})


SECRECIES = {"否": Secrecy.NONE, "公开": Secrecy.NONE, "是": Secrecy.WORK}


class PowerResource(KeptByTheOffice):
    """A power is that of its implementation code; what the sheet has no column for stays as it is."""

    models, key, writers = (Power, PowerList), "code", WRITERS

    code = Column("实施编码", widget=Code(read_implementation_code), required=True)
    basic_code = Column("基本编码", widget=Code(read_basic_code))
    category = Column("职权类别", "事项类型", widget=Said(CATEGORIES), required=True)
    name = Column("职权名称", "事项名称", widget=Words(300), required=True)
    establishing_basis = Column("设定依据", widget=Words(), required=True)
    exercising_basis = Column("实施依据", widget=Words())
    organ = Column("实施主体", widget=Words(100), required=True)
    organ_nature = Column("实施主体性质", widget=Said(ORGAN_NATURES), required=True)
    section = Column("承办机构", widget=Words(100), required=True)
    level = Column("行使层级", widget=Said(LEVELS))
    origin = Column("权力来源", widget=Said(ORIGINS), required=True)
    duties = Column("责任事项", widget=Words(), required=True)
    duties_basis = Column("责任依据", widget=Words(), required=True)
    accountability = Column("追责情形", widget=Words(), required=True)
    accountability_basis = Column("追责依据", widget=Words(), required=True)
    supervision = Column("监督方式", widget=Words(), required=True)
    steps = Column("办理流程图", "办理流程", widget=Words())
    public_on = Column("公开日期", widget=Day())
    effective_on = Column("生效日期", widget=Day())
    cancelled_on = Column("取消日期", widget=Day())
    state = Column("状态", widget=Choice(PowerState))
    adjusted_by = Column("调整依据", widget=Words())
    is_work_secret = Column("密级", widget=Choice(Secrecy, SECRECIES))

    class Meta:
        model = Power
        fields = import_order = [
            *("code", "basic_code", "category", "name", "establishing_basis", "exercising_basis", "organ"),
            *("organ_nature", "section", "level", "origin", "duties", "duties_basis", "accountability"),
            *("accountability_basis", "supervision", "steps", "public_on", "effective_on", "cancelled_on"),
            *("state", "adjusted_by", "is_work_secret"),
        ]

    def __init__(self, importer: Importer) -> None:
        super().__init__(importer)
        self._pairs: list[tuple[SheetRow, tuple[Power, Power]]] = []

    def procedure(self, values: Values) -> Recorded:
        given = self._given(values)
        power = self._power(given["code"])
        if power.pk is None or any(getattr(power, name) != value for name, value in given.items()):
            for name, value in given.items():
                setattr(power, name, value)
            power.full_clean()
            power.hand = self.importer.hand
            power.save()
        self._entered = power
        return power

    def _given(self, values: Values) -> dict[str, Any]:
        """What the row says of a power; what follows from its code has to agree with it."""
        read, wrong = read_implementation_code(values["code"]), {}
        if values.get("basic_code", read.basic) != read.basic:
            wrong["basic_code"] = _("The implementation code ends in %(basic)s.") % {"basic": read.basic}
        if values.get("level", read.level) != read.level:
            wrong["level"] = _("The implementation code says level %(level)s.") % {"level": read.level}
        if values.get("is_work_secret") in STATE_SECRETS:
            wrong["is_work_secret"] = _("A state secret may not be held here.")
        if wrong:
            raise ValidationError(wrong)
        given = {name: value for name, value in values.items() if name not in ("basic_code", "level")}
        if "is_work_secret" in given:
            given["is_work_secret"] = given["is_work_secret"] == Secrecy.WORK
        return given

    def _power(self, code: str) -> Power:
        bureau = self.importer.bureau
        if not self.reaches(PowerList(bureau=bureau)):
            raise ValidationError(_("This record is beyond your reach."))
        draft = draft_of(bureau) or empty_draft(bureau, self.importer.hand)
        return draft.powers.filter(code=code).first() or Power(list=draft)

    # What a row is told by

    @cached_property
    def _in_force(self) -> dict[str, Power]:
        before = list_in_force(self.importer.bureau)
        return {power.code: power for power in before.powers.all()} if before else {}

    def import_row(self, row: Any, instance_loader: Any, **options: Any) -> SheetRow:
        """What is entered into the draft anew is new, or is changed where the version in force has it."""
        result = super().import_row(row, instance_loader, **options)
        if result.import_type == RowResult.IMPORT_TYPE_NEW and (before := self._in_force.get(self._entered.code)):
            result.import_type = RowResult.IMPORT_TYPE_UPDATE
            self._pairs.append((result, (before, self._entered)))
        return result

    def after_import(self, dataset: tablib.Dataset, result: Any, **options: Any) -> None:
        super().after_import(dataset, result, **options)
        if not options.get("tells"):
            return
        for each in result.rows:
            each.told = [version for version in each.told if version.model is Power]
        same = (Changed(_("Against the version in force"), "", _("no difference")),)
        told = would_change(Power, [pair for _row, pair in self._pairs])
        for (each, _pair), changed in zip(self._pairs, told, strict=True):
            each.told = [replace(version, changed=changed or same) for version in each.told]

    # Undoing

    def void(self, record: Recorded) -> None:
        """A draft goes with what the sheet put on it, unless somebody has worked on it since."""
        if isinstance(record, Power):
            _demand_draft(record)
            record.delete()
        elif isinstance(record, PowerList):
            made = record.history.earliest("history_id").history_change
            powers = record.powers.values("pk")
            touched = Power.history.filter(id__in=powers).exclude(history_change=made)
            if not record.is_draft or touched.exists():
                raise CannotUndo(str(record))
            drop(record, record.the_hand())

    def restore(self, record: Recorded, before: Any) -> None:
        _demand_draft(record)
        super().restore(record, before)


def _demand_draft(record: Recorded) -> None:
    """Raises CannotUndo for what has been published since."""
    version = record.list if isinstance(record, Power) else record
    if not isinstance(version, PowerList) or not version.is_draft:
        raise CannotUndo(str(record))


POWERS = sheet_kind("powers", gettext_lazy("sheet of the power list"), PowerResource)
