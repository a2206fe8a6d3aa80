"""Every model of the ground floor, where Django looks for them; each is defined in its package."""

from bureau.casework.calendar import HolidayNotice, HolidayPeriod
from bureau.people.appointments import Appointment, Delegation
from bureau.people.bureaus import Bureau, Section
from bureau.people.certificates import Certificate
from bureau.people.staff import Staff

__all__ = [
    "Appointment",
    "Bureau",
    "Certificate",
    "Delegation",
    "HolidayNotice",
    "HolidayPeriod",
    "Section",
    "Staff",
]
