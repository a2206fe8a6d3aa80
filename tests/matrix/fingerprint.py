"""The whole database as one number or as its rows, and a watch over what a request sends to it."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, models

WRITE = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+"?(\w+)', re.IGNORECASE)
# What changes whenever somebody looks: who is signed in, that they looked, and that they were refused.
ASIDE = frozenset({"django_session", "bureau_accesslog", "bureau_heldrefusal"})


Row = tuple[tuple[str, str], ...]  # what each column of a row says


def fingerprint() -> str:
    """Every row of every table but those set aside, in any order."""
    whole = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - ASIDE):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            whole.update("\n".join((table, *rows)).encode())
    return whole.hexdigest()


def rows() -> dict[type[models.Model], set[Row]]:
    """The rows of every kind of record but of those set aside."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.db_table in ASIDE or model._meta.proxy:
                continue
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            names = [column[0] for column in cursor.description]
            found[model] = {tuple(zip(names, map(str, row), strict=True)) for row in cursor.fetchall()}
    return found


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
