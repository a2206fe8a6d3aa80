"""The keys that the master keys wrap: one per person, and one for all lookups."""

import secrets
from typing import ClassVar, Self
from uuid import uuid4

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from bureau.audit.access import Event, log
from bureau.audit.hand import Hand
from bureau.audit.vault.ciphers import KEY_BYTES
from bureau.audit.vault.masters import Wrapped, unwrap, wrap


class Erased(Exception):
    """The person's key was destroyed; nobody can open what it sealed."""


class WrappedKey(models.Model):
    """A random key under the master key named beside it. The key itself is nowhere stored."""

    USE: ClassVar[bytes]

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    wrapped = models.CharField(_("wrapped key"), max_length=120, blank=True, editable=False)
    master = models.CharField(_("master key"), max_length=8, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def generate(cls) -> Self:
        """A new key, saved."""
        key = cls()
        key._wrap(secrets.token_bytes(KEY_BYTES))
        key.save(force_insert=True)
        return key

    @sensitive_variables()  # error mails leave out the variables of this frame and of all that it calls
    def secret(self) -> bytes:
        """Raises NoSuchMaster or CannotOpen."""
        return unwrap(Wrapped(self.wrapped, self.master), self._bound_to())

    def rewrap(self) -> None:
        """Puts the same key under the current master key; saving is the caller's."""
        self._wrap(self.secret())

    @sensitive_variables()
    def _wrap(self, secret: bytes) -> None:
        self.wrapped, self.master = wrap(secret, self._bound_to())

    def _bound_to(self) -> bytes:
        return self.USE + self.pk.bytes


class PersonKey(WrappedKey):
    """The key of one person's veiled fields. Once erased, the row stays and says so."""

    USE = b"person key:"

    erased_at = models.DateTimeField(_("erased at"), null=True, editable=False)

    class Meta:
        app_label = "bureau"
        verbose_name = _("key of a person")
        verbose_name_plural = _("keys of persons")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None) & ~Q(wrapped="") | Q(erased_at__isnull=False, wrapped="", master=""),
                name="person_key_wrapped_or_erased",
            )
        ]
        indexes = [models.Index(fields=["master"], name="person_key_by_master")]

    def secret(self) -> bytes:
        """Raises Erased, NoSuchMaster or CannotOpen."""
        if self.erased_at:
            raise Erased(f"the key {self.pk} was erased")
        return super().secret()


class LookupKey(WrappedKey):
    """The one secret behind every lookup digest.

    It is random and wrapped, not derived from the master key: otherwise a new master key would change every digest,
    and rotating would have to open every person's data to reckon them anew.
    """

    USE = b"lookup key:"

    only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        app_label = "bureau"
        verbose_name = _("key of the lookups")
        verbose_name_plural = _("keys of the lookups")
        constraints = [models.CheckConstraint(condition=Q(only=True), name="lookup_key_only_one")]

    @classmethod
    def the_one(cls) -> Self:
        """Made on its first use; of two processes that make it at once, one wins."""
        if found := cls.objects.first():
            return found
        key = cls()
        key._wrap(secrets.token_bytes(KEY_BYTES))
        cls.objects.bulk_create([key], ignore_conflicts=True)
        return cls.objects.get()


class LookupDigest(models.Model):
    """The keyed hash by which one field of one person is found.

    It stands here and not beside the field, for two reasons: history never copies it, and erasing can remove it. Who
    holds the lookup key can try all phone numbers against a digest within minutes.
    """

    key = models.ForeignKey(PersonKey, models.PROTECT, related_name="+", verbose_name=_("key of a person"))
    record = models.CharField(_("kind of record"), max_length=100)
    field = models.CharField(_("field"), max_length=100)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        app_label = "bureau"
        verbose_name = _("lookup digest")
        verbose_name_plural = _("lookup digests")
        constraints = [models.UniqueConstraint(fields=["key", "record", "field"], name="lookup_digest_once")]
        indexes = [models.Index(fields=["digest", "record", "field"], name="lookup_digest_to_key")]

    def __str__(self) -> str:
        return f"{self.record}.{self.field}"


def erase(person_key: PersonKey, hand: Hand, purpose: str) -> None:
    """Destroys the person's key and lookup digests, for ever; changes no ciphertext, neither live nor in history.

    Raises Erased when it was done before. What stays readable is the mask inside each token. Who may erase, and that
    the law wants it, is for the caller to know.
    """
    demand_purpose(purpose)
    with transaction.atomic():
        key = PersonKey.objects.select_for_update().get(pk=person_key.pk)
        if key.erased_at:
            raise Erased(f"the key {key.pk} was erased")
        key.wrapped, key.master, key.erased_at = "", "", hand.at
        key.save(update_fields=["wrapped", "master", "erased_at"])
        LookupDigest.objects.filter(key=key).delete()
        log(hand, Event.ERASURE, purpose=purpose, record=PersonKey._meta.label_lower, row=key.pk)
    person_key.refresh_from_db()


def demand_purpose(purpose: str) -> None:
    if not purpose.strip():
        raise ValueError("a purpose must be given")
