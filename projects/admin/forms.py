"""The forms of a filing: everything of the docket that follows from the project is not asked a second time."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bureau.audit.spoken import spoken
from bureau.desk.by_code import ByCodeForm
from bureau.desk.entry import EntryForm
from projects.admin.doubts import DoubtfulCode
from projects.models import Filing
from projects.procedure import docket_number, filing_item, is_filed_already
from projects.rules.changes import CHANGE_GROUNDS, CHANGES
from projects.rules.filing import WRONG_TRACKS


def fields_for(filing: Filing) -> dict[str, forms.Field]:
    """What moves of a filing ask for, by name."""
    words = {name: spoken(filing.workflow.words[name]) for name in (*CHANGES, "finding", *LONG)}
    grounds = [(ground.value, spoken(phrase)) for ground, phrase in CHANGE_GROUNDS.items()]
    findings = [(track.value, spoken(phrase)) for track, phrase in WRONG_TRACKS.items()]
    now = {name: getattr(filing, name) for name in CHANGES if name != "ground"}
    return {
        "ground": forms.ChoiceField(label=words["ground"], choices=grounds),
        "finding": forms.ChoiceField(label=words["finding"], choices=findings),
        "project_name": forms.CharField(label=words["project_name"], max_length=200, initial=now["project_name"]),
        "site": forms.CharField(label=words["site"], max_length=300, initial=now["site"]),
        "scale_and_content": _text(words["scale_and_content"], 4000, now["scale_and_content"]),
        "total_investment": forms.DecimalField(
            label=words["total_investment"],
            min_value=0,
            max_digits=16,
            decimal_places=2,
            initial=now["total_investment"],
        ),
        **{name: _text(words[name], longest) for name, longest in LONG.items()},
    }


LONG = {"missing": 500, "departments": 300, "explanation": 1000}  # texts, and how long they may be


def _text(label: str, longest: int, now: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, initial=now, widget=forms.Textarea(attrs={"rows": 3}))


class FilingForm(ByCodeForm):
    party = "enterprise"


class FilingEntryForm(DoubtfulCode, FilingForm, EntryForm):
    """The number of the docket is the project's code, and its title the project's name."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("number", "title"):
            del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        self.judge("project_code")
        cleaned["number"], cleaned["title"] = None, cleaned.get("project_name")
        self._number(cleaned)
        self._pin(cleaned)
        return cleaned

    def _number(self, cleaned):
        """Among the filings of the bureau that it is entered in."""
        section, code = cleaned.get("section"), cleaned.get("project_code")
        if not (section and code):
            return
        if is_filed_already(code, section.bureau):
            self.add_error("project_code", _("There is a filing of this project code already."))
        cleaned["number"] = docket_number(code, section.bureau)

    def _pin(self, cleaned):
        """The version of the item that is in force on the day of submission."""
        section, day = cleaned.get("section"), cleaned.get("opened_on")
        if not (section and day):
            return
        item = filing_item(section.bureau, day)
        if item is None:
            self.add_error("opened_on", _("No version of the item is in force on that day."))
        else:
            self.instance.item, self.instance.submitted_on = item, day

    class Meta:
        model = Filing
        fields: list[str] = []
