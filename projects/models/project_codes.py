"""The code of an investment project: made by the central platform alone, read here and never made up."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext

from bureau.audit.spoken import spoken
from bureau.casework.refusals import Warned
from bureau.law.articles import Phrase
from bureau.law.codes import REASONS, BadCode, clean, read_legacy_project_code, read_project_code

CHECK_DIGIT = "project_code_check_digit"
DOUBTFUL = Phrase(
    "项目代码{code}的校验码不符，请对照平台核对；确属平台原码的，请说明理由后继续。",
    "The check digit of project code {code} does not match. Please compare it with the platform; if it stands there "
    "so, give the reason and go on.",
)


class ProjectCodeField(models.CharField):
    """In its one form. What a check digit that does not match means, `demand_check_digit` says."""

    def formfield(self, **options: Any) -> Any:
        """Room for what comes with a paste."""
        return super().formfield(**{"max_length": 60} | options)

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        if value:
            value = shaped(value)
        cleaned: str = super().clean(value, model_instance)
        return cleaned


def shaped(text: str) -> str:
    """The code in its one form, of today's shape or of the one before 2020. Raises ValidationError."""
    code = clean(text)
    try:
        return read_project_code(code).normalized
    except BadCode as refused:
        if refused.reason == "check_digit":
            return code
    try:
        return read_legacy_project_code(code).normalized
    except BadCode as refused:
        raise ValidationError(spoken(REASONS[refused.reason])) from None


def is_doubtful(code: str) -> bool:
    """Whether its check digit does not match. The shape of before 2020 has none."""
    try:
        read_project_code(code)
    except BadCode as refused:
        return refused.reason == "check_digit"
    return False


def demand_check_digit(code: str, override: str) -> None:
    """For what is entered by hand. Raises Warned unless this warning is among those set aside."""
    if is_doubtful(code) and CHECK_DIGIT not in override.split():
        raise Warned(CHECK_DIGIT, spoken(DOUBTFUL).format(code=code))


def demand_shape_of_today(code: str) -> None:
    """The shape of before 2020 comes in by sheets alone. Raises ValidationError."""
    try:
        read_legacy_project_code(code)
    except BadCode:
        return
    raise ValidationError(gettext("Codes of the shape before 2020 are taken in with an old ledger, not entered."))
