"""Every screen of the ground floor, where Django looks for them; each is defined at the desk."""

from bureau.desk.calendar import HolidayNoticeAdmin
from bureau.desk.jobs import JobAdmin
from bureau.desk.people import StaffAdmin

__all__ = ["HolidayNoticeAdmin", "JobAdmin", "StaffAdmin"]
