"""The appointment of an administrator waits for a second one; those that there are stand as they are."""

from django.conf import settings
from django.db import migrations, models


def person(name, **history):
    target = {
        "null": True,
        "editable": False,
        "related_name": "+",
        "to": settings.AUTH_USER_MODEL,
        "verbose_name": name,
    }
    return models.ForeignKey(**target | {"on_delete": models.PROTECT} | history)


def in_a_history():
    return {"blank": True, "db_constraint": False, "on_delete": models.DO_NOTHING}


def waits():
    return models.BooleanField(default=False, editable=False, verbose_name="waits for confirmation")


class Migration(migrations.Migration):
    dependencies = [("bureau", "0034_help_given")]

    operations = [
        migrations.AddField("appointment", "waits", waits()),
        migrations.AddField("appointment", "given_by", person("given by")),
        migrations.AddField("appointment", "confirmed_by", person("confirmed by")),
        migrations.AddField("historicalappointment", "waits", waits()),
        migrations.AddField("historicalappointment", "given_by", person("given by", **in_a_history())),
        migrations.AddField("historicalappointment", "confirmed_by", person("confirmed by", **in_a_history())),
    ]
