"""Probes that send: whatever may not be changed is as it was, to the last row of the database."""

from collections.abc import Iterator
from typing import Any

from tests.matrix.canaries import Canary, canaries
from tests.matrix.judge import Ask, Viewer
from tests.matrix.oracle import SHEETS, Reach
from tests.matrix.reading import FOREIGN, _beyond, _pointing
from tests.matrix.sheets import SAMPLES, sheet
from tests.matrix.targets import Target

TOKEN: dict[str, list[str]] = {"csrfmiddlewaretoken": []}  # differs from page to page
# What a move, a button or a small form of a page asks for; each takes what it knows.
GIVEN = {
    "on": "2026-03-02",
    "version": "1",
    "reason_for_change": "样例",
    "purpose": "样例",
    "words": "样例",
    "paper": "样例",
    "retention": "permanent",
    "good_rows_only": "on",
    "password1": "a-long-enough-phrase",
    "password2": "a-long-enough-phrase",
    "usable_password": "true",
    "post": "yes",
}


def sent(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """To every address of every record what somebody would send who may; of these themselves one does."""
    for place, record in target.records(viewer):
        for route in (route for route in target.routes if route.is_of_a_record):
            may = target.writes(viewer, place, route.page, record)
            if may and viewer.role != target.first_to_write(route.page):
                continue
            data = GIVEN | (altered(target, place, record) if route.page in ("change", "history") else {})
            opens = None if target.reads(viewer, place, record) else False
            shown = frozenset({Canary(place, "reveal")} if may and route.page == "reveal" else ())
            shown |= target.named(viewer, place, record)
            for address in route.addresses(record.pk):
                yield Ask("POST", address, data, may_write=may, opens=opens, echo=shown)


def altered(target: Target, place: str, record: Any) -> dict[str, Any]:
    """The form of a record with one thing typed anew."""
    form = target.form_of(place, record)
    fields = dict(form.fields)
    for name in sorted(form.typed):
        if fields[name] == [""] or name in ("reason_for_change", "seen"):
            continue
        if not fields[name][0].replace("-", "").isdigit():
            fields[name] = [f"{fields[name][0]}改"]
            break
    return fields | {"reason_for_change": "样例"}


def entered(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """A record entered by who may not, and by who may into a place that they do not reach, where the form names one."""
    of_oneself = target.line.reach is Reach.OWN
    may = viewer.role != "" and (of_oneself or viewer.role in target.line.writers)
    own, beyond = (target.entry_form(place).filled("样例") for place in (viewer.place, "b1"))
    yield Ask("POST", target.address("add"), own, may_write=may)
    if not may or not (of_oneself or beyond | TOKEN == own | TOKEN):
        yield Ask("POST", target.address("add"), beyond)


def pointed(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """A record that one may write, pointed to one that one may not read."""
    for place, record in target.records(viewer):
        if not target.writes(viewer, place, "change", record):
            continue
        fields = target.form_of(place, record).fields
        for field in (field for field in _pointing(target.model) if field.name in fields):
            for beyond in _beyond(target, viewer, field.related_model):
                yield Ask("POST", target.address("change", record.pk), fields | {field.name: [str(beyond.pk)]})


def lines(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """Rows inside a form that belong to another record: their numbers forged in the form of one's own."""
    own = [(place, row) for place, row in target.records(viewer) if target.writes(viewer, place, "change", row)]
    beyond = target.foreign(viewer)
    for place, record in own[:1]:
        fields = target.form_of(place, record).fields
        for inline in target.screen.inlines:
            yield from _forged(target, record, fields, inline, beyond)


def _forged(target: Target, record: Any, fields: Any, inline: Any, beyond: list[Any]) -> Iterator[Ask]:
    key = next(field for field in inline.model._meta.fields if field.related_model is target.model)
    prefix = key.remote_field.get_accessor_name(model=inline.model).replace("+", "")
    for row in inline.model._default_manager.filter(**{f"{key.name}__in": beyond}):
        values = {f"{prefix}-0-{field.name}": [str(getattr(row, field.attname) or "")] for field in row._meta.fields}
        forged = {f"{prefix}-TOTAL_FORMS": ["1"], f"{prefix}-INITIAL_FORMS": ["1"], f"{prefix}-0-DELETE": ["on"]}
        own = {f"{prefix}-0-{key.name}": [str(record.pk)]}
        rest = {name: value for name, value in fields.items() if not name.startswith(f"{prefix}-")}
        kept = inline.model._meta.db_table
        echo = frozenset(canaries(str(values)))
        yield Ask("POST", target.address("change", record.pk), rest | values | own | forged, keeps=kept, echo=echo)


def edited_in_the_list(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """Fields of a list sent as if the list could be written."""
    kept = [row for place, row in target.records(viewer) if not target.writes(viewer, place, "change", row)]
    fields = [field.name for field in target.model._meta.fields if field.editable and not field.primary_key]
    managed = {"form-TOTAL_FORMS": str(len(kept)), "form-INITIAL_FORMS": str(len(kept)), "_save": "1"}
    for number, row in enumerate(kept):
        managed |= {f"form-{number}-{name}": "1" for name in fields}
        managed[f"form-{number}-{target.model._meta.pk.name}"] = str(row.pk)
    yield Ask("POST", target.address("changelist"), managed)


def acted_upon(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """Actions of the list on rows beyond reach, one by one and all at once, also those that it does not offer.

    All at once is every row within reach, which whoever writes there may act upon.
    """
    names = ["delete_selected", *(getattr(each, "__name__", each) for each in target.screen.actions or ())]
    for name in names:
        tried = target.records(viewer)
        keys = [str(row.pk) for place, row in tried if not target.writes(viewer, place, "change", row)]
        data = {"action": name, "_selected_action": keys, "index": "0", "post": "yes"}
        yield Ask("POST", target.address("changelist"), data)
        may = viewer.role != "" and viewer.role in target.line.writers
        yield Ask("POST", target.address("changelist"), data | {"select_across": "1"}, may_write=may)


def brought(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """A sheet with the keys of records beyond reach: its preview tells nothing of them."""
    if not target.has("import"):
        return
    another = next(kind for kind in SAMPLES if kind not in target.screen.sheets)
    may = viewer.role != "" and any(viewer.role in SHEETS[each] for each in target.screen.sheets)
    for place in FOREIGN:
        for kind in (*target.screen.sheets, another):
            yield _sending(target, kind, viewer.place, place, may_write=may)
    yield Ask("POST", target.address("process_import"), {"import_file_name": "x", "format": "0"})


def confirmed(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """The same sheet, confirmed by whoever may: nothing of others is changed, nor pointed to."""
    if not target.has("import") or not viewer.role:
        return
    for place in FOREIGN:
        for kind in target.screen.sheets:
            if viewer.role in SHEETS[kind]:
                yield _sending(target, kind, viewer.place, place, may_write=True, confirms=True)


def _sending(target: Target, kind: str, own: str, beyond: str, **facts: Any) -> Ask:
    cells = sheet(kind, own, beyond)
    data = {"kind": kind, "pasted": "\n".join("\t".join(row) for row in cells)}
    bears = tuple({cell for row in cells for cell in row if any(canaries(cell))})
    return Ask("POST", target.address("import"), data, follow=True, bears=bears, **facts)
