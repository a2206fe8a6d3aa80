"""A finding that somebody answers for: it stays in the record, and no longer rings.

An acknowledgement is of the very finding: its table, row, kind and detail. What is altered once more is another one;
and what was in order again at a verification since then, and is found anew, rings anew.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.appended import Appended
from bureau.audit.findings import Finding, Kind
from bureau.audit.hand import Hand
from bureau.audit.seals import Verification

Key = tuple[str, str, str, str]


class Acknowledgement(Appended):
    """Who has looked into a finding, when, and how it came about."""

    table = models.CharField(_("table"), max_length=63, blank=True)
    row = models.CharField(_("row"), max_length=100, blank=True)
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    detail = models.TextField(_("detail"), blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(pgettext_lazy("person", "name"), max_length=150)
    reason = models.TextField(_("reason"))

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["id"]
        verbose_name = _("acknowledgement of a finding")
        verbose_name_plural = _("acknowledgements of findings")
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="acknowledged_for_a_reason")]

    def __str__(self) -> str:
        return f"{self.kind} {self.table} {self.row}"

    @property
    def key(self) -> Key:
        return self.table, self.row, self.kind, self.detail


def key_of(finding: Finding | Mapping[str, Any]) -> Key:
    """What tells a finding from any other; also of one as a verification keeps it."""
    told = finding.as_dict() if isinstance(finding, Finding) else finding
    return told["table"], told["row_id"], told["kind"], told["detail"]


def acknowledge(finding: Finding | Mapping[str, Any], hand: Hand, reason: str) -> Acknowledgement:
    """Who may is for the caller to know. Raises ValueError without a reason, and without a person."""
    if not reason.strip() or hand.user is None:
        raise ValueError("a person acknowledges a finding for a reason")
    table, row, kind, detail = key_of(finding)
    facts = {"table": table, "row": row, "kind": kind, "detail": detail, "reason": reason.strip()}
    made = Acknowledgement(at=hand.at, by_id=hand.user.pk, by_name=hand.actor_name, **facts)
    made.save()
    return made


def acknowledged(findings: Iterable[Finding | Mapping[str, Any]], using: str = "default") -> dict[Key, Acknowledgement]:
    """The first standing acknowledgement of each of these findings that has one; no query for no findings."""
    keys = {key_of(finding) for finding in findings}
    if not keys:
        return {}
    rows = Acknowledgement.objects.using(using).filter(table__in={key[0] for key in keys}).order_by("-id")
    given = [row for row in rows if row.key in keys]
    if not given:
        return {}
    in_order = _last_in_order({row.key for row in given}, min(row.at for row in given), using)
    return {row.key: row for row in given if row.key not in in_order or in_order[row.key] < row.at}


def _last_in_order(keys: set[Key], since: datetime, using: str) -> dict[Key, datetime]:
    """When a verification last found everything but these; one that kept only some of its findings tells nothing."""
    found: dict[Key, datetime] = {}
    for made in Verification.objects.using(using).filter(at__gt=since).order_by("at", "id").iterator():
        if made.count == len(made.findings):
            found |= dict.fromkeys(keys - {key_of(told) for told in made.findings}, made.at)
    return found
