"""The docket: one row for every case of any kind, to which everything else of the case points."""

from typing import Any, ClassVar, NoReturn

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.appended import Bypassed
from bureau.audit.history import History, Recorded
from bureau.audit.spoken import choices_of, spoken
from bureau.audit.whose import Whose
from bureau.casework.refusals import Archived
from bureau.law.archives import RETENTIONS
from bureau.law.workflow import Workflow
from bureau.people.bureaus import InItsBureau, Section
from bureau.people.staff import Staff

TERMS = choices_of(RETENTIONS)


class Docket(InItsBureau):
    """The spine of a case. Its title bears no personal data: it is shown in lists, mails and calendars."""

    whose = Whose(section="section", docket="")
    untold = frozenset({"bureau", "version"})

    kind = models.CharField(_("kind"), max_length=40)
    number = models.CharField(pgettext_lazy("docket", "number"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    section = models.ForeignKey(Section, models.PROTECT, related_name="dockets", verbose_name=_("section"))
    officer = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="dockets", verbose_name=_("officer")
    )
    is_work_secret = models.BooleanField(
        _("work secret"),
        default=False,
        help_text=_("Never exported or published. State secrets may not be entered at all."),
    )
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(pgettext_lazy("docket", "closed on"), null=True, blank=True, editable=False)
    retention = models.CharField(_("retention period"), max_length=10, choices=TERMS, blank=True, editable=False)
    archived_on = models.DateField(_("archived on"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    history = History()

    class Meta:
        app_label = "bureau"
        verbose_name = _("docket")
        verbose_name_plural = _("dockets")
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "kind", "number"],
                name="docket_number_once_in_its_bureau",
                violation_error_message=_("This bureau has a case of this kind and number already."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name="docket_in_order"
            ),
            models.CheckConstraint(
                condition=Q(archived_on__isnull=True)
                | Q(closed_on__isnull=False, archived_on__gte=F("closed_on")) & ~Q(retention=""),
                name="docket_archived_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, held: bool = False, **options: Any) -> None:
        """`held` says that it was read under its lock (`hold`) in this transaction.

        Raises Bypassed: whoever read the docket before it was moved, closed or archived would undo that unseen.
        """
        if not (self._state.adding or held):
            raise Bypassed("a docket is saved by whoever holds its lock")
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise Bypassed("a docket is never deleted: it is closed and archived")


class Case(Recorded):
    """What is special to a kind of case. Its state is written by the gate alone."""

    kind: ClassVar[str]
    workflow: ClassVar[Workflow]
    whose = Whose(section="docket__section", docket="docket")

    docket = models.OneToOneField(Docket, models.PROTECT, primary_key=True, related_name="+", verbose_name=_("docket"))
    state = models.CharField(_("state"), max_length=40, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.docket)

    def save(self, *args: Any, moved: bool = False, **options: Any) -> None:
        """`moved` is said by the gate alone. Raises Archived, and Bypassed for a state that no act has written."""
        with transaction.atomic(using=options.get("using"), savepoint=False):
            if not moved and self.state != self._state_without_a_move():
                raise Bypassed("a case changes its state by an act alone")
            super().save(*args, **options)

    def _state_without_a_move(self) -> str:
        """The state that is kept; of a new case, the start of its workflow."""
        if self._state.adding:
            return self.workflow.start
        hold(self.pk)
        kept: str = type(self)._base_manager.values_list("state", flat=True).get(pk=self.pk)
        return kept

    @classmethod
    def said(cls, field: str, value: Any) -> str | None:
        return spoken(cls.workflow.words[value]) if field == "state" and value in cls.workflow.words else None

    def together(self) -> tuple[Recorded, ...]:
        return (self.docket, self)


def hold(key: int) -> Docket:
    """The docket, locked to the end of the transaction: whatever writes to a case begins here. Raises Archived."""
    found: Docket = Docket.objects.select_for_update(of=("self",)).select_related("section").get(pk=key)
    demand_open_archive(found)
    return found


def demand_open_archive(docket: Docket) -> None:
    """Raises Archived."""
    if docket.archived_on is not None:
        raise Archived(gettext("%(number)s has been archived. It must be taken out first.") % {"number": docket})


def kinds() -> dict[str, type[Case]]:
    """Every kind of case that the installed apps know."""
    found: dict[str, type[Case]] = {}
    waiting = list(Case.__subclasses__())
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        if not model._meta.abstract:
            found[model.kind] = model
    return found


def case_of(docket: Docket) -> Case:
    """The case of a docket, of whatever kind. Raises KeyError for a kind whose app is not installed."""
    cases: Any = kinds()[docket.kind]._default_manager
    found: Case = cases.select_related("docket__section").get(pk=docket.pk)
    return found
