"""Versions of the power list on the screen: what each says, what differs, and where it was published."""

from functools import partial
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Max
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext_lazy as _

from bureau.desk.days import DayField
from bureau.desk.followed import KeptByTheOffice, office_scope
from bureau.desk.handing import tell_refusal
from bureau.desk.recorded import RecordedAdmin, hand_of
from bureau.desk.sheets import SheetAdmin
from bureau.office.powers.differences import differences
from bureau.office.powers.models import PowerList, PowerState, Publication
from bureau.office.powers.portal import NotSound, bundle
from bureau.office.powers.publishing import on_portal, record_publication
from bureau.office.powers.versions import WRITERS, draft_of, drop, is_as_published, next_draft, publish
from bureau.people.bureaus import Bureau
from bureau.people.roles import EVERYBODY, EXPORTERS

STEPS = ("publish", "drop")


class PublishForm(forms.Form):
    """From when the version is in force, and by what."""

    on = DayField(label=_("in force from"))
    paper = forms.CharField(label=_("approved by the paper"), max_length=200)
    reason_for_change = forms.CharField(
        label=_("Reason"), max_length=500, required=False, help_text=_("For a day that is past.")
    )


class PortalForm(forms.Form):
    """When and where the files were put; which they were, the page knows."""

    on = DayField(label=_("published on"))
    address = forms.URLField(label=_("address on the portal"), max_length=300, assume_scheme="https")
    sha256 = forms.CharField(widget=forms.HiddenInput)


