"""The way in: name, password and, where one is set up, the code of the second factor; what fails is told alike."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bureau.audit.hand import Hand, Source
from bureau.desk.hands import hand_of
from bureau.desk.setting_up import closed_account
from bureau.people.accounts import may_sign_in
from bureau.people.addresses import address_of
from bureau.people.factors import passes
from bureau.people.lockout import Door
from bureau.people.staff import Staff


class SignInForm(AdminAuthenticationForm):
    """Counts what fails for each name and address, and says nothing from which one could tell whether a name exists."""

    code = forms.CharField(
        label=_("one-time code"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        help_text=_("Only for whoever has set up a second factor."),
    )
    is_locked = False
    closed: Staff | None = None  # who came in by the right password, and may not

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.SECOND_FACTOR == "off":
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if not {"username", "password"} <= cleaned.keys():
            return cleaned
        door = Door(cleaned["username"], address_of(self.request))
        self.user_cache = self._through(door)
        if self.closed:
            raise closed_account(Hand(self.closed, Source.SCREEN, timezone.now()), door.address)
        if self.user_cache is None:
            raise self._told()
        return cleaned

    def _through(self, door: Door) -> Staff | None:
        """Whoever comes in by this door, which is logged; None for a failure, which is too."""
        now = timezone.now()
        stranger = Hand(None, Source.SCREEN, now, name=door.name)
        with door.one_at_a_time():
            if door.locked_until(now):
                door.refused(self._hand_of(door.name, stranger))
                self.is_locked = True
                return None
            user = authenticate(self.request, username=door.name, password=self.cleaned_data["password"])
            code = self.cleaned_data.get("code", "")
            if isinstance(user, Staff) and user.is_staff and passes(user, code, now):
                if not may_sign_in(user):
                    self.closed = user
                    return None
                door.opened(Hand(user, Source.SCREEN, now))
                return user
            self.is_locked = door.failed(self._hand_of(door.name, stranger))
            return None

    @staticmethod
    def _hand_of(name: str, stranger: Hand) -> Hand:
        """Of the account that was tried, where there is one: the auditors of its bureau look at its door."""
        account = Staff.objects.filter(username=name).first()
        return Hand(account, stranger.source, stranger.at, name=name) if account else stranger

    def _told(self) -> ValidationError:
        if not self.is_locked:
            return ValidationError(_("The name, the password or the code is not right."), code="invalid_login")
        minutes = int(settings.SIGN_IN_LOCK.total_seconds() // 60)
        told = ngettext(
            "After too many failures nobody can log in under this name from this computer for %(minutes)s minute. "
            "The system administrator can lift this.",
            "After too many failures nobody can log in under this name from this computer for %(minutes)s minutes. "
            "The system administrator can lift this.",
            minutes,
        )
        return ValidationError(told % {"minutes": minutes}, code="locked")


def guessed_too_often(request: Any, form: Any) -> bool:
    """Whether somebody at an open screen got its person's present password wrong once too often."""
    if not form.has_error("old_password", "password_incorrect"):
        return False
    door = Door(request.user.username, address_of(request))
    with door.one_at_a_time():
        return door.failed(hand_of(request))
