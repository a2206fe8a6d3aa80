"""What a migration changes of records leaves its versions like any other change: by `migrate`, in one change."""

import uuid
from typing import Any

from django.utils import timezone

from bureau.audit.hand import Source

MANY = 1000  # versions in one statement


def leave_versions(records: Any, versions: Any, reason: str) -> None:
    """Adds a version of each record as it stands now. Both are models of the migration; the record has its bureau."""
    change = {
        "history_date": timezone.now(),
        "history_type": "~",
        "history_change_reason": reason,
        "history_actor": "migrate",
        "history_source": Source.MIGRATION,
        "history_change": uuid.uuid4(),
    }
    copied = {field.attname for field in records._meta.fields} & {field.attname for field in versions._meta.fields}
    waiting: list[Any] = []
    for record in records.objects.order_by("pk").iterator(chunk_size=MANY):
        place = {"history_section": getattr(record, "section_id", None), "history_bureau": record.bureau_id}
        waiting.append(versions(**change, **place, **{name: getattr(record, name) for name in copied}))
        if len(waiting) == MANY:
            versions.objects.bulk_create(waiting)
            waiting.clear()
    versions.objects.bulk_create(waiting)
