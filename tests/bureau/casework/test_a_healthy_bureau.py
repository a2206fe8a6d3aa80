"""A bureau as it stands one morning: everything that is stored follows from what was done."""

from io import StringIO

import pytest
from django.core.management import call_command

from bureau.casework.docket import kinds
from bureau.casework.gate import replay
from bureau.models import Term
from tests.permits.models import Permit
from tests.sample_permits import MORNING, a_morning

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)
    a_morning()


def test_the_acts_of_every_case_lead_to_its_state_by_the_table_alone() -> None:
    assert kinds()["permit"] is Permit
    states = {
        permit.docket.number: (permit.state, replay(permit)) for permit in Permit.objects.select_related("docket")
    }
    assert len(states) == 14
    assert {number for number, (kept, replayed) in states.items() if kept != replayed} == set()
    assert len({kept for kept, _replayed in states.values()}) >= 6


def test_reckoning_everything_again_finds_no_difference() -> None:
    assert Term.objects.count() > 20
    out = StringIO()
    call_command("reckon", check=True, stdout=out)
    assert out.getvalue() == "0 terms would move\n"
