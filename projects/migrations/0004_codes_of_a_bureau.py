"""What a bureau holds of a project code is its own: an assigned code is registered once in it, a filing entered once.

Assignments of before get the bureau of their section, and a version that says so.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

import projects.models.project_codes
from bureau.audit.migrated import leave_versions

REASON = "系统升级：赋码登记改为在本局内唯一，补记所属的局"


def fill_in(apps: Any, _schema_editor: Any) -> None:
    assigned, sections = apps.get_model("projects", "CodeAssignment"), apps.get_model("bureau", "Section")
    own = sections.objects.filter(pk=OuterRef("section")).values("bureau")
    assigned.objects.update(bureau=Subquery(own))
    leave_versions(assigned, apps.get_model("projects", "HistoricalCodeAssignment"), REASON)


def bureau(**options: Any) -> Any:
    return models.ForeignKey(
        blank=True, editable=False, related_name="+", to="bureau.bureau", verbose_name="bureau", **options
    )


def code() -> Any:
    return projects.models.project_codes.ProjectCodeField(max_length=30, verbose_name="project code")


PROTECTED = {"on_delete": django.db.models.deletion.PROTECT}
REMEMBERED = {"on_delete": django.db.models.deletion.DO_NOTHING, "db_constraint": False, "null": True}


class Migration(migrations.Migration):
    dependencies = [
        ("bureau", "0052_dockets_of_a_bureau"),
        ("projects", "0003_power_of_a_filing"),
    ]

    operations = [
        migrations.AddField("codeassignment", "bureau", bureau(null=True, **PROTECTED)),
        migrations.AddField("historicalcodeassignment", "bureau", bureau(**REMEMBERED)),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.AlterField("codeassignment", "bureau", bureau(**PROTECTED)),
        migrations.AlterField("codeassignment", "code", code()),
        migrations.AlterField("historicalcodeassignment", "code", code()),
        migrations.AddConstraint(
            "codeassignment",
            models.UniqueConstraint(
                fields=["bureau", "code"],
                name="code_assigned_once_in_its_bureau",
                violation_error_message="This code has been assigned already.",
            ),
        ),
        migrations.RemoveConstraint("filing", "filing_one_of_a_code"),
    ]
