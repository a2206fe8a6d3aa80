"""The passwords that are in use are known from now on: they hold for their days, and do not come again."""

from django.contrib.auth.hashers import is_password_usable
from django.db import migrations
from django.utils import timezone


def remember(apps, schema_editor):
    now, known = timezone.now(), apps.get_model("bureau", "PasswordSet")
    passwords = apps.get_model("bureau", "Staff").objects.values_list("pk", "password")
    usable = [(key, encoded) for key, encoded in passwords if is_password_usable(encoded) and encoded]
    known.objects.bulk_create([known(at=now, staff_id=key, encoded=encoded) for key, encoded in usable])


class Migration(migrations.Migration):
    dependencies = [("bureau", "0032_sign_in")]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
