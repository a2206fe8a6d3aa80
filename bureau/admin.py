"""Every screen of the ground floor, where Django looks for them; each is defined at the desk."""

from bureau.desk import (
    accesses,
    assignments,
    calendar,
    dockets,
    files,
    items,
    jobs,
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
    "assignments",
    "calendar",
    "dockets",
    "files",
    "items",
    "jobs",
    "ladder",
    "notices",
    "office",
    "parties",
    "people",
    "sheets_batches",
    "sheets_mappings",
    "wishes",
]
