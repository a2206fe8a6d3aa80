"""A notice of repair may be served with a decision on a list, and knows its bureau. Those of before get their penalty's.

All in one, so that no notice is ever without; each of before gets a version that says so.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from bureau.audit.migrated import leave_versions

REASON = "系统升级：修复告知书可以针对名单决定，补记所属的局"


def fill_in(apps: Any, _schema_editor: Any) -> None:
    notices, penalties = apps.get_model("credit", "RepairNotice"), apps.get_model("credit", "Penalty")
    own = penalties.objects.filter(pk=OuterRef("penalty")).values("bureau")
    notices.objects.update(bureau=Subquery(own))
    leave_versions(notices, apps.get_model("credit", "HistoricalRepairNotice"), REASON)


def bureau(**options: Any) -> Any:
    return models.ForeignKey(
        blank=True, editable=False, related_name="+", to="bureau.bureau", verbose_name="bureau", **options
    )


PROTECTED: Any = {"on_delete": django.db.models.deletion.PROTECT}
REMEMBERED: Any = {"on_delete": django.db.models.deletion.DO_NOTHING, "db_constraint": False, "null": True}
ENTRY: Any = {"blank": True, "to": "credit.listentry", "verbose_name": "entry of a list"}
ONE_PENALTY = models.Q(entry__isnull=True, penalty__isnull=False)
ONE_ENTRY = models.Q(entry__isnull=False, penalty__isnull=True)


class Migration(migrations.Migration):
    dependencies = [
        ("credit", "0009_cases_about_entries_of_lists"),
    ]

    operations = [
        migrations.AddField("repairnotice", "bureau", bureau(null=True, **PROTECTED)),
        migrations.AddField("historicalrepairnotice", "bureau", bureau(**REMEMBERED)),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.AlterField("repairnotice", "bureau", bureau(**PROTECTED)),
        migrations.AlterField(
            "repairnotice",
            "penalty",
            models.OneToOneField(
                blank=True,
                null=True,
                related_name="repair_notice",
                to="credit.penalty",
                verbose_name="penalty record",
                **PROTECTED,
            ),
        ),
        migrations.AddField(
            "repairnotice",
            "entry",
            models.OneToOneField(null=True, related_name="repair_notice", **PROTECTED, **ENTRY),
        ),
        migrations.AddField(
            "historicalrepairnotice", "entry", models.ForeignKey(related_name="+", **REMEMBERED, **ENTRY)
        ),
        migrations.AddConstraint(
            "repairnotice",
            models.CheckConstraint(condition=ONE_PENALTY | ONE_ENTRY, name="repair_notice_of_one_record"),
        ),
    ]
