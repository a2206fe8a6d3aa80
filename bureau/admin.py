"""Every screen of the ground floor, where Django looks for them; each is defined at the desk."""

from bureau.desk import calendar, dockets, files, items, jobs, ladder, notices, parties, people, sheets_batches, wishes

__all__ = [
    "calendar",
    "dockets",
    "files",
    "items",
    "jobs",
    "ladder",
    "notices",
    "parties",
    "people",
    "sheets_batches",
    "wishes",
]
