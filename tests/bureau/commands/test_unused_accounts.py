import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from bureau.models import Section, Staff
from bureau.notices.standing import standing_of
from bureau.people.roles import Role
from tests.records import a_person, a_section

pytestmark = pytest.mark.django_db


def ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def section() -> Section:
    """With accounts used today, 89 and 91 days ago, never since it was made long ago or lately, and one closed."""
    made = a_section()
    uses = {"today": 0, "lately": 89, "long-ago": 91}
    for name, days in uses.items():
        a_person(name, made, name=f"样例{name}", last_login=ago(days), date_joined=ago(400))
    a_person("never", made, date_joined=ago(200))
    a_person("new", made, date_joined=ago(3))
    a_person("closed", made, is_active=False, date_joined=ago(400))
    return made


def listed(*arguments: str) -> set[str]:
    out = StringIO()
    call_command("unused_accounts", "--json", *arguments, stdout=out)
    return {row["username"] for row in json.loads(out.getvalue())}


def test_the_command_names_open_accounts_that_nobody_used(section: Section) -> None:
    assert listed() == {"long-ago", "never"}
    assert listed("--days", "30") == {"lately", "long-ago", "never"}
    out = StringIO()
    call_command("unused_accounts", stdout=out)
    assert "never" in out.getvalue()
    assert "2 accounts were not used for 90 days." in out.getvalue()


def test_whoever_makes_accounts_is_told_at_the_start_and_led_to_them(section: Section) -> None:
    a_section("他股", "他局")
    a_person("foreign", Section.objects.get(name="他股"), date_joined=ago(200))
    system = a_person("system", section, Role.SYSTEM_ADMINISTRATOR, last_login=ago(0))
    client = Client()
    client.force_login(system)
    [tile] = [tile for tile in client.get("/admin/").context["start"]["tiles"] if "use=unused" in tile.url]
    assert tile.value == "2"
    rows = client.get(tile.url).context["cl"].result_list
    assert {person.username for person in rows} == {"long-ago", "never"}


def test_nobody_else_is_told_at_the_start(section: Section) -> None:
    client = Client()
    client.force_login(a_person("officer", section, Role.OFFICER))
    assert not [tile for tile in client.get("/admin/").context["start"]["tiles"] if "use=unused" in tile.url]


def test_the_mail_of_the_week_says_how_many(section: Section) -> None:
    points, _late = standing_of(section.bureau_id, timezone.localdate(), timezone.now())
    assert "90 天未使用的账号：2" in points
    assert Staff.objects.count() == 6
