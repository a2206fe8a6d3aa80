"""An objection or an application for repair may be about an entry of a list; notice 527 asked for two things more."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

PROTECTED: Any = {"on_delete": django.db.models.deletion.PROTECT}
REMEMBERED: Any = {"on_delete": django.db.models.deletion.DO_NOTHING, "db_constraint": False}
ASKED = "Asked of severe penalties by notice 527: applications until 30 April 2023."
CLOSED = ["closed", "kept", "not_accepted", "withdrawn"]
DONE = ["closed", "denied", "false_material", "lapsed", "not_accepted", "withdrawn"]
FINDINGS = [
    ("correct", "属实，更正"),
    ("take_back", "属实，撤回公示"),
    ("end", "属实，终止公示（超期）"),
    ("revoke", "属实，撤销列入，移出名单"),
    ("expire", "属实，期满移出名单（超期）"),
    ("keep", "不属实，维持"),
]


def entry(**options: Any) -> Any:
    own: Any = {"blank": True, "null": True, "to": "credit.listentry", "verbose_name": "entry of a list"}
    return models.ForeignKey(**own | options)


def penalty(**options: Any) -> Any:
    own: Any = {"blank": True, "null": True, "to": "credit.penalty", "verbose_name": "penalty record"}
    return models.ForeignKey(**own | options)


def finding() -> Any:
    return models.CharField(
        blank=True, choices=FINDINGS, default="", editable=False, max_length=10, verbose_name="finding"
    )


def severity() -> Any:
    return models.CharField(
        blank=True,
        choices=[("轻微", "轻微"), ("一般", "一般"), ("严重", "严重")],
        help_text="Left blank: as the organ states it, else as proposed from the kinds of penalty or of list.",
        max_length=2,
        verbose_name="class",
    )


def report_no() -> Any:
    return models.CharField(
        blank=True, default="", help_text=ASKED, max_length=60, verbose_name="number of the credit report"
    )


def training_on() -> Any:
    return models.DateField(blank=True, help_text=ASKED, null=True, verbose_name="credit training on")


def one_open(of: str, final: list[str], name: str, told: str) -> Any:
    condition = models.Q(("state__in", final), _negated=True)
    return models.UniqueConstraint(condition=condition, fields=(of,), name=name, violation_error_message=told)


def one_of(*names: str) -> Any:
    ways = [models.Q(**{f"{name}__isnull": name != one for name in names}) for one in names]
    return models.Q(*ways, _connector=models.Q.OR)


class Migration(migrations.Migration):
    dependencies = [
        ("bureau", "0053_large_files_of_sheets"),
        ("credit", "0008_campaigns"),
    ]

    operations = [
        migrations.RemoveConstraint("objection", "objection_to_one_record"),
        migrations.AddField("objection", "entry", entry(related_name="objections", **PROTECTED)),
        migrations.AddField("historicalobjection", "entry", entry(related_name="+", **REMEMBERED)),
        migrations.AlterField("objection", "finding", finding()),
        migrations.AlterField("historicalobjection", "finding", finding()),
        migrations.AddConstraint(
            "objection",
            models.CheckConstraint(condition=one_of("penalty", "licence", "entry"), name="objection_to_one_record"),
        ),
        migrations.AddConstraint(
            "objection",
            one_open(
                "entry",
                CLOSED,
                "objection_one_open_of_a_entry",
                "There is an open objection to this record already.",
            ),
        ),
        migrations.AlterField("repair", "penalty", penalty(related_name="repairs", **PROTECTED)),
        migrations.AddField("repair", "entry", entry(related_name="repairs", **PROTECTED)),
        migrations.AddField("historicalrepair", "entry", entry(related_name="+", **REMEMBERED)),
        migrations.AlterField("repair", "severity", severity()),
        migrations.AlterField("historicalrepair", "severity", severity()),
        migrations.AddField("repair", "training_on", training_on()),
        migrations.AddField("historicalrepair", "training_on", training_on()),
        migrations.AddField("repair", "report_no", report_no()),
        migrations.AddField("historicalrepair", "report_no", report_no()),
        migrations.AddConstraint(
            "repair", models.CheckConstraint(condition=one_of("penalty", "entry"), name="repair_of_one_record")
        ),
        migrations.AddConstraint(
            "repair",
            one_open(
                "entry",
                DONE,
                "repair_one_open_of_an_entry",
                "There is an open application for this record already.",
            ),
        ),
    ]
