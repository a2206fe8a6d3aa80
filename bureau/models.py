"""Every model of the ground floor, where Django looks for them; each is defined in its package."""

from bureau.audit.access import AccessLog
from bureau.audit.acknowledging import Acknowledgement
from bureau.audit.bypass import AuditChange
from bureau.audit.refusing import HeldRefusal
from bureau.audit.reviews import Review
from bureau.audit.seals import HeadSent, Leaf, LeafShape, Seal, SealingBeat, Verification
from bureau.audit.vault.keys import LookupDigest, LookupKey, PersonKey
from bureau.casework.attachments import Attachment
from bureau.casework.calendar import HolidayNotice, HolidayPeriod
from bureau.casework.destruction import Destroyed, DestructionList, DestructionStep, Listed
from bureau.casework.docket import Docket
from bureau.casework.events import Act, Extension, Suspension
from bureau.casework.guidance import Guidance
from bureau.casework.items import ServiceItem
from bureau.casework.keeping import LegalHold, RetentionRule
from bureau.casework.materials import Material
from bureau.casework.numbers import Series
from bureau.casework.parties import Enterprise, Person
from bureau.casework.secrecy import WithheldMatter
from bureau.casework.signatures import Signature
from bureau.casework.story import StoryPrint
from bureau.casework.terms import Term
from bureau.notices.jobs import Job
from bureau.notices.outbox import Debt, Notice
from bureau.notices.preferences import MailPreference
from bureau.notices.rungs import Rung
from bureau.notices.runs import SweepRun
from bureau.notices.urging import Urging
from bureau.office.assignments.models import Assignment
from bureau.office.feeds import CalendarFeed
from bureau.office.help import HelpGiven
from bureau.office.lines import Counterpart, Line
from bureau.office.powers.models import Power, PowerList, Publication
from bureau.office.returns.models import ReportingDuty, Return
from bureau.office.ruledocs.models import Consulted, RuleDocument
from bureau.office.study.models import Attendance, Meeting, StudyItem, Training, TrainingResult, YearPlan
from bureau.office.tenures import LineDepartment, LinePerson, LineSection
from bureau.people.appointments import Appointment, Delegation
from bureau.people.bureaus import Bureau, Section
from bureau.people.certificates import Certificate
from bureau.people.factors import SecondFactor
from bureau.people.passwords import PasswordSet
from bureau.people.qualifications import LegalQualification
from bureau.people.staff import Staff
from bureau.sheets.batches import Batch, BatchKey, FilePart, Mapping, StagedRow
from bureau.sheets.exports import Export, ExportKey, ExportPart

__all__ = [
    "AccessLog",
    "Acknowledgement",
    "Act",
    "Appointment",
    "Assignment",
    "Attachment",
    "Attendance",
    "AuditChange",
    "Batch",
    "BatchKey",
    "Bureau",
    "CalendarFeed",
    "Certificate",
    "Consulted",
    "Counterpart",
    "Debt",
    "Delegation",
    "Destroyed",
    "DestructionList",
    "DestructionStep",
    "Docket",
    "Enterprise",
    "Export",
    "ExportKey",
    "ExportPart",
    "Extension",
    "FilePart",
    "Guidance",
    "HeadSent",
    "HeldRefusal",
    "HelpGiven",
    "HolidayNotice",
    "HolidayPeriod",
    "Job",
    "Leaf",
    "LeafShape",
    "LegalHold",
    "LegalQualification",
    "Line",
    "LineDepartment",
    "LinePerson",
    "LineSection",
    "Listed",
    "LookupDigest",
    "LookupKey",
    "MailPreference",
    "Mapping",
    "Material",
    "Meeting",
    "Notice",
    "PasswordSet",
    "Person",
    "PersonKey",
    "Power",
    "PowerList",
    "Publication",
    "ReportingDuty",
    "RetentionRule",
    "Return",
    "Review",
    "RuleDocument",
    "Rung",
    "Seal",
    "SealingBeat",
    "SecondFactor",
    "Section",
    "Series",
    "ServiceItem",
    "Signature",
    "Staff",
    "StagedRow",
    "StoryPrint",
    "StudyItem",
    "Suspension",
    "SweepRun",
    "Term",
    "Training",
    "TrainingResult",
    "Urging",
    "Verification",
    "WithheldMatter",
    "YearPlan",
]
