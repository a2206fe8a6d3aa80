"""What stood before there was history gets its first version, so that no record is without one."""

import uuid

from django.db import migrations
from django.utils import timezone

MODELS = ("HolidayNotice", "HolidayPeriod", "Staff")


def write_first_versions(apps, schema_editor):
    change = {
        "history_date": timezone.now(),
        "history_type": "+",
        "history_change_reason": "",
        "history_actor": "migrate",
        "history_source": "migration",
        "history_change": uuid.uuid4(),
    }
    for name in MODELS:
        records, versions = apps.get_model("bureau", name), apps.get_model("bureau", f"Historical{name}")
        columns = {field.attname for field in versions._meta.fields}
        copied = [field.attname for field in records._meta.fields if field.attname in columns]
        for record in records.objects.order_by("pk").iterator():
            versions.objects.create(**change, **{attname: getattr(record, attname) for attname in copied})


class Migration(migrations.Migration):
    dependencies = [("bureau", "0004_people_and_history")]

    operations = [migrations.RunPython(write_first_versions, migrations.RunPython.noop)]
