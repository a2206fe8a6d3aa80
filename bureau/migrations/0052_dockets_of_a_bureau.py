"""A docket knows its bureau, within which its number is given once. Dockets of before get that of their section.

All in one, so that no docket is ever without. What is sealed stays as it is: the history gets a version of each docket
in place of a change to those that it has.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from bureau.audit.migrated import leave_versions

REASON = "系统升级：案件编号改为在本局内唯一，补记案件所属的局"


def fill_in(apps: Any, _schema_editor: Any) -> None:
    dockets, sections = apps.get_model("bureau", "Docket"), apps.get_model("bureau", "Section")
    own = sections.objects.filter(pk=OuterRef("section")).values("bureau")
    dockets.objects.update(bureau=Subquery(own))
    leave_versions(dockets, apps.get_model("bureau", "HistoricalDocket"), REASON)


def bureau(**options: Any) -> Any:
    return models.ForeignKey(
        blank=True, editable=False, related_name="+", to="bureau.bureau", verbose_name="bureau", **options
    )


PROTECTED = {"on_delete": django.db.models.deletion.PROTECT}
REMEMBERED = {"on_delete": django.db.models.deletion.DO_NOTHING, "db_constraint": False, "null": True}


class Migration(migrations.Migration):
    dependencies = [
        ("bureau", "0051_fixed_day_of_the_year_after"),
    ]

    operations = [
        migrations.AddField("docket", "bureau", bureau(null=True, **PROTECTED)),
        migrations.AddField("historicaldocket", "bureau", bureau(**REMEMBERED)),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.AlterField("docket", "bureau", bureau(**PROTECTED)),
        migrations.RemoveConstraint("docket", "docket_number_once"),
        migrations.AddConstraint(
            "docket",
            models.UniqueConstraint(
                fields=["bureau", "kind", "number"],
                name="docket_number_once_in_its_bureau",
                violation_error_message="This bureau has a case of this kind and number already.",
            ),
        ),
    ]
