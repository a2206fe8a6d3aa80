"""A withdrawal is entered on the day when it is known, whatever batch is on its way, and settled with its answer."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from bureau.audit.reconciling import reconcile
from bureau.casework.calendar import workdays
from bureau.models import Staff
from credit.models import Penalty, PenaltyPush, PushState
from credit.models.receivers import platform_waits_for
from credit.procedure import change, withdraw
from credit.procedure.pushing import answered, drop, locked, prepare
from credit.rules.pushing import Answer, Outcome, refused
from tests.credit.conftest import TODAY, hand
from tests.credit.test_pushing import a_sent_batch, states

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("answer", "state", "acts"),
    [(Answer(2, Outcome.ACCEPTED), "withdraw", ["withdraw"]), (refused(2, "2002", "样例"), "withdrawn", [])],
)
def test_a_withdrawal_is_entered_while_its_batch_is_unanswered_and_settled_with_the_answer(
    officer: Staff, penalty: Penalty, answer: Answer, state: str, acts: list[str]
) -> None:
    (batch,) = a_sent_batch(officer)
    line = withdraw(hand(officer), PenaltyPush.objects.get(), date(2026, 5, 20), "复议撤销")
    assert (line.state, line.withdraw_since, line.reason) == ("pushed", date(2026, 5, 20), "复议撤销")
    assert platform_waits_for(line.record) == PushState.WITHDRAW.label
    with pytest.raises(ValidationError):  # once is enough
        withdraw(hand(officer), line, date(2026, 5, 21), "样例")
    change(hand(officer, reason="更正"), Penalty.objects.get())
    assert [PenaltyPush.objects.withdrawn_late(date(2026, 5, day), workdays()).count() for day in (25, 26)] == [0, 1]
    assert prepare(hand(officer), officer.section.bureau, officer) == []
    answered(hand(officer), batch, [answer], TODAY)
    line.refresh_from_db()
    assert (line.state, line.withdraw_since, line.reason) == (state, date(2026, 5, 20), "复议撤销")
    assert [one.act for one in prepare(hand(officer), officer.section.bureau, officer)] == acts
    assert PenaltyPush.objects.to_be_withdrawn().count() == len(acts)
    assert platform_waits_for(Penalty.objects.get()) == (PushState.WITHDRAW.label if acts else "")
    assert reconcile(timezone.now()) == []


def test_what_is_withdrawn_in_a_batch_that_is_dropped_never_goes(officer: Staff, penalty: Penalty) -> None:
    (batch,) = prepare(hand(officer), officer.section.bureau, officer)
    withdraw(hand(officer), PenaltyPush.objects.get(), date(2026, 5, 20), "复议撤销")
    assert not PenaltyPush.objects.not_published().exists()  # it is to be withdrawn, and no longer to be published
    drop(hand(officer), locked(batch.pk))
    assert states(PenaltyPush) == ["withdrawn"]
    assert prepare(hand(officer), officer.section.bureau, officer) == []


def test_a_correction_that_is_refused_leaves_what_the_platform_had_to_be_withdrawn(
    officer: Staff, penalty: Penalty
) -> None:
    (batch,) = a_sent_batch(officer)
    answered(hand(officer), batch, [Answer(2, Outcome.ACCEPTED)], TODAY)
    change(hand(officer, reason="更正"), Penalty.objects.get())
    (batch,) = a_sent_batch(officer)
    withdraw(hand(officer), PenaltyPush.objects.get(), date(2026, 5, 20), "复议撤销")
    answered(hand(officer), batch, [refused(2, "2002", "样例")], TODAY)
    (batch,) = prepare(hand(officer), officer.section.bureau, officer)
    assert (batch.act, states(PenaltyPush)) == ("withdraw", ["withdraw"])
