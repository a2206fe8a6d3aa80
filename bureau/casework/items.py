"""Service items: what the bureau does for people, in versions. A case keeps the version that was in force for it."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History, Recorded
from bureau.audit.spoken import choices_of, spoken
from bureau.audit.whose import Whose
from bureau.law import words
from bureau.law.articles import Article
from bureau.law.licensing import CONSEQUENCES, NATURES, Consequences, Nature
from bureau.law.limits import LICENSING_45_GROUNDS, Binding, Ground, Post, TimeLimit, Unit
from bureau.law.powers import CATEGORIES, HANDLINGS, Category, category_named, natures_under
from bureau.law.promises import surely_within
from bureau.people.bureaus import Bureau

UNITS = choices_of({unit: said for unit, said in words.UNITS.items() if unit is not Unit.DATE})
KINDS, HANDLED = choices_of(NATURES), choices_of(HANDLINGS)


class InForce(TypeError):
    """A version that is or was in force was to be changed: make a new version of it."""


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("item", "draft")
    COMING = "coming", pgettext_lazy("item", "not yet in force")
    IN_FORCE = "in_force", pgettext_lazy("item", "in force")
    SUPERSEDED = "superseded", pgettext_lazy("item", "superseded")


def together(prefix: str) -> Q:
    """A limit is said with its amount, its unit and the article that sets it, or not at all."""
    none = Q(**{f"{prefix}_amount__isnull": True, f"{prefix}_unit": "", f"{prefix}_article": ""})
    # Said twice: in SQL a comparison with nothing is neither true nor false, and a check lets it pass.
    some = (
        Q(**{f"{prefix}_amount__isnull": False, f"{prefix}_amount__gte": 1})
        & ~Q(**{f"{prefix}_unit": ""})
        & ~Q(**{f"{prefix}_article": ""})
    )
    return none | some


class ServiceItem(Recorded):
    """One version of one item of one bureau. A draft has no day; from the day on it is never edited.

    Its code is that of its power on the power list, basic or whole, and its nature fits the category of that power.

    What law leaves open (a promise, whether an evaluation stops the clock, days to supplement) is said here, with the
    text that says so, and is a constant nowhere.
    """

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="items", verbose_name=_("bureau"))
    code = models.CharField(_("item code"), max_length=40)
    number = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    name = models.CharField(pgettext_lazy("item", "name"), max_length=200)
    nature = models.CharField(_("nature"), max_length=20, choices=KINDS)
    basis = models.TextField(_("legal basis"))
    statutory_amount = models.PositiveSmallIntegerField(_("statutory limit"), null=True, blank=True)
    statutory_unit = models.CharField(_("unit of the statutory limit"), max_length=10, choices=UNITS, blank=True)
    statutory_article = models.CharField(_("article of the statutory limit"), max_length=200, blank=True)
    promised_amount = models.PositiveSmallIntegerField(_("promised limit"), null=True, blank=True)
    promised_unit = models.CharField(_("unit of the promised limit"), max_length=10, choices=UNITS, blank=True)
    promised_article = models.CharField(_("source of the promised limit"), max_length=200, blank=True)
    extension_amount = models.PositiveSmallIntegerField(_("may be extended by"), null=True, blank=True)
    extension_posts = models.JSONField(_("extended by the post of"), default=list, blank=True)
    extension_article = models.CharField(_("article of the extension"), max_length=200, blank=True)
    extension_is_told = models.BooleanField(_("the applicant is told why it is extended"), default=True)
    stop_grounds = models.JSONField(_("further grounds that stop the clock"), default=list, blank=True)
    stop_article = models.CharField(_("article of these grounds"), max_length=200, blank=True)
    supplement_days = models.PositiveSmallIntegerField(
        _("days to supplement secondary materials"), null=True, blank=True
    )
    by_commitment = models.BooleanField(_("on the published list of commitments"), default=False)
    conditions = models.TextField(_("conditions"), blank=True)
    handling = models.CharField(_("handling"), max_length=12, choices=HANDLED, blank=True)
    result = models.CharField(_("result"), max_length=200, blank=True)
    fee = models.CharField(_("fee"), max_length=200, blank=True)
    quantity_limit = models.CharField(_("limit of quantity"), max_length=200, blank=True)
    since_on = models.DateField(_("in force from"), null=True, blank=True, editable=False)
    until_on = models.DateField(_("in force through"), null=True, blank=True, editable=False)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["bureau", "code", "number"]
        verbose_name = _("service item")
        verbose_name_plural = _("service items")
        constraints = [
            models.UniqueConstraint(fields=["bureau", "code", "number"], name="item_version_once"),
            models.UniqueConstraint(
                fields=["bureau", "code"], condition=Q(since_on__isnull=True), name="item_one_draft"
            ),
            models.UniqueConstraint(
                fields=["bureau", "code"],
                condition=Q(since_on__isnull=False, until_on__isnull=True),
                name="item_one_open_version",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(since_on__isnull=False, until_on__gte=F("since_on")),
                name="item_in_order",
            ),
            models.CheckConstraint(condition=together("statutory"), name="item_statutory_together"),
            models.CheckConstraint(condition=together("promised"), name="item_promised_together"),
            models.CheckConstraint(
                condition=Q(extension_amount__isnull=True, extension_article="")
                | Q(extension_amount__isnull=False, extension_amount__gte=1, statutory_amount__isnull=False)
                & ~Q(extension_article=""),
                name="item_extension_together",
            ),
            models.CheckConstraint(
                condition=Q(promised_amount__isnull=True)
                | Q(statutory_amount__isnull=True)
                | ~Q(promised_unit=F("statutory_unit"))
                | Q(promised_amount__lte=F("statutory_amount")),
                name="item_promise_within_law",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            self._demand_unchanged()
            super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            demand_draft(self.pk)
            return super().delete(*args, **options)

    def clean(self) -> None:
        for name, known in (("extension_posts", list(Post)), ("stop_grounds", list(Ground))):
            given = getattr(self, name)
            if not isinstance(given, list) or not all(one in known for one in given):
                raise ValidationError({name: gettext("Choose from the list.")})
        if bool(self.extension_posts) != bool(self.extension_amount):
            raise ValidationError(
                {"extension_posts": gettext("An extension says how much, by whom and by which article.")}
            )
        if bool(self.stop_grounds) != bool(self.stop_article):
            raise ValidationError({"stop_article": gettext("Each ground that stops the clock is named by a text.")})
        self._clean_nature()
        self._clean_limits()

    def _clean_nature(self) -> None:
        """The digits of a code say the category of its power, on whatever list that power stands."""
        category = self.category
        if category is None or self.nature in (fit := natures_under(category)) or self.nature not in list(Nature):
            return  # a nature that is none the field says itself
        told = gettext("The code names a power of the category “%(category)s”: its nature is one of: %(natures)s.")
        natures = "、".join(spoken(NATURES[nature]) for nature in fit)
        raise ValidationError({"nature": told % {"category": spoken(CATEGORIES[category]), "natures": natures}})

    def _clean_limits(self) -> None:
        for prefix in ("statutory", "promised", "extension"):
            parts = [name for name in ("amount", "unit", "article") if hasattr(self, f"{prefix}_{name}")]
            if len({bool(getattr(self, f"{prefix}_{part}")) for part in parts}) > 1:
                message = gettext("A limit is said with its amount, its unit and the article that sets it.")
                raise ValidationError({f"{prefix}_amount": message})
        if not {self.statutory_unit, self.promised_unit} <= {"", *Unit}:
            return  # the field says so itself
        statutory, promised = self.statutory, self.promised
        if statutory and promised and not surely_within(promised, statutory):
            same = promised.unit is statutory.unit
            longer = gettext("The promised limit is longer than the statutory one.")
            unsure = gettext("The promised limit may be longer than the statutory one: give both in the same unit.")
            raise ValidationError({"promised_amount": longer if same else unsure})

    @classmethod
    def said(cls, field: str, value: Any) -> str | None:
        """The lists of posts and grounds in the words of the law."""
        named: dict[str, Any] = {"extension_posts": (Post, words.POSTS), "stop_grounds": (Ground, words.GROUNDS)}
        if field not in named:
            return None
        kind, phrases = named[field]
        return "、".join(spoken(phrases[kind(one)]) for one in value)

    @property
    def statutory(self) -> TimeLimit | None:
        """The limit that the law sets; None where it sets none."""
        if not self.statutory_amount:
            return None
        return TimeLimit(
            self.statutory_amount,
            Unit(self.statutory_unit),
            Article(self.statutory_article, self.statutory_article),
            Binding.STATUTORY,
            may_extend=self.extension_amount or 0,
            extended_by=frozenset(Post(post) for post in self.extension_posts),
            extension_article=Article(self.extension_article, self.extension_article)
            if self.extension_amount
            else None,
            extension_is_told=self.extension_is_told,
            stopped_by=self.stopped_by,
        )

    @property
    def promised(self) -> TimeLimit | None:
        """The limit that the bureau has promised; None where it has promised none."""
        if not self.promised_amount:
            return None
        article = Article(self.promised_article, self.promised_article)
        unit = Unit(self.promised_unit)
        return TimeLimit(self.promised_amount, unit, article, Binding.PROMISED, stopped_by=self.stopped_by)

    @property
    def stopped_by(self) -> frozenset[Ground]:
        """Licensing Law 45 governs licences alone; any other ground is named by the item."""
        of_law = LICENSING_45_GROUNDS if self.nature == Nature.LICENCE else frozenset()
        return of_law | frozenset(Ground(ground) for ground in self.stop_grounds)

    @property
    def category(self) -> Category | None:
        """职权类别 of the power that the code names; None where it is the code of none."""
        return category_named(self.code)

    @property
    def consequences(self) -> Consequences:
        return CONSEQUENCES[Nature(self.nature)]

    def state_on(self, day: date) -> State:
        if self.since_on is None:
            return State.DRAFT
        if day < self.since_on:
            return State.COMING
        return State.SUPERSEDED if self.until_on and day > self.until_on else State.IN_FORCE

    def _demand_unchanged(self) -> None:
        """Of a version that has its day only the last day is ever written, and that once."""
        stored = ServiceItem.objects.select_for_update().filter(pk=self.pk).first()
        if stored is None or stored.since_on is None:
            return
        may_change = set() if stored.until_on else {"until_on"}
        fields = {field.attname for field in self._meta.concrete_fields} - may_change
        if changed := sorted(name for name in fields if getattr(self, name) != getattr(stored, name)):
            raise InForce(f"{self._meta.label} {self.pk} has been brought into force: {', '.join(changed)}")


def demand_draft(item: int) -> None:
    """Locks the version, so that nobody brings it into force meanwhile. Raises InForce."""
    stored = ServiceItem.objects.select_for_update().filter(pk=item).first()
    if stored is not None and stored.since_on is not None:
        raise InForce(f"{ServiceItem._meta.label} {item} has been brought into force")
