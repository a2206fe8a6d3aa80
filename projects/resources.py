"""The sheets of projects: the platform's list of filings, old ledgers with the same columns, and assigned codes."""

import re
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.widgets import Widget

from bureau.audit.history import Recorded
from bureau.casework.docket import Docket
from bureau.casework.parties import Enterprise, enterprise_of
from bureau.law.codes import read_uscc
from bureau.people.bureaus import Section
from bureau.people.roles import CASEWORKERS
from bureau.sheets.cells import clean, text_of
from bureau.sheets.columns import Choice, Code, Column, Day, Words
from bureau.sheets.kinds import sheet_kind
from bureau.sheets.resources import SheetResource, Values
from projects.models import Category, Channel, CodeAssignment, Construction, Filing
from projects.models.project_codes import CHECK_DIGIT, is_doubtful, shaped
from projects.procedure import PlatformRow, Taken, assign_code, take_in_old, take_over

MONTH = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*月?(?:[-/.]?\s*\d{1,2}日?)?")
CATEGORIES = {"基本建设": Category.CONSTRUCTION, "技术改造": Category.RENOVATION}
CHANNELS = {"网上申报": Channel.ONLINE, "窗口申报": Channel.WINDOW, "邮寄申报": Channel.POST}


class Amount(Widget):
    """An amount in 万元 with two decimals at most; thousands may be separated."""

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:  # noqa: ARG002 - import-export's signature
        text = clean(text_of(value)).replace(",", "").replace("，", "").removesuffix("万元")
        try:
            found = Decimal(text)
        except InvalidOperation:
            raise ValidationError(_("No amount such as 12800 or 12800.50, in 10,000 yuan.")) from None
        if not found.is_finite() or found != found.quantize(Decimal("0.01")):
            raise ValidationError(_("No amount such as 12800 or 12800.50, in 10,000 yuan."))
        return found


class Month(Widget):
    """A month such as 2026-12, 2026年12月 or 202612; of a day its month."""

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:  # noqa: ARG002 - import-export's signature
        if isinstance(value, date):
            return date(value.year, value.month, 1)
        found = MONTH.fullmatch(clean(text_of(value)))
        if not found or not 1 <= int(found[2]) <= 12:
            raise ValidationError(_("No month such as 2026-12."))
        return date(int(found[1]), int(found[2]), 1)


class FilingResource(SheetResource):
    """The platform's sheet. A blank cell says nothing; undoing leaves cases to their own acts."""

    models, key, writers = (Filing, Docket, Enterprise), "project_code", CASEWORKERS
    at_once = 400  # a finished filing is an opening and two acts: some 35 ms

    project_code = Column("项目代码", "投资项目代码", widget=Code(shaped), required=True)
    project_name = Column("项目名称", widget=Words(200), required=True)
    enterprise_name = Column("申报企业名称", "企业名称", "项目单位", "申报单位", widget=Words(200), required=True)
    uscc = Column("统一社会信用代码", "信用代码", widget=Code(read_uscc), required=True)
    site = Column("建设地点", "项目地址", widget=Words(300), required=True)
    category = Column("建设类别", widget=Choice(Category, CATEGORIES), required=True)
    construction = Column("建设性质", widget=Choice(Construction), required=True)
    scale_and_content = Column("建设规模及内容", "建设内容及规模", widget=Words(4000), required=True)
    total_investment = Column("项目总投资(万元)", "总投资(万元)", "项目总投资", widget=Amount(), required=True)
    capital = Column("项目资本金(万元)", "资本金(万元)", "项目资本金", widget=Amount())
    plan_start = Column("计划开工时间", "拟开工时间", widget=Month())
    plan_end = Column("计划竣工时间", "拟建成时间", widget=Month())
    channel = Column("申报方式", widget=Choice(Channel, CHANNELS))
    submitted_on = Column("申报日期", widget=Day(), required=True)
    complete_on = Column("资料齐全日期", widget=Day())
    filed_on = Column("备案日期", widget=Day())

    class Meta:
        model = Filing
        fields = import_order = [field.name for field in fields(PlatformRow)]
        import_id_fields = ["project_code"]
        skip_diff = True
        report_skipped = True

    def procedure(self, values: Values) -> Recorded:
        section = self.importer.section
        if section is None:
            raise ValidationError(_("It cannot be told into which section the sheet comes."))
        blank = {field.name: None for field in fields(PlatformRow)} | {"project_code": "", "channel": ""}
        taken = self._taken(PlatformRow(**blank | dict(values)), section)
        if not self.reaches(taken.filing):
            raise ValidationError({"project_code": _("This case is beyond your reach.")})
        return taken.filing

    def _taken(self, row: PlatformRow, section: Section) -> Taken:
        return take_over(self.importer.hand, row, section=section, sheet=self._sheet())

    def _sheet(self) -> str:
        """The batch, by which the acts say where they come from."""
        return self.importer.hand.reason or _("list of filings")


