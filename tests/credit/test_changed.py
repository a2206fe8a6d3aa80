"""A record that is changed after it was sent is marked once, and the platform is told what it does not know."""

from datetime import date

import pytest
from django.utils import timezone

from bureau.audit.reconciling import reconcile
from bureau.models import Staff
from bureau.sheets.importers import importer
from bureau.sheets.kinds import kind_named
from credit.models import Licence, LicencePush, Organ, Penalty, PenaltyPush
from credit.procedure import again, enter
from credit.resources.decisions import LicenceResource
from credit.rules.pushing import Outcome
from credit.tasks.ending import end_what_is_over
from tests.credit.conftest import hand
from tests.credit.test_compliance import sending
from tests.sample_credit import unsaved

pytestmark = pytest.mark.django_db


def test_a_line_that_stands_in_several_rows_is_marked_once(officer: Staff, licence: Licence) -> None:
    sending(officer, date(2026, 5, 18), Outcome.REFUSED)
    again(hand(), LicencePush.objects.all())
    sending(officer, date(2026, 5, 19), Outcome.ACCEPTED)
    before = LicencePush.objects.get().history.count()
    by_sheet = LicenceResource(importer(officer, kind_named("licences").writers, timezone.now()))
    licence.content = "样例更正"
    by_sheet.save_together([], [licence])
    push = LicencePush.objects.get()
    assert (push.state, push.history.count()) == ("corrected", before + 1)
    assert reconcile(timezone.now()) == []


@pytest.mark.parametrize(("answer", "state"), [(Outcome.ACCEPTED, "accepted"), (None, "corrected")])
def test_an_end_by_itself_on_the_day_that_the_platform_was_told_is_not_told_again(
    officer: Staff, organ: Organ, source: Organ, answer: Outcome | None, state: str
) -> None:
    enter(hand(), unsaved(Penalty, organ, source, decided_on=date(2026, 5, 8)))
    sending(officer, date(2026, 5, 18), answer)
    end_what_is_over(hand(on=date(2027, 5, 9)).at)
    line = PenaltyPush.objects.get()
    assert (line.record.publish_until, line.state) == (date(2027, 5, 8), state)
    assert PenaltyPush.objects.to_go().count() == (state == "corrected" and answer is not None)
    assert reconcile(timezone.now()) == []


def test_an_end_by_itself_on_another_day_than_the_platform_was_told_goes_up(
    officer: Staff, organ: Organ, source: Organ
) -> None:
    """Sent under Order 58, which has three years; Order 36 has one, and came into force after it."""
    enter(hand(on=date(2025, 6, 2)), unsaved(Penalty, organ, source, decided_on=date(2025, 6, 1)))
    sending(officer, date(2025, 6, 3), Outcome.ACCEPTED)
    end_what_is_over(hand(on=date(2026, 6, 2)).at)
    line = PenaltyPush.objects.to_go().get()
    assert (line.state, line.record.publish_until) == ("corrected", date(2026, 6, 1))
