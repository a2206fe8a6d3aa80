"""A project code that is typed in: a check digit that does not match is told, and set aside for a reason."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bureau.casework.refusals import Warned
from bureau.desk.recorded import hand_of
from projects.models.project_codes import CHECK_DIGIT, demand_check_digit, demand_shape_of_today


class DoubtfulCode(forms.Form):
    """For a form that enters a code. The admin fills in `request`, whose hand then sets the warning aside."""

    request: Any = None

    code_reason = forms.CharField(
        label=_("reason for going on with this code"),
        required=False,
        max_length=500,
        help_text=_("Only where the code was found doubtful and stands so on the platform."),
    )

    def judge(self, field: str) -> None:
        """What is wrong with the code stands at its field."""
        code = self.cleaned_data.get(field)
        if not code:
            return
        try:
            demand_shape_of_today(code)
            demand_check_digit(code, hand_of(self.request).override)
        except ValidationError as wrong:
            self.add_error(field, wrong)
        except Warned as warning:
            if reason := self.cleaned_data.get("code_reason", "").strip():
                self.request.hand = hand_of(self.request).overriding(CHECK_DIGIT, reason)
            else:
                self.add_error(field, str(warning))
