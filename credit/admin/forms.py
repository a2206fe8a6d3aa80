"""The forms of a record: a person's number is typed into no column, and a large amount is confirmed with a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bureau.desk.recorded import REASON, RecordedForm, hand_of
from credit.models import PushState
from credit.models.decisions import CONFIRMED
from credit.models.pushes import THERE
from credit.rules.enumerations import PartyKind
from credit.rules.stated import Withheld


class DecisionForm(RecordedForm):
    """The admin fills in `request`. Of a person, name and number are typed together; what is kept shows as masks."""

    request: Any = None

    id_no = forms.CharField(
        label=_("number of the document"),
        required=False,
        max_length=64,
        help_text=_("Of a natural person. It is sealed; to change it, type name and number anew."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self):
        cleaned = super().clean()
        record, number = self.instance, (cleaned.get("id_no") or "").strip()
        if cleaned.get("party_kind") != PartyKind.PERSON:
            record.person = None
            record.typed_id_no = number  # told by the rules: it is for persons only
        elif number:
            record.typed_name, record.typed_id_no = cleaned.get("party_name") or "", number
        elif record.person_id and "party_name" in self.changed_data:
            self.add_error("id_no", _("To change a person, type name and number anew."))
        record.hand = hand_of(self.request)
        if self.has_changed() and self._is_on_the_platform() and not cleaned.get(REASON):
            self.add_error(REASON, _("The platform has this record: state why it is changed."))
        return cleaned

    def _is_on_the_platform(self):
        record = self.instance
        return record.pk and record.push.state in (*THERE, PushState.CORRECTED)


class LicenceForm(DecisionForm):
    def __init__(self, *args, **kwargs):
        """What may be stated of a penalty alone is not offered; sent all the same, the rules refuse it in words."""
        super().__init__(*args, **kwargs)
        withheld: Any = self.fields.get("withheld")
        if withheld:
            withheld.widget.choices = [one for one in withheld.choices if one[0] != Withheld.INFLUENCE]


class PenaltyForm(DecisionForm):
    amount_reason = forms.CharField(
        label=_("reason for going on with this amount"),
        required=False,
        max_length=500,
        help_text=_("Only where an amount above 1,000,000 (in 10,000 yuan) was compared with the decision."),
    )

    def clean(self):
        if reason := (self.cleaned_data.get("amount_reason") or "").strip():
            self.request.hand = hand_of(self.request).overriding(CONFIRMED, reason)
        return super().clean()
