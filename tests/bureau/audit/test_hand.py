from dataclasses import FrozenInstanceError
from datetime import datetime

import pytest

from bureau.audit.hand import Hand, Source
from tests.bureau.audit.conftest import NOW


def test_each_act_has_a_number_of_its_own() -> None:
    assert Hand.of(None, Source.JOB, NOW).change_id != Hand.of(None, Source.JOB, NOW).change_id


def test_a_hand_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        Hand.of(None, Source.JOB, NOW).source = Source.SCREEN


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Hand.of(None, Source.JOB, datetime(2026, 3, 2, 9, 30))