@admin.register(PowerList)
class PowerListAdmin(SheetAdmin, KeptByTheOffice, RecordedAdmin):
    """Each version is a page of its own; its powers are those of the list of powers, filtered."""

    readers, writers, exporters = EVERYBODY, WRITERS, EXPORTERS
    sheets = ("powers",)
    list_display = ["__str__", "standing", "since_on", "until_on", "paper", "powers", "published"]
    list_filter = ["bureau"]
    fields = ["bureau", "number"]

    def get_urls(self):
        pages = {
            "step/<str:step>/": ("step", partial(step_view, self)),
            "differences/": ("differences", partial(differences_view, self)),
            "files/": ("file", partial(file_view, self)),
            "published/": ("published", partial(published_view, self)),
        }
        own = [
            path(f"<path:object_id>/{address}", self.admin_site.admin_view(view), name=f"bureau_powerlist_{name}")
            for address, (name, view) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def sheets_for(self, request):
        return super().sheets_for(request) if self.has_add_permission(request) else []

    def get_queryset(self, request):
        published = Max("publications__on")
        return super().get_queryset(request).annotate(n_powers=Count("powers", distinct=True), published_on=published)

    def add_view(self, request, form_url="", extra_context=None):
        return new_view(self, request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return _page(self, request, found_or_404(self, request, object_id), {})

    @admin.display(description=_("state"))
    def standing(self, version):
        return version.standing.label

    @admin.display(description=_("powers"), ordering="n_powers")
    def powers(self, version):
        return version.n_powers

    @admin.display(description=_("published on"), ordering="published_on")
    def published(self, version):
        return version.published_on


def new_view(screen, request):
    """A draft that says what is in force; a bureau that has one already is led to it."""
    if not screen.has_add_permission(request):
        raise PermissionDenied
    scope = office_scope(request)
    mine = Bureau.objects.all() if scope.everything else Bureau.objects.filter(pk__in=scope.bureaus(WRITERS))
    bureaus = list(mine.order_by("pk"))
    if request.method == "POST":
        chosen = next((each for each in bureaus if str(each.pk) == request.POST.get("bureau")), None)
        if chosen is None:
            raise PermissionDenied
        try:
            return HttpResponseRedirect(_address("change", next_draft(chosen, hand_of(request)).pk))
        except ValidationError as refused:
            screen.message_user(request, " ".join(refused.messages), messages.ERROR)
    context = screen.admin_site.each_context(request) | {
        "title": _("Make a draft of the power list"),
        "opts": screen.opts,
        "bureaus": [(each, draft_of(each)) for each in bureaus],
    }
    return TemplateResponse(request, "admin/bureau/powers/new.html", context)


def step_view(screen, request, object_id, step):
    """A draft is published, or dropped."""
    version = found_or_404(screen, request, object_id)
    if step not in STEPS:
        raise Http404
    if request.method != "POST" or not screen.may_write(request, version):
        raise PermissionDenied
    if step == "drop":
        return _dropped(screen, request, version)
    form = PublishForm(request.POST, label_suffix="")
    if form.is_valid():
        given = form.cleaned_data
        try:
            publish(version, hand_of(request), given["on"], given["paper"])
        except ValidationError as refused:
            tell_refusal(form, refused, at=None)
        else:
            return HttpResponseRedirect(_address("change", version.pk))
    return _page(screen, request, version, {"publish": form})


def _dropped(screen, request, version) -> HttpResponse:
    try:
        drop(version, hand_of(request))
    except ValidationError as refused:
        screen.message_user(request, " ".join(refused.messages), messages.ERROR)
        return HttpResponseRedirect(_address("change", version.pk))
    return HttpResponseRedirect(_address("changelist"))


def differences_view(screen, request, object_id):
    """What this version says otherwise than the one before it."""
    version = found_or_404(screen, request, object_id)
    before = _before(version)
    found = differences(before.powers.all() if before else (), version.powers.all())
    context = screen.admin_site.each_context(request) | {
        "title": _("Differences"),
        "opts": screen.opts,
        "original": version,
        "before": before,
        "found": found,
    }
    return TemplateResponse(request, "admin/bureau/powers/differences.html", context)


def file_view(screen, request, object_id):
    """The files for the portal, made and checked now."""
    version = found_or_404(screen, request, object_id)
    if not screen.may_write(request, version):
        raise PermissionDenied
    try:
        made = bundle(version, timezone.localdate())
    except NotSound as refused:
        raise Http404(" ".join(refused.messages)) from None
    answer = HttpResponse(made.data, content_type="application/zip")
    name = f"{version.bureau}-{version}-{made.sha256[:8]}.zip"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def published_view(screen, request, object_id):
    """That somebody has put the files on the portal."""
    version = found_or_404(screen, request, object_id)
    if request.method != "POST" or not screen.may_write(request, version):
        raise PermissionDenied
    form = PortalForm(request.POST, label_suffix="")
    if form.is_valid():
        try:
            record_publication(version, hand_of(request), **form.cleaned_data)
        except ValidationError as refused:
            tell_refusal(form, refused, at=None)
        else:
            return HttpResponseRedirect(_address("change", version.pk))
    return _page(screen, request, version, {"portal": form})


def found_or_404(screen, request, object_id):
    version = screen.get_object(request, unquote(object_id))
    if version is None:
        raise Http404
    return version


def _page(screen, request, version, bound):
    powers = list(version.powers.order_by("category", "code"))
    writes, today = screen.may_write(request, version), timezone.localdate()
    context = screen.admin_site.each_context(request) | {
        "title": str(version),
        "opts": screen.opts,
        "original": version,
        "may_write": writes,
        "categories": _categories(version, powers),
        "states": _states(version, powers),
        "total": (len(powers), _powers_of(version)),
        "is_altered": not version.is_draft and not is_as_published(version, powers),
        "publish": writes and version.is_draft and (bound.get("publish") or _asked(PublishForm, on=today)),
        "publications": Publication.objects.filter(list=version),
    }
    if not version.is_draft and version.until_on is None:
        context |= _portal(version, today, bound if writes else None)
    return TemplateResponse(request, "admin/bureau/powers/list.html", context)


def _portal(version, today, bound) -> dict[str, Any]:
    """Whether the portal shows this version, and the form that says that it does; none for who only reads."""
    try:
        now = on_portal(version.bureau, today)
    except NotSound as refused:
        return {"unsound": refused.messages}
    if now is None or bound is None:
        return {"on_portal": now}
    return {"on_portal": now, "portal": bound.get("portal") or _asked(PortalForm, on=today, sha256=now.bundle.sha256)}


def _asked(form, **initial):
    return form(initial=initial, label_suffix="", auto_id=f"id_{form.__name__.lower()}_%s")


def _categories(version, powers) -> list[tuple[str, int, str]]:
    """Each category with how many powers it has, and the list of just these."""
    by_category = groupby(powers, lambda power: (power.category, power.get_category_display()))
    return [
        (words, len(list(rows)), _powers_of(version, category__exact=category))
        for (category, words), rows in by_category
    ]


def _states(version, powers) -> list[tuple[str, int, str]]:
    counts = [(state, sum(power.state == state for power in powers)) for state in PowerState]
    return [(str(state.label), count, _powers_of(version, state__exact=state.value)) for state, count in counts]


def _powers_of(version, **asked) -> str:
    return f"{reverse('admin:bureau_power_changelist')}?{urlencode({'list__id__exact': version.pk} | asked)}"


def _before(version) -> PowerList | None:
    earlier = PowerList.objects.filter(bureau=version.bureau_id, since_on__isnull=False, number__lt=version.number)
    return earlier.order_by("-number").first()


def _address(page, *args):
    return reverse(f"admin:bureau_powerlist_{page}", args=args)
