"""赋码: the bureau helps an applicant to obtain a project code. An event of its own, not a count of codes elsewhere."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History
from bureau.audit.whose import Whose
from bureau.casework.parties import Enterprise
from bureau.people.bureaus import InItsBureau, Section
from bureau.people.staff import Staff
from projects.models.project_codes import ProjectCodeField, is_doubtful


class CodeAssignment(InItsBureau):
    """One code, made by the central platform, for the whole life of one project.

    The code is the country's; which bureau has helped to obtain it, each knows of itself.
    """

    whose = Whose(section="section")
    untold = frozenset({"bureau"})

    code = ProjectCodeField(_("project code"), max_length=30)
    project_name = models.CharField(_("project name"), max_length=200)
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="code_assignments",
        verbose_name=_("enterprise"),
        help_text=_("None where a public body builds."),
    )
    assigned_on = models.DateField(_("assigned on"))
    section = models.ForeignKey(Section, models.PROTECT, related_name="code_assignments", verbose_name=_("section"))
    officer = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="code_assignments", verbose_name=_("officer")
    )
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    history = History()

    class Meta:
        ordering = ["-assigned_on", "-id"]
        verbose_name = _("project code assignment")
        verbose_name_plural = _("project code assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "code"],
                name="code_assigned_once_in_its_bureau",
                violation_error_message=_("This code has been assigned already."),
            )
        ]

    def __str__(self) -> str:
        return self.code

    def validate_constraints(self, exclude: Any = None) -> None:
        """Told at the code."""
        try:
            super().validate_constraints(exclude=exclude)
        except ValidationError as wrong:
            raise ValidationError({"code": wrong.error_dict[NON_FIELD_ERRORS]}) from None

    @property
    def code_is_doubtful(self) -> bool:
        return is_doubtful(self.code)
