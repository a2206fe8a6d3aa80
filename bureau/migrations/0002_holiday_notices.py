import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bureau", "0001_staff")]

    operations = [
        migrations.CreateModel(
            name="HolidayNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=50, unique=True, verbose_name="number")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2004),
                            django.core.validators.MaxValueValidator(2099),
                        ],
                        verbose_name="year",
                    ),
                ),
                (
                    "issued_on",
                    models.DateField(
                        help_text="Where two notices name a day, the later one prevails.", verbose_name="issued on"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("typed", "typed from the notice"), ("generated", "generated from published data")],
                        default="typed",
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("saved_at", models.DateTimeField(auto_now=True, verbose_name="saved at")),
            ],
            options={
                "verbose_name": "holiday notice",
                "verbose_name_plural": "holiday notices",
                "ordering": ["-issued_on", "-number"],
            },
        ),
        migrations.CreateModel(
            name="HolidayPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=50, verbose_name="festival")),
                ("first_on", models.DateField(verbose_name="first day")),
                ("last_on", models.DateField(verbose_name="last day")),
                (
                    "works",
                    models.BooleanField(
                        default=False, help_text="Working days that make up for the leave.", verbose_name="worked"
                    ),
                ),
                ("saved_at", models.DateTimeField(auto_now=True, verbose_name="saved at")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="periods",
                        to="bureau.holidaynotice",
                        verbose_name="holiday notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "leave or working weekend",
                "verbose_name_plural": "leave and working weekends",
                "ordering": ["first_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))), name="holiday_period_in_order"
                    ),
                    models.UniqueConstraint(fields=("notice", "first_on"), name="holiday_period_once"),
                ],
            },
        ),
    ]
