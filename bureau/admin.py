"""Every screen of the ground floor, where Django looks for them; each is defined at the desk."""

from bureau.desk import calendar, dockets, files, items, jobs, notices, parties, people, sheets_batches

__all__ = ["calendar", "dockets", "files", "items", "jobs", "notices", "parties", "people", "sheets_batches"]
