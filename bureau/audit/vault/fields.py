"""The model field that seals, the record that holds the key, and the one way to find such a record."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from uuid import UUID

from django import forms
from django.core import checks
from django.core.exceptions import FieldError, ValidationError
from django.db import models, transaction
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from bureau.audit.vault.keys import LookupDigest, LookupKey, PersonKey
from bureau.audit.vault.lookup import digest, forget, remember
from bureau.audit.vault.veiled import TOKEN, NotSealed, Place, Unsealed, Veiled
from bureau.law.masks import Mask

if TYPE_CHECKING:
    TextOrVeil = models.Field[str | Veiled | None, Veiled | Literal[""]]
else:
    TextOrVeil = models.Field

Record = TypeVar("Record", bound=models.Model)


class WrongPlace(TypeError):
    """A token of another person or field was assigned: it could never be opened here."""


class VeiledAttribute(DeferredAttribute):
    """Reads a token together with its place, and takes a plain text to be sealed on saving."""

    field: "VeiledField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Veiled) or value.place:
            return value
        return Veiled(value.token, self.field.place(instance))

    def __set__(self, instance: models.Model, value: object) -> None:
        name = self.field.attname
        if isinstance(value, str) and value:
            before = instance.__dict__.get(name)
            if isinstance(before, Veiled) and value == str(before):
                return  # a form that showed the mask has sent it back untouched
            if isinstance(before, Unsealed):
                before = before.before
            value = Unsealed(value, self.field.mask, before or None, self.field.place(instance))
        elif value is None and not self.field.null:
            value = ""
        instance.__dict__[name] = value


class VeiledField(TextOrVeil):
    """Personal data, kept as a token under the key of the record's person. An empty text stays empty.

    The field's name is authenticated with each ciphertext: a field is never renamed, at most its label on the screen.
    No query looks into it but `isnull`: tokens of the same text differ, so no answer could be right, and filters in a
    URL learn nothing. With `lookup`, `find` finds the record by the whole value.
    """

    description = _("Personal data, sealed")
    descriptor_class = VeiledAttribute

    def __init__(self, *args: Any, mask: Mask | None = None, lookup: bool = False, **options: Any) -> None:
        self.mask = mask
        self.lookup = lookup
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"mask": self.mask, "lookup": self.lookup}

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        found = super().check(**options)
        if self.unique:
            found.append(checks.Error("Tokens are always unique, whatever they seal.", obj=self, id="bureau.E006"))
        if not any(field.name == "person_key" for field in self.model._meta.fields):
            found.append(checks.Error("A record with a VeiledField is a KeyHolder.", obj=self, id="bureau.E007"))
        return found

    def get_internal_type(self) -> str:
        return "TextField"

    def place(self, instance: models.Model) -> Place:
        record = kind_of(type(instance))
        key: UUID | None = getattr(instance, "person_key_id", None)
        return Place(record, str(instance.pk or ""), key, self.name, self.mask)

    # To and from the database

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> Veiled | str | None:
        return Veiled(value) if value else value

    def get_prep_value(self, value: object) -> str | None:
        """Raises NotSealed for a plain text: update() and bulk_update() have no record to seal it on."""
        if isinstance(value, Unsealed) or not (value is None or value == "" or isinstance(value, Veiled)):
            raise NotSealed(f"{self.name} is sealed on saving its record")
        return value.token if isinstance(value, Veiled) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seals what was assigned, and keeps the lookup digest in step."""
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Unsealed):
            model_instance.__dict__[self.attname] = value = self._seal(model_instance, value)
        elif isinstance(value, Veiled) and value.place:
            self._demand_place(model_instance, value.place)
        elif not value and self.lookup and not add:
            place = self.place(model_instance)
            forget(place.key, place.record, place.field)
        return value

    def _seal(self, instance: models.Model, value: Unsealed) -> Veiled:
        place = self.place(instance)
        if place.key is None:
            raise NotSealed(f"{self.name} needs the key of a person: save() makes one, bulk_create() does not")
        # Held to the end of the transaction, so that nobody erases the key under what is being sealed.
        key = PersonKey.objects.select_for_update().get(pk=place.key)
        sealed = value.sealed(key, place)
        if self.lookup and sealed is not value.before:
            remember(key, place.record, place.field, self.mask, value.text)
        return Veiled(sealed.token)

    def _demand_place(self, instance: models.Model, place: Place) -> None:
        here = self.place(instance)
        if (place.key, place.field) != (here.key, here.field):
            raise WrongPlace(f"{place.field} of another record cannot be opened as {here.field} of this one")

    # Queries

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed: no query looks into it (asked: {lookup_name})")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is sealed: no query looks into it (asked: {lookup_name})")

    # Forms and fixtures

    def formfield(self, *_args: Any, **options: Any) -> Any:
        made: Any = super().formfield(**{"form_class": forms.CharField} | options)
        made.widget.attrs["data-personal"] = ""  # a browser keeps no draft of it
        return made

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if isinstance(value, Unsealed) and "*" in value.text:
            raise ValidationError(_("Enter the whole value: what is shown with * cannot be completed."))

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return self.get_prep_value(value) or ""

    def to_python(self, value: Any) -> Any:
        """A token as a fixture holds it; a plain text never comes this way, since assigning it seals it."""
        return Veiled(value) if isinstance(value, str) and TOKEN.fullmatch(value) else value


class KeyHolder(models.Model):
    """A record whose personal fields are sealed under one person's key, which the first save makes.

    One record of a kind per person; records of several kinds may share a person's key.
    """

    if TYPE_CHECKING:
        person_key_id: UUID | None

    person_key = models.OneToOneField(
        PersonKey, models.PROTECT, blank=True, editable=False, related_name="+", verbose_name=_("key of a person")
    )

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        with transaction.atomic():
            if not self.person_key_id:
                self.person_key = PersonKey.generate()
            super().save(**options)


def kind_of(model: type[models.Model]) -> str:
    """The name under which the vault knows records of this kind; a proxy has that of its model."""
    return (model._meta.concrete_model or model)._meta.label_lower


@sensitive_variables()
def find(records: models.QuerySet[Record], **texts: str) -> models.QuerySet[Record]:
    """Those of the records whose fields have these values, however written: `find(Person.objects, phone=…)`."""
    options = records.model._meta
    for name, text in texts.items():
        field = options.get_field(name)
        if not isinstance(field, VeiledField) or not field.lookup:
            raise FieldError(f"{name} is no VeiledField with lookup")
        if not text or not LookupKey.objects.exists():
            return records.none()
        keys = LookupDigest.objects.filter(
            record=kind_of(records.model),
            field=name,
            digest=digest(text, name, field.mask),
        )
        records = records.filter(person_key__in=keys.values("key"))
    return records
