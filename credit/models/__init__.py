"""What we keep of dual publicity: organs, their decisions as records, where each stands with the platform,
and what is objected to or repaired."""

from credit.models.batches import PushBatch, PushRow
from credit.models.campaigns import Campaign, CampaignPhoto
from credit.models.decisions import Decision
from credit.models.licences import Licence
from credit.models.lists import CreditList, ListEntry
from credit.models.measures import Measure, MeasureTaken
from credit.models.months import MonthlyTotal, OrganLetter
from credit.models.objections import Objection, ObjectionReceiver
from credit.models.organs import Organ
from credit.models.penalties import Penalty
from credit.models.pushes import LicencePush, PenaltyPush, Push, PushState
from credit.models.repairs import Repair, RepairNotice, RepairReceiver
from credit.models.standing import StandingCheck, StandingQuery

__all__ = [
    "Campaign",
    "CampaignPhoto",
    "CreditList",
    "Decision",
    "Licence",
    "LicencePush",
    "ListEntry",
    "Measure",
    "MeasureTaken",
    "MonthlyTotal",
    "Objection",
    "ObjectionReceiver",
    "Organ",
    "OrganLetter",
    "Penalty",
    "PenaltyPush",
    "Push",
    "PushBatch",
    "PushRow",
    "PushState",
    "Repair",
    "RepairNotice",
    "RepairReceiver",
    "StandingCheck",
    "StandingQuery",
]
