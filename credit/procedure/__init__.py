"""What an officer may do with records of dual publicity."""

from credit.procedure.amending import again, withdraw
from credit.procedure.records import change, enter, push_of, seal_person
from credit.procedure.reporting import accept, refuse, report
from credit.procedure.standing import standing_of

__all__ = [
    "accept",
    "again",
    "change",
    "enter",
    "push_of",
    "refuse",
    "report",
    "seal_person",
    "standing_of",
    "withdraw",
]
