"""Real processes that try one door at the same moment: five guesses are looked at, however many come at once."""

import pytest

from bureau.audit.access import AccessLog, Event
from tests.racers import racers
from tests.records import a_section
from tests.signing_in import an_account

pytestmark = pytest.mark.django_db(transaction=True)
PREPARE = """
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from tests.signing_in import tries
"""
BODY = """
assert tries("clerk", f"wrong {word}").status_code in (200, 429)
"""


def test_many_tries_at_once_are_counted_one_after_another(database_url: str) -> None:
    an_account("clerk", a_section())
    with racers(4, database_url, PREPARE, BODY) as four:
        for number in range(3):
            assert four.run(number) == ["done"] * 4
    lock = AccessLog.objects.get(event=Event.LOCKED)
    failures = AccessLog.objects.filter(event=Event.SIGN_IN_FAILED)
    assert (failures.count(), failures.filter(pk__lt=lock.pk).count()) == (12, 5)
