"""Persons are found by the whole value of a field, and by nothing less."""

import hmac
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.views.decorators.debug import sensitive_variables

from bureau.audit.vault.ciphers import KEY_BYTES
from bureau.audit.vault.keys import LookupDigest, LookupKey, PersonKey
from bureau.law.codes import BadCode, clean, read_phone
from bureau.law.masks import Mask


def one_form(text: str, kind: Mask | None) -> str:
    """The same form for all ways of writing the same value: width, case and spaces, and a landline's hyphen."""
    form = "".join(clean(text).split())
    if kind != Mask.PHONE:
        return form
    try:
        return read_phone(form)
    except BadCode:
        return form


@sensitive_variables()
def digest(text: str, field: str, kind: Mask | None) -> str:
    """Hexadecimal HMAC-SHA256 of the value, under a key of the field's own; makes the lookup key on its first use."""
    secret = LookupKey.the_one().secret()
    field_key = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"lookup:" + field.encode()).derive(secret)
    return hmac.new(field_key, one_form(text, kind).encode(), sha256).hexdigest()


@sensitive_variables()
def remember(key: PersonKey, record: str, field: str, kind: Mask | None, text: str) -> None:
    """Makes the person findable by this value of this field, and no longer by the one before."""
    LookupDigest.objects.update_or_create(
        key=key, record=record, field=field, defaults={"digest": digest(text, field, kind)}
    )


def forget(key_id: UUID | None, record: str, field: str) -> None:
    LookupDigest.objects.filter(key_id=key_id, record=record, field=field).delete()
