import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bureau", "0042_guide_of_items"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalPowerList",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(max_length=150, verbose_name="who")),
                (
                    "history_source",
                    models.CharField(
                        choices=[
                            ("screen", "on screen"),
                            ("import", "by import"),
                            ("job", "by a job"),
                            ("command", "by command"),
                            ("migration", "by migration"),
                        ],
                        max_length=10,
                        verbose_name="by what means",
                    ),
                ),
                ("history_change", models.UUIDField(db_index=True, verbose_name="change")),
                ("history_section", models.BigIntegerField(null=True, verbose_name="section")),
                ("history_bureau", models.BigIntegerField(null=True, verbose_name="bureau")),
                ("history_override", models.TextField(blank=True, default="", verbose_name="warning set aside")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("paper", models.CharField(blank=True, max_length=200, verbose_name="approved by the paper")),
                ("since_on", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="in force through")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="digest of what it says")),
                ("history_change_reason", models.TextField(blank=True, default="", verbose_name="reason")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "bureau",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="bureau.bureau",
                        verbose_name="bureau",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical power list",
                "verbose_name_plural": "historical power lists",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PowerList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("paper", models.CharField(blank=True, max_length=200, verbose_name="approved by the paper")),
                ("since_on", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="in force through")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="digest of what it says")),
                (
                    "bureau",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="power_lists",
                        to="bureau.bureau",
                        verbose_name="bureau",
                    ),
                ),
            ],
            options={
                "verbose_name": "power list",
                "verbose_name_plural": "power lists",
                "ordering": ["bureau", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Power",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=31, verbose_name="implementation code")),
                ("basic_code", models.CharField(editable=False, max_length=12, verbose_name="basic code")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("1", "国家级"),
                            ("2", "省级"),
                            ("3", "市级"),
                            ("4", "县级"),
                            ("5", "镇级"),
                            ("6", "村级"),
                        ],
                        editable=False,
                        max_length=1,
                        verbose_name="level",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("01", "行政许可"),
                            ("02", "行政处罚"),
                            ("03", "行政强制"),
                            ("04", "行政征收"),
                            ("05", "行政给付"),
                            ("06", "行政检查"),
                            ("07", "行政确认"),
                            ("08", "行政奖励"),
                            ("09", "行政裁决"),
                            ("10", "其他行政权力"),
                            ("20", "公共服务"),
                        ],
                        max_length=2,
                        verbose_name="category",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name of the power")),
                ("establishing_basis", models.TextField(verbose_name="basis on which it was established")),
                ("exercising_basis", models.TextField(blank=True, verbose_name="basis on which it is exercised")),
                ("organ", models.CharField(max_length=100, verbose_name="organ that exercises it")),
                (
                    "organ_nature",
                    models.CharField(
                        choices=[("statutory", "法定机关"), ("authorized", "授权组织"), ("entrusted", "受委托组织")],
                        max_length=12,
                        verbose_name="nature of the organ",
                    ),
                ),
                ("section", models.CharField(max_length=100, verbose_name="section in charge")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("own_level", "法定本级行使"),
                            ("authorized", "上级授权"),
                            ("handed_down", "上级下放"),
                            ("entrusted", "委托"),
                        ],
                        max_length=12,
                        verbose_name="source of the power",
                    ),
                ),
                (
                    "duties",
                    models.TextField(
                        help_text="One a line: acceptance, examination, decision, delivery, …", verbose_name="duties"
                    ),
                ),
                ("duties_basis", models.TextField(verbose_name="basis of the duties")),
                ("accountability", models.TextField(verbose_name="when somebody is held to account")),
                ("accountability_basis", models.TextField(verbose_name="basis of accountability")),
                ("supervision", models.TextField(verbose_name="how it is supervised")),
                (
                    "steps",
                    models.TextField(
                        blank=True, help_text="One step a line, in their order.", verbose_name="chart of the procedure"
                    ),
                ),
                ("public_on", models.DateField(blank=True, null=True, verbose_name="made public on")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="effective from")),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="cancelled on")),
                (
                    "state",
                    models.CharField(
                        choices=[("in_use", "in use"), ("suspended", "suspended"), ("cancelled", "cancelled")],
                        default="in_use",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("adjusted_by", models.TextField(blank=True, verbose_name="basis of the adjustment")),
                (
                    "is_work_secret",
                    models.BooleanField(
                        default=False,
                        help_text="Is not exported and stands in none of the public files.",
                        verbose_name="work secret",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="powers",
                        to="bureau.powerlist",
                        verbose_name="power list",
                    ),
                ),
            ],
            options={
                "verbose_name": "power",
                "verbose_name_plural": "powers",
                "ordering": ["-list", "category", "code"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalPower",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(max_length=150, verbose_name="who")),
                (
                    "history_source",
                    models.CharField(
                        choices=[
                            ("screen", "on screen"),
                            ("import", "by import"),
                            ("job", "by a job"),
                            ("command", "by command"),
                            ("migration", "by migration"),
                        ],
                        max_length=10,
                        verbose_name="by what means",
                    ),
                ),
                ("history_change", models.UUIDField(db_index=True, verbose_name="change")),
                ("history_section", models.BigIntegerField(null=True, verbose_name="section")),
                ("history_bureau", models.BigIntegerField(null=True, verbose_name="bureau")),
                ("history_override", models.TextField(blank=True, default="", verbose_name="warning set aside")),
                ("code", models.CharField(max_length=31, verbose_name="implementation code")),
                ("basic_code", models.CharField(editable=False, max_length=12, verbose_name="basic code")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("1", "国家级"),
                            ("2", "省级"),
                            ("3", "市级"),
                            ("4", "县级"),
                            ("5", "镇级"),
                            ("6", "村级"),
                        ],
                        editable=False,
                        max_length=1,
                        verbose_name="level",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("01", "行政许可"),
                            ("02", "行政处罚"),
                            ("03", "行政强制"),
                            ("04", "行政征收"),
                            ("05", "行政给付"),
                            ("06", "行政检查"),
                            ("07", "行政确认"),
                            ("08", "行政奖励"),
                            ("09", "行政裁决"),
                            ("10", "其他行政权力"),
                            ("20", "公共服务"),
                        ],
                        max_length=2,
                        verbose_name="category",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name of the power")),
                ("establishing_basis", models.TextField(verbose_name="basis on which it was established")),
                ("exercising_basis", models.TextField(blank=True, verbose_name="basis on which it is exercised")),
                ("organ", models.CharField(max_length=100, verbose_name="organ that exercises it")),
                (
                    "organ_nature",
                    models.CharField(
                        choices=[("statutory", "法定机关"), ("authorized", "授权组织"), ("entrusted", "受委托组织")],
                        max_length=12,
                        verbose_name="nature of the organ",
                    ),
                ),
                ("section", models.CharField(max_length=100, verbose_name="section in charge")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("own_level", "法定本级行使"),
                            ("authorized", "上级授权"),
                            ("handed_down", "上级下放"),
                            ("entrusted", "委托"),
                        ],
                        max_length=12,
                        verbose_name="source of the power",
                    ),
                ),
                (
                    "duties",
                    models.TextField(
                        help_text="One a line: acceptance, examination, decision, delivery, …", verbose_name="duties"
                    ),
                ),
                ("duties_basis", models.TextField(verbose_name="basis of the duties")),
                ("accountability", models.TextField(verbose_name="when somebody is held to account")),
                ("accountability_basis", models.TextField(verbose_name="basis of accountability")),
                ("supervision", models.TextField(verbose_name="how it is supervised")),
                (
                    "steps",
                    models.TextField(
                        blank=True, help_text="One step a line, in their order.", verbose_name="chart of the procedure"
                    ),
                ),
                ("public_on", models.DateField(blank=True, null=True, verbose_name="made public on")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="effective from")),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="cancelled on")),
                (
                    "state",
                    models.CharField(
                        choices=[("in_use", "in use"), ("suspended", "suspended"), ("cancelled", "cancelled")],
                        default="in_use",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("adjusted_by", models.TextField(blank=True, verbose_name="basis of the adjustment")),
                (
                    "is_work_secret",
                    models.BooleanField(
                        default=False,
                        help_text="Is not exported and stands in none of the public files.",
                        verbose_name="work secret",
                    ),
                ),
                ("history_change_reason", models.TextField(blank=True, default="", verbose_name="reason")),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "list",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="bureau.powerlist",
                        verbose_name="power list",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical power",
                "verbose_name_plural": "historical powers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="published on")),
                ("address", models.URLField(max_length=300, verbose_name="address on the portal")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                ("powers", models.PositiveIntegerField(verbose_name="powers in it")),
                ("at", models.DateTimeField(verbose_name="recorded at")),
                ("by_name", models.CharField(max_length=150, verbose_name="name")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="bureau.powerlist",
                        verbose_name="power list",
                    ),
                ),
            ],
            options={
                "verbose_name": "publication of a power list",
                "verbose_name_plural": "publications of power lists",
                "ordering": ["-id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="powerlist",
            constraint=models.UniqueConstraint(fields=("bureau", "number"), name="power_list_version_once"),
        ),
        migrations.AddConstraint(
            model_name="powerlist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("since_on", None)), fields=("bureau",), name="power_list_one_draft"
            ),
        ),
        migrations.AddConstraint(
            model_name="powerlist",
            constraint=models.UniqueConstraint(
                condition=models.Q(("since_on__isnull", False), ("until_on", None)),
                fields=("bureau",),
                name="power_list_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="powerlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_on", None),
                    models.Q(("since_on__isnull", False), ("until_on__gte", models.F("since_on"))),
                    _connector="OR",
                ),
                name="power_list_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="powerlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paper", ""), ("sha256", ""), ("since_on", None)),
                    models.Q(
                        ("since_on__isnull", False),
                        models.Q(("paper", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="power_list_published_on_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="power",
            constraint=models.UniqueConstraint(fields=("list", "code"), name="power_once_on_a_list"),
        ),
        migrations.AddConstraint(
            model_name="power",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancelled_on__isnull", False),
                        ("state", "cancelled"),
                        models.Q(("adjusted_by", ""), _negated=True),
                    ),
                    models.Q(models.Q(("state", "cancelled"), _negated=True), ("cancelled_on", None)),
                    _connector="OR",
                ),
                name="power_cancelled_on_a_basis",
            ),
        ),
    ]
