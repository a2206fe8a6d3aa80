import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bureau.audit.appended import Bypassed
from bureau.casework.archive import archive, restore, transfer_due_on
from bureau.casework.attachments import attach
from bureau.casework.docket import demand_open_archive
from bureau.casework.refusals import Archived
from bureau.casework.secrecy import Secrecy, mark
from bureau.law.archives import Retention
from bureau.models import Attachment, Docket, Staff
from tests.bureau.casework import samples
from tests.bureau.casework.conftest import OPENED, hand, later
from tests.permits import procedure
from tests.permits.models import Permit

TERM = Retention.THIRTY_YEARS


@pytest.fixture
def closed(permit: Permit, officer: Staff, notices: None) -> Docket:
    return procedure.withdraw(permit, hand(officer), on=OPENED).docket


@pytest.fixture
def archived(closed: Docket, officer: Staff) -> Docket:
    return archive(closed, hand(officer, later(1)), TERM, later(1))


def test_a_docket_has_no_term_until_one_is_decided(closed: Docket) -> None:
    assert (closed.retention, closed.archived_on) == ("", None)
    demand_open_archive(closed)


def test_a_closed_docket_is_archived_with_its_term_by_a_hand(archived: Docket, officer: Staff) -> None:
    stored = Docket.objects.get()
    assert (stored.retention, stored.archived_on, stored.get_retention_display()) == (TERM, later(1), "30年")
    version = stored.history.order_by("history_id").last()
    assert (version.history_actor, version.archived_on) == ("样例经办", later(1))


def test_an_open_docket_is_not_archived(permit: Permit, officer: Staff) -> None:
    with pytest.raises(ValidationError):
        archive(permit.docket, hand(officer), TERM, OPENED)
    permit.docket.archived_on, permit.docket.retention, permit.docket.hand = OPENED, TERM, hand(officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        permit.docket.save(held=True)


@pytest.mark.parametrize(
    ("retention", "on"), [("", OPENED), ("15", OPENED), (TERM, date(2026, 3, 1)), (TERM, later(2))]
)
def test_a_docket_is_archived_with_a_known_term_on_a_day_that_can_be(
    closed: Docket, officer: Staff, retention: str, on: date
) -> None:
    with pytest.raises(ValidationError):
        archive(closed, hand(officer, later(1)), retention, on)
    assert Docket.objects.get().archived_on is None


def test_nothing_is_written_to_an_archived_docket(
    archived: Docket, closed: Docket, officer: Staff, settings, tmp_path
) -> None:
    settings.FILES_DIR, by = tmp_path, hand(officer, later(1), reason="样例")
    paper = io.BytesIO(samples.PDF)
    writes = [
        lambda: attach(archived, by, "申请书.pdf", paper, received_on=OPENED),
        lambda: attach(closed, by, "申请书.pdf", paper, received_on=OPENED),  # as it was read before
        lambda: mark(archived, Secrecy.WORK, by),
        lambda: archive(archived, by, TERM, later(1)),
        lambda: demand_open_archive(archived),
    ]
    for write in writes:
        with pytest.raises(Archived, match=r"样许〔2026〕1号已归档"):
            write()
    assert (Attachment.objects.count(), Docket.history.count()) == (0, 3)


def test_a_file_for_an_archived_docket_is_not_even_stored(archived: Docket, officer: Staff, settings, tmp_path) -> None:
    settings.FILES_DIR = tmp_path / "files"
    with pytest.raises(Archived):
        attach(archived, hand(officer), "申请书.pdf", io.BytesIO(samples.PDF), received_on=OPENED)
    assert not settings.FILES_DIR.exists()


def test_whoever_read_the_docket_before_does_not_take_it_out_unseen(
    closed: Docket, archived: Docket, officer: Staff
) -> None:
    closed.title, closed.hand = "改名", hand(officer)
    with pytest.raises(Bypassed):
        closed.save()
    assert Docket.objects.get().archived_on == later(1)


def test_a_docket_is_taken_out_again_for_a_reason_alone(archived: Docket, officer: Staff) -> None:
    by = hand(officer, later(2))
    with pytest.raises(ValidationError):
        restore(archived, by, " ")
    out = restore(archived, by, "行政复议调卷")
    assert (out.archived_on, out.retention) == (None, TERM)
    assert out.history.order_by("history_id").last().history_change_reason == "行政复议调卷"
    with pytest.raises(ValidationError):
        restore(archived, by, "再次")
    out.title, out.hand = "样例事项（更正）", by
    out.save(held=True)
    assert archive(out, by, TERM, later(2)).archived_on == later(2)


def test_a_docket_is_never_deleted(permit: Permit, archived: Docket, officer: Staff) -> None:
    archived.hand = hand(officer)
    for delete in (archived.delete, Docket.objects.all().delete):
        with pytest.raises(Bypassed):
            delete()
    assert Docket.objects.count() == 1


def test_a_file_is_due_at_the_county_archives_ten_years_after_its_case_was_closed(
    permit: Permit, archived: Docket
) -> None:
    assert transfer_due_on(permit.docket) is None
    assert transfer_due_on(archived) == date(2036, 3, 2)
