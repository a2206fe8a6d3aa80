"""Every screen of the ground floor, where Django looks for them; each is defined at the desk."""

from bureau.desk import (
    accesses,
    calendar,
    destroying,
    dockets,
    files,
    items,
    jobs,
    keeping,
    ladder,
    notices,
    office,
    parties,
    people,
    sheets_batches,
    sheets_mappings,
    wishes,
)

__all__ = [
    "accesses",
    "calendar",
    "destroying",
    "dockets",
    "files",
    "items",
    "jobs",
    "keeping",
    "ladder",
    "notices",
    "office",
    "parties",
    "people",
    "sheets_batches",
    "sheets_mappings",
    "wishes",
]
