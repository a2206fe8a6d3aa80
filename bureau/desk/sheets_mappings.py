"""What is remembered of the headings of each sender: seen, set right, and forgotten; each as a new version."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from bureau.desk.recorded import RecordedAdmin, RecordedForm
from bureau.desk.scoped import scope_for
from bureau.people.roles import EVERYBODY, EXPORTERS
from bureau.sheets.batches import Mapping
from bureau.sheets.headings import LEFT_OUT
from bureau.sheets.kinds import UnknownSheet, kind_named, sheet_kinds

FORGOTTEN = "-"  # a choice of the form, beside the columns and LEFT_OUT


class MappingForm(RecordedForm):
    """One choice for each heading that is remembered: a column, left out, or to be asked again."""

    forget_all = forms.BooleanField(
        label=_("forget all of them"), required=False, help_text=_("The next sheet of this sender is matched anew.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (heading, meant) in zip(heading_fields(self.instance), self.instance.columns.items(), strict=True):
            field = forms.ChoiceField(label=heading, choices=_choices(self.instance), required=False, initial=meant)
            self.fields[name] = field

    def _post_clean(self):
        names = zip(heading_fields(self.instance), list(self.instance.columns), strict=True)
        meant = {heading: self.cleaned_data.get(name, LEFT_OUT) for name, heading in names}
        super()._post_clean()
        kept = {heading: column for heading, column in meant.items() if column != FORGOTTEN}
        self.instance.columns = {} if self.cleaned_data.get("forget_all") else kept

    class Meta:
        model = Mapping
        fields: list[str] = []


def heading_fields(mapping):
    return [f"heading_{place}" for place, _heading in enumerate(mapping.columns)]


def _choices(mapping):
    try:
        names = [column.column_name for column in kind_named(mapping.kind).resource.columns()]
    except UnknownSheet:
        names = []
    names += [name for name in mapping.columns.values() if name and name not in names]
    columns = [(name, name) for name in names]
    return [*columns, (LEFT_OUT, _("leave out")), (FORGOTTEN, _("forget: ask again next time"))]


@admin.register(Mapping)
class MappingAdmin(RecordedAdmin):
    """Remembered where headings are matched; here nothing is entered, and nothing is ever lost from its history."""

    readers, exporters = EVERYBODY, EXPORTERS
    form = MappingForm
    list_display = ["sender_words", "kind_words", "bureau", "remembered"]
    list_display_links = ["sender_words"]
    list_filter = ["bureau"]
    list_select_related = ["bureau"]
    search_fields = ["sender"]
    readonly_fields = ["sender_words", "kind_words", "bureau"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(kind__in=_kinds_of(request))

    def has_module_permission(self, request):
        return bool(_kinds_of(request))

    def has_view_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return self.has_module_permission(request) if obj is None else self.may_write(request, obj)

    def may_write(self, request, record):
        """Whoever may write the kind of sheet, in that bureau."""
        return record.kind in _kinds_of(request) and scope_for(request).reaches(record, kind_named(record.kind).writers)

    def get_fieldsets(self, request, obj=None):
        (_name, _options), *reason = super().get_fieldsets(request, obj)
        return [
            (None, {"fields": self.readonly_fields}),
            (_("What each heading means"), {"fields": [*heading_fields(obj), *["forget_all"] * bool(obj.columns)]}),
            *reason,
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The fields of the headings are made by the form itself, for the mapping that is shown."""
        return super().get_form(request, obj, change=change, **kwargs | {"fields": []})

    @admin.display(description=_("sender"), ordering="sender")
    def sender_words(self, mapping):
        return mapping.sender or _("not named")

    @admin.display(description=_("kind of sheet"), ordering="kind")
    def kind_words(self, mapping):
        return kind_named(mapping.kind).words

    @admin.display(description=_("remembered headings"))
    def remembered(self, mapping):
        return "；".join(f"{heading} → {column or _('leave out')}" for heading, column in mapping.columns.items())


def _kinds_of(request):
    scope = scope_for(request)
    return [kind.name for kind in sheet_kinds() if scope.holds(kind.writers)]
