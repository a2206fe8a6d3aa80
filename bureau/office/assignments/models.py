"""督办事项: what is kept of an assignment beside its docket."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.history import History
from bureau.audit.spoken import choices_of
from bureau.casework.docket import Case
from bureau.law.limits import TimeLimit, set_day
from bureau.law.workflow import Workflow
from bureau.office.assignments.rules import ASSIGNED, ORIGINS, WORKFLOW
from bureau.people.staff import Staff

FROM = choices_of(ORIGINS)


class Assignment(Case):
    """One assignment. `leader` is the leader of this bureau who follows it; `given_by` may be of any house."""

    kind: ClassVar[str] = "assignment"
    workflow: ClassVar[Workflow] = WORKFLOW

    origin = models.CharField(pgettext_lazy("assignment", "from"), max_length=30, choices=FROM)
    paper = models.CharField(
        _("plan, instruction or meeting"), max_length=200, help_text=_("Its name, and its number or date.")
    )
    given_by = models.CharField(pgettext_lazy("assignment", "given by"), max_length=100, blank=True)
    leader = models.ForeignKey(
        Staff,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("leader who follows it"),
    )
    task = models.TextField(_("what is to be done"), max_length=2000, blank=True)
    due_on = models.DateField(_("to be done by"))
    progress = models.TextField(_("progress"), max_length=2000, blank=True)
    result = models.TextField(_("result"), max_length=2000, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "done"]) | ~Q(result=""), name="assignment_done_with_its_result"
            ),
        ]

    @property
    def assigned(self) -> TimeLimit:
        return set_day(self.due_on, ASSIGNED)
