"""Records of the tests' own. Their app is not installed, so that nothing but these tests ever sees them."""

from django.db import models
from simple_history.models import HistoricalRecords

from bureau.audit.vault import KeyHolder, VeiledField
from bureau.law.masks import Mask


class Kept(models.Model):
    history = HistoricalRecords(inherit=True, app="vault_tests")

    class Meta:
        app_label = "vault_tests"
        abstract = True


class Person(Kept, KeyHolder):
    title = models.CharField(max_length=20, blank=True)
    name = VeiledField(mask=Mask.NAME, blank=True)
    phone = VeiledField(mask=Mask.PHONE, lookup=True, blank=True)
    id_no = VeiledField(mask=Mask.ID, lookup=True, blank=True)
    note = VeiledField(blank=True, null=True)

    class Meta(Kept.Meta):
        pass

    def __str__(self) -> str:
        return self.title


class Visitor(KeyHolder):
    phone = VeiledField(mask=Mask.PHONE, lookup=True, blank=True)

    class Meta:
        app_label = "vault_tests"

    def __str__(self) -> str:
        return ""


class Letter(models.Model):
    sender = models.ForeignKey(Person, models.PROTECT)

    class Meta:
        app_label = "vault_tests"

    def __str__(self) -> str:
        return ""


MODELS = (Person, Person.history.model, Visitor, Letter)
