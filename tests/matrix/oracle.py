"""Who may read and change what: one line for each kind of record and each page, said here a second time.

The product says the same in its screens, models and roles. This table is not derived from them: it is what a lawyer
would sign, so that an error there does not excuse itself here. A screen without a line fails the matrix.
"""

from dataclasses import dataclass
from enum import Enum

# Of a section: officer, window, head. Of the whole bureau: leader, legal reviewer, supervisor; the administrators.
LETTERS = {
    "officer": "o",
    "window": "w",
    "section_head": "h",
    "leader": "l",
    "legal_reviewer": "r",
    "supervisor": "s",
    "system_administrator": "y",
    "security_administrator": "c",
    "audit_administrator": "a",
}
OF_A_SECTION = "owh"
BUSINESS, ALL = "owhlrs", "owhlrsyca"


class Reach(Enum):
    """Whose a record is: its section's, its bureau's, all bureaus', or one person's and whoever looks after it."""

    SECTION = "section"
    BUREAU = "bureau"
    SHARED = "shared"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Line:
    """Letters of the roles. Of one's OWN record `readers` are those who look after others' in their bureau.

    `exporters` may take the list out of the house, as far as they reach.
    """

    reach: Reach
    readers: str
    writers: str = ""
    exporters: str = ""


SECTION, BUREAU, SHARED, OWN = Reach

RECORDS: dict[str, Line] = {
    "bureau.accesslog": Line(BUREAU, "sa", "", "sa"),
    "bureau.appointment": Line(BUREAU, ALL, "c", "csa"),
    "bureau.assignment": Line(SECTION, BUSINESS, "owhl", "ohl"),
    "bureau.attachment": Line(SECTION, BUSINESS, "", "oh"),
    "bureau.batch": Line(SECTION, "owh", "", "ohyca"),
    "bureau.bureau": Line(BUREAU, ALL, "y", "y"),
    "bureau.certificate": Line(BUREAU, ALL, "y", "ysa"),
    "bureau.counterpart": Line(BUREAU, ALL, "ly", "ly"),
    "bureau.debt": Line(SECTION, BUSINESS, "", "ohls"),
    "bureau.delegation": Line(BUREAU, ALL, "hlc", "csa"),
    "bureau.destructionlist": Line(BUREAU, "ohlsya", "ohl"),
    "bureau.docket": Line(SECTION, BUSINESS),
    "bureau.enterprise": Line(SHARED, BUSINESS, "owh", "oh"),
    "bureau.guidance": Line(BUREAU, BUSINESS, "r", "ohl"),
    "bureau.helpgiven": Line(SECTION, BUSINESS, "owh", "oh"),
    "bureau.holidaynotice": Line(SHARED, ALL, "y", "ohlsyca"),
    "bureau.job": Line(OWN, "y"),
    "bureau.legalhold": Line(SECTION, BUSINESS, "hlr", "hl"),
    "bureau.legalqualification": Line(BUREAU, ALL, "y", "ysa"),
    "bureau.line": Line(BUREAU, ALL, "ly", "ly"),
    "bureau.mailpreference": Line(OWN, ""),
    "bureau.mapping": Line(BUREAU, "owh", "owh", "ohlsyca"),
    "bureau.meeting": Line(BUREAU, BUSINESS, "l", "ohl"),
    "bureau.notice": Line(OWN, "sy", "", "sy"),
    "bureau.person": Line(BUREAU, "owh", "owh", "h"),
    "bureau.power": Line(BUREAU, ALL, "r", "ohlsyca"),
    "bureau.powerlist": Line(BUREAU, ALL, "r", "ohlsyca"),
    "bureau.reportingduty": Line(SECTION, BUSINESS, "hl", "hl"),
    "bureau.retentionrule": Line(BUREAU, BUSINESS, "hl", "hl"),
    "bureau.return": Line(SECTION, BUSINESS, "owh", "ohl"),
    "bureau.ruledocument": Line(SECTION, BUSINESS, "owhl", "ohl"),
    "bureau.rung": Line(BUREAU, BUSINESS + "y", "y", "y"),
    "bureau.section": Line(BUREAU, ALL, "y", "y"),
    "bureau.serviceitem": Line(BUREAU, ALL, "ry", "ohlsyca"),
    "bureau.staff": Line(BUREAU, ALL, "y", "y"),
    "bureau.studyitem": Line(BUREAU, BUSINESS, "l", "ohl"),
    "bureau.sweeprun": Line(SHARED, ALL, "", "sy"),
    "bureau.training": Line(BUREAU, BUSINESS, "l", "ohl"),
    "bureau.urging": Line(SECTION, BUSINESS, "", "ohls"),
    "bureau.yearplan": Line(BUREAU, BUSINESS, "l", "ohl"),
    "credit.campaign": Line(SECTION, BUSINESS, "owh", "oh"),
    "credit.campaignphoto": Line(SECTION, BUSINESS, "", "oh"),
    "credit.creditlist": Line(BUREAU, BUSINESS, "owh", "oh"),
    "credit.licence": Line(BUREAU, BUSINESS, "owh", "oh"),
    "credit.licencepush": Line(BUREAU, BUSINESS, "owh", "oh"),
    "credit.listentry": Line(BUREAU, BUSINESS, "owh", "oh"),
    "credit.measure": Line(BUREAU, BUSINESS, "owh", "oh"),
    "credit.organ": Line(BUREAU, BUSINESS, "owh", "oh"),
    "credit.penalty": Line(BUREAU, BUSINESS, "owh", "oh"),
    "credit.objection": Line(SECTION, BUSINESS, "owh", "oh"),
    "credit.repair": Line(SECTION, BUSINESS, "owh", "oh"),
    "credit.repairnotice": Line(BUREAU, BUSINESS, "owh", "oh"),
    "credit.monthlytotal": Line(BUREAU, BUSINESS, "owh", "oh"),
    "credit.organletter": Line(BUREAU, BUSINESS, "", "oh"),
    "credit.penaltypush": Line(BUREAU, BUSINESS, "owh", "oh"),
    "credit.pushbatch": Line(BUREAU, BUSINESS, "", "oh"),
    "credit.pushrow": Line(BUREAU, BUSINESS, "", "oh"),
    "credit.standingcheck": Line(BUREAU, BUSINESS, "", "ohls"),
    "credit.standingquery": Line(BUREAU, BUSINESS, "", "ohls"),
    "permits.permit": Line(SECTION, BUSINESS, "owh", "oh"),
    "projects.codeassignment": Line(SECTION, BUSINESS, "owh", "oh"),
    "projects.filing": Line(SECTION, BUSINESS, "owh", "oh"),
}

