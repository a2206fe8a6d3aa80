"""How somebody signs in, on the screen: what each person looks after alone, and what administrators do about others."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from bureau.desk.hands import hand_of
from bureau.desk.qr import qr_of
from bureau.desk.scoped import scope_for
from bureau.desk.sessions import done
from bureau.people.addresses import address_of
from bureau.people.factors import SecondFactor, confirm, has_second_factor, reset
from bureau.people.lockout import locked_doors, unlock_all
from bureau.people.passwords import last_set
from bureau.people.roles import Role
from bureau.people.staff import Staff
from bureau.people.totp import address_of_secret, spelled

SYSTEM, SECURITY = frozenset({Role.SYSTEM_ADMINISTRATOR}), frozenset({Role.SECURITY_ADMINISTRATOR})


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, help_text=gettext_lazy("Stands in the access log.")
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("one-time code"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


def own_view(request: Any, site: Any) -> Any:
    """One's own password, second factor and sessions."""
    if request.method == "POST":
        request.user.sign_out_everywhere(hand_of(request), address_of(request))
        update_session_auth_hash(request, request.user)  # all but this session
        messages.success(request, _("You are logged out everywhere else."))
        return HttpResponseRedirect(reverse("admin:signin"))
    return _page(request, site, request.user, {"title": _("Password and log-in"), "is_own": True})


@never_cache
def factor_view(request: Any, site: Any) -> Any:
    """Sets up one's own second factor: the secret is shown until the first code of it was right, and never again."""
    if settings.SECOND_FACTOR == "off" or has_second_factor(request.user):
        done(request, "factor")
        return HttpResponseRedirect(reverse("admin:signin"))
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and not form.is_bound:
        SecondFactor.begin(request.user)
        return HttpResponseRedirect(reverse("admin:second_factor"))
    if form.is_valid():
        if confirm(hand_of(request), request.user, form.cleaned_data["code"], address_of(request)):
            done(request, "factor")
            messages.success(request, _("The second factor is set up. From now on you log in with its code."))
            return HttpResponseRedirect(reverse("admin:signin"))
        form.add_error("code", _("This code is not right. Is the clock of the telephone right?"))
    context = site.each_context(request) | {"title": _("Set up a second factor"), "form": form}
    return TemplateResponse(request, "admin/bureau/factor.html", context | _drawn(site, request.user))


def _drawn(site: Any, user: Staff) -> dict[str, Any]:
    """The secret that waits for its first code, as a picture and as it is typed; nothing where there is none."""
    waiting = SecondFactor.objects.filter(staff=user).first()
    if waiting is None:
        return {}
    size, drawn = qr_of(address_of_secret(waiting.short_secret, str(site.site_header), user.username))
    secret = spelled(waiting.short_secret)
    return {"size": size, "drawn": drawn, "secret": [secret[start : start + 4] for start in range(0, len(secret), 4)]}


def account_view(screen: Any, request: Any, object_id: str) -> Any:
    """What administrators do about the sign-in of others: unlock, end sessions, take a lost second factor away."""
    person = screen.get_object(request, object_id)
    if person is None:
        raise Http404
    if not may_look_after(request, person):
        raise PermissionDenied
    form = ReasonForm(request.POST if request.POST.get("do") == "reset" else None)
    asked = ACTIONS.get(request.POST.get("do", ""))
    if request.method == "POST" and asked and (not form.is_bound or form.is_valid()):
        roles, action = asked
        if not _may(request, person, roles):
            raise PermissionDenied
        messages.success(request, action(request, person, form))
        return HttpResponseRedirect(request.path)
    more = {"title": _("Log-in of %(person)s") % {"person": person}, "is_own": False, "form": form}
    more |= {"may_unlock": _may(request, person, SYSTEM), "may_reset": _may(request, person, SECURITY)}
    return _page(request, screen.admin_site, person, more)


def may_look_after(request: Any, person: Staff) -> bool:
    return _may(request, person, SYSTEM | SECURITY)


def _may(request: Any, person: Staff, roles: frozenset[str]) -> bool:
    """Nobody does it for themselves, nor for an account that may do more than they."""
    higher = person.is_superuser and not request.user.is_superuser
    return not higher and person.pk != request.user.pk and scope_for(request).reaches(person, roles)


def _page(request: Any, site: Any, person: Staff, more: dict[str, Any]) -> TemplateResponse:
    newest = last_set(person)
    context = site.each_context(request) | {
        "person": person,
        "set_at": newest and newest.at,
        "holds_until": newest and newest.at + settings.PASSWORD_AGE,
        "has_factor": has_second_factor(person),
        "factors_are_on": settings.SECOND_FACTOR != "off",
        "doors": locked_doors(person.username, hand_of(request).at),
    }
    return TemplateResponse(request, "admin/bureau/signin.html", context | more)


def _unlock(request: Any, person: Staff, _form: Any) -> str:
    doors = unlock_all(person.username, hand_of(request))
    return _("Unlocked.") if doors else _("Nothing was locked.")


def _out(request: Any, person: Staff, _form: Any) -> str:
    person.sign_out_everywhere(hand_of(request), address_of(request))
    return _("%(person)s is logged out everywhere.") % {"person": person}


def _reset(request: Any, person: Staff, form: ReasonForm) -> str:
    gone = reset(hand_of(request).because(form.cleaned_data["reason"]), person, address_of(request))
    return _("The second factor was reset.") if gone else _("There was no second factor.")


ACTIONS: dict[str, Any] = {"unlock": (SYSTEM, _unlock), "out": (SYSTEM, _out), "reset": (SECURITY, _reset)}
