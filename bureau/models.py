"""Every model of the ground floor, where Django looks for them; each is defined in its package."""

from bureau.audit.access import AccessLog
from bureau.audit.vault.keys import LookupDigest, LookupKey, PersonKey
from bureau.casework.calendar import HolidayNotice, HolidayPeriod
from bureau.people.staff import Staff

__all__ = ["AccessLog", "HolidayNotice", "HolidayPeriod", "LookupDigest", "LookupKey", "PersonKey", "Staff"]
