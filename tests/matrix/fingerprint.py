"""The whole database as one number, and a watch over what a request sends to it."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

WRITE = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+"?(\w+)', re.IGNORECASE)
# What changes whenever somebody looks: who is signed in, that they looked, and that they were refused.
ASIDE = frozenset({"django_session", "bureau_accesslog", "bureau_heldrefusal"})


def fingerprint() -> str:
    """Every row of every table but those set aside, in any order."""
    whole = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - ASIDE):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            whole.update("\n".join((table, *rows)).encode())
    return whole.hexdigest()


@contextmanager
def writing() -> Iterator[set[str]]:
    """The tables to which a statement was sent that could write: without one nothing can have changed."""
    tables: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITE.match(sql):
            tables.update({found[1]} - ASIDE)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables
