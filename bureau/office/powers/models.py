"""The power list of a bureau in versions, the powers on each, and where each was published.

A version is a draft, then published, then superseded by the next. From its publication on neither it nor its powers are
edited; its digest, written then, shows if somebody did it all the same.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.appended import Appended
from bureau.audit.history import History, Recorded
from bureau.audit.spoken import choices_of, spoken
from bureau.audit.whose import Whose
from bureau.casework.items import InForce
from bureau.law.codes import REASONS, BadCode
from bureau.law.masks import personal_numbers
from bureau.law.powers import CATEGORIES, LEVELS, ORGAN_NATURES, ORIGINS, Category, read_implementation_code
from bureau.people.bureaus import Bureau


class Standing(models.TextChoices):
    """How far a version is."""

    DRAFT = "draft", pgettext_lazy("power list", "draft")
    PUBLISHED = "published", pgettext_lazy("power list", "published")
    SUPERSEDED = "superseded", pgettext_lazy("power list", "superseded")


class PowerList(Recorded):
    """One version. `since_on` is the day from which it is in force; a draft has none."""

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="power_lists", verbose_name=_("bureau"))
    number = models.PositiveSmallIntegerField(_("version"))
    paper = models.CharField(_("approved by the paper"), max_length=200, blank=True)
    since_on = models.DateField(_("in force from"), null=True, blank=True)
    until_on = models.DateField(_("in force through"), null=True, blank=True)
    sha256 = models.CharField(_("digest of what it says"), max_length=64, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["bureau", "-number"]
        verbose_name = _("power list")
        verbose_name_plural = _("power lists")
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="power_list_version_once"),
            models.UniqueConstraint(fields=["bureau"], condition=Q(since_on=None), name="power_list_one_draft"),
            models.UniqueConstraint(
                fields=["bureau"], condition=Q(since_on__isnull=False, until_on=None), name="power_list_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(since_on__isnull=False, until_on__gte=F("since_on")),
                name="power_list_in_order",
            ),
            models.CheckConstraint(
                condition=Q(since_on=None, paper="", sha256="")
                | Q(since_on__isnull=False) & ~Q(paper="") & ~Q(sha256=""),
                name="power_list_published_on_paper",
            ),
        ]

    def __str__(self) -> str:
        return gettext("version %(number)s") % {"number": self.number}

    def save(self, *args: Any, **options: Any) -> None:
        """Of a version that is in force only the last day is ever written, and that once. Raises InForce."""
        with transaction.atomic():
            stored = PowerList.objects.select_for_update().filter(pk=self.pk).first()
            if stored is not None and stored.since_on is not None:
                may_change = set() if stored.until_on else {"until_on"}
                fields = {field.attname for field in self._meta.concrete_fields} - may_change
                if changed := sorted(name for name in fields if getattr(self, name) != getattr(stored, name)):
                    raise InForce(f"{self._meta.label} {self.pk} has been published: {', '.join(changed)}")
            super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            demand_draft(self.pk)
            return super().delete(*args, **options)

    @property
    def is_draft(self) -> bool:
        return self.since_on is None

    @property
    def standing(self) -> Standing:
        if self.since_on is None:
            return Standing.DRAFT
        return Standing.SUPERSEDED if self.until_on else Standing.PUBLISHED


class PowerState(models.TextChoices):
    """Whether a power is exercised."""

    IN_USE = "in_use", pgettext_lazy("power", "in use")
    SUSPENDED = "suspended", pgettext_lazy("power", "suspended")
    CANCELLED = "cancelled", pgettext_lazy("power", "cancelled")


class Power(Recorded):
    """One power on one version of the list. Level and basic code are read from its implementation code.

    The section is kept by its name, as the list was published with it. A work secret stands on no public list.
    """

    whose = Whose(bureau="list__bureau")
    untold = frozenset({"list"})

    list = models.ForeignKey(PowerList, models.PROTECT, related_name="powers", verbose_name=_("power list"))
    code = models.CharField(_("implementation code"), max_length=31)
    basic_code = models.CharField(_("basic code"), max_length=12, editable=False)
    level = models.CharField(_("level"), max_length=1, choices=choices_of(LEVELS), editable=False)
    category = models.CharField(_("category"), max_length=2, choices=choices_of(CATEGORIES))
    name = models.CharField(_("name of the power"), max_length=300)
    establishing_basis = models.TextField(_("basis on which it was established"))
    exercising_basis = models.TextField(_("basis on which it is exercised"), blank=True)
    organ = models.CharField(_("organ that exercises it"), max_length=100)
    organ_nature = models.CharField(_("nature of the organ"), max_length=12, choices=choices_of(ORGAN_NATURES))
    section = models.CharField(pgettext_lazy("power", "section in charge"), max_length=100)
    origin = models.CharField(_("source of the power"), max_length=12, choices=choices_of(ORIGINS))
    duties = models.TextField(_("duties"), help_text=_("One a line: acceptance, examination, decision, delivery, …"))
    duties_basis = models.TextField(_("basis of the duties"))
    accountability = models.TextField(_("when somebody is held to account"))
    accountability_basis = models.TextField(_("basis of accountability"))
    supervision = models.TextField(_("how it is supervised"))
    steps = models.TextField(_("chart of the procedure"), blank=True, help_text=_("One step a line, in their order."))
    public_on = models.DateField(_("made public on"), null=True, blank=True)
    effective_on = models.DateField(_("effective from"), null=True, blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PowerState, default=PowerState.IN_USE)
    adjusted_by = models.TextField(_("basis of the adjustment"), blank=True)
    is_work_secret = models.BooleanField(
        _("work secret"), default=False, help_text=_("Is not exported and stands in none of the public files.")
    )
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["-list", "category", "code"]
        verbose_name = _("power")
        verbose_name_plural = _("powers")
        constraints = [
            models.UniqueConstraint(fields=["list", "code"], name="power_once_on_a_list"),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_on__isnull=False) & ~Q(adjusted_by="")
                | ~Q(state="cancelled") & Q(cancelled_on=None),
                name="power_cancelled_on_a_basis",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Raises InForce where the list has been published, BadCode for a code that is none."""
        with transaction.atomic():
            stood_on = Power.objects.filter(pk=self.pk).values_list("list", flat=True)
            for listed in sorted({self.list_id, *stood_on}):
                demand_draft(listed)
            read = read_implementation_code(self.code)
            self.code, self.level, self.basic_code = read.normalized, read.level, read.basic
            super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            demand_draft(self.list_id)
            return super().delete(*args, **options)

    def clean(self) -> None:
        wrong = {name: told for name in PUBLIC_TEXTS if (told := _personal(getattr(self, name)))}
        wrong |= self._wrong_code() | self._wrong_section()
        if (self.state == PowerState.CANCELLED) != bool(self.cancelled_on):
            wrong["cancelled_on"] = gettext("A power that is cancelled has the day, and no other has one.")
        if self.state == PowerState.CANCELLED and not self.adjusted_by:
            wrong["adjusted_by"] = gettext("Say on what basis it was cancelled.")
        if wrong:
            raise ValidationError(wrong)

    def _wrong_code(self) -> dict[str, str]:
        try:
            read = read_implementation_code(self.code)
        except BadCode as bad:
            return {"code": spoken(REASONS[bad.reason])}
        if self.category in tuple(Category) and read.category != self.category:
            told = gettext("Its digits say category %(digits)s, and the category is %(category)s.")
            return {"code": told % {"digits": read.category, "category": self.category}}
        return {}

    def _wrong_section(self) -> dict[str, str]:
        if not self.list_id:
            return {}  # the field says so itself
        here = self.list.bureau.sections.filter(closed_on=None).values_list("name", flat=True)
        if not self.section or self.section in (names := list(here)):
            return {}
        told = gettext("No section “%(name)s” here. There are: %(known)s.")
        return {"section": told % {"name": self.section, "known": "、".join(names)}}


# What a power says: what the next draft takes over, what two versions are compared by, what the digest is made of.
SAYS = tuple(
    field.name for field in Power._meta.concrete_fields if field.name not in ("id", "list", "level", "basic_code")
)
PUBLIC_TEXTS = tuple(field.name for field in Power._meta.concrete_fields if isinstance(field, models.TextField))


class Publication(Appended):
    """That the files of a version were put on the district portal: which, when, where, by whom."""

    whose = Whose(bureau="list__bureau")

    list = models.ForeignKey(PowerList, models.PROTECT, related_name="publications", verbose_name=_("power list"))
    on = models.DateField(_("published on"))
    address = models.URLField(_("address on the portal"), max_length=300)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    powers = models.PositiveIntegerField(_("powers in it"))
    at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    by_name = models.CharField(pgettext_lazy("person", "name"), max_length=150)

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["-id"]
        verbose_name = _("publication of a power list")
        verbose_name_plural = _("publications of power lists")

    def __str__(self) -> str:
        return f"{self.on} {self.address}"


def demand_draft(listed: int) -> None:
    """Locks the version, so that nobody publishes it meanwhile. Raises InForce."""
    stored = PowerList.objects.select_for_update().filter(pk=listed).first()
    if stored is not None and stored.since_on is not None:
        raise InForce(f"{PowerList._meta.label} {listed} has been published")


def list_in_force(bureau: Bureau, day: date | None = None) -> PowerList | None:
    """The version that is in force, on that day or now."""
    rows = PowerList.objects.filter(bureau=bureau, since_on__lte=day or timezone.localdate())
    return rows.filter(Q(until_on=None) | Q(until_on__gte=day or timezone.localdate())).first()


def _personal(text: str) -> str:
    found = personal_numbers(text)
    told = gettext("This list is public, and here stands what reads like somebody's own number: %(found)s.")
    return told % {"found": "、".join(found)} if found else ""
