"""The forms of a page as a browser would send them, read from its HTML."""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

Fields = dict[str, list[str]]
UNSENT, TICKED = ("submit", "file", "button"), ("checkbox", "radio")


class _Reader(HTMLParser):
    """The fields of every form that is sent by POST; of a choice what is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Fields] = {}
        self.texts: set[str] = set()  # names of fields into which somebody types
        self.required: set[str] = set()
        self.offered: Fields = {}  # what each choice has to offer
        self._open: Fields | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self._open = self.forms.setdefault(given.get("id", ""), {})
        if self._open is None:
            return
        if tag == "option" and self._select:
            self._option(given)
        elif given.get("name"):
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "text")
        if "required" in given:
            self.required.add(name)
        if tag == "textarea" or (tag == "input" and kind == "text"):
            self.texts.add(name)
        if tag == "select":
            self._select = name
            self._kept(name)
        elif tag == "textarea":
            self._area = name
            self._kept(name).append("")
        elif tag == "input" and kind not in UNSENT and (kind not in TICKED or "checked" in given):
            self._kept(name).append(given.get("value", "on" if kind == "checkbox" else ""))

    def _option(self, given: dict[str, str]) -> None:
        self.offered.setdefault(self._select, []).append(given.get("value", ""))
        if "selected" in given:
            self._kept(self._select).append(given.get("value", ""))

    def _kept(self, name: str) -> list[str]:
        assert self._open is not None
        return self._open.setdefault(name, [])

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._area:
            text = self._open[self._area][0]
            self._open[self._area] = [text + data if text else data.removeprefix("\n")]  # as browsers do

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What a browser would send, which of it is typed, what must be given, and what could be chosen instead."""

    fields: Fields
    typed: frozenset[str]
    required: frozenset[str]
    offered: Fields

    def filled(self, text: str) -> Fields:
        """With something in each field that must be given: a text, the first choice."""
        typed = {name: [text] for name in self.typed & self.required if self.fields[name] == [""]}
        missing = [name for name in self.required & set(self.offered) if not any(self.fields[name])]
        empty = {name: self.offered[name] for name in missing}
        return self.fields | typed | {name: [next(filter(None, values), "")] for name, values in empty.items()}


NO_FORM = Form({}, frozenset(), frozenset(), {})


def form_named(page: str, name: str) -> Form:
    """The form that bears this id; an empty one where there is none."""
    reader = _Reader()
    reader.feed(page)
    if name not in reader.forms:
        return NO_FORM
    fields = reader.forms[name]
    offered = {field: values for field, values in reader.offered.items() if field in fields}
    return Form(fields, *(frozenset(names & set(fields)) for names in (reader.texts, reader.required)), offered)
