"""Open work of a person moved or shared: all of it or some of it, to somebody else, for a reason, in one confirm."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bureau.casework.docket import Docket
from bureau.casework.handover import GIVERS, hand_over_all
from bureau.desk.handing import REFUSALS, tell_refusal
from bureau.desk.persons import found_or_404, may_share, open_work, within_reach_to_give
from bureau.desk.recorded import hand_of
from bureau.desk.scoped import scope_for, within_reach
from bureau.people.bureaus import Section
from bureau.people.staff import Staff


class SharingForm(forms.Form):
    """To whom, and why. Sections and people of the own bureau only."""

    officer = forms.ModelChoiceField(Staff.objects.none(), label=_("to"))
    section = forms.ModelChoiceField(
        Section.objects.none(), label=_("section"), required=False, empty_label=_("each case stays in its section")
    )
    reason_for_change = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, request, site, person, data=None):
        super().__init__(data, label_suffix="", initial={"officer": request.GET.get("officer")})
        people = within_reach(site, Staff, request).filter(section__bureau=person.bureau_id, is_active=True)
        sections = within_reach(site, Section, request).filter(bureau=person.bureau_id, closed_on__isnull=True)
        for name, rows in (("officer", people.exclude(pk=person.pk)), ("section", sections)):
            choice: forms.ModelChoiceField = self.fields[name]  # type: ignore[assignment]
            choice.queryset = rows


def offer_to_share(screen, request, giver: Staff, taker: Staff) -> None:
    """Where whoever asks may give open work of one to the other: says so, and leads to where it is done."""
    if not may_share(request, giver):
        return
    address = f"{reverse('admin:bureau_staff_share', args=[giver.pk])}?officer={taker.pk}"
    words = _("Hand open work of %(giver)s over to %(taker)s") % {"giver": giver, "taker": taker}
    screen.message_user(request, format_html('<a href="{}">{}</a>', address, words))


def share_view(screen, request, object_id):
    """The cases that may be given away, all of them ticked, and what the form is sent to."""
    person = found_or_404(screen, request, object_id)
    keys = set(within_reach_to_give(request, person).values_list("pk", flat=True))
    if not keys and request.method != "POST":
        raise PermissionDenied
    form = SharingForm(request, screen.admin_site, person, request.POST or None)
    chosen = {int(key) for key in request.POST.getlist("case") if key.isdecimal()}
    if request.method == "POST" and _shared(request, form, person, chosen):
        told = ngettext("%(count)d case was handed over.", "%(count)d cases were handed over.", len(chosen))
        screen.message_user(request, told % {"count": len(chosen)}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:bureau_staff_page", args=[person.pk]))
    work = list(open_work(screen.admin_site, request, person, most=None))
    context = screen.admin_site.each_context(request) | {
        "title": _("Hand over open work"),
        "opts": screen.opts,
        "person": person,
        "form": form,
        "work": [(kind, [item for item in kind.items if item.key in keys]) for kind in work],
        "chosen": chosen if request.method == "POST" else keys,
    }
    return TemplateResponse(request, "admin/bureau/share.html", context)


def _shared(request, form, person, chosen) -> bool:
    if not form.is_valid():
        return False
    if not chosen:
        form.add_error(None, _("Please choose at least one case."))
        return False
    if scope_for(request).rows(Docket.objects.filter(pk__in=chosen), GIVERS).count() < len(chosen):
        form.add_error(None, _("Your role does not reach there."))
        return False
    given = form.cleaned_data
    try:
        hand_over_all(chosen, person, hand_of(request), officer=given["officer"], section=given["section"])
    except REFUSALS as refused:
        tell_refusal(form, refused, at=None)
        return False
    return True
