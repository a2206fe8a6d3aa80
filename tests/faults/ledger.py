"""A job whose effect can be counted: it writes numbered rows into a table that would keep a row written twice."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from bureau.notices.jobs import Far, Finished, Job, job_kind
from tests.lifting import WEB, owned

CHUNK = 3
TABLE = "tests_ledger"


@job_kind("tests.ledger", "ledger")
def write(job: Job, at: datetime) -> Far | Finished:
    """Slow enough between two rows that a kill may well fall there."""
    rows = int(job.args["rows"])
    last = min(job.done + CHUNK, rows)
    with connection.cursor() as cursor:
        for number in range(job.done + 1, last + 1):
            cursor.execute(f"INSERT INTO {TABLE} (job, number) VALUES (%s, %s)", [job.pk, number])
            time.sleep(0.01)
    return Finished(last) if last == rows else Far(last, rows)


@contextmanager
def table() -> Iterator[None]:
    with owned(connection), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (job bigint NOT NULL, number integer NOT NULL)")
        if connection.vendor == "postgresql":
            cursor.execute(f"GRANT SELECT, INSERT ON {TABLE} TO {WEB}")
    try:
        yield
    finally:
        with owned(connection), connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {TABLE}")


def written(job: Job) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number FROM {TABLE} WHERE job = %s ORDER BY number", [job.pk])
        return [number for (number,) in cursor.fetchall()]
