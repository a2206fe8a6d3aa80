"""A piece where there is no template to put it into: in a cell of a list."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def rendered(piece: str, shown: object) -> SafeString:
    return render_to_string(f"bureau/pieces/{piece}.html", {"shown": shown})
