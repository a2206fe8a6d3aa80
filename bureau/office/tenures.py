"""Who answers for a line of work, from when until when: its departments, its section, its person in charge and deputy.

What has begun is not written over. Another person begins with a row of their own, which ends the open one on the day
before; a row that should never have been there is marked as entered in error, and counts no more.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bureau.audit.hand import Hand
from bureau.audit.history import History, RecordedQuerySet
from bureau.audit.whose import Whose
from bureau.office.lines import Counterpart, Line, Named
from bureau.people.appointments import Dated, in_order
from bureau.people.bureaus import Section
from bureau.people.staff import Staff

DAY = timedelta(days=1)
MAY_CHANGE = frozenset({"until_on", "is_void"})


class TenureQuerySet(RecordedQuerySet):
    def counting(self) -> Any:
        """Those that were not entered in error."""
        return self.filter(is_void=False)


class Tenure(Dated):
    """A term of office at a line of work. `slot` names what is held by one at a time; the last of it is the holder."""

    whose = Whose(bureau="line__bureau")
    slot: ClassVar[tuple[str, ...]] = ()
    holder: ClassVar[str]

    line = models.ForeignKey(Line, models.PROTECT, related_name="%(class)ss", verbose_name=_("line of work"))
    paper = models.CharField(_("document"), max_length=100, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
    is_void = models.BooleanField(_("entered in error"), default=False)

    objects: ClassVar[Any] = TenureQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-since_on", "-id"]
        constraints = [in_order("%(class)s_in_order")]

    def __str__(self) -> str:
        return f"{self.line} {self.since_on}"

    def clean(self) -> None:
        """Its days are in order, not before those of what it is about, and whoever holds it is of the line's bureau."""
        if self.since_on and self.until_on and self.until_on < self.since_on:
            raise ValidationError({"until_on": _("The last day lies before the first.")})
        held = getattr(self, self.holder, None)
        if held is not None and self.line_id and held.bureau_id != self.line.bureau_id:
            raise ValidationError({self.holder: _("This belongs to another bureau.")})
        self._clean_first_day([named for named in (self.line if self.line_id else None, held) if named is not None])

    def _clean_first_day(self, about: list[Any]) -> None:
        for named in about:
            if isinstance(named, Named) and named.since_on and self.since_on and self.since_on < named.since_on:
                told = _("%(name)s is on the list only from %(day)s.")
                raise ValidationError(
                    {"since_on": ValidationError(told, params={"name": named, "day": named.since_on})}
                )

    def save(self, *args: Any, **options: Any) -> None:
        """Raises ValidationError for what overlaps, for what writes over what has begun, and without a reason.

        The line is locked first, so that of two who enter at once the second meets the first.
        """
        with transaction.atomic():
            Line.objects.select_for_update().get(pk=self.line_id)
            self.clean()
            kept = None if self._state.adding else type(self)._base_manager.get(pk=self.pk)
            if kept is not None:
                self._demand_unwritten(kept)
            self._demand_reason(kept)
            self._demand_alone()
            super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> Any:
        raise ValidationError(gettext("A term of office is ended, or marked as entered in error; it is not removed."))

    @property
    def told(self) -> str:
        """Which office of the line it is, in words."""
        return str(self._meta.verbose_name)

    def rivals(self) -> Q:
        """What may not be held on the same day, beside the line."""
        return Q(**{name: getattr(self, name) for name in self.slot})

    def before_it(self) -> Any:
        """The open row of the same office that began earlier: it ends where this one begins."""
        return self._earlier().filter(until_on__isnull=True).first()

    def predecessor(self) -> Any:
        """The row of the same office that was the last to begin before this one."""
        return self._earlier().select_related(self.holder).order_by("-since_on").first()

    def _earlier(self) -> Any:
        same = type(self).objects.counting().filter(line=self.line_id, **{n: getattr(self, n) for n in self.slot})
        return same.filter(since_on__lt=self.since_on)

    def _demand_unwritten(self, kept: "Tenure") -> None:
        changed = {f.name for f in self._meta.concrete_fields if getattr(self, f.attname) != getattr(kept, f.attname)}
        if changed - MAY_CHANGE:
            raise ValidationError(gettext("What has been entered stays: end it, and begin another."))
        if kept.is_void and changed:
            raise ValidationError(gettext("This was entered in error, and is not changed any more."))
        if "until_on" in changed and kept.until_on and kept.until_on < timezone.localdate(self.the_hand().at):
            raise ValidationError({"until_on": _("This has ended already, and is not changed any more.")})

    def _demand_reason(self, kept: "Tenure | None") -> None:
        """Of what takes effect before today: the answer as of a past day becomes another one."""
        hand = self.the_hand()
        today = timezone.localdate(hand.at)
        if kept is None:
            is_past = self.since_on < today
        else:
            was, ends = kept.until_on, self.until_on
            is_past = self.is_void != kept.is_void or (was != ends and ends is not None and ends < today - DAY)
        if is_past and not hand.reason:
            raise ValidationError(gettext("Please give the reason: it takes effect before today."))

    def _demand_alone(self) -> None:
        if self.is_void:
            return
        others = type(self).objects.counting().filter(self.rivals(), line=self.line_id).exclude(pk=self.pk)
        others = others.filter(Q(until_on__isnull=True) | Q(until_on__gte=self.since_on))
        if self.until_on:
            others = others.filter(since_on__lte=self.until_on)
        if found := others.select_related("line", self.holder).order_by("since_on").first():
            until = found.until_on.isoformat() if found.until_on else gettext("open ended")
            facts = {"office": found.told, "holder": getattr(found, self.holder), "since": found.since_on}
            told = _("These days overlap with: %(office)s %(holder)s, from %(since)s, through %(until)s.")
            raise ValidationError({"since_on": ValidationError(told, params=facts | {"until": until})})


