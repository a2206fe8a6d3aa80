"""Entering a case by hand: its secrecy is asked first, and of a state secret nothing but a number is kept."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.casework.docket import Docket
from bureau.casework.entry import enter
from bureau.casework.secrecy import STATE_SECRETS, Secrecy, StateSecret, admit
from bureau.desk.days import DayField
from bureau.desk.recorded import RecordedAdmin, RecordedForm, hand_of
from bureau.desk.scoped import scope_for
from bureau.people.bureaus import Section

OF_THE_DOCKET = ["number", "title", "section", "opened_on"]


class EntryForm(RecordedForm):
    """What every case has, besides the fields of its kind. The admin fills in `request` and `sections`."""

    request: Any = None
    sections: list[int] = []  # in which the person may enter a case
    withheld = ""  # the number that was kept of a state secret

    secrecy = forms.ChoiceField(label=_("secrecy"), choices=Secrecy, widget=forms.RadioSelect)
    number = forms.CharField(label=pgettext_lazy("docket", "number"), max_length=60)
    title = forms.CharField(
        label=_("title"),
        max_length=200,
        help_text=_("Without personal data: it is shown in lists, mails and calendars."),
    )
    section = forms.ModelChoiceField(Section.objects.none(), label=_("section"))
    opened_on = DayField(label=_("opened on"), initial=timezone.localdate)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["section"]
        choice.queryset = Section.objects.filter(pk__in=self.sections, closed_on__isnull=True)
        if len(self.sections) == 1:
            self.initial.setdefault("section", self.sections[0])

    def clean(self):
        """Asked before anything else is looked at. The refusal is an answer, so the number is kept with the request."""
        cleaned = self.cleaned_data
        if cleaned.get("secrecy") in STATE_SECRETS:
            section = cleaned.get("section") or Section.objects.get(pk=self.sections[0])
            try:
                admit(cleaned["secrecy"], section, hand_of(self.request))
            except StateSecret as refused:
                self.withheld = refused.number
                raise
        return super().clean()

    def clean_opened_on(self):
        if self.cleaned_data["opened_on"] > timezone.localdate(hand_of(self.request).at):
            raise ValidationError(_("The day lies in the future."))
        return self.cleaned_data["opened_on"]

    def _post_clean(self):
        """The docket is checked with the case: whatever is wrong stands at its field."""
        facts = {name: self.cleaned_data.get(name) for name in OF_THE_DOCKET}
        if self.errors or None in facts.values():
            return
        docket = self.instance.docket = Docket(kind=self._meta.model.kind, **facts)
        super()._post_clean()
        try:
            docket.full_clean()
        except ValidationError as wrong:
            for name, told in wrong.error_dict.items():
                self.add_error(name if name in self.fields else None, told)


class EntryAdmin(RecordedAdmin):
    """The screen of a kind of case on which it is entered. `entry_form` has the fields of `entry_fields`."""

    is_begun_at_start = True
    entry_form = EntryForm
    entry_fields: list[str] = []

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        made = super().get_form(request, obj, change=change, **kwargs | {"form": self.entry_form})
        return type(made.__name__, (made,), {"request": request, "sections": self._sections(request)})

    def get_fieldsets(self, request, obj=None):
        if obj is not None:
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": ["secrecy", *OF_THE_DOCKET, *self.entry_fields]})]

    def render_change_form(self, request, context, *args, **kwargs):
        """Of what was refused as a state secret, nothing that was typed is sent back."""
        context.setdefault("show_save_and_continue", not kwargs.get("add"))  # saving leads to the case anyhow
        number = getattr(context["adminform"].form, "withheld", "")
        if not number:
            return super().render_change_form(request, context, *args, **kwargs)
        self.message_user(request, StateSecret(number).messages[0], messages.ERROR)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def save_model(self, request, obj, form, change):
        if hasattr(form, "set_party"):
            form.set_party(request, obj)
        if change:
            super().save_model(request, obj, form, change)
            return
        given = form.cleaned_data
        facts = {name: given[name] for name in OF_THE_DOCKET} | self.facts_of(obj)
        made = enter(self.model, hand_of(request), secrecy=given["secrecy"], **facts)
        obj.pk, obj.docket, obj.state = made.pk, made.docket, made.state

    def response_add(self, request, obj, post_url_continue=None):
        """Whoever has entered a case goes on with it, on its page; as Django does with a new account."""
        if "_addanother" not in request.POST:
            request.POST = request.POST.copy()
            request.POST["_continue"] = "1"
        return super().response_add(request, obj, post_url_continue)

    def facts_of(self, case):
        """What the form has set on the case itself."""
        own = [field for field in self.opts.concrete_fields if field.name not in ("docket", "state")]
        return {field.name: getattr(case, field.name) for field in own}

    def _sections(self, request):
        """The sections in which this person may enter a case."""
        scope = scope_for(request)
        if scope.everything:
            return list(Section.objects.values_list("pk", flat=True))
        return scope.sections(self.writers)
