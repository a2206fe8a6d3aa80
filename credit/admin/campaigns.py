"""Campaigns on the screen: one short form, photographs chosen together, counts that lead to what they count."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from bureau.desk.counts import Counted, Counts, ShowsCounts
from bureau.desk.files import given_out
from bureau.desk.recorded import RecordedAdmin, RecordedForm, hand_of
from bureau.desk.scoped import ReadOnlyAdmin
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS
from credit.models import Campaign, CampaignPhoto
from credit.models.campaigns import Held
from credit.procedure.campaigns import keep_campaign, photograph

SUMS = ("staff", "leaflets", "consultations")
OF_CAMPAIGN = "campaign__id__exact"


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Photographs(forms.FileField):
    """Any number of them; the first that is none is told by its name."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        files = [super(Photographs, self).clean(one, initial) for one in data or [] if one]
        for file in files:
            photograph(file.name, file)
        return files


class CampaignForm(RecordedForm):
    """The admin fills in `section`, that of whoever enters it."""

    section: Any = None

    photographs = Photographs(
        label=_("photographs"), required=False, help_text=_("PNG or JPEG; several can be chosen together.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.section = self.section


# Counts


def counts_of(cl) -> list[Counts]:
    """What the list shows, by year, kind and section: one query. What was entered in error counts nowhere."""
    grouped = cl.queryset.filter(is_void=False).order_by().values("held_on__year", "kind", "section", "section__name")
    found = list(grouped.annotate(count=Count("pk"), **{f"sum_{name}": Sum(name) for name in SUMS}))
    years = {row["held_on__year"]: str(row["held_on__year"]) for row in found}
    sections = {row["section"]: row["section__name"] for row in found}
    tables: list[tuple[Any, str, str, list[tuple[Any, Any]]]] = [
        (_("By year"), "held_on__year", "held_on__year", sorted(years.items(), reverse=True)),
        (_("By kind"), "kind", "kind__exact", list(Held.choices)),
        (_("By section"), "section", "section__id__exact", sorted(sections.items())),
    ]
    return [
        Counts(
            str(words), [_counted(cl, said, {asked: key}, of) for key, said in known if (of := _of(found, column, key))]
        )
        for words, column, asked, known in tables
    ]


def _of(found, column, key):
    return [row for row in found if row[column] == key]


def _counted(cl, said, asked, rows):
    sums = tuple(sum(row[f"sum_{name}"] for row in rows) for name in SUMS)
    url = cl.get_query_string(asked | {"is_void__exact": 0})
    return Counted(str(said), url, sum(row["count"] for row in rows), sums)


@admin.register(Campaign)
class CampaignAdmin(ShowsCounts, RecordedAdmin):
    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    form = CampaignForm
    counts_title = _("Counts by year, kind and section")
    counts_headings = (_("Campaigns"), _("Staff"), _("Leaflets"), _("Answered"))
    list_display = ["held_on", "name", "kind", "place", "section", *SUMS, "pictures"]
    list_display_links = ["held_on", "name"]
    list_filter = ["kind", "held_on", "section", "is_void"]
    list_select_related = ["section"]
    search_fields = ["name", "place"]
    search_help_text = _("Name or place")

    readonly_fields = ["kept_photographs"]

    def get_fields(self, request, obj=None):
        """That it was entered in error is asked of one that is kept."""
        shown = ["held_on", "name", "kind", "place", *SUMS, *(["is_void", "kept_photographs"] if obj else [])]
        may_write = obj is None or self.has_change_permission(request, obj)
        return [*shown, "photographs"] if may_write else shown

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(photo_count=Count("photos"))

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.user.section_id is not None

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        return type(made.__name__, (made,), {"section": request.user.section})

    def get_changeform_initial_data(self, request):
        return {"held_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def counts_of(self, cl):
        return counts_of(cl)

    def save_model(self, request, obj, form, change):
        chosen = form.cleaned_data.get("photographs") or []
        keep_campaign(hand_of(request), obj, [(file.name, file) for file in chosen])

    @admin.display(description=_("photographs"), ordering="photo_count")
    def pictures(self, campaign):
        listed = reverse("admin:credit_campaignphoto_changelist")
        return format_html('<a href="{}?{}={}">{}</a>', listed, OF_CAMPAIGN, campaign.pk, campaign.photo_count)

    @admin.display(description=_("photographs kept"))
    def kept_photographs(self, campaign):
        rows = [(reverse("admin:credit_campaignphoto_file", args=[one.pk]), one) for one in campaign.photos.all()]
        return format_html_join(" · ", '<a href="{}">{}</a>', rows) or "—"


@admin.register(CampaignPhoto)
class CampaignPhotoAdmin(ReadOnlyAdmin, RecordedAdmin):
    """A photograph is added on the page of its campaign, and given out to whoever may see that."""

    readers, exporters = BUSINESS, CASEWORKERS & EXPORTERS
    list_display = ["file", "campaign", "size", "sha256"]
    list_display_links = ["campaign"]
    list_select_related = ["campaign__section"]
    search_fields = ["name", "campaign__name", "sha256"]
    search_help_text = _("Name of the file or of the campaign")
    fields = ["campaign", "file", "size", "sha256"]
    readonly_fields = ["file", "size", "sha256"]

    def lookup_allowed(self, lookup, value, request):
        return lookup == OF_CAMPAIGN or super().lookup_allowed(lookup, value, request)

    def get_urls(self):
        view = self.admin_site.admin_view(self.file_view)
        return [path("<path:object_id>/file/", view, name="credit_campaignphoto_file"), *super().get_urls()]

    def file_view(self, request, object_id):
        kept = self.get_object(request, object_id)
        if kept is None:
            raise PermissionDenied
        return given_out(request, kept)

    @admin.display(description=_("file"))
    def file(self, kept):
        return format_html('<a href="{}">{}</a>', reverse("admin:credit_campaignphoto_file", args=[kept.pk]), kept)
