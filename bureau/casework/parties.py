"""Who a case is about: enterprises, which everybody knows by their code, and natural persons, whom nobody need know.

Two tables, because two laws speak: the register facts of an enterprise are public and shared by all bureaus, the data
of a person are sealed, belong to one bureau and are found by the whole value alone.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from bureau.audit.hand import Hand
from bureau.audit.history import History, Recorded
from bureau.audit.spoken import spoken
from bureau.audit.vault import KeyHolder, VeiledField, find
from bureau.audit.vault.veiled import Unsealed
from bureau.audit.whose import SHARED, Whose
from bureau.law.codes import REASONS, BadCode, read_phone, read_resident_id, read_uscc, tidy
from bureau.law.masks import Mask
from bureau.people.bureaus import Bureau

ODD = {
    "org_type": _("The second character names a type of organisation that the standard does not list."),
    "org_code_check_digit": _("The organisation code inside has another check digit. Old codes may have this."),
}


class OtherName(Exception):
    """The code is known under another name. `enterprise` is the one in the register, which was left as it is."""

    def __init__(self, enterprise: "Enterprise", given: str) -> None:
        names = {"name": enterprise.name, "given": given}
        super().__init__(gettext("This code is registered as %(name)s, not as %(given)s.") % names)
        self.enterprise = enterprise
        self.given = given


class UsccField(models.CharField):
    """A unified social credit code: cleaned to its one form, or refused for the first reason that the standard has."""

    def formfield(self, **options: Any) -> Any:
        """Room for what comes with a paste: the model's own length is that of the clean code."""
        return super().formfield(**{"max_length": 60} | options)

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        try:
            value = value and read_uscc(value).normalized
        except BadCode as refused:
            raise ValidationError(said(refused)) from None
        cleaned: str = super().clean(value, model_instance)
        return cleaned


class Enterprise(Recorded):
    """An organisation with a unified social credit code: the facts that its register tells everybody.

    Its legal representative is a person and is not collected here; nothing that we send on asks for it.
    """

    whose = SHARED

    uscc = UsccField(_("unified social credit code"), max_length=18, unique=True)
    name = models.CharField(pgettext_lazy("enterprise", "name"), max_length=200)
    address = models.CharField(_("registered address"), max_length=300, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """The code is stored in its one form. Raises BadCode: what the standard refuses is never stored."""
        self.uscc = read_uscc(self.uscc).normalized
        super().save(*args, **options)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is odd about the code and yet happens in real ones."""
        return tuple(str(ODD[warning]) for warning in read_uscc(self.uscc).warnings)


class Person(Recorded, KeyHolder):
    """A natural person, as one bureau knows them. Sealed; whoever may only list sees masks.

    Recorded stands first: a save by nobody's hand is refused before a key is made for it.
    """

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    name = VeiledField(pgettext_lazy("person", "name"), mask=Mask.NAME, lookup=True)
    phone = VeiledField(_("telephone"), mask=Mask.PHONE, lookup=True, blank=True)
    id_no = VeiledField(_("resident identity number"), mask=Mask.ID, lookup=True, blank=True)
    address = VeiledField(_("postal address"), mask=Mask.ADDRESS, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        verbose_name = _("natural person")
        verbose_name_plural = _("natural persons")

    def __str__(self) -> str:
        return gettext("person %(number)s") % {"number": self.pk or "–"}

    @sensitive_variables()
    def clean(self) -> None:
        """Only what was typed anew is looked at: what is sealed has been through here."""
        if isinstance(self.id_no, Unsealed):
            today = timezone.localdate(self.hand.at if self.hand else None)
            try:
                self.id_no = read_resident_id(self.id_no.text, today=today).normalized
            except BadCode as refused:
                raise ValidationError({"id_no": said(refused)}) from None
        if isinstance(self.phone, Unsealed):
            self.phone = _phone(self.phone.text)


def by_code(text: str) -> Enterprise | None:
    """The enterprise of a code, however it was pasted; None for an unknown code, and for what is no code."""
    try:
        code = read_uscc(text).normalized
    except BadCode:
        return None
    return Enterprise.objects.filter(uscc=code).first()


def enterprise_of(hand: Hand, code: str, name: str) -> Enterprise:
    """The enterprise of this code, entered if it is new. Raises ValidationError for a code that is none.

    Raises OtherName where the register has it under another name: the register's stays, and whoever asked decides
    whether the paper is wrong or the enterprise has changed its name (`rename`).
    """
    new = Enterprise(uscc=code, name=name.strip())
    new.clean_fields()
    found = Enterprise.objects.filter(uscc=new.uscc).first() or _entered(new, hand)
    demand_name(found, name)
    return found


def demand_name(enterprise: Enterprise, name: str) -> None:
    """Raises OtherName unless this is the name in the register, however its brackets and spaces were typed."""
    if _one_form(enterprise.name) != _one_form(name):
        raise OtherName(enterprise, name.strip())


def rename(enterprise: Enterprise, hand: Hand, name: str) -> Enterprise:
    """The enterprise has another name from now on; the history keeps the old one."""
    with transaction.atomic():
        fresh: Enterprise = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        fresh.name, fresh.hand = name.strip(), hand
        fresh.full_clean()
        fresh.save()
    return fresh


@sensitive_variables()
def persons_with(bureau: Bureau, **texts: str) -> "models.QuerySet[Person]":
    """This bureau's persons with exactly these values: `persons_with(bureau, phone="13800138000")`."""
    if not texts:
        raise ValueError("persons are found by a whole value, and never listed from here")
    return find(Person.objects.filter(bureau=bureau), **texts)


def said(refused: BadCode) -> str:
    """Why a code was refused, in the language of whoever reads it."""
    return spoken(REASONS[refused.reason])


def _entered(new: Enterprise, hand: Hand) -> Enterprise:
    """Saved; or the one that somebody else has entered at the same moment."""
    new.hand = hand
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        return Enterprise.objects.get(uscc=new.uscc)
    return new


def _one_form(name: str) -> str:
    """Brackets and spaces are typed now in full width, now in half."""
    return "".join(tidy(name).split()).casefold()


def _phone(text: str) -> str:
    """In its one form; what has none (an extension, a number abroad) stays as it was given."""
    try:
        return read_phone(text)
    except BadCode:
        return text
