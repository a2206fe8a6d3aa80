"""The locks in PostgreSQL: triggers on every append-only table, and what notes each change of a record.

The triggers fire always, also for whoever sets session_replication_role. What writes the notes runs with the rights of
the owner, so that the role of the application needs none on them. Rows that are entered are noted all at once, since a
call for each of them would take longer than to enter it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

NOTES = "bureau_auditchange"
KEPT, KEPT_WHOLE, CHANGE = ("bureau_kept", "bureau_kept_whole", "bureau_change")
ENTERED, VERSION = ("bureau_entered", "bureau_version")
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
    VALUES (TG_TABLE_NAME, to_jsonb(OLD) ->> TG_ARGV[0], left(TG_OP, 1), changed,
            pg_current_xact_id()::text::bigint, session_user, transaction_timestamp());
  RETURN NULL;
END
""",
}
# One for each name of a key, so that the column stands in the statement and each row need not be taken apart.
NOTE_ENTERED = """
BEGIN
  INSERT INTO bureau_auditchange ("table", "row", operation, columns, transaction, db_user, at)
    SELECT TG_ARGV[0], entered.{key}::text, TG_ARGV[1], '',
           pg_current_xact_id()::text::bigint, session_user, transaction_timestamp() FROM entered;
  RETURN NULL;
END
"""
ROWS = {ENTERED: "entered", VERSION: "entered"}
# Bits of pg_trigger.tgtype: each row 1, before 2, insert 4, delete 8, update 16, truncate 32.
TYPES = {KEPT: 27, KEPT_WHOLE: 34, CHANGE: 25, ENTERED: 4, VERSION: 4}
EVENTS = {
    KEPT: "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {calls}()",
    KEPT_WHOLE: "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {calls}()",
    CHANGE: "AFTER UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {calls}({given})",
    ENTERED: (
        "AFTER INSERT ON {table} REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION {calls}({given})"
    ),
}
EVENTS[VERSION] = EVENTS[ENTERED]
THERE = """
SELECT c.relname, t.tgname, t.tgtype, p.proname, t.tgargs, COALESCE(t.tgnewtable, '') FROM pg_trigger t
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


class Trigger(NamedTuple):
    """A trigger as the catalogue tells it: each argument ends with a zero byte, `rows` names what was entered."""

    kind: int
    calls: str
    given: bytes
    rows: str = ""


def apply(connection: Any, kept: Mapping[str, str], watched: Sequence[Watched]) -> None:
    with connection.cursor() as cursor:
        for name, body in _functions_missing(connection, watched).items():
            cursor.execute(_function(connection, name, body))
        there = _there(connection)
        for (table, name), (wanted, statement) in _triggers(connection, kept, watched).items():
            if there.get((table, name)) == wanted:
                continue
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {statement}")
            cursor.execute(f"ALTER TABLE {quoted} ENABLE ALWAYS TRIGGER {name}")


def missing(connection: Any, kept: Mapping[str, str], watched: Sequence[Watched]) -> Iterator[tuple[str, str]]:
    """Pairs of a table and the name of a trigger; of no table, the name of a function."""
    if kept:
        yield from (("", name) for name in _functions_missing(connection, watched))
    there = _there(connection)
    for (table, name), (wanted, _statement) in _triggers(connection, kept, watched).items():
        if there.get((table, name)) != wanted:
            yield table, name


def _functions_missing(connection: Any, watched: Sequence[Watched]) -> dict[str, str]:
    """By name, with their bodies."""
    wanted = FUNCTIONS | {_notes_by(key): NOTE_ENTERED.format(key=key) for key in sorted({one.key for one in watched})}
    with connection.cursor() as cursor:
        cursor.execute(BODIES)
        there = {name: (body, definer) for name, body, definer in cursor.fetchall()}
    return {name: body for name, body in wanted.items() if there.get(name) != (body, True)}


def _notes_by(key: str) -> str:
    """The function that notes what was entered into tables with this key."""
    return f"bureau_note_by_{key}"


def _function(connection: Any, name: str, body: str) -> str:
    """Its tables are found where it was made, whatever the caller's search path says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path = {connection.ops.quote_name(schema)}, pg_temp AS $body${body}$body$"
    )


def _there(connection: Any) -> dict[tuple[str, str], Trigger]:
    with connection.cursor() as cursor:
        cursor.execute(THERE)
        found = cursor.fetchall()
    return {(table, name): Trigger(kind, calls, bytes(given), rows) for table, name, kind, calls, given, rows in found}


def _triggers(
    connection: Any, kept: Mapping[str, str], watched: Sequence[Watched]
) -> dict[tuple[str, str], tuple[Trigger, str]]:
    """By table and name: how the trigger is told, and the statement that makes it."""
    wanted: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
    for table in kept:
        wanted[table, KEPT] = wanted[table, KEPT_WHOLE] = ("bureau_refuse", ())
    for each in watched:
        wanted[each.table, CHANGE] = ("bureau_note_change", (each.key,))
        wanted[each.table, ENTERED] = (_notes_by(each.key), (each.table, "I"))
        wanted[each.versions, VERSION] = (_notes_by(each.key), (each.table, "V"))
    found = {}
    for (table, name), (calls, arguments) in wanted.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        told = b"".join(argument.encode() + b"\0" for argument in arguments)
        statement = EVENTS[name].format(table=connection.ops.quote_name(table), calls=calls, given=given)
        found[table, name] = (Trigger(TYPES[name], calls, told, ROWS.get(name, "")), statement)
    return found
