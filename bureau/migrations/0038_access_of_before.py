"""What was read or reviewed before gets the bureau and section of its record, too.

The rows are locked, so their lock is lifted for this one statement and put back as it was. They may be sealed: a leaf
names the columns that it was made of, and these are not among them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import migrations

LOCK = "bureau_kept"


def of_the_record(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    for name, find in (("AccessLog", _of_access), ("Review", _of_review)):
        model = apps.get_model("bureau", name)
        waiting = model._base_manager.filter(of_bureau__isnull=True)
        found = [(row.pk, *find(apps, row)) for row in waiting.iterator()]
        if found:
            with unlocked(connection, model._meta.db_table) as cursor:
                cursor.executemany(
                    f"UPDATE {model._meta.db_table} SET of_bureau = %s, of_section = %s WHERE id = %s",  # noqa: S608
                    [(bureau, section, pk) for pk, bureau, section in found],
                )


@contextmanager
def unlocked(connection: Any, table: str) -> Iterator[Any]:
    """A cursor that may change this table's rows; a lock that was there is there again afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # it alters no table that something waits for
            cursor.execute("SELECT 1 FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = %s", [table, LOCK])
            alter = f"ALTER TABLE {table}"
            both = [(f"{alter} DISABLE TRIGGER {LOCK}", f"{alter} ENABLE ALWAYS TRIGGER {LOCK}")]
            locks = both if cursor.fetchone() else []
        else:
            name = f"{table}_no_update"
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [name])
            locks = [(f"DROP TRIGGER {name}", sql) for (sql,) in cursor.fetchall()]
        for lift, _put_back in locks:
            cursor.execute(lift)
        yield cursor
        for _lift, put_back in locks:
            cursor.execute(put_back)


def _of_access(apps: Any, row: Any) -> tuple[int | None, int | None]:
    """Of a person, a person's key or a docket what it belongs to; of anything else the actor's own place."""
    known: dict[str, tuple[str, str, list[str]]] = {
        "bureau.person": ("Person", "pk", ["bureau"]),
        "bureau.personkey": ("Person", "person_key", ["bureau"]),
        "bureau.docket": ("Docket", "pk", ["section__bureau", "section"]),
    }
    found = None
    if row.row and row.record in known:
        name, key, place = known[row.record]
        found = apps.get_model("bureau", name)._base_manager.filter(**{key: row.row}).values_list(*place).first()
    return (*found, None)[:2] if found else _of_staff(apps, row.actor_id)


def _of_review(apps: Any, row: Any) -> tuple[int | None, int | None]:
    """The bureau of the change, of several the reviewer's own; of what all share the reviewer's own."""
    own = _of_staff(apps, row.reviewer_id)
    places = set()
    for model in apps.get_models():
        if {"history_change", "history_bureau"} <= {field.name for field in model._meta.fields}:
            rows = model._base_manager.filter(history_change=row.change, history_bureau__isnull=False)
            places.update(rows.values_list("history_bureau", "history_section"))
    return min(places, key=lambda place: (place[0] != own[0], place[0], place[1] or 0), default=own)


def _of_staff(apps: Any, key: int | None) -> tuple[int | None, int | None]:
    staff = apps.get_model("bureau", "Staff")._base_manager
    found = staff.filter(pk=key).values_list("section__bureau", "section").first()
    return found or (None, None)


class Migration(migrations.Migration):
    dependencies = [("bureau", "0037_whose_access")]

    operations = [migrations.RunPython(of_the_record, migrations.RunPython.noop)]
