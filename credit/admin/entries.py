"""Forms that begin with the number of a decision: the record is found by it, and named by nobody twice."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bureau.desk.days import DayField
from bureau.desk.entry import EntryForm
from bureau.desk.followed import AWAITS_ITS_NUMBER
from bureau.desk.recorded import RecordedForm
from credit.models import Licence, ListEntry, Objection, Penalty, Repair, RepairNotice
from credit.models.repairs import Channel
from credit.rules.objection import FINAL as OBJECTION_FINAL
from credit.rules.repair import FINAL as REPAIR_FINAL

PAPER_NO = {"label": _("number of the decision"), "max_length": 128}


def record_of(kinds: tuple[Any, ...], bureau: int, paper_no: str) -> Any:
    """The one record of a bureau under this number. Raises ValidationError where there is none, or more than one."""
    found: list[Any] = []
    for kind in kinds:
        found += kind.objects.filter(**{kind.whose.in_bureau: bureau}, paper_no=paper_no.strip())[:2]
    if not found:
        raise ValidationError(_("No record of this number is known here."))
    if len(found) > 1:
        raise ValidationError(_("Several records have this number: it cannot be told which is meant."))
    return found[0]


def about(cases: Any, record: Any) -> tuple[str, Any]:
    """What these call such a record, and those of them that are about it."""
    of = next(name for name in cases.about if isinstance(record, cases._meta.get_field(name).related_model))
    return of, cases.objects.filter(**{of: record})


class AboutARecord(EntryForm):
    """Number and title follow from the series and the record; `kinds` of record it may be about, `final` states."""

    kinds: tuple[Any, ...]
    final: frozenset[str]
    prefix_of_title: str
    open_already: Any

    paper_no = forms.CharField(**PAPER_NO)  # type: ignore[arg-type]
    opened_on = DayField(label=_("applied on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("number", "title"):
            del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        section, paper_no = cleaned.get("section"), cleaned.get("paper_no")
        cleaned["number"], cleaned["title"] = AWAITS_ITS_NUMBER, None
        if section and paper_no:
            try:
                self._about(record_of(self.kinds, section.bureau_id, paper_no))
            except ValidationError as refused:
                self.add_error("paper_no", refused)
            else:
                cleaned["title"] = f"{self.prefix_of_title}：{paper_no.strip()}"
        return cleaned

    def _about(self, record):
        """Raises ValidationError where another is open about it."""
        of, same = about(self._meta.model, record)
        if same.exclude(state__in=self.final).exists():
            raise ValidationError(self.open_already)
        opened_on = self.cleaned_data.get("opened_on")
        if opened_on and opened_on < record.decided_on:
            self.add_error("opened_on", _("The day lies before the decision."))
        setattr(self.instance, of, record)


class RepairEntryForm(AboutARecord):
    kinds, final, prefix_of_title = (Penalty, ListEntry), REPAIR_FINAL, "信用修复"
    open_already = _("There is an open application for this record already.")

    channel = forms.ChoiceField(label=_("applied"), choices=Channel, widget=forms.RadioSelect, initial=Channel.SITE)

    class Meta:
        model = Repair
        fields: list[str] = []


class ObjectionEntryForm(AboutARecord):
    kinds, final, prefix_of_title = (Penalty, Licence, ListEntry), OBJECTION_FINAL, "信用异议"
    open_already = _("There is an open objection to this record already.")

    class Meta:
        model = Objection
        fields: list[str] = []


class NoticeForm(RecordedForm):
    """Entered by the number of the decision; afterwards the day alone is corrected."""

    request: Any = None

    paper_no = forms.CharField(**PAPER_NO)  # type: ignore[arg-type]

    def clean(self):
        cleaned = super().clean()
        paper_no = cleaned.get("paper_no")
        if paper_no:
            self._about(paper_no)
        return cleaned

    def _about(self, paper_no):
        try:
            record = record_of((Penalty, ListEntry), self.request.user.section.bureau_id, paper_no)
        except ValidationError as refused:
            self.add_error("paper_no", refused)
            return
        of, same = about(RepairNotice, record)
        if same.exists():
            self.add_error("paper_no", _("Its notice is entered already."))
        setattr(self.instance, of, record)

    class Meta:
        model = RepairNotice
        fields: list[str] = []
