"""What an officer may do with records of dual publicity, and with what is objected to or repaired."""

from credit.procedure import objections, repairs
from credit.procedure.amending import again, withdraw
from credit.procedure.ending import end_publication
from credit.procedure.records import change, enter, push_of, seal_person
from credit.procedure.reporting import accept, refuse, report
from credit.procedure.standing import standing_of

__all__ = [
    "accept",
    "again",
    "change",
    "end_publication",
    "enter",
    "objections",
    "push_of",
    "refuse",
    "repairs",
    "report",
    "seal_person",
    "standing_of",
    "withdraw",
]
