"""Meetings with the items that they studied and who was there; trainings with hours and results; the plan of a year."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.office.study.kinds import COUNTED, Form, Gathering, Item, guessed
from bureau.people.bureaus import Bureau
from bureau.people.staff import Staff

FIRST_YEAR = 2004  # of the calendar
LONGEST = 300  # characters of the title of an item


def _hours(label: Any, **options: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=5, decimal_places=1, validators=[MinValueValidator(0)], **options)


class Meeting(Recorded):
    """学习会. Its minutes stay in the office system; their number is kept here."""

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    kind = models.CharField(_("meeting"), max_length=20, choices=Gathering, default=Gathering.PARTY_GROUP)
    held_on = models.DateField(_("held on"))
    chair = models.ForeignKey(Staff, models.PROTECT, related_name="chaired", verbose_name=_("chair"))
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    minutes = models.CharField(_("number of the minutes"), max_length=100, blank=True)
    is_void = models.BooleanField(_("entered in error"), default=False)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["-held_on", "-id"]
        verbose_name = _("study meeting")
        verbose_name_plural = _("study meetings")
        indexes = [models.Index(fields=["bureau", "held_on"], name="meeting_by_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"


class StudyItem(Recorded):
    """议题: what was conveyed. Items are what the annual report counts, not meetings."""

    whose = Whose(bureau="meeting__bureau")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items", verbose_name=_("study meeting"))
    title = models.CharField(_("item studied"), max_length=LONGEST)
    kind = models.CharField(_("kind of item"), max_length=12, choices=Item, blank=True)
    source = models.CharField(_("published as"), max_length=100, blank=True)
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["meeting", "id"]
        verbose_name = _("item studied")
        verbose_name_plural = _("items studied")
        constraints = [models.UniqueConstraint(fields=["meeting", "title"], name="item_once_in_a_meeting")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        """An item whose kind nobody has said is of the kind that its title tells."""
        self.kind = self.kind or guessed(self.title)
        super().save(*args, **options)

    @property
    def is_counted(self) -> bool:
        return self.kind in COUNTED


class Attendance(Recorded):
    """Who belonged there, and whether they came."""

    whose = Whose(bureau="meeting__bureau")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance", verbose_name=_("study meeting"))
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="attended", verbose_name=_("staff member"))
    was_present = models.BooleanField(_("was present"), default=True)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["meeting", "id"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [models.UniqueConstraint(fields=["meeting", "staff"], name="attended_once")]

    def __str__(self) -> str:
        return str(self.staff)


class Training(Recorded):
    """法治培训"""

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    subject = models.CharField(_("subject"), max_length=200)
    form = models.CharField(_("held as"), max_length=12, choices=Form, default=Form.TRAINING)
    held_on = models.DateField(_("held on"))
    hours = _hours(_("hours"))
    organiser = models.CharField(_("organised by"), max_length=100, blank=True)
    is_void = models.BooleanField(_("entered in error"), default=False)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["-held_on", "-id"]
        verbose_name = _("training")
        verbose_name_plural = _("trainings")

    def __str__(self) -> str:
        return f"{self.subject} {self.held_on}"


class TrainingResult(Recorded):
    """Who was trained, for how many hours, and with what result."""

    whose = Whose(bureau="training__bureau")

    training = models.ForeignKey(Training, models.PROTECT, related_name="results", verbose_name=_("training"))
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="trained", verbose_name=_("staff member"))
    hours = _hours(_("hours"))
    score = models.DecimalField(
        _("score"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    has_passed = models.BooleanField(_("passed"), null=True, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["training", "id"]
        verbose_name = _("result of a training")
        verbose_name_plural = _("results of trainings")
        constraints = [models.UniqueConstraint(fields=["training", "staff"], name="trained_once")]

    def __str__(self) -> str:
        return str(self.staff)


class Planned(models.TextChoices):
    """What a plan may count."""

    ITEMS = "items", _("items conveyed")
    MEETINGS = "meetings", _("study meetings held")
    LEGAL = "legal", _("meetings on law-based government")
    TRAININGS = "trainings", _("trainings held")
    HOURS = "hours", _("hours of training for each person")


class YearPlan(Recorded):
    """学习培训计划: so much of one thing in a year."""

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)]
    )
    what = models.CharField(_("what is planned"), max_length=12, choices=Planned)
    planned = models.PositiveSmallIntegerField(_("planned"))
    paper = models.CharField(_("plan"), max_length=100, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["-year", "id"]
        verbose_name = _("plan of study")
        verbose_name_plural = _("plans of study")
        constraints = [models.UniqueConstraint(fields=["bureau", "year", "what"], name="planned_once_a_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.get_what_display()}"
