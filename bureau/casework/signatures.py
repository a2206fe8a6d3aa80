"""Signatures: where a move takes several hands, all but the last sign; the last makes it effective.

A signature changes nothing of the case. It holds for the version that was signed for: once the case has moved on, by
whatever move, it is void, and stays on record.
"""

from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.appended import Appended, AppendedRows
from bureau.audit.hand import Hand, Source
from bureau.audit.spoken import spoken
from bureau.casework.asked import Asked
from bureau.casework.docket import Case, Docket
from bureau.casework.events import Act
from bureau.casework.refusals import NotYours
from bureau.people.appointments import Standing
from bureau.people.staff import Staff


class SignatureRows(AppendedRows):
    def in_force(self) -> Self:
        """Those that were not taken back; the first to sign comes first."""
        return self.filter(takes_back__isnull=True, taken_back_by__isnull=True).order_by("id")


class Signature(Appended):
    """One hand of several. `facts` is what was signed for, without what is personal; `digest` is of all of it.

    The lock on the docket, not a constraint, keeps one person from signing twice: whoever took a signature back may
    sign again.
    """

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="signatures", verbose_name=_("docket"))
    move = models.CharField(_("move"), max_length=40)
    version = models.PositiveIntegerField(_("version"))
    on = models.DateField(_("legal day"))
    at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(Staff, models.PROTECT, related_name="signatures", verbose_name=_("by"))
    by_name = models.CharField(pgettext_lazy("person", "name"), max_length=150)
    role = models.CharField(_("in the role of"), max_length=30, blank=True)
    acting_for = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("acting for"))
    source = models.CharField(_("by what means"), max_length=10, choices=Source)
    reason = models.TextField(_("reason"), blank=True)
    override = models.TextField(_("warning set aside"), blank=True, default="")
    on_paper = models.BooleanField(_("registered"), default=False)
    facts = models.JSONField(_("signed for"), default=dict)
    digest = models.CharField(_("digest of what was signed for"), max_length=64)
    change = models.UUIDField(_("change"), db_index=True)
    takes_back = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="taken_back_by", verbose_name=_("takes back")
    )

    objects: ClassVar[Any] = SignatureRows.as_manager()

    class Meta:
        app_label = "bureau"
        base_manager_name = "objects"
        ordering = ["id"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        indexes = [models.Index(fields=["docket", "version"], name="signature_by_version")]

    def __str__(self) -> str:
        return f"{self.move} {self.on}"

    def told(self, case: Case) -> str:
        """What was signed for, in the language of whoever reads."""
        return "; ".join(f"{_name(case, name)}: {value}" for name, value in self.facts.items())


def _name(case: Case, fact: str) -> str:
    if fact in case.workflow.words:
        return spoken(case.workflow.words[fact])
    return str(Act._meta.get_field(fact).verbose_name)  # type: ignore[union-attr]


def sign(case: Case, asked: Asked, standing: Standing) -> Signature:
    """Leave one hand of several. The gate alone calls it, with the docket locked and everything checked."""
    return _add(
        asked.hand,
        docket=case.docket,
        move=asked.move.name,
        version=case.docket.version,
        on=asked.on,
        role=standing.role,
        acting_for=standing.acting_for,
        on_paper=asked.paper is not None,
        facts=asked.signed_facts(),
        digest=asked.digest(),
    )


def _add(hand: Hand, **facts: Any) -> Signature:
    whose = {"by": hand.user, "by_name": hand.actor_name, "at": hand.at, "source": hand.source}
    why = {"reason": hand.reason, "override": hand.override, "change": hand.change_id}
    row = Signature(**whose, **why, **facts)
    row.save()
    return row


def signatures(case: Case, name: str) -> list[Signature]:
    """Who has signed for this move of the case as it stands, the first to sign first."""
    return list(_of(case.docket, name).select_related("by", "acting_for"))


def waiting_for(case: Case, name: str) -> int:
    """How many more hands a move waits for that somebody has begun to sign; 0 where nobody has, or it is done."""
    signed = signatures(case, name)
    if not signed:
        return 0
    move = case.workflow.move(case.state, name)
    return len(move.hands(on_paper=signed[0].on_paper)) - len(signed)


def take_back(case: Case, name: str, hand: Hand) -> Signature:
    """Take back what this person has signed for, while the move still waits. Raises NotYours."""
    with transaction.atomic():
        docket = Docket.objects.select_for_update().get(pk=case.pk)
        own = _of(docket, name).filter(by=hand.user).last() if isinstance(hand.user, Staff) else None
        if own is None:
            raise NotYours(gettext("You have not signed this, or it has taken effect."))
        same = ("move", "version", "on", "role", "acting_for_id", "on_paper", "facts", "digest")
        return _add(hand, docket=docket, takes_back=own, **{name: getattr(own, name) for name in same})


def _of(docket: Docket, name: str) -> SignatureRows:
    return Signature.objects.in_force().filter(docket=docket, move=name, version=docket.version)
