"""What must hold of every screen before the desk opens: the scoped base, and whose its rows are."""

from collections.abc import Iterable, Iterator, Sequence

from django.contrib import admin
from django.core import checks
from django.utils import timezone

from bureau.audit.history import Recorded
from bureau.audit.tables import can_be_asked
from bureau.audit.whose import Whose
from bureau.desk.inlines import WithItsRecord
from bureau.desk.recorded import RecordedAdmin
from bureau.desk.scoped import ScopedAdmin
from bureau.people.appointments import Appointment
from bureau.people.roles import EXPORTERS
from bureau.people.soundness import faults


@checks.register(checks.Tags.database)
def roles_keep_to_their_table(databases: Sequence[str] | None = None, **_kwargs) -> list[checks.CheckMessage]:
    """Warnings: whoever puts it right must be able to sign in."""
    if not can_be_asked(databases, Appointment._meta.db_table, "waits"):
        return []
    found = faults(timezone.localdate())
    return [checks.Warning(each.told, "See `manage.py roles --check`.", id="bureau.W002") for each in found]


def faults_of(screens: Iterable[admin.ModelAdmin]) -> list[checks.CheckMessage]:
    return [checks.Error(sentence, obj=screen, id=code) for screen in screens for code, sentence in _faults(screen)]


def _faults(screen: admin.ModelAdmin) -> Iterator[tuple[str, str]]:
    name = type(screen).__name__
    if not isinstance(screen, ScopedAdmin):
        yield "bureau.E010", f"{name} is no ScopedAdmin: its rows would be open to everybody."
        return
    if not isinstance(getattr(screen.model, "whose", None), Whose):
        yield "bureau.E011", f"{screen.model.__name__} does not say whose its rows are."
    yield from _faults_of_roles(screen, name)
    if issubclass(screen.model, Recorded) and not isinstance(screen, RecordedAdmin):
        yield "bureau.E013", f"{name} shows records with a history and is no RecordedAdmin."
    for inline in screen.inlines:
        if not issubclass(inline, WithItsRecord):
            yield (
                "bureau.E014",
                f"{inline.__name__} does not inherit WithItsRecord: its rows would be open to nobody's rule.",
            )
    if screen.raw_id_fields or screen.list_editable:
        yield "bureau.E015", f"{name}: raw_id_fields and list_editable pass by the reach and the version of a record."


def _faults_of_roles(screen: ScopedAdmin, name: str) -> Iterator[tuple[str, str]]:
    if not screen.readers or not screen.writers <= screen.readers:
        yield "bureau.E012", f"{name} names no readers, or writers who may not read."
    exporters: frozenset[str] = getattr(screen, "exporters", frozenset())
    if not exporters <= screen.readers:
        yield "bureau.E016", f"{name} names exporters who may not read."
    if more := exporters - EXPORTERS:
        yield "bureau.E043", f"{name} names exporters whose role takes no list out: {', '.join(sorted(more))}."
