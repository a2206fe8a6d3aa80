from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("bureau", "0008_vault"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="staff",
            name="groups",
        ),
        migrations.RemoveField(
            model_name="staff",
            name="user_permissions",
        ),
    ]
