from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bureau", "0048_files_that_were_read"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalmaterial",
            name="copies",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="copies"),
        ),
        migrations.AddField(
            model_name="historicalmaterial",
            name="form",
            field=models.CharField(
                blank=True,
                choices=[("paper", "纸质"), ("electronic", "电子"), ("either", "纸质或电子")],
                max_length=10,
                verbose_name="form",
            ),
        ),
        migrations.AddField(
            model_name="historicalmaterial",
            name="issuer",
            field=models.CharField(blank=True, max_length=100, verbose_name="issued by"),
        ),
        migrations.AddField(
            model_name="historicalmaterial",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[("original", "原件"), ("copy", "复印件"), ("both", "原件和复印件")],
                max_length=10,
                verbose_name="original or copy",
            ),
        ),
        migrations.AddField(
            model_name="historicalmaterial",
            name="shared_data",
            field=models.CharField(
                blank=True,
                help_text="The data or the electronic licence by which the applicant need not bring it.",
                max_length=200,
                verbose_name="replaced by shared data",
            ),
        ),
        migrations.AddField(
            model_name="historicalmaterial",
            name="source",
            field=models.CharField(
                blank=True,
                choices=[("applicant", "申请人自备"), ("government", "政府部门核发"), ("other", "其他")],
                max_length=10,
                verbose_name="source",
            ),
        ),
        migrations.AddField(
            model_name="historicalmaterial",
            name="template_url",
            field=models.URLField(blank=True, max_length=300, verbose_name="address of the blank form"),
        ),
        migrations.AddField(
            model_name="material",
            name="copies",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="copies"),
        ),
        migrations.AddField(
            model_name="material",
            name="form",
            field=models.CharField(
                blank=True,
                choices=[("paper", "纸质"), ("electronic", "电子"), ("either", "纸质或电子")],
                max_length=10,
                verbose_name="form",
            ),
        ),
        migrations.AddField(
            model_name="material",
            name="issuer",
            field=models.CharField(blank=True, max_length=100, verbose_name="issued by"),
        ),
        migrations.AddField(
            model_name="material",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[("original", "原件"), ("copy", "复印件"), ("both", "原件和复印件")],
                max_length=10,
                verbose_name="original or copy",
            ),
        ),
        migrations.AddField(
            model_name="material",
            name="shared_data",
            field=models.CharField(
                blank=True,
                help_text="The data or the electronic licence by which the applicant need not bring it.",
                max_length=200,
                verbose_name="replaced by shared data",
            ),
        ),
        migrations.AddField(
            model_name="material",
            name="source",
            field=models.CharField(
                blank=True,
                choices=[("applicant", "申请人自备"), ("government", "政府部门核发"), ("other", "其他")],
                max_length=10,
                verbose_name="source",
            ),
        ),
        migrations.AddField(
            model_name="material",
            name="template_url",
            field=models.URLField(blank=True, max_length=300, verbose_name="address of the blank form"),
        ),
        migrations.AddConstraint(
            model_name="material",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("copies__isnull", True),
                    models.Q(("copies__gte", 1), models.Q(("form", "electronic"), _negated=True)),
                    _connector="OR",
                ),
                name="material_copies_on_paper",
            ),
        ),
    ]
