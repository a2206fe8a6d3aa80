from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("bureau", "0018_signatures"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="staff",
            options={"base_manager_name": "objects", "verbose_name": "staff member", "verbose_name_plural": "staff"},
        ),
    ]
