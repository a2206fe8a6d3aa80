"""Forms that begin with the number of a decision: the record is found by it, and named by nobody twice."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bureau.desk.days import DayField
from bureau.desk.entry import EntryForm
from bureau.desk.followed import AWAITS_ITS_NUMBER
from bureau.desk.recorded import RecordedForm
from credit.models import Objection, Repair, RepairNotice
from credit.models.repairs import Channel
from credit.rules.objection import FINAL as OBJECTION_FINAL
from credit.rules.repair import FINAL as REPAIR_FINAL


def records_of(cases: Any, bureau: int, paper_no: str) -> dict[str, tuple[str, Any]]:
    """What these may be about under this number: by a key, each record with what they call such a one."""
    found: dict[str, tuple[str, Any]] = {}
    for of in cases.about:
        kind = cases._meta.get_field(of).related_model
        same = kind.objects.filter(**{kind.whose.in_bureau: bureau}, paper_no=paper_no.strip())
        found |= {f"{of}-{record.pk}": (of, record) for record in same.order_by("pk")}
    return found


class ByItsNumber(RecordedForm):
    """One decision may punish or list several: then they are offered, and one of them is chosen."""

    paper_no = forms.CharField(label=_("number of the decision"), max_length=128)
    which = forms.CharField(label=_("which of them"), required=False, widget=forms.HiddenInput)

    def take_record(self, bureau):
        """The record, which is set on the instance, and what is about it already.

        Raises ValidationError where there is no record, or none of several is chosen.
        """
        found = records_of(self._meta.model, bureau, self.cleaned_data["paper_no"])
        if not found:
            raise ValidationError(_("No record of this number is known here."))
        key = next(iter(found)) if len(found) == 1 else self._chosen(found)
        of, record = found[key]
        setattr(self.instance, of, record)
        return record, self._meta.model._default_manager.filter(**{of: record})

    def _chosen(self, found):
        offered = [(key, _in_words(record)) for key, (_of, record) in found.items()]
        self.fields["which"].widget = forms.RadioSelect(choices=offered)
        chosen = self.cleaned_data.get("which")
        if chosen not in found:
            raise ValidationError(_("Several records have this number: choose which of them is meant."))
        return chosen


def _in_words(record):
    """An entry by the list on which it stands, any other by its kind."""
    return f"{getattr(record, 'of_list', record._meta.verbose_name)}：{record.party_name}（{record.decided_on}）"


class AboutARecord(ByItsNumber, EntryForm):
    """Number and title follow from the series and the record; in one of the states `final` it is open no more."""

    final: frozenset[str]
    prefix_of_title: str
    open_already: Any

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
                self._demand_none_open(*self.take_record(section.bureau_id))
            except ValidationError as refused:
                self.add_error("paper_no", refused)
            else:
                cleaned["title"] = f"{self.prefix_of_title}：{paper_no.strip()}"
        return cleaned

    def _demand_none_open(self, record, same):
        """Raises ValidationError where another is open about it."""
        if same.exclude(state__in=self.final).exists():
            raise ValidationError(self.open_already)
        opened_on = self.cleaned_data.get("opened_on")
        if opened_on and opened_on < record.decided_on:
            self.add_error("opened_on", _("The day lies before the decision."))


class RepairEntryForm(AboutARecord):
    final, prefix_of_title = REPAIR_FINAL, "信用修复"
    open_already = _("There is an open application for this record already.")

    channel = forms.ChoiceField(label=_("applied"), choices=Channel, widget=forms.RadioSelect, initial=Channel.SITE)

    class Meta:
        model = Repair
        fields: list[str] = []


class ObjectionEntryForm(AboutARecord):
    final, prefix_of_title = OBJECTION_FINAL, "信用异议"
    open_already = _("There is an open objection to this record already.")

    class Meta:
        model = Objection
        fields: list[str] = []


class NoticeForm(ByItsNumber):
    """Entered by the number of the decision; afterwards the day alone is corrected."""

    request: Any = None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("paper_no"):
            try:
                _record, same = self.take_record(self.request.user.section.bureau_id)
            except ValidationError as refused:
                self.add_error("paper_no", refused)
            else:
                if same.exists():
                    self.add_error("paper_no", _("Its notice is entered already."))
        return cleaned

    class Meta:
        model = RepairNotice
        fields: list[str] = []
