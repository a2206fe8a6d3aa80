"""What is needed to enter a filing or an assigned code by hand."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.casework.docket import hold
from bureau.casework.items import ServiceItem
from bureau.casework.parties import Enterprise
from bureau.people.appointments import Dated
from bureau.people.bureaus import Bureau, Section
from bureau.people.staff import Staff
from projects.models import CodeAssignment, Filing
from projects.models.project_codes import demand_check_digit
from projects.rules.filing import ITEM_NAME


def filing_item(bureau: Bureau, day: date) -> ServiceItem | None:
    """The version of the item 企业投资项目备案 that is in force in this bureau on that day."""
    return ServiceItem.objects.filter(Dated.on(day), bureau=bureau, name=ITEM_NAME).first()


def is_filed_already(code: str, bureau: Bureau) -> bool:
    """Whether this bureau has a filing of this code that was not given up."""
    return Filing.standing(code, bureau.pk).exists()


def docket_number(code: str, bureau: Bureau) -> str:
    """The project code; with a count where an earlier filing of that code was given up in this bureau."""
    before = Filing.of_code(code, bureau.pk).count()
    return f"{code}/{before + 1}" if before else code


def retitle(filing: Filing, hand: Hand) -> None:
    """The docket bears the project's name."""
    if filing.docket.title != filing.project_name:
        filing.docket = hold(filing.pk)
        filing.docket.title, filing.docket.hand = filing.project_name, hand
        filing.docket.save(held=True)


def assign_code(
    hand: Hand,
    *,
    code: str,
    project_name: str,
    section: Section,
    assigned_on: date,
    enterprise: Enterprise | None = None,
    officer: Staff | None = None,
) -> CodeAssignment:
    """Register that a code was obtained for an applicant. Raises ValidationError; Warned for a doubtful check digit."""
    made = CodeAssignment(
        code=code,
        project_name=project_name,
        enterprise=enterprise,
        section=section,
        assigned_on=assigned_on,
        officer=officer,
    )
    made.full_clean()
    demand_check_digit(made.code, hand.override)
    if assigned_on > timezone.localdate(hand.at):
        raise ValidationError({"assigned_on": _("The day lies in the future.")})
    made.hand = hand
    made.save(force_insert=True)
    return made