# What a record names of others to whoever may read it: a destruction list is signed for each case on it.
NAMES: dict[str, tuple[str, ...]] = {"bureau.destructionlist": ("permit",)}
# A work secret is known to whoever handles it: its officer, its heads and leaders, the legal reviewer.
HANDLERS = "ohlr"
# What a canary may say beside the kinds of record: of a work secret, and a number of a person in full.
LABELS: dict[str, Line] = {
    "secret": Line(SECTION, HANDLERS),
    "reveal": Line(BUREAU, ""),
    "account": RECORDS["bureau.staff"],
}
LABELS |= {name.split(".")[1]: line for name, line in RECORDS.items()}

# The histories of everything within reach are read on one page by whoever supervises; an audit administrator too.
LEDGER = "hlsa"

# Who writes at an address of a record, by the end of its name; `*` is whoever writes the record, `.` its own person.
WRITES: dict[str, str] = {
    "history": "",
    "delete": "",
    "change": "*",
    "file": "",
    "copy": "",
    "certificate": "",
    "page": "",
    "story": "s",
    "reveal": "owh",
    "move": "owhlr",
    "register": "owhlr",
    "take_back": "owhlr",
    "attach": "owh",
    "mark": "hl",
    "hand_over": "owhl",
    "take_up": "owh",
    "archive": "owhl",
    "urge": "hls",
    "share": "owhl",
    "password_change": "*",
    "signin": "yc",
    "step": "*",
    "differences": "",
    "published": "*",
    "follow": "*",
    "try_again": "sy",
    "settle": "sy",
    "cancel": ".",
    "go_on": ".",
    "match": "owh",
    "confirm": "owh",
    "drop": "owh",
    "send": "owh",
    "send_again": "owh",
    "fetch": "owh",
    "errors": "owh",
    "answer": "ohl",
    "again": "owh",
    "withdraw": "owh",
    "letter": "owh",
    "paper": "",
    "undo": "owh",
}

# Who brings which sheets.
SHEETS: dict[str, str] = {
    "staff": "yc",
    **dict.fromkeys(("filings", "old_filings", "codes", "licences", "penalties", "list_entries"), "owh"),
    **dict.fromkeys(("study_items", "trainings"), "l"),
    "powers": "r",
}

# Pages that belong to no record, by name: who opens them, and who writes there.
PAGES: dict[str, tuple[str, str]] = {
    "index": (ALL, ""),
    "app_list": ("", ""),  # of each app, which an administrator may have no screen of
    "changes": (LEDGER, ""),
    "changes_review": ("", "s"),
    "duties": (ALL, ""),
    "evidence": ("sa", ""),
    "evidence_verify": ("", "sa"),
    "evidence_acknowledge": ("", "a"),
    "evidence_story": ("", ""),
    "feeds": (BUSINESS, "."),
    "second_factor": (ALL, "."),
    "signin": (ALL, "."),
    "stay": ("", "."),
    "study": (BUSINESS, ""),
    "qualification": (ALL, ""),
    "statement": (BUSINESS, ""),
    "statement_pdf": ("", "ohls"),
    "timeliness": (BUSINESS, ""),
    "week": (BUSINESS, ""),
    "search": (ALL, ""),
    "tonight": (BUSINESS, ""),
    "password_change": (ALL, "."),
    "password_change_done": (ALL, ""),
    "login": ("", "."),
    "logout": ("", "."),
    "jsi18n": (ALL, ""),
    "autocomplete": ("", ""),
    "view_on_site": ("", ""),
    "bureau_enterprise_by_code": (BUSINESS, ""),
    "credit_organ_rates": (BUSINESS, ""),
    "credit_monthlytotal_month": (BUSINESS, ""),
    "credit_pushbatch_prepare": ("owh", "owh"),
    "credit_standingcheck_ask": ("owhlr", "owhlr"),
    "credit_standingquery_ask": ("owhlr", "owhlr"),
}


def reads(place: str, role: str, line: Line, of: str, *, own: bool = False) -> bool:
    """Whether somebody of this place in this role may read a record of that place."""
    if line.reach is OWN and own:
        return True
    return bool(role) and role in line.readers and _within(place, role, line.reach, of)


def writes(place: str, role: str, line: Line, of: str, at: str, *, own: bool = False) -> bool:
    """Whether they may write at such an address of the record."""
    who = {"*": line.writers, ".": ""}.get(at, at)
    if (at == "." or (line.reach is OWN and at == "*")) and own:
        return True
    return bool(role) and role in who and _within(place, role, line.reach, of)


def _within(place: str, role: str, reach: Reach, of: str) -> bool:
    if reach is SHARED:
        return True
    return place == of if reach is SECTION and role in OF_A_SECTION else place[0] == of[0]
