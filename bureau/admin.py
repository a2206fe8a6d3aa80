"""Every screen of the ground floor, where Django looks for them; each is defined at the desk."""

from bureau.desk import calendar, files, items, jobs, office, parties, people, sheets_batches

__all__ = ["calendar", "files", "items", "jobs", "office", "parties", "people", "sheets_batches"]
