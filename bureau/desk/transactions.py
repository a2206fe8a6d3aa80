"""A request that may write is one transaction: all of it is saved, or nothing.

And one that names a number beyond 64 bits names nothing: where PostgreSQL finds no row, SQLite breaks off.
"""

from collections.abc import Callable
from typing import Any

from django.core.handlers.exception import response_for_exception
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

TOO_LARGE = "too large to convert to SQLite INTEGER"
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
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except OverflowError as error:
            if TOO_LARGE in str(error):
                raise Http404 from error
            raise

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Of a request that only reads; one that writes has met it above."""
        too_large = isinstance(exception, OverflowError) and TOO_LARGE in str(exception)
        return response_for_exception(request, Http404()) if too_large else None
