"""The ladder that every bureau has until it makes its own, each rung with its first version."""

import uuid
from datetime import date

from django.db import migrations
from django.utils import timezone

SINCE = date(2020, 1, 1)
FIRST_LADDER = (
    ("before", 3, "officer"),
    ("before", 1, "officer"),
    ("on", 0, "officer"),
    ("after", 1, "officer"),
    ("after", 1, "section_head"),
    ("after", 3, "leader"),
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
    for moment, days, addressee in FIRST_LADDER:
        facts = {"moment": moment, "days": days, "addressee": addressee, "since_on": SINCE}
        rung = rungs.objects.create(**facts)
        versions.objects.create(**change, **facts, id=rung.pk)


class Migration(migrations.Migration):
    dependencies = [("bureau", "0024_reminders")]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
