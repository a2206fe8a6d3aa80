"""Personal data in full: one field for a moment, and the access log says to whom and what for.

Whoever handles an open case about the person needs one click, and the case is the purpose. Everybody else within reach
says why. What is shown goes away by itself, and no browser keeps it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from bureau.audit.vault import Erased, KeyHolder, VeiledField
from bureau.casework.concerned import cases_handled, concerned
from bureau.casework.docket import Case
from bureau.desk.recorded import RecordedAdmin, hand_of
from bureau.law.masks import Mask
from bureau.people.roles import CASEWORKERS

SECONDS = 30


@dataclass(frozen=True, slots=True)
class Veil:
    """A field as its mask, with where it is shown in full; `case` is the one that makes the purpose, if any."""

    name: str
    label: str
    mask: str
    url: str
    is_phone: bool
    case: Case | None


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody whom a case is about."""

    words: str
    url: str
    fields: list[Veil]


class RevealsAdmin(RecordedAdmin):
    """Records with personal data: masks everywhere, and one field in full for a purpose that the access log keeps."""

    change_form_template = "admin/bureau/veiled.html"
    revealers = CASEWORKERS

    def get_urls(self):
        view = self.admin_site.admin_view(partial(reveal_view, self))
        name = f"{self.opts.app_label}_{self.opts.model_name}_reveal"
        return [path("<path:object_id>/reveal/<str:field>/", view, name=name), *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person_key")

    def has_change_permission(self, request, obj=None):
        """Nothing can be sealed under a key that was destroyed."""
        is_whole = obj is None or obj.person_key.erased_at is None
        return is_whole and super().has_change_permission(request, obj)

    def may_reveal(self, request, record):
        return record.person_key.erased_at is None and self._may(request, record, self.revealers)

    def render_change_form(self, request, context, *args, **kwargs):
        shown = kwargs.get("obj")
        if shown is not None:
            context["erased_at"] = shown.person_key.erased_at
            if self.may_reveal(request, shown):
                context["veiled"] = veils_of(self, shown, next(iter(cases_handled(shown, request.user)), None))
        return super().render_change_form(request, context, *args, **kwargs)


@sensitive_variables("text")
def reveal_view(screen, request, object_id, field):
    """Shows one field once; the log row is written in the same transaction, and the answer is kept nowhere."""
    record = screen.get_object(request, object_id)
    if record is None or field not in {each.name for each in _veiled(screen)}:
        raise Http404
    if request.method != "POST" or not screen._may(request, record, screen.revealers):
        raise PermissionDenied
    purpose, value = _purpose(request, record), getattr(record, field)
    page = reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_change", args=[record.pk])
    if not purpose or not value:
        return _not_shown(screen, request, page, _("Please say what it is needed for."))
    try:
        text = value.reveal(hand_of(request), purpose)
    except Erased:
        return _not_shown(screen, request, page, _("The personal data have been destroyed."))
    words = {"title": label_for_field(field, screen.model, screen), "subtitle": str(record), "purpose": purpose}
    answer = _shown(screen, request, words | {"text": text, "page": page})
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(screen, request, shown) -> HttpResponse:
    """To the script the bare text; else a page of its own, which leaves by itself."""
    if _by_script(request):
        return JsonResponse({"text": shown["text"], "seconds": SECONDS})
    context = screen.admin_site.each_context(request) | shown | {"seconds": SECONDS}
    leaving = {"Refresh": f"{SECONDS}; url={shown['page']}"}
    return TemplateResponse(request, "admin/bureau/revealed.html", context, headers=leaving)


def _not_shown(screen, request, page, why):
    if _by_script(request):
        return JsonResponse({"refused": why})
    screen.message_user(request, why, messages.ERROR)
    return HttpResponseRedirect(page)


def _by_script(request) -> bool:
    return request.headers.get("Accept") == "application/json"


def _purpose(request, record) -> str:
    """What was typed; else the open case about this person on one's own desk, of several the one that was looked at."""
    typed: str = request.POST.get("purpose", "").strip()
    if typed:
        return typed
    cases = cases_handled(record, request.user)
    looked_at = [case for case in cases if str(case.pk) == request.POST.get("case")]
    return next((_("handling case %(number)s") % {"number": case.docket.number} for case in looked_at or cases), "")


def _veiled(screen) -> list[VeiledField]:
    return [field for field in screen.opts.fields if isinstance(field, VeiledField)]


def veils_of(screen, record: KeyHolder, case: Case | None) -> list[Veil]:
    """Each field that holds something."""
    name = f"admin:{screen.opts.app_label}_{screen.opts.model_name}_reveal"
    return [
        Veil(
            field.name,
            str(field.verbose_name),
            str(getattr(record, field.name)),
            reverse(name, args=[record.pk, field.name]),
            field.mask == Mask.PHONE,
            case,
        )
        for field in _veiled(screen)
        if getattr(record, field.name)
    ]


def concerned_by(site, request, case: Case) -> Iterator[Concerned]:
    """Those whom the case is about, as far as their own screen shows them to this person."""
    is_handled = case.docket.officer_id == request.user.pk and case.docket.closed_on is None
    for words, person in concerned(case):
        screen: Any = site._registry.get(type(person))
        if screen is not None and screen.may_reveal(request, person):
            url = reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_change", args=[person.pk])
            yield Concerned(words, url, veils_of(screen, person, case if is_handled else None))