def one_open(*slot: str, name: str) -> models.UniqueConstraint:
    """Of each office one row at most is open; that closed ones do not overlap either is held by `Tenure.save`."""
    open_ended = Q(until_on__isnull=True, is_void=False)
    return models.UniqueConstraint(fields=["line", *slot], condition=open_ended, name=name)


class LineDepartment(Tenure):
    """The matrix line × department: several departments may stand at a line at once."""

    slot, holder = ("department",), "department"

    department = models.ForeignKey(
        Counterpart, models.PROTECT, related_name="lines", verbose_name=_("counterpart department")
    )
    history = History()

    class Meta(Tenure.Meta):
        app_label = "bureau"
        verbose_name = _("counterpart of the line")
        verbose_name_plural = _("counterparts of the line")
        constraints = [*Tenure.Meta.constraints, one_open("department", name="one_open_linedepartment")]


class LineSection(Tenure):
    """牵头股室: the section in charge of the line."""

    whose = Whose(bureau="line__bureau", section="section")
    holder = "section"

    section = models.ForeignKey(Section, models.PROTECT, related_name="lines", verbose_name=_("section"))
    history = History()

    class Meta(Tenure.Meta):
        app_label = "bureau"
        verbose_name = _("section in charge")
        verbose_name_plural = _("section in charge")
        constraints = [*Tenure.Meta.constraints, one_open(name="one_open_linesection")]


class Office(models.TextChoices):
    IN_CHARGE = "in_charge", _("person in charge")
    DEPUTY = "deputy", _("deputy")


class LinePerson(Tenure):
    """The person in charge of the line, and the deputy; nobody is both on one day."""

    whose = Whose(bureau="line__bureau", section="staff__section")
    slot, holder = ("office",), "staff"

    office = models.CharField(_("office"), max_length=10, choices=Office)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="lines", verbose_name=_("staff member"))
    history = History()

    class Meta(Tenure.Meta):
        app_label = "bureau"
        verbose_name = _("person of the line")
        verbose_name_plural = _("persons of the line")
        constraints = [*Tenure.Meta.constraints, one_open("office", name="one_open_lineperson")]

    @property
    def told(self) -> str:
        return str(Office(self.office).label)

    def rivals(self) -> Q:
        return super().rivals() | Q(staff=self.staff_id)


def begin(hand: Hand, row: Tenure) -> None:
    """Enter a term of office; the open one before it ends on its eve. Raises ValidationError."""
    with transaction.atomic():
        Line.objects.select_for_update().get(pk=row.line_id)
        if row.since_on and (before := row.before_it()):
            before.until_on, before.hand = row.since_on - DAY, hand
            before.save()
        row.hand = hand
        row.save(force_insert=True)


def enter(hand: Hand, changed: Iterable[Tenure], begun: Sequence[Tenure]) -> None:
    """What ends, and then what begins, all or nothing. Raises ValidationError."""
    with transaction.atomic():
        for row in changed:
            row.hand = hand
            row.save()
        for row in begun:
            begin(hand, row)
