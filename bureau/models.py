"""Every model of the ground floor, where Django looks for them; each is defined in its package."""

from bureau.casework.calendar import HolidayNotice, HolidayPeriod
from bureau.notices.jobs import Job
from bureau.people.staff import Staff

__all__ = ["HolidayNotice", "HolidayPeriod", "Job", "Staff"]
