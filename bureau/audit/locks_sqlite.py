"""The locks in SQLite: triggers, whose text stands in the database's own list and is compared with ours."""

from collections.abc import Iterator, Mapping
from typing import Any

REFUSED = "这张表只能追加：记录写入后不得修改、删除或替换（留痕保护）"
# A row of the same number would be replaced without any trigger of deletion, so it is refused before.
EVENTS = {
    "update": "BEFORE UPDATE ON {table} BEGIN",
    "delete": "BEFORE DELETE ON {table} BEGIN",
    "replace": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) BEGIN",
}


def apply(connection: Any, kept: Mapping[str, str]) -> None:
    there = _there(connection)
    with connection.cursor() as cursor:
        for table, key in kept.items():
            for name, statement in _triggers(connection, table, key).items():
                if there.get(name) != statement:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                    cursor.execute(statement)


def missing(connection: Any, kept: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of a table and the name of a trigger."""
    there = _there(connection)
    for table, key in kept.items():
        for name, statement in _triggers(connection, table, key).items():
            if there.get(name) != statement:
                yield table, name


def _there(connection: Any) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _triggers(connection: Any, table: str, key: str) -> dict[str, str]:
    quoted = connection.ops.quote_name
    found = {}
    for event, head in EVENTS.items():
        when = head.format(table=quoted(table), key=quoted(key))
        name = f"{table}_no_{event}"
        found[name] = f"CREATE TRIGGER {name} {when} SELECT RAISE(ABORT, '{REFUSED}'); END"
    return found
