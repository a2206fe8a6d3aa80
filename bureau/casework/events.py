"""What happened to a case: its acts, which nobody changes, and the stops and extensions of its clocks."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.appended import Appended
from bureau.audit.hand import Source
from bureau.audit.history import History, Recorded, RecordedQuerySet
from bureau.audit.spoken import choices_of
from bureau.audit.whose import Whose
from bureau.casework.docket import Docket, demand_open_archive
from bureau.law import words
from bureau.law.limits import Extra, Ground, Post, Stop
from bureau.people.staff import Staff

GROUNDS = choices_of(words.GROUNDS)
POSTS = choices_of(words.POSTS)


class Act(Appended):
    """One legal event. It has its legal day (`on`) and the moment at which it was recorded (`at`).

    Rows are added by the gate and by nothing else. `version` is that of the docket on which it was done: whoever
    signed for that version did it too. Where it was decided on paper, `deciders` are those who work here, `by` has
    registered it, and `confirmed_by` has confirmed that.
    """

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="acts", verbose_name=_("docket"))
    move = models.CharField(_("move"), max_length=40)
    state_before = models.CharField(_("from state"), max_length=40)
    state_after = models.CharField(_("to state"), max_length=40)
    on = models.DateField(_("legal day"))
    at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="acts", verbose_name=_("by"))
    by_name = models.CharField(pgettext_lazy("person", "name"), max_length=150)
    role = models.CharField(_("in the role of"), max_length=30, blank=True)
    acting_for = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("acting for"))
    source = models.CharField(_("by what means"), max_length=10, choices=Source)
    reason = models.TextField(_("reason"), blank=True)
    recorded_late = models.BooleanField(_("recorded late"), default=False)
    change = models.UUIDField(_("change"), db_index=True)
    version = models.PositiveIntegerField(_("version"))
    override = models.TextField(_("warning set aside"), blank=True, default="")
    registered = models.BooleanField(_("registered"), default=False)
    decided_by = models.TextField(_("decided by"), blank=True, default="")
    deciders = models.JSONField(_("decided by staff"), default=list)
    paper_number = models.CharField(_("document number"), max_length=100, blank=True, default="")
    scan_sha256 = models.CharField(_("scan (SHA-256)"), max_length=64, blank=True, default="")
    confirmed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by"))
    confirmed_by_name = models.CharField(_("confirmed by (name)"), max_length=150, blank=True, default="")

    class Meta:
        app_label = "bureau"
        base_manager_name = "objects"
        ordering = ["id"]
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        constraints = [
            models.CheckConstraint(
                condition=(~Q(decided_by="") & ~Q(paper_number="") & Q(registered=True))
                | Q(
                    registered=False,
                    decided_by="",
                    paper_number="",
                    scan_sha256="",
                    confirmed_by__isnull=True,
                    confirmed_by_name="",
                ),
                name="act_registered_from_its_paper",
            ),
            # A version is left by one act: an act inside another act of the same case is refused with it.
            models.UniqueConstraint(fields=["docket", "version"], name="act_once_on_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.move} {self.on}"

    @property
    def co_signers(self) -> Sequence[Any]:
        """The signatures that made it effective together with its own hand."""
        signed = self.docket.signatures.in_force().filter(move=self.move, version=self.version)
        return list(signed.select_related("acting_for"))


class EventQuerySet(RecordedQuerySet):
    def in_force(self) -> Self:
        """Those that are neither cancelled nor themselves a cancellation."""
        return self.filter(cancels__isnull=True, cancelled_by__isnull=True).order_by("id")


class Event(Recorded):
    """A wrong row is cancelled by another row; it is never overwritten."""

    whose = Whose(section="docket__section", docket="docket")
    sets_limits = True

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="%(class)ss", verbose_name=_("docket"))
    paper = models.CharField(_("document"), max_length=100, blank=True)
    cancels = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="cancelled_by", verbose_name=_("cancels")
    )

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Raises Archived."""
        demand_open_archive(self.docket)
        super().save(*args, **options)


class Suspension(Event):
    """Days that are not counted. An open one has no last day; without its paper only the promised day moves."""

    ground = models.CharField(_("ground"), max_length=20, choices=GROUNDS)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"), null=True, blank=True)
    cap = models.PositiveSmallIntegerField(_("at most (working days)"), null=True, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["id"]
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")), name="suspension_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.first_on}"

    def as_law(self) -> Stop:
        return Stop(self.first_on, self.last_on, Ground(self.ground), self.paper, self.cap)


class Extension(Event):
    """A limit made longer, once, by someone who holds the post that the law names."""

    untold = frozenset({"duty"})

    duty = models.CharField(_("duty"), max_length=40)
    amount = models.PositiveSmallIntegerField(_("by how much"))
    granted_on = models.DateField(_("granted on"))
    approver = models.CharField(_("approved by"), max_length=50)
    post = models.CharField(_("in the post of"), max_length=20, choices=POSTS)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["id"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")

    def __str__(self) -> str:
        return f"{self.duty} {self.granted_on}"

    def as_law(self) -> Extra:
        return Extra(self.amount, self.granted_on, self.approver, Post(self.post), self.paper)
