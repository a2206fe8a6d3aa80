"""The forms of a filing: everything of the docket that follows from the project is not asked a second time."""

from django.utils.translation import gettext_lazy as _

from bureau.desk.by_code import ByCodeForm
from bureau.desk.entry import EntryForm
from projects.admin.doubts import DoubtfulCode
from projects.models import Filing
from projects.procedure import docket_number, filing_item, is_filed_already


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
        code = cleaned.get("project_code")
        self.judge("project_code")
        if code and is_filed_already(code):
            self.add_error("project_code", _("There is a filing of this project code already."))
        cleaned["number"] = docket_number(code) if code else None
        cleaned["title"] = cleaned.get("project_name")
        self._pin(cleaned)
        return cleaned

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
