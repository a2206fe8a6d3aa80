"""The locks in PostgreSQL: triggers on every append-only table, and what notes each change of a record.

The triggers fire always, also for whoever sets session_replication_role. What writes the notes runs with the rights of
the owner, so that the role of the application needs none on them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

NOTES = "bureau_auditchange"
KEPT, KEPT_WHOLE, CHANGE, VERSION = ("bureau_kept", "bureau_kept_whole", "bureau_change", "bureau_version")
FUNCTIONS = {
    "bureau_refuse": """
BEGIN
  RAISE EXCEPTION '表 % 只能追加：记录写入后不得修改、删除或清空（留痕保护）', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
""",
    "bureau_note_change": """
DECLARE
  changed text := '';
  kept jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT string_agg(becomes.key, ',' ORDER BY becomes.key) INTO changed
      FROM jsonb_each(to_jsonb(NEW)) AS becomes JOIN jsonb_each(to_jsonb(OLD)) AS was USING (key)
      WHERE becomes.value IS DISTINCT FROM was.value;
    IF changed IS NULL THEN
      RETURN NULL;
    END IF;
  END IF;
  INSERT INTO bureau_auditchange ("table", "row", operation, columns, transaction, db_user, at)
    VALUES (TG_TABLE_NAME, kept ->> TG_ARGV[0], left(TG_OP, 1), changed,
            pg_current_xact_id()::text::bigint, session_user, transaction_timestamp());
  RETURN NULL;
END
""",
    "bureau_note_version": """
BEGIN
  INSERT INTO bureau_auditchange ("table", "row", operation, columns, transaction, db_user, at)
    VALUES (TG_ARGV[1], to_jsonb(NEW) ->> TG_ARGV[0], 'V', '',
            pg_current_xact_id()::text::bigint, session_user, transaction_timestamp());
  RETURN NULL;
END
""",
}
# Bits of pg_trigger.tgtype: each row 1, before 2, insert 4, delete 8, update 16, truncate 32.
TYPES = {KEPT: 27, KEPT_WHOLE: 34, CHANGE: 29, VERSION: 5}
CALLS = {
    KEPT: "bureau_refuse",
    KEPT_WHOLE: "bureau_refuse",
    CHANGE: "bureau_note_change",
    VERSION: "bureau_note_version",
}
EVENTS = {
    KEPT: "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION bureau_refuse()",
    KEPT_WHOLE: "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION bureau_refuse()",
    CHANGE: "AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION bureau_note_change('{key}')",
    VERSION: "AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION bureau_note_version('{key}', '{of}')",
}
THERE = """
SELECT c.relname, t.tgname, t.tgtype, p.proname, t.tgargs FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND t.tgenabled = 'A' AND t.tgqual IS NULL AND t.tgattr = ''
  AND c.relnamespace = current_schema()::regnamespace
"""
BODIES = "SELECT proname, prosrc, prosecdef FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"


class Watched(NamedTuple):
    """A table of records, its history, and the key by which both name a record."""

    table: str
    versions: str
    key: str


def apply(connection: Any, kept: Mapping[str, str], watched: Sequence[Watched]) -> None:
    with connection.cursor() as cursor:
        for name in _functions_missing(connection):
            cursor.execute(_function(connection, name))
        there = _there(connection)
        for (table, name), (arguments, statement) in _triggers(connection, kept, watched).items():
            if there.get((table, name)) == _as_found(name, arguments):
                continue
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {statement}")
            cursor.execute(f"ALTER TABLE {quoted} ENABLE ALWAYS TRIGGER {name}")


def missing(connection: Any, kept: Mapping[str, str], watched: Sequence[Watched]) -> Iterator[tuple[str, str]]:
    """Pairs of a table and the name of a trigger; of no table, the name of a function."""
    if kept:
        yield from (("", name) for name in _functions_missing(connection))
    there = _there(connection)
    for (table, name), (arguments, _statement) in _triggers(connection, kept, watched).items():
        if there.get((table, name)) != _as_found(name, arguments):
            yield table, name


def _functions_missing(connection: Any) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(BODIES)
        there = {name: (body, definer) for name, body, definer in cursor.fetchall()}
    return [name for name, body in FUNCTIONS.items() if there.get(name) != (body, True)]


def _function(connection: Any, name: str) -> str:
    """Its tables are found where it was made, whatever the caller's search path says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path = {connection.ops.quote_name(schema)}, pg_temp AS $body${FUNCTIONS[name]}$body$"
    )


def _there(connection: Any) -> dict[tuple[str, str], tuple[int, str, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(THERE)
        return {(table, name): (kind, calls, bytes(given)) for table, name, kind, calls, given in cursor.fetchall()}


def _as_found(name: str, arguments: Sequence[str]) -> tuple[int, str, bytes]:
    """How the catalogue tells such a trigger: each argument ends with a zero byte."""
    return TYPES[name], CALLS[name], b"".join(argument.encode() + b"\0" for argument in arguments)


def _triggers(
    connection: Any, kept: Mapping[str, str], watched: Sequence[Watched]
) -> dict[tuple[str, str], tuple[tuple[str, ...], str]]:
    """By table and name: the arguments of the trigger, and the statement that makes it."""
    wanted: dict[tuple[str, str], tuple[str, ...]] = {}
    for table in kept:
        wanted[table, KEPT] = wanted[table, KEPT_WHOLE] = ()
    for each in watched:
        wanted[each.table, CHANGE] = (each.key,)
        wanted[each.versions, VERSION] = (each.key, each.table)
    found = {}
    for (table, name), arguments in wanted.items():
        key, of = (*arguments, "", "")[:2]
        statement = EVENTS[name].format(table=connection.ops.quote_name(table), key=key, of=of)
        found[table, name] = (arguments, statement)
    return found
