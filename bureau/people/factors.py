"""The second factor: a secret in a telephone, sealed here; who needs one, and how a code is taken once and no more."""

import secrets
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from bureau.audit.access import Event, log
from bureau.audit.hand import Hand
from bureau.audit.vault.ciphers import KEY_BYTES
from bureau.audit.vault.keys import WrappedKey
from bureau.people.lockout import RECORD
from bureau.people.staff import Staff
from bureau.people.totp import step_of

SECRET_BYTES = 20  # as long as SHA-1, which RFC 4226 recommends; typed by hand it is 32 letters


class NoReason(ValueError):
    """A second factor was to be taken away without saying why."""


class SecondFactor(WrappedKey):
    """One for each account. It counts once its person has shown a code of it. The secret is under the master key."""

    USE: ClassVar[bytes] = b"second factor:"

    staff = models.OneToOneField(Staff, models.PROTECT, related_name="+", verbose_name=_("staff member"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    last_step = models.BigIntegerField(_("step of the last code"), default=0)
    wrong = models.PositiveIntegerField(_("wrong codes"), default=0)
    wrong_at = models.DateTimeField(_("last wrong code"), null=True)

    class Meta:
        app_label = "bureau"
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    @classmethod
    def begin(cls, staff: Staff) -> "SecondFactor":
        """A new secret for whoever has none that counts."""
        with transaction.atomic():
            cls.objects.filter(staff=staff, confirmed_at__isnull=True).delete()
            made = cls(staff=staff)
            made._wrap(secrets.token_bytes(KEY_BYTES))
            made.save(force_insert=True)
        return made

    @property
    def short_secret(self) -> bytes:
        """What the telephone knows."""
        return self.secret()[:SECRET_BYTES]

    def takes(self, code: str, now: datetime) -> bool:
        """Whether the code is right, and new: each is taken once. Whoever guesses is stopped, from wherever they come.

        The row is locked by whoever asks.
        """
        resting = self.wrong_at is not None and now < self.wrong_at + settings.SIGN_IN_LOCK
        if resting and self.wrong >= settings.SIGN_IN_FAILURES:
            return False
        step = step_of(self.short_secret, code.replace(" ", ""), now.timestamp(), self.last_step)
        if step is None:
            self.wrong, self.wrong_at = (self.wrong + 1 if resting else 1), now
        else:
            self.wrong, self.wrong_at, self.last_step = 0, None, step
        self.save(update_fields=["wrong", "wrong_at", "last_step"])
        return step is not None


def passes(staff: Staff, code: str, now: datetime) -> bool:
    """Whether the second factor lets them in: whoever has none needs no code."""
    if settings.SECOND_FACTOR == "off":
        return True
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(staff=staff, confirmed_at__isnull=False).first()
        return factor is None or factor.takes(code, now)


def has_second_factor(staff: Staff) -> bool:
    return SecondFactor.objects.filter(staff=staff, confirmed_at__isnull=False).exists()


def confirm(hand: Hand, staff: Staff, code: str, address: str | None) -> bool:
    """From the first code on that is right, the second factor counts; whether it was."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(staff=staff, confirmed_at__isnull=True).first()
        if factor is None or not factor.takes(code, hand.at):
            return False
        factor.confirmed_at = hand.at
        factor.save(update_fields=["confirmed_at"])
        log(hand, Event.SECOND_FACTOR, record=RECORD, row=staff.pk, address=address)
    return True


def reset(hand: Hand, staff: Staff, address: str | None) -> bool:
    """Takes it away, as when a telephone is lost; whether there was one. Raises NoReason."""
    if not hand.reason:
        raise NoReason("a second factor is taken away for a reason")
    with transaction.atomic():
        gone, _kinds = SecondFactor.objects.filter(staff=staff).delete()
        if gone:
            log(hand, Event.FACTOR_RESET, purpose=hand.reason, record=RECORD, row=staff.pk, address=address)
    return bool(gone)
