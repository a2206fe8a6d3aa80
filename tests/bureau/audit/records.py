"""Records of the tests' own. Their app is not installed, so that nothing but these tests ever sees them."""

from django.db import connection, models
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


def stored(field: str = "phone", record: type[models.Model] = Person) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {field} FROM {record._meta.db_table}")
        return cursor.fetchone()[0]


def store(token: str, field: str = "phone") -> Person:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Person._meta.db_table} SET {field} = %s", [token])
    return Person.objects.get()
