"""A year of study and training by sheet: a row for each item conveyed, and for each person trained.

Of a meeting any of its rows may say who was there, and the number of its minutes.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.widgets import Widget

from bureau.audit.history import Recorded
from bureau.office.kept import KeptByTheOffice
from bureau.office.study.kinds import WRITERS, Form, Gathering, Item
from bureau.office.study.models import Attendance, Meeting, StudyItem, Training, TrainingResult
from bureau.people.staff import Staff
from bureau.sheets.cells import clean, text_of
from bureau.sheets.columns import SEVERAL, Choice, Column, Day, Words
from bureau.sheets.kinds import sheet_kind
from bureau.sheets.resources import CannotUndo, SheetResource, Values


class Hours(Widget):
    """Hours or a score, with one decimal at most."""

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:  # noqa: ARG002 - import-export's signature
        text = clean(text_of(value)).removesuffix("学时").removesuffix("分")
        try:
            found = Decimal(text)
        except InvalidOperation:
            raise ValidationError(_("No number such as 4 or 4.5.")) from None
        if not found.is_finite() or found < 0 or found != found.quantize(Decimal("0.1")):
            raise ValidationError(_("No number such as 4 or 4.5."))
        return found


class Names(Widget):
    """Names of people, each once, with 、 or another mark between them."""

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:  # noqa: ARG002 - import-export's signature
        parts = clean(text_of(value)).translate(SEVERAL).split("、")
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


class StudySheet(KeptByTheOffice):
    writers = WRITERS

    def void(self, record: Recorded) -> None:
        """A line that was brought by mistake goes; what it belonged to is marked, unless others have lines there."""
        if not isinstance(record, Meeting | Training):
            record.delete()
            return
        lines = record.items if isinstance(record, Meeting) else record.results
        made = record.history.earliest("history_id").history_change
        if any(line.history.earliest("history_id").history_change != made for line in lines.all()):
            raise CannotUndo(str(record))
        record.is_void = True
        record.save()


class ItemResource(StudySheet):
    """A meeting is that of its kind and day; the first row of it makes it."""

    models, key = (StudyItem, Meeting, Attendance), "title"
    keys = ("gathering", "held_on", "title")

    gathering = Column("会议类型", "会议", widget=Choice(Gathering), required=True)
    held_on = Column("会议日期", "日期", widget=Day(), required=True)
    chair = Column("主持人", widget=Words(50), required=True)
    title = Column("议题", "传达学习内容", "题目", widget=Words(300), required=True)
    kind = Column("类别", "来源类别", widget=Choice(Item))
    source = Column("来源", "文号", widget=Words(100))
    dated_on = Column("成文日期", widget=Day())
    present = Column("参加人", "出席人", widget=Names())
    minutes = Column("纪要", "纪要编号", widget=Words(100))

    class Meta:
        model = StudyItem
        own = ["title", "kind", "source", "dated_on"]
        fields = import_order = ["gathering", "held_on", "chair", *own, "present", "minutes"]

    def procedure(self, values: Values) -> Recorded:
        meeting = self._meeting(values)
        self._attend(meeting, values)
        item = StudyItem.objects.filter(meeting=meeting, title=values["title"]).first()
        given = {name: values[name] for name in ("kind", "source", "dated_on") if name in values}
        if item is None:
            made: StudyItem = StudyItem.objects.record(
                self.importer.hand, meeting=meeting, title=values["title"], **given
            )
            return made
        if any(getattr(item, name) != value for name, value in given.items()):
            for name, value in given.items():
                setattr(item, name, value)
            item.hand = self.importer.hand
            item.save()
        return item

    def _meeting(self, values: Values) -> Meeting:
        bureau, day = self.importer.bureau, values["held_on"]
        known = Meeting.objects.filter(bureau=bureau, kind=values["gathering"], held_on=day, is_void=False)
        if found := known.order_by("id").first():
            self._number(found, values.get("minutes", ""))
            return found
        if day > self.importer.day:
            raise ValidationError({"held_on": _("The day lies in the future.")})
        made: Meeting = Meeting.objects.record(
            self.importer.hand,
            bureau=bureau,
            kind=values["gathering"],
            held_on=day,
            chair=_named(self, "chair", values["chair"]),
            minutes=values.get("minutes", ""),
        )
        return made

    def _number(self, meeting: Meeting, minutes: str) -> None:
        """A meeting whose minutes have another number already is corrected on its own page."""
        if minutes in ("", meeting.minutes):
            return
        if meeting.minutes:
            told = _("The minutes of this meeting have the number %(minutes)s.") % {"minutes": meeting.minutes}
            raise ValidationError({"minutes": told})
        meeting.minutes, meeting.hand = minutes, self.importer.hand
        meeting.save()

    def _attend(self, meeting: Meeting, values: Values) -> None:
        """Whoever is named was there; whom the meeting has already stays as they are."""
        if names := values.get("present"):
            there = set(Attendance.objects.filter(meeting=meeting).values_list("staff", flat=True))
            people = [_named(self, "present", name) for name in names]
            new = [Attendance(meeting=meeting, staff=person) for person in people if person.pk not in there]
            Attendance.objects.record_all(self.importer.hand, new)


class TrainingResource(StudySheet):
    """A training is that of its subject and day; the first row of it makes it."""

    models, key = (TrainingResult, Training), "person"
    keys = ("subject", "held_on", "person")

    subject = Column("培训主题", "主题", widget=Words(200), required=True)
    form = Column("培训形式", "形式", widget=Choice(Form))
    held_on = Column("培训日期", "日期", widget=Day(), required=True)
    hours = Column("学时", widget=Hours(), required=True)
    person = Column("姓名", "参加人", widget=Words(50), required=True)
    score = Column("成绩", "考试成绩", widget=Hours())

    class Meta:
        model = TrainingResult
        fields = import_order = ["subject", "form", "held_on", "hours", "person", "score"]

    def procedure(self, values: Values) -> Recorded:
        training, staff = self._training(values), _named(self, "person", values["person"])
        result = TrainingResult.objects.filter(training=training, staff=staff).first()
        result = result or TrainingResult(training=training, staff=staff)
        given = {name: values[name] for name in ("hours", "score") if name in values}
        if result.pk is None or any(getattr(result, name) != value for name, value in given.items()):
            for name, value in given.items():
                setattr(result, name, value)
            result.full_clean()
            result.hand = self.importer.hand
            result.save()
        return result

    def _training(self, values: Values) -> Training:
        bureau, day = self.importer.bureau, values["held_on"]
        known = Training.objects.filter(bureau=bureau, subject=values["subject"], held_on=day, is_void=False)
        if found := known.order_by("id").first():
            return found
        if day > self.importer.day:
            raise ValidationError({"held_on": _("The day lies in the future.")})
        facts = {"subject": values["subject"], "held_on": day, "hours": values["hours"]}
        facts |= {"form": values["form"]} if "form" in values else {}
        made: Training = Training.objects.record(self.importer.hand, bureau=bureau, **facts)
        return made


def _named(resource: SheetResource, column: str, name: str) -> Staff:
    """The person of that name here, or of that account where two have one name."""
    here = Staff.objects.filter(section__bureau=resource.importer.bureau)
    found = list(here.filter(name=name)[:2]) or list(here.filter(username=name)[:1])
    if len(found) == 1:
        return found[0]
    told = (
        _("Two people here are called “%(name)s”: give the account.")
        if found
        else _("Nobody here is called “%(name)s”.")
    )
    raise ValidationError({column: told % {"name": name}})


ITEMS = sheet_kind("study_items", gettext_lazy("sheet of items studied"), ItemResource)
TRAININGS = sheet_kind("trainings", gettext_lazy("sheet of trainings"), TrainingResource)
