import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bureau", "0050_first_days_of_lines"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalreportingduty",
            name="month",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Of a fixed day of the year after, such as month 3 and day 1; else leave it blank.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)],
                verbose_name="month",
            ),
        ),
        migrations.AddField(
            model_name="reportingduty",
            name="month",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Of a fixed day of the year after, such as month 3 and day 1; else leave it blank.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)],
                verbose_name="month",
            ),
        ),
        migrations.AlterField(
            model_name="historicalreportingduty",
            name="counts",
            field=models.CharField(
                choices=[
                    ("within", "本期第几日"),
                    ("days_after", "期满后几日内"),
                    ("workdays_after", "期满后几个工作日内"),
                    ("months_after", "期满后几个月内"),
                    ("next_year", "次年几月几日"),
                ],
                max_length=15,
                verbose_name="its day is counted as",
            ),
        ),
        migrations.AlterField(
            model_name="historicalreportingduty",
            name="number",
            field=models.PositiveSmallIntegerField(
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)],
                verbose_name="how many, or which day",
            ),
        ),
        migrations.AlterField(
            model_name="reportingduty",
            name="counts",
            field=models.CharField(
                choices=[
                    ("within", "本期第几日"),
                    ("days_after", "期满后几日内"),
                    ("workdays_after", "期满后几个工作日内"),
                    ("months_after", "期满后几个月内"),
                    ("next_year", "次年几月几日"),
                ],
                max_length=15,
                verbose_name="its day is counted as",
            ),
        ),
        migrations.AlterField(
            model_name="reportingduty",
            name="number",
            field=models.PositiveSmallIntegerField(
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)],
                verbose_name="how many, or which day",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportingduty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("counts", "next_year"), _negated=True), ("month", None)),
                    models.Q(("counts", "next_year"), ("month__isnull", False), ("rhythm", "yearly"), ("rolls", False)),
                    _connector="OR",
                ),
                name="reportingduty_on_a_day_of_the_year_after",
            ),
        ),
    ]
