"""What sheets leave behind goes after its days: rows of batches, files of exports."""

from datetime import datetime, timedelta

from bureau.notices.rhythm import every
from bureau.sheets.batches import purge_old
from bureau.sheets.exports import purge_exports


@every(timedelta(days=1))
def purge_sheets(now: datetime) -> None:
    """Drops what was sent and never confirmed, wrong rows that nobody took back, and files that nobody takes now."""
    purge_old(now)
    purge_exports(now)
