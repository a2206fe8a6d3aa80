"""What an error mail and the log tell: where it broke, at which address; never what was typed or held."""

import logging
import traceback
from collections.abc import Iterator
from typing import Any

from django.views.debug import ExceptionReporter


class SilentReporter(ExceptionReporter):
    """Django hides what a view has named as sensitive. Here every form, search and message may bear personal data."""

    def get_traceback_text(self) -> str:  # type: ignore[override]  # the stubs want it marked as safe HTML
        told = [f"{self.request.method} {self.request.path}"] if self.request else []
        return "\n".join([*told, *_places(self.exc_value)])


class SilentFormatter(logging.Formatter):
    """The message of an error may quote a row or a form; its kind and its place cannot."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name of the standard library
        return "\n".join(_places(ei[1]))


def _places(error: object) -> Iterator[str]:
    """The kind of each error of the chain, and where it broke."""
    while isinstance(error, BaseException):
        yield type(error).__qualname__
        yield "".join(traceback.format_tb(error.__traceback__))
        error = error.__cause__ or error.__context__
