"""The enterprise of a case, found again by its code: a paste fills in the name, a new one is entered with the case."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from bureau.casework.parties import Enterprise, OtherName, by_code, demand_name, enterprise_of
from bureau.desk.recorded import RecordedForm, hand_of

FIELDS = ["uscc", "party_name"]


class ByCodeForm(RecordedForm):
    """In place of a choice among thousands: the code, and the name that goes with it.

    `party` is the field of the case that points to the enterprise; it is set when the case is saved (`set_party`).
    """

    party = "enterprise"

    uscc = Enterprise._meta.get_field("uscc").formfield(
        label=_("unified social credit code"),
        widget=forms.TextInput(
            attrs={
                "class": "vTextField",
                "autocomplete": "off",
                "data-by-code": reverse_lazy("admin:bureau_enterprise_by_code"),
                "data-fills": "party_name",
            }
        ),
        help_text=_("Paste it: a known enterprise fills in its name."),
    )
    party_name = forms.CharField(
        label=_("name of the enterprise"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    class Media:
        js = [forms.Script("bureau/by-code.js", defer=True)]  # the page's head comes before its fields

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        pointing = self.instance._meta.get_field(self.party)
        self.fields["uscc"].required = not pointing.blank
        known = getattr(self.instance, self.party, None) if self.instance.pk else None
        if known is not None:
            self.initial["uscc"], self.initial["party_name"] = known.uscc, known.name

    def clean_uscc(self):
        given = self.cleaned_data["uscc"]
        return Enterprise._meta.get_field("uscc").clean(given, None) if given else ""

    def clean(self):
        cleaned = super().clean()
        code, name = (self.cleaned_data.get(part, "") for part in FIELDS)
        if code:
            self._compare(code, name.strip())
        return cleaned

    def _compare(self, code, name):
        """A known code bears its registered name; a new one needs a name."""
        found = by_code(code)
        if found is None and not name:
            self.add_error("party_name", _("This code is new here. Please give the name."))
        elif found is not None:
            self.cleaned_data["party_name"] = name or found.name
            try:
                demand_name(found, name or found.name)
            except OtherName as other:
                self.add_error("party_name", str(other))

    def set_party(self, request, case):
        """Points the case to its enterprise, entered by the same hand where it is new."""
        code, name = (self.cleaned_data[part] for part in FIELDS)
        setattr(case, self.party, enterprise_of(hand_of(request), code, name) if code else None)
