from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bureau", "0019_accounts_by_a_hand"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="act",
            constraint=models.UniqueConstraint(fields=("docket", "version"), name="act_once_on_a_version"),
        ),
    ]
