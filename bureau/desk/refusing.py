"""What a request was refused stands in the access log, whatever became of its transaction."""

from collections.abc import Callable

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand, Refusal, Source
from bureau.audit.refusing import tell

GetResponse = Callable[[HttpRequest], HttpResponse]


class RefusalsAreToldMiddleware:
    """Stands outside of the transaction of a request: what is written here is not rolled back with it.

    Told is each page that was refused, and whatever the hand of the request was refused on its way: a move that is
    another's to make, a record beyond reach.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        known: Hand | None = getattr(request, "hand", None)
        refusals = list(known.refused) if known else []
        if response.status_code == 403 and not refusals:
            refusals.append(_of_page(request))
        if refusals:
            tell(known or _hand(request), refusals, request.META.get("REMOTE_ADDR"))
        return response


def _hand(request: HttpRequest) -> Hand:
    """No more than who it is: what was sent may be what could not be read."""
    user = request.user if request.user.is_authenticated else None
    return Hand(user, Source.SCREEN, timezone.now(), name="" if user else _("nobody signed in"))


def _of_page(request: HttpRequest) -> Refusal:
    """The page by its name; what stands in an address beside the number of a record is nobody's to keep."""
    match = request.resolver_match
    name = match.url_name or "" if match else ""
    label = next(
        (
            model._meta.label_lower
            for model in apps.get_models()
            if name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_")
        ),
        "",
    )
    row = str(match.kwargs.get("object_id", "")) if match else ""
    return Refusal(_("This page is not open to this account."), label, row, f"{request.method} {name}")
