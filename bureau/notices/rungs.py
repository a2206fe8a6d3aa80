"""The ladder as rows: who is told of which duty, and how many working days before and after its due day."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.audit.hand import Hand
from bureau.audit.history import History
from bureau.audit.spoken import choices_of
from bureau.audit.whose import Whose
from bureau.law import words
from bureau.law.ladder import Addressee, Ladder, Moment, Step
from bureau.people.appointments import Dated, in_order
from bureau.people.bureaus import Bureau
from bureau.people.roles import Role

BINDINGS = choices_of(words.BINDINGS)
ADDRESSEES = [(each.value, Role(each.value).label) for each in Addressee]


class Rung(Dated):
    """One rung. Without a bureau it is shared by all, and a bureau's own rungs for a duty stand in place of the shared.

    What was in force stays as it was: a rung is ended, and another follows it (`replace`, `end`).
    """

    whose = Whose(bureau="bureau")

    class When(models.TextChoices):
        BEFORE = Moment.BEFORE.value, _("working days before the due day")
        ON = Moment.ON.value, _("on the due day")
        AFTER = Moment.AFTER.value, _("each working day from this one after the due day")

    bureau = models.ForeignKey(
        Bureau, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bureau")
    )
    case_kind = models.CharField(_("kind of case"), max_length=40, blank=True, help_text=_("Empty: every kind."))
    duty = models.CharField(_("duty"), max_length=40, blank=True, help_text=_("Empty: every duty."))
    binding = models.CharField(_("binding"), max_length=10, choices=BINDINGS, blank=True)
    moment = models.CharField(_("when"), max_length=10, choices=When)
    days = models.PositiveSmallIntegerField(_("working days"), default=0)
    addressee = models.CharField(_("to whom"), max_length=20, choices=ADDRESSEES)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["bureau", "case_kind", "duty", "binding", "-moment", "days", "id"]
        verbose_name = _("rung of the ladder")
        verbose_name_plural = _("ladder of reminders")
        constraints = [
            in_order("rung_in_order"),
            models.CheckConstraint(condition=Q(duty="") | ~Q(case_kind=""), name="rung_duty_of_its_kind"),
            models.CheckConstraint(
                condition=Q(moment=Moment.ON.value, days=0) | ~Q(moment=Moment.ON.value) & Q(days__gte=1),
                name="rung_days_fit_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_moment_display()} {self.days or ''} {self.get_addressee_display()}".replace("  ", " ")

    def clean(self) -> None:
        if self.moment == Moment.ON and self.days:
            raise ValidationError({"days": _("On the due day itself there are no days before or after it.")})
        if self.moment in (Moment.BEFORE, Moment.AFTER) and not self.days:
            raise ValidationError({"days": _("At least one working day.")})
        if self.duty and not self.case_kind:
            raise ValidationError({"case_kind": _("A duty is one of a kind of case.")})
        if self.until_on and self.since_on and self.until_on < self.since_on:
            raise ValidationError({"until_on": _("The last day lies before the first.")})

    def save(self, *args: Any, **options: Any) -> None:
        """Raises ValidationError for whatever would change what was in force: today's mail has gone out by it."""
        today = timezone.localdate(self.the_hand().at)
        with transaction.atomic(using=options.get("using")):
            demand_future(None if self._state.adding else Rung.objects.select_for_update().get(pk=self.pk), self, today)
            super().save(*args, **options)

    def as_law(self) -> Step:
        """This rung as the law floor reads it."""
        return Step(
            *(self.pk, Moment(self.moment), self.days, Addressee(self.addressee), self.since_on, self.until_on),
            *(self.bureau_id, self.case_kind, self.duty, self.binding),
        )


def demand_future(kept: Rung | None, wanted: Rung, today: date) -> None:
    """Raises ValidationError for a rung that begins in the past, and for what would change one that is in force."""
    if kept is None or kept.since_on > today:
        if wanted.since_on <= today:
            raise ValidationError({"since_on": _("A rung begins tomorrow at the earliest.")})
        return
    facts = [field.attname for field in Rung._meta.concrete_fields if field.name != "until_on"]
    if any(getattr(kept, name) != getattr(wanted, name) for name in facts):
        raise ValidationError(_("This rung has been in force. End it, and let another follow."))
    ended = kept.until_on is not None and kept.until_on < today
    if kept.until_on != wanted.until_on and (ended or (wanted.until_on and wanted.until_on < today)):
        raise ValidationError({"until_on": _("What was in force stays as it was.")})


def replace(rung: Rung, hand: Hand, since: date, **changes: Any) -> Rung:
    """A rung that follows this one from that day on; this one holds through the day before. Raises ValidationError."""
    with transaction.atomic():
        follower = Rung(**{name: getattr(rung, name) for name in _FACTS} | changes | {"since_on": since})
        follower.hand = hand
        follower.full_clean()
        end(rung, hand, since - timedelta(days=1))
        follower.save()
    return follower


def end(rung: Rung, hand: Hand, last_on: date) -> None:
    """The rung holds through that day, today at the earliest. Raises ValidationError."""
    rung.until_on, rung.hand = last_on, hand
    rung.full_clean()
    rung.save()


_FACTS = ("bureau", "case_kind", "duty", "binding", "moment", "days", "addressee")


def ladder() -> Ladder:
    """All rungs, those of earlier days too: what was missed is told by the ladder of its own day."""
    return Ladder([rung.as_law() for rung in Rung.objects.all()])
