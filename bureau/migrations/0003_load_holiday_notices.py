"""The notices of 2004 to 2026, from the committed file."""

from django.db import migrations

from bureau.casework.committed import committed_notices


def load(apps, schema_editor):
    notices, periods = apps.get_model("bureau", "HolidayNotice"), apps.get_model("bureau", "HolidayPeriod")
    for committed in committed_notices():
        number, year, issued_on, lines = committed.notice
        notice = notices.objects.create(number=number, year=year, issued_on=issued_on, source=committed.source)
        periods.objects.bulk_create(
            periods(notice=notice, name=line.name, first_on=line.first, last_on=line.last, works=line.works)
            for line in lines
        )


class Migration(migrations.Migration):
    dependencies = [("bureau", "0002_holiday_notices")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
