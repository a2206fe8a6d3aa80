"""The rules of passwords (GB/T 22239, 身份鉴别 a): what one is like, which do not come again, how long one holds."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.audit.access import Event, log
from bureau.audit.appended import Appended
from bureau.audit.hand import Hand
from bureau.people.lockout import RECORD
from bureau.people.staff import Staff

CLASSES: tuple[Callable[[str], bool], ...] = (
    lambda letter: letter.islower(),
    lambda letter: letter.isupper(),
    lambda letter: letter.isdigit(),
    lambda letter: not letter.isalnum(),
)


class PasswordSet(Appended):
    """That a password was set, when and by whom, with its hash, so that it does not come again. Shown nowhere."""

    at = models.DateTimeField(gettext_lazy("at"))
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=gettext_lazy("staff member"))
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=gettext_lazy("by"))
    encoded = models.CharField(gettext_lazy("password"), max_length=128, editable=False)

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["-id"]
        verbose_name = gettext_lazy("password set")
        verbose_name_plural = gettext_lazy("passwords set")
        indexes = [models.Index(fields=["staff", "at"], name="password_set_by_staff")]

    def __str__(self) -> str:
        return str(self.at)


class ClassesValidator:
    """Letters of both cases, figures and signs: at least `least` of these four kinds."""

    def __init__(self, least: int = 3) -> None:
        self.least = least

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django's signature
        if sum(any(map(is_of, password)) for is_of in CLASSES) < self.least:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        told = _("Of small letters, capital letters, figures and other signs it has at least %(least)s kinds.")
        return told % {"least": self.least}


class NotUsedLatelyValidator:
    """None of the last `last` passwords of an account; and the one who remembers each new one."""

    def __init__(self, last: int = 5) -> None:
        self.last = last

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        before = PasswordSet.objects.filter(staff=user.pk).values_list("encoded", flat=True)[: self.last]
        # The one of today may be older than this table.
        if any(check_password(password, encoded) for encoded in {*before, user.password} if encoded):
            raise ValidationError(self.get_help_text(), code="password_used_lately")

    def password_changed(self, password: str, user: Staff) -> None:  # noqa: ARG002 - Django's signature
        remember(user, user.the_hand())

    def get_help_text(self) -> str:
        return _("It is none of your last %(last)s passwords.") % {"last": self.last}


def remember(staff: Staff, hand: Hand) -> None:
    """That this password of the account was set now, by this hand."""
    by = hand.user if isinstance(hand.user, Staff) else None
    PasswordSet(at=hand.at, staff=staff, by=by, encoded=staff.password).save()
    log(hand, Event.PASSWORD, record=RECORD, row=staff.pk)


def last_set(staff: Staff) -> PasswordSet | None:
    newest: PasswordSet | None = PasswordSet.objects.filter(staff=staff).order_by("-pk").first()
    return newest


def must_change(staff: Staff, now: datetime) -> bool:
    """Whether somebody else gave them this password, or it is older than it may become.

    Sample accounts are exempt where no real cases are handled.
    """
    newest = last_set(staff)
    if newest is None or (staff.is_sample and not settings.PRODUCTION):
        return False
    given = newest.by_id is not None and newest.by_id != staff.pk
    return given or newest.at + settings.PASSWORD_AGE <= now
