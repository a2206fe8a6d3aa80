"""Certificates are renewed over months: their own rungs, each with its first version."""

import uuid
from datetime import date

from django.db import migrations
from django.utils import timezone

SINCE = date(2020, 1, 1)
OF_CERTIFICATES = (
    ("before", 60, "officer"),
    ("before", 20, "officer"),
    ("before", 20, "section_head"),
    ("before", 5, "officer"),
    ("on", 0, "officer"),
    ("on", 0, "section_head"),
)


def lay(apps, schema_editor):
    rungs, versions = apps.get_model("bureau", "Rung"), apps.get_model("bureau", "HistoricalRung")
    change = {
        "history_date": timezone.now(),
        "history_type": "+",
        "history_change_reason": "",
        "history_actor": "migrate",
        "history_source": "migration",
        "history_change": uuid.uuid4(),
    }
    for moment, days, addressee in OF_CERTIFICATES:
        facts = {"moment": moment, "days": days, "addressee": addressee, "since_on": SINCE}
        facts |= {"case_kind": "certificate"}
        rung = rungs.objects.create(**facts)
        versions.objects.create(**change, **facts, id=rung.pk)


class Migration(migrations.Migration):
    dependencies = [("bureau", "0044_qualification")]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
