from typing import ClassVar

from django.db import models

from bureau.audit.history import History
from bureau.audit.spoken import spoken_later
from bureau.casework.docket import Case
from bureau.casework.parties import Enterprise, Person
from bureau.casework.pinned import ItemCase
from bureau.law.articles import Phrase
from bureau.law.limits import LICENSING_45_GROUNDS, Binding, TimeLimit, Unit
from bureau.law.workflow import Workflow
from tests.permits.inspections import Inspection
from tests.permits.rules import ITEM_WORKFLOW, PROMISE, WORKFLOW

__all__ = ["Inspection", "ItemPermit", "Permit"]


def in_words(zh: str, en: str) -> str:
    """The tests' own words in both languages; the product's catalog knows nothing of them."""
    return spoken_later(Phrase(zh, en))


class Permit(Case):
    kind: ClassVar[str] = "permit"
    workflow: ClassVar[Workflow] = WORKFLOW
    applicant = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=in_words("申请企业", "applicant"),
    )
    caller = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=in_words("联系人", "caller")
    )
    promised_days = models.PositiveSmallIntegerField(in_words("承诺工作日数", "promised days"), default=5)
    accepted_on = models.DateField(in_words("受理日期", "accepted on"), null=True, blank=True)
    credit_queried_on = models.DateField(in_words("信用查询日期", "credit queried on"), null=True, blank=True)
    decided_on = models.DateField(in_words("决定日期", "decided on"), null=True, blank=True)
    grounds = models.CharField(in_words("依据文书", "grounds"), max_length=50, blank=True)
    history = History()

    class Meta:
        verbose_name = in_words("样例许可", "permit")
        verbose_name_plural = in_words("样例许可", "permits")

    @property
    def promised(self) -> TimeLimit:
        return TimeLimit(self.promised_days, Unit.WORKDAY, PROMISE, Binding.PROMISED, stopped_by=LICENSING_45_GROUNDS)


class ItemPermit(ItemCase):
    """A permit whose limits are those of its item."""

    kind: ClassVar[str] = "item_permit"
    workflow: ClassVar[Workflow] = ITEM_WORKFLOW
    history = History()
