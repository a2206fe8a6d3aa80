from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bureau", "0049_details_of_materials"),
    ]

    operations = [
        migrations.AddField(
            model_name="counterpart",
            name="since_on",
            field=models.DateField(
                blank=True, help_text="As of an earlier day it is not on the list.", null=True, verbose_name="from"
            ),
        ),
        migrations.AddField(
            model_name="historicalcounterpart",
            name="since_on",
            field=models.DateField(
                blank=True, help_text="As of an earlier day it is not on the list.", null=True, verbose_name="from"
            ),
        ),
        migrations.AddField(
            model_name="historicalline",
            name="since_on",
            field=models.DateField(
                blank=True, help_text="As of an earlier day it is not on the list.", null=True, verbose_name="from"
            ),
        ),
        migrations.AddField(
            model_name="line",
            name="since_on",
            field=models.DateField(
                blank=True, help_text="As of an earlier day it is not on the list.", null=True, verbose_name="from"
            ),
        ),
        migrations.AddConstraint(
            model_name="counterpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since_on", None), ("closed_on", None), ("closed_on__gte", models.F("since_on")), _connector="OR"
                ),
                name="counterpart_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since_on", None), ("closed_on", None), ("closed_on__gte", models.F("since_on")), _connector="OR"
                ),
                name="line_in_order",
            ),
        ),
    ]
