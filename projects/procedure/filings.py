"""The legal events of a filing: two lines each, since the gate does the rest."""

from datetime import date
from decimal import Decimal

from bureau.casework.gate import act
from projects.models import Filing


@act
def complete(filing: Filing, *, on: date) -> None:
    filing.complete_on, filing.missing = on, ""


@act
def guide(filing: Filing, *, on: date, missing: str) -> None:
    filing.missing = missing


@act
def file(filing: Filing, *, on: date) -> None:
    filing.filed_on = on


@act
def register_start(filing: Filing, *, on: date) -> None:
    filing.started_on = on


@act
def change(
    filing: Filing,
    *,
    on: date,
    ground: str,
    project_name: str,
    site: str,
    scale_and_content: str,
    total_investment: Decimal,
) -> None:
    """What did not change is given as it was."""
    filing.changed_on, filing.change_ground = on, ground
    filing.project_name = filing.docket.title = project_name
    filing.site, filing.scale_and_content, filing.total_investment = site, scale_and_content, total_investment


@act
def ask_explanation(filing: Filing, *, on: date) -> None:
    filing.explanation = ""


@act
def explain(filing: Filing, *, on: date, explanation: str) -> None:
    filing.explanation = explanation


@act
def remind(filing: Filing, *, on: date) -> None:
    """Nothing but the reminder itself, which the act keeps."""


@act
def remove(filing: Filing, *, on: date) -> None:
    """Nothing but the decision itself, which the act keeps: with it the certificate lapses (NDRC Order 14 art. 15)."""


@act
def withdraw(filing: Filing, *, on: date) -> None:
    """Nothing but the enterprise's own word, which the act keeps."""


@act
def tell_wrong_track(filing: Filing, *, on: date, finding: str, departments: str = "") -> None:
    filing.wrong_track, filing.departments_told = finding, departments


@act
def enter_old(filing: Filing, *, on: date) -> None:
    """The days stay those of the ledger; the act is of the day on which it was entered."""
