"""Whose record was read or reviewed stands in the row itself."""

from django.db import migrations, models

COLUMNS = (("of_section", "section"), ("of_bureau", "bureau"))


class Migration(migrations.Migration):
    dependencies = [("bureau", "0036_mails_of_records")]

    operations = [
        *(
            migrations.AddField(model, name, models.BigIntegerField(null=True, verbose_name=words))
            for model in ("accesslog", "review")
            for name, words in COLUMNS
        ),
        migrations.AddIndex("accesslog", models.Index(fields=["of_bureau", "at"], name="access_by_bureau")),
    ]
