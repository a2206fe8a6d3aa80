"""What the law owes somebody cannot be switched off: wishes say when and in which language, and nothing else."""

from datetime import time, timedelta

import pytest

from bureau.models import MailPreference, Staff
from bureau.notices.leases import State
from bureau.notices.outbox import Notice
from tests.bureau.notices.nights import DUE, Box, Office, morning, night
from tests.records import a_hand

pytestmark = pytest.mark.django_db
ALWAYS_BUT_A_MINUTE = {"quiet_from": time(8, 1), "quiet_until": time(8)}


def test_a_wish_says_how_and_when_and_never_whether() -> None:
    own = {field.name for field in MailPreference._meta.fields} - {"id", "staff"}
    assert own == {"language", "digest_hour", "quiet_from", "quiet_until"}
    of_a_person = {field.name for field in Staff._meta.fields}
    assert not {name for name in of_a_person if "mail" in name or "remind" in name or "notice" in name} - {"email"}


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"digest_hour": 6},
        {"digest_hour": 12},
        ALWAYS_BUT_A_MINUTE,
        {"quiet_from": time(0), "quiet_until": time(23)},
    ],
)
def test_whatever_is_wished_the_mail_comes_within_a_day(wish: dict[str, object]) -> None:
    office, box = Office(), Box()
    MailPreference.objects.record(a_hand(), staff=office.officer, **wish)
    office.term()
    night(DUE)
    for hours in range(3, 24):
        morning(DUE, box, hours)
    for hours in range(9):
        morning(DUE + timedelta(days=1), box, hours)
    assert Notice.objects.get(recipient=office.officer).state == State.DONE
    (mail,) = (mail for mail in box if mail.to == [office.officer.email])
    assert not {name for name in mail.extra_headers if "unsubscribe" in name.lower()}
    assert not [word for word in ("退订", "unsubscribe") if word in str(mail.message()).lower() + mail.body.lower()]
