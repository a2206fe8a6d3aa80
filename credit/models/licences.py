"""行政许可 as a record of dual publicity."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History
from bureau.audit.spoken import choices_of
from credit.models.decisions import Decision
from credit.rules.enumerations import STATES
from credit.rules.fields import LICENCE_FIELDS

# A record of before 2019 keeps its state by the older list; today's is offered.
STATE_CHOICES = choices_of(STATES[-1].words)


class Licence(Decision):
    """One licence that some organ granted, changed or ended."""

    standard: ClassVar[Any] = LICENCE_FIELDS
    is_penalty: ClassVar[bool] = False
    among: ClassVar[str] = "licences"

    paper_name = models.CharField(_("name of the decision"), max_length=64)
    licence_class = models.CharField(
        _("class of licence"), max_length=256, help_text=_("普通, 特许, 认可, 核准, 登记, or 其他- and which.")
    )
    certificate_name = models.CharField(_("name of the certificate"), max_length=64, blank=True)
    certificate_no = models.CharField(_("number of the licence"), max_length=64, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), help_text=_("2099-12-31 stands for long-term."))
    state = models.CharField(_("present state"), max_length=1, choices=STATE_CHOICES, default="1")
    history = History()

    class Meta(Decision.Meta):
        verbose_name = _("licence record")
        verbose_name_plural = _("licence records")
        constraints = [
            *Decision.Meta.constraints,
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="licence_valid_in_order"),
        ]
