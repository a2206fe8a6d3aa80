"""Guidance for a move: its article, what to check, the wording of its document, usual mistakes; in versions.

What was published is not edited: another version takes its place, and the one before stays to be read.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.hand import Hand
from bureau.audit.history import History, Recorded
from bureau.audit.spoken import spoken
from bureau.audit.whose import Whose
from bureau.casework.docket import Case, kinds
from bureau.people.bureaus import Bureau

TEXTS = ("article", "checks", "template", "mistakes")


class Published(TypeError):
    """A version that is or was published was to be changed: make a new version of it."""


class Guidance(Recorded):
    """One version of what is said of one move of a kind of case. A draft has no day of publication."""

    whose = Whose(bureau="bureau")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("guidance", "draft")
        PUBLISHED = "published", pgettext_lazy("guidance", "published")
        SUPERSEDED = "superseded", pgettext_lazy("guidance", "superseded")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    case_kind = models.CharField(_("kind of case"), max_length=40)
    move = models.CharField(_("move"), max_length=40)
    number = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    article = models.TextField(pgettext_lazy("guidance", "articles"), max_length=1000, blank=True)
    checks = models.TextField(_("what to check"), max_length=4000, blank=True, help_text=_("One thing a line."))
    template = models.TextField(
        _("wording of the document"), max_length=8000, blank=True, help_text=_("To be copied into the document.")
    )
    mistakes = models.TextField(_("usual mistakes"), max_length=4000, blank=True, help_text=_("One a line."))
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
    published_on = models.DateField(_("published on"), null=True, blank=True, editable=False)
    superseded_on = models.DateField(_("superseded on"), null=True, blank=True, editable=False)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["bureau", "case_kind", "move", "number"]
        verbose_name = _("guidance")
        verbose_name_plural = _("guidance")
        constraints = [
            models.UniqueConstraint(fields=["bureau", "case_kind", "move", "number"], name="guidance_version_once"),
            models.UniqueConstraint(
                fields=["bureau", "case_kind", "move"],
                condition=Q(published_on__isnull=True),
                name="guidance_one_draft",
            ),
            models.UniqueConstraint(
                fields=["bureau", "case_kind", "move"],
                condition=Q(published_on__isnull=False, superseded_on__isnull=True),
                name="guidance_one_published",
            ),
            models.CheckConstraint(
                condition=Q(superseded_on__isnull=True)
                | Q(published_on__isnull=False, superseded_on__gte=F("published_on")),
                name="guidance_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_words} · {self.move_words}"

    def clean(self) -> None:
        kind = kinds().get(self.case_kind)
        if kind is None:
            raise ValidationError({"case_kind": gettext("No kind of case has this name.")})
        if self.move not in {move.name for move in kind.workflow.moves}:
            raise ValidationError({"move": gettext("This kind of case has no such move.")})
        if self.published_on is None and self.versions().filter(published_on=None).exclude(pk=self.pk).exists():
            raise ValidationError({"move": gettext("There is a draft for this move already.")})
        if not any(getattr(self, name).strip() for name in TEXTS):
            raise ValidationError(gettext("Please say something of the move."))

    def save(self, *args: Any, **options: Any) -> None:
        """Of a version that was published only the day on which it was superseded is ever written. Raises Published."""
        with transaction.atomic():
            stored = Guidance.objects.select_for_update().filter(pk=self.pk).first()
            if stored is None:
                self._follow()
            elif stored.published_on is not None:
                may_change = set() if stored.superseded_on else {"superseded_on"}
                fields = {field.attname for field in self._meta.concrete_fields} - may_change
                if changed := sorted(name for name in fields if getattr(self, name) != getattr(stored, name)):
                    raise Published(f"{self._meta.label} {self.pk} has been published: {', '.join(changed)}")
            super().save(*args, **options)

    def _follow(self) -> None:
        """A new one is numbered after the versions that there are."""
        last = self.versions().aggregate(last=models.Max("number"))["last"]
        self.number = (last or 0) + 1

    def versions(self) -> "models.QuerySet[Guidance]":
        """All that was ever said of this move, in its order."""
        same = {"bureau": self.bureau_id, "case_kind": self.case_kind, "move": self.move}
        return Guidance.objects.filter(**same).order_by("number")

    @property
    def state(self) -> State:
        if self.published_on is None:
            return self.State.DRAFT
        return self.State.SUPERSEDED if self.superseded_on else self.State.PUBLISHED

    @property
    def kind_words(self) -> str:
        kind = kinds().get(self.case_kind)
        return str(kind._meta.verbose_name) if kind else self.case_kind

    @property
    def move_words(self) -> str:
        kind = kinds().get(self.case_kind)
        return spoken(kind.workflow.words[self.move]) if kind and self.move in kind.workflow.words else self.move


def guidance_for(case: Case) -> dict[str, Guidance]:
    """What is published in the bureau of the case for the moves of its kind, by move; one query."""
    said = Guidance.objects.filter(published_on__isnull=False, superseded_on__isnull=True, case_kind=case.kind)
    return {each.move: each for each in said.filter(bureau__sections=case.docket.section_id)}


def new_version(said: Guidance, hand: Hand) -> Guidance:
    """A draft that says what this version says. Raises ValidationError while there is a draft."""
    with transaction.atomic():
        if any(each.published_on is None for each in _locked(said)):
            raise ValidationError(gettext("There is a draft for this move already."))
        same = ("bureau_id", "case_kind", "move", *TEXTS)
        draft: Guidance = Guidance.objects.record(hand, **{name: getattr(said, name) for name in same})
    return draft


def publish(draft: Guidance, hand: Hand) -> Guidance:
    """It is shown from today on, in place of the version before. Raises ValidationError."""
    today = timezone.localdate(hand.at)
    with transaction.atomic():
        versions = _locked(draft)
        fresh = next(each for each in versions if each.pk == draft.pk)
        if fresh.published_on is not None:
            raise ValidationError(gettext("This version has been published already."))
        fresh.full_clean()
        for before in versions:
            if before.published_on is not None and before.superseded_on is None:
                before.superseded_on, before.hand = today, hand
                before.save()
        fresh.published_on, fresh.hand = today, hand
        fresh.save()
    return fresh


def _locked(said: Guidance) -> list[Guidance]:
    """All versions, as they are once nobody else is changing which is published; read again after the lock is had."""
    list(said.versions().select_for_update().values_list("pk"))
    return list(said.versions())