class OldFilingResource(FilingResource):
    """An old ledger: it may lack the code and any day."""

    project_code = Column("项目代码", "投资项目代码", widget=Code(shaped))
    submitted_on = Column("申报日期", widget=Day())

    class Meta(FilingResource.Meta):
        pass

    def _taken(self, row: PlatformRow, section: Section) -> Taken:
        return take_in_old(self.importer.hand, row, section=section, sheet=self._sheet())


class AssignmentResource(SheetResource):
    """The codes that the bureau helped applicants to obtain. Whoever brings them in has assigned them."""

    models, key, writers = (CodeAssignment, Enterprise), "code", CASEWORKERS

    code = Column("项目代码", "投资项目代码", widget=Code(shaped), required=True)
    project_name = Column("项目名称", widget=Words(200), required=True)
    enterprise_name = Column("申报企业名称", "企业名称", "项目单位", "申报单位", widget=Words(200))
    uscc = Column("统一社会信用代码", "信用代码", widget=Code(read_uscc))
    assigned_on = Column("赋码日期", "赋码时间", widget=Day(), required=True)

    class Meta:
        model = CodeAssignment
        fields = import_order = ["code", "project_name", "enterprise_name", "uscc", "assigned_on"]
        import_id_fields = ["code"]
        skip_diff = True
        report_skipped = True

    def procedure(self, values: Values) -> Recorded:
        """A code is registered once; what the sheet says of it again must be what stands here."""
        row = {"enterprise_name": "", "uscc": ""} | dict(values)
        known = CodeAssignment.objects.filter(code=row["code"], bureau=self.importer.bureau).first()
        if known is None:
            return self._assigned(row)
        if not self.reaches(known):
            raise ValidationError({"code": _("This code has been assigned already.")})
        for name in ("project_name", "assigned_on"):
            if getattr(known, name) != row[name]:
                raise ValidationError({name: _("Here it is %(day)s. Please compare.") % {"day": getattr(known, name)}})
        return known

    def _assigned(self, row: dict[str, Any]) -> CodeAssignment:
        if self.importer.section is None:
            raise ValidationError(_("It cannot be told into which section the sheet comes."))
        hand = self.importer.hand
        if is_doubtful(row["code"]):  # a warning on what comes from the platform, and kept as one
            hand = hand.overriding(CHECK_DIGIT, hand.reason)
        return assign_code(
            hand,
            code=row["code"],
            project_name=row["project_name"],
            section=self.importer.section,
            assigned_on=row["assigned_on"],
            enterprise=enterprise_of(hand, row["uscc"], row["enterprise_name"]) if row["uscc"] else None,
            officer=self.importer.by,
        )


CODES = sheet_kind("codes", gettext_lazy("list of assigned project codes"), AssignmentResource)
FILINGS = sheet_kind("filings", gettext_lazy("the platform's list of filings"), FilingResource)
OLD_FILINGS = sheet_kind("old_filings", gettext_lazy("old ledger of filings"), OldFilingResource)
