"""The chain of seals: what was written is bound, row after row, into numbers that nobody can make up afterwards."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.audit.appended import Appended
from bureau.audit.findings import Kind

DIGEST = 64  # hexadecimal digits of 256 bits


class LeafShape(Appended):
    """How rows of a table were written down to be sealed: which columns, in which order, in which format.

    Kept with the leaves, so that a column that a later migration adds changes nothing of what was sealed before it.
    """

    is_sealed = False  # the chain binds it itself, by its digest in each leaf

    table = models.CharField(_("table"), max_length=63)
    key = models.CharField(_("key column"), max_length=63)
    columns = models.JSONField(_("columns"))
    format = models.PositiveSmallIntegerField(_("format"))
    algorithm = models.CharField(_("algorithm"), max_length=10)

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["id"]
        verbose_name = _("shape of leaves")
        verbose_name_plural = _("shapes of leaves")

    def __str__(self) -> str:
        return f"{self.table} {self.pk}"


class Leaf(Appended):
    """The digest of one row, and the chain up to here. Numbers have no gap; rows come in whatever order they commit."""

    is_sealed = False

    n = models.BigIntegerField(_("number"), primary_key=True)
    shape = models.ForeignKey(LeafShape, models.PROTECT, related_name="+", verbose_name=_("shape of leaves"))
    row = models.BigIntegerField(_("row"))
    digest = models.CharField(_("digest"), max_length=DIGEST)
    chain = models.CharField(_("chain"), max_length=DIGEST)

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["n"]
        verbose_name = _("leaf")
        verbose_name_plural = _("leaves")
        constraints = [models.UniqueConstraint(fields=["shape", "row"], name="leaf_once")]

    def __str__(self) -> str:
        return str(self.n)


class Seal(Appended):
    """The leaves from `first` to `last`, bound by the head of their chain and a code that takes our key to make.

    `is_complete` says that nothing was left unsealed: what is sealed later and says that it is older, is backdated.
    """

    is_sealed = False

    n = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("sealed at"))
    first = models.BigIntegerField(_("first leaf"))
    last = models.BigIntegerField(_("last leaf"))
    head = models.CharField(_("head of the chain"), max_length=DIGEST)
    is_complete = models.BooleanField(_("nothing left unsealed"))
    algorithm = models.CharField(_("algorithm"), max_length=10)
    key = models.CharField(_("key"), max_length=8)
    mac = models.CharField(_("code"), max_length=DIGEST)

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["n"]
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        return str(self.n)

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    def told(self) -> "Head":
        return Head(self.n, self.last, self.head, self.mac, self.algorithm, self.at)


@dataclass(frozen=True, slots=True)
class Head:
    """What is given out of the house of a seal: number, leaves so far, head of the chain, code."""

    n: int
    leaves: int
    chain: str
    mac: str
    algorithm: str
    at: datetime

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat()}


class Verification(Appended):
    """What a check of everything found, and when: the page shows the last one. `findings` are the first of `count`."""

    at = models.DateTimeField(_("at"))
    by_name = models.CharField(_("asked by"), max_length=150, blank=True)
    seals = models.PositiveBigIntegerField(_("seals"))
    leaves = models.PositiveBigIntegerField(_("sealed rows"))
    count = models.PositiveIntegerField(_("findings"))
    findings = models.JSONField(_("findings"), default=list)
    anchored = models.BooleanField(_("compared with the copy outside"), default=False)

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["-id"]
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.count}"

    @property
    def told(self) -> list[dict[str, str]]:
        """The findings in the words of the screen."""
        return [found | {"words": str(Kind(found["kind"]).label)} for found in self.findings]


class SealingBeat(models.Model):
    """When sealing last left nothing unsealed; of a system that has just begun, when it was first tried.

    Where nothing is written no seal is made, so that the newest seal does not tell whether sealing still runs.
    """

    only = models.BooleanField(default=True, unique=True, editable=False)
    at = models.DateTimeField(_("at"))

    class Meta:
        app_label = "bureau"
        verbose_name = _("beat of the sealing")
        verbose_name_plural = _("beats of the sealing")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class HeadSent(Appended):
    """The head that the audit administrators were sent on a day."""

    day = models.DateField(_("day"), unique=True)
    at = models.DateTimeField(_("at"))
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="+", verbose_name=_("seal"))
    recipients = models.PositiveSmallIntegerField(_("recipients"))

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["-day"]
        verbose_name = _("head sent")
        verbose_name_plural = _("heads sent")

    def __str__(self) -> str:
        return f"{self.day}"
