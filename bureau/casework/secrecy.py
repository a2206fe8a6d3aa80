"""What may be entered at all: a state secret may not, and leaves a neutral number and nothing of what it was about.

Secrets Law 31(3): a system that is not built for them neither stores nor handles state secrets. A work secret (64) may
be held: its docket is marked, and it is never exported or published.
"""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.appended import Appended
from bureau.audit.hand import Hand
from bureau.audit.whose import Whose
from bureau.casework.docket import Docket, hold, kinds
from bureau.casework.numbers import next_number
from bureau.people.bureaus import Bureau, Section
from bureau.people.scope import Scope
from bureau.people.staff import Staff

SERIES = "withheld"


class Secrecy(models.TextChoices):
    """What every entry of a matter is asked first."""

    NONE = "none", _("not secret")
    WORK = "work", _("work secret")
    CONFIDENTIAL = "confidential", _("state secret: confidential")
    SECRET = "secret", _("state secret: secret")
    TOP_SECRET = "top_secret", _("state secret: top secret")


STATE_SECRETS = frozenset({Secrecy.CONFIDENTIAL, Secrecy.SECRET, Secrecy.TOP_SECRET})


class StateSecret(ValidationError):
    """The entry is refused; `number` is all that was kept of it."""

    def __init__(self, number: str) -> None:
        super().__init__(
            _("A state secret may not be entered here. Of this matter only the number %(number)s was kept."),
            code="state_secret",
            params={"number": number},
        )
        self.number = number


class WithheldMatter(Appended):
    """That a matter was withheld: whose, when, by whom. Neither what it was about nor how secret it is.

    Rows are added by `admit` and never changed or removed. There is no history, since a hand's reason would tell.
    """

    whose = Whose(section="section")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", verbose_name=_("section"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    on = models.DateField(_("day"))
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(pgettext_lazy("person", "name"), max_length=150)

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["bureau", "year", "number"]
        verbose_name = _("withheld matter")
        verbose_name_plural = _("withheld matters")
        constraints = [models.UniqueConstraint(fields=["bureau", "year", "number"], name="withheld_number_once")]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


def beyond(scope: Scope) -> Q:
    """The rows of the access log that tell of a secret matter which whoever has this scope does not handle."""
    of_cases: list[type[models.Model]] = [Docket, *kinds().values()]
    secret = Docket.objects.filter(is_work_secret=True)
    known = secret.filter(scope.handles(Docket.whose))
    hidden = secret.exclude(pk__in=known.values("pk")).annotate(row=Cast("pk", models.CharField())).values("row")
    return Q(record__in=[kind._meta.label_lower for kind in of_cases], row__in=hidden)


def admit(secrecy: str, section: Section, hand: Hand) -> None:
    """Lets a matter in, or keeps a number for it and raises StateSecret. Raises ValueError for no answer at all.

    Ask this before anything of the matter is read or written. The number is saved in the transaction that is open, and
    with it or not at all: the refusal must be answered, not left to end the transaction. A form that calls this in its
    `clean` does so by itself, since StateSecret is a ValidationError: the view shows the form again, and the request
    commits. A view or a job that calls it directly catches StateSecret inside its transaction. If the exception does
    break the transaction, the number is given to the next matter, so that the series has no gap.
    """
    if Secrecy(secrecy) not in STATE_SECRETS:
        return
    with transaction.atomic():
        day = timezone.localdate(hand.at)
        kept = WithheldMatter(bureau=section.bureau, section=section, year=day.year, on=day, by_name=hand.actor_name)
        kept.by = hand.user if isinstance(hand.user, Staff) else None
        kept.number = next_number(section.bureau, SERIES, day.year)
        kept.save()
    raise StateSecret(str(kept))


def mark(docket: Docket, secrecy: str, hand: Hand) -> Docket:
    """The docket is a work secret, or is one no longer, for a reason. Raises ValidationError for a state secret."""
    wanted = Secrecy(secrecy)
    if wanted in STATE_SECRETS:
        raise ValidationError(gettext("A state secret may not be held here."))
    with transaction.atomic():
        fresh = hold(docket.pk)
        if fresh.is_work_secret and wanted is Secrecy.NONE and not hand.reason:
            raise ValidationError(gettext("Please give the reason."))
        fresh.is_work_secret, fresh.hand = wanted is Secrecy.WORK, hand
        fresh.save(held=True)
    return fresh
