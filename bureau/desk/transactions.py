"""A request that may write is one transaction: all of it is saved, or nothing."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

READS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
GetResponse = Callable[[HttpRequest], HttpResponse]


class WritesAreAtomicMiddleware:
    """In place of ATOMIC_REQUESTS, which would make every page wait for SQLite's one writer.

    Must be the last in MIDDLEWARE: it calls the view itself, where an exception still rolls everything back.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method in READS:
            return None
        with transaction.atomic():
            return view(request, *args, **kwargs)
