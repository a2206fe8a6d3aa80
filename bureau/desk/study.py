"""Study and training on the screen: a meeting is entered with its items, one a line, and with who was there."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from bureau.desk.followed import KeptByTheOffice
from bureau.desk.inlines import NamedTabularInline
from bureau.desk.recorded import RecordedAdmin, RecordedForm, hand_of
from bureau.desk.scoped import within_reach
from bureau.desk.sheets import SheetAdmin
from bureau.office.study.entering import fill, items_of, meet_duties
from bureau.office.study.kinds import WRITERS
from bureau.office.study.models import LONGEST, Attendance, Meeting, StudyItem, Training, TrainingResult, YearPlan
from bureau.people.roles import BUSINESS, EXPORTERS
from bureau.people.staff import Staff


class PresentForm(RecordedForm):
    """Who of the colleagues was there is ticked. The admin fills in `people`."""

    people: Any = Staff.objects.none()

    present = forms.ModelMultipleChoiceField(
        Staff.objects.none(), label=_("present"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["present"]
        choice.queryset = self.people


class MeetingEntryForm(PresentForm):
    """With its items, one a line."""

    titles = forms.CharField(
        label=_("items studied"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One title a line. What kind each is, is read from its words and can be corrected."),
    )

    def clean_titles(self):
        titles = items_of(self.cleaned_data["titles"])
        if too_long := [place for place, title in enumerate(titles, 1) if len(title) > LONGEST]:
            lines = "、".join(map(str, too_long))
            raise ValidationError(
                _("Line %(lines)s: longer than %(most)s characters."), params={"lines": lines, "most": LONGEST}
            )
        return titles


class ItemInline(NamedTabularInline):
    model = StudyItem
    fields = ["title", "kind", "source", "dated_on"]
    extra = 1


class AttendanceInline(NamedTabularInline):
    model = Attendance
    fields = ["staff", "was_present"]
    extra = 1


class OfSomebody(admin.SimpleListFilter):
    """What somebody was at, where an address names them by their number; not offered where none does."""

    rows: Any

    def lookups(self, request, model_admin):
        asked = self.value()
        if not asked:
            return []
        known = within_reach(model_admin.admin_site, Staff, request)
        person = known.filter(pk=asked).first() if asked.isdecimal() else None
        return [(asked, str(person) if person else asked)]

    def queryset(self, request, queryset):
        asked = self.value()
        if asked and not asked.isdecimal():
            raise IncorrectLookupParameters
        return queryset.filter(pk__in=self.rows(asked)) if asked else queryset


class AttendedFilter(OfSomebody):
    title, parameter_name = _("attended by"), "attended"

    def rows(self, asked):
        return Attendance.objects.filter(staff=asked, was_present=True).values("meeting")


class TrainedFilter(OfSomebody):
    title, parameter_name = _("trained person"), "trained"

    def rows(self, asked):
        return TrainingResult.objects.filter(staff=asked).values("training")


class EnteredWhole(SheetAdmin, KeptByTheOffice, RecordedAdmin):
    """What is entered on one form with who was there; its rows are corrected one by one afterwards."""

    readers, writers, exporters = BUSINESS, WRITERS, WRITERS & EXPORTERS
    entry_form: type[PresentForm] = PresentForm

    def sheets_for(self, request):
        """Whose role may write them in another section writes none here."""
        return super().sheets_for(request) if self.has_add_permission(request) else []

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        made = super().get_form(request, obj, change=change, **kwargs | {"form": self.entry_form})
        people = within_reach(self.admin_site, Staff, request).filter(is_active=True).exclude(name="")
        ordered = people.select_related("section").order_by("section", "id")
        return type(made.__name__, (made,), {"people": ordered})


@admin.register(Meeting)
class MeetingAdmin(EnteredWhole):
    sheets, entry_form = ("study_items",), MeetingEntryForm
    list_display = ["held_on", "kind", "subject", "chair", "items", "present", "minutes", "is_void"]
    list_display_links = ["held_on", "kind"]
    list_filter = ["kind", "held_on", AttendedFilter, "chair", "is_void", "bureau"]
    list_select_related = ["chair"]
    search_fields = ["subject", "minutes", "items__title"]
    search_help_text = _("Subject, item or number of the minutes")
    inlines = [ItemInline, AttendanceInline]
    fields = ["kind", "held_on", "chair", "subject", "minutes", "is_void", "bureau"]

    def get_queryset(self, request):
        was_present = Count("attendance", filter=Q(attendance__was_present=True), distinct=True)
        return super().get_queryset(request).annotate(n_items=Count("items", distinct=True), n_present=was_present)

    def get_fieldsets(self, request, obj=None):
        if obj is not None:
            return super().get_fieldsets(request, obj)
        return [
            (None, {"fields": ["kind", "held_on", "chair", "titles"]}),
            (_("Who was there"), {"fields": ["present"]}),
            (None, {"fields": ["subject", "minutes", "bureau"]}),
        ]

    def get_changeform_initial_data(self, request):
        """As the last one was: its kind, its chair, and who came."""
        given = super().get_changeform_initial_data(request)
        last = self.get_queryset(request).filter(bureau=given["bureau"], is_void=False).first()
        if last is None:
            return given
        came = Attendance.objects.filter(meeting=last, was_present=True)
        before = {"kind": last.kind, "chair": last.chair_id, "present": list(came.values_list("staff", flat=True))}
        return before | given

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change:
            return
        hand = hand_of(request)
        fill(obj, hand, form.cleaned_data["titles"], form.cleaned_data["present"])
        for met in meet_duties(obj, hand):
            self.message_user(
                request, _("Met by this meeting: %(duty)s") % {"duty": met.docket.title}, messages.SUCCESS
            )

    @admin.display(description=_("items"), ordering="n_items")
    def items(self, meeting):
        return meeting.n_items

    @admin.display(description=_("present"), ordering="n_present")
    def present(self, meeting):
        return meeting.n_present


@admin.register(StudyItem)
class StudyItemAdmin(KeptByTheOffice, RecordedAdmin):
    """The items of all meetings: what the annual report counts."""

    readers, writers, exporters = BUSINESS, WRITERS, WRITERS & EXPORTERS
    list_display = ["title", "kind", "source", "held_on", "gathering"]
    list_filter = ["kind", "meeting__kind", "meeting__held_on", "meeting__is_void", "meeting__bureau"]
    list_select_related = ["meeting"]
    search_fields = ["title", "source"]
    fields = ["meeting", "title", "kind", "source", "dated_on"]

    def has_add_permission(self, request):
        """An item is entered with its meeting."""
        return False

    def get_readonly_fields(self, request, obj=None):
        return ["meeting"]

    @admin.display(description=_("held on"), ordering="meeting__held_on")
    def held_on(self, item):
        return item.meeting.held_on

    @admin.display(description=_("meeting"), ordering="meeting__kind")
    def gathering(self, item):
        return item.meeting.get_kind_display()


class ResultInline(NamedTabularInline):
    model = TrainingResult
    fields = ["staff", "hours", "score", "has_passed"]
    extra = 1


@admin.register(Training)
class TrainingAdmin(EnteredWhole):
    sheets = ("trainings",)
    list_display = ["held_on", "subject", "form_held", "hours", "trained", "organiser", "is_void"]
    list_display_links = ["held_on", "subject"]
    list_filter = ["form", "held_on", TrainedFilter, "is_void", "bureau"]
    search_fields = ["subject", "organiser"]
    inlines = [ResultInline]
    fields = ["subject", "form", "held_on", "hours", "organiser", "is_void", "bureau"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(n_trained=Count("results"))

    def get_fieldsets(self, request, obj=None):
        if obj is not None:
            return super().get_fieldsets(request, obj)
        own = ["subject", "form", "held_on", "hours", "organiser"]
        return [(None, {"fields": own}), (_("Who was there"), {"fields": ["present"]}), (None, {"fields": ["bureau"]})]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            rows = [TrainingResult(training=obj, staff=each, hours=obj.hours) for each in form.cleaned_data["present"]]
            TrainingResult.objects.record_all(hand_of(request), rows)

    @admin.display(description=_("held as"), ordering="form")
    def form_held(self, training):
        return training.get_form_display()

    @admin.display(description=_("trained"), ordering="n_trained")
    def trained(self, training):
        return training.n_trained


@admin.register(YearPlan)
class YearPlanAdmin(KeptByTheOffice, RecordedAdmin):
    readers, writers, exporters = BUSINESS, WRITERS, WRITERS & EXPORTERS
    list_display = ["year", "what", "planned", "paper"]
    list_display_links = ["year", "what"]
    list_filter = ["year"]
    fields = ["year", "what", "planned", "paper", "bureau"]
