"""Whose desk a case lies on, changed on its page: taken up with one click, or handed over on a form of its own."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bureau.casework.handover import GIVERS, hand_over, take_up
from bureau.casework.refusals import Archived, NotYours
from bureau.desk.recorded import REASON, hand_of
from bureau.desk.scoped import scope_for, within_reach
from bureau.people.bureaus import Section
from bureau.people.staff import Staff

REFUSALS = (ValidationError, NotYours, Archived)


class HandingForm(forms.Form):
    """To whom, and why. Sections and people of the own bureau only."""

    section = forms.ModelChoiceField(Section.objects.none(), label=_("section"))
    officer = forms.ModelChoiceField(
        Staff.objects.none(), label=_("officer"), required=False, empty_label=_("nobody yet: to be taken up there")
    )
    reason_for_change = forms.CharField(label=_("Reason"), required=False, max_length=500)

    def __init__(self, request, site, case, data=None):
        docket = case.docket
        super().__init__(data, initial={"section": docket.section_id, "officer": docket.officer_id}, label_suffix="")
        here = docket.section.bureau_id
        sections = within_reach(site, Section, request).filter(bureau=here, closed_on__isnull=True)
        people = within_reach(site, Staff, request).filter(section__bureau=here, is_active=True)
        for name, rows in (("section", sections), ("officer", people)):
            choice: forms.ModelChoiceField = self.fields[name]  # type: ignore[assignment]
            choice.queryset = rows


def may_hand_over(request, case) -> bool:
    return case.docket.closed_on is None and scope_for(request).reaches(case, GIVERS)


def may_take_up(screen, request, case) -> bool:
    docket = case.docket
    is_free = docket.closed_on is None and docket.officer_id is None
    return is_free and screen.has_change_permission(request, case)


def hand_over_view(screen, request, object_id):
    """The form, and what it is sent to; whoever gave the case away is shown the list it has left."""
    case = _found(screen, request, object_id)
    if not may_hand_over(request, case):
        raise PermissionDenied
    form = HandingForm(request, screen.admin_site, case, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            hand_over(case, hand_of(request), section=given["section"], officer=given["officer"])
        except REFUSALS as refused:
            tell_refusal(form, refused)
        else:
            screen.message_user(request, _("Handed over: %(case)s") % {"case": case.docket.title}, messages.SUCCESS)
            return HttpResponseRedirect(_address(screen, "changelist"))
    context = screen.admin_site.each_context(request) | {
        "title": _("Hand over"),
        "subtitle": case.docket.number,
        "opts": screen.opts,
        "original": case,
        "form": form,
    }
    return TemplateResponse(request, "admin/bureau/case/hand_over.html", context)


def take_up_view(screen, request, object_id):
    case = _found(screen, request, object_id)
    if request.method != "POST":
        raise PermissionDenied
    try:
        take_up(case, hand_of(request))
    except REFUSALS as refused:
        screen.message_user(request, " ".join(getattr(refused, "messages", [str(refused)])), messages.ERROR)
    return HttpResponseRedirect(_address(screen, "change", case.pk))


def _found(screen, request, object_id):
    case = screen.get_object(request, object_id)
    if case is None:
        raise Http404
    return case


def tell_refusal(form, refused, at=REASON):
    """What was refused, at its field where it has one; `at` is where else it may be mended."""
    if isinstance(refused, ValidationError) and hasattr(refused, "error_dict"):
        for name, told in refused.error_dict.items():
            form.add_error(name, told)
        return
    form.add_error(
        at if isinstance(refused, ValidationError) else None, " ".join(getattr(refused, "messages", [str(refused)]))
    )


def _address(screen, page, *args):
    return reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_{page}", args=args)
