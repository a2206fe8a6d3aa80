"""What nobody wants any more goes with the tick, without anybody sending a sheet."""

import pytest
from django.core.management import call_command

from bureau.notices import rhythm
from bureau.sheets.batches import Batch, BatchKey, BatchState, StagedRow
from bureau.sheets.sweeping import purge_sheets
from tests.bureau.sheets.conftest import later
from tests.bureau.sheets.workbooks import person, xlsx

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_old_batch_goes_at_the_next_tick(send, monkeypatch: pytest.MonkeyPatch) -> None:
    send(xlsx(person(0), person(1, name="")))
    moment = later(days=15)
    monkeypatch.setattr(rhythm, "_due", {})
    monkeypatch.setattr("bureau.management.commands.tick.timezone.now", lambda: moment)
    assert purge_sheets in rhythm._spans
    call_command("tick", "--once")
    assert (Batch.objects.get().state, StagedRow.objects.count(), BatchKey.objects.count()) == (
        BatchState.DROPPED,
        0,
        0,
    )
