import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from bureau.audit.hand import Hand, Source
from bureau.audit.vault import Erased, LookupDigest, LookupKey, NoSuchMaster, PersonKey, erase, find
from bureau.audit.vault.masters import masters
from bureau.audit.vault.rotation import kinds, rotate
from tests.bureau.audit.conftest import NOW, PHONE, field_key
from tests.bureau.audit.records import Person


@pytest.fixture
def old(settings) -> str:
    settings.FIELD_KEYS = [field_key()]
    return settings.FIELD_KEYS[0]


@pytest.fixture
def person(tables: None, old: str) -> Person:
    return Person.objects.create(phone=PHONE)


def said(**options: object) -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out, **options)
    return out.getvalue()


def bytes_of(*tables: str) -> list[tuple[object, ...]]:
    rows = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            rows += cursor.fetchall()
    return rows


def test_after_rotating_the_old_master_key_is_needed_no_more(person: Person, hand: Hand, old: str, settings) -> None:
    settings.FIELD_KEYS = [field_key(), old]
    assert "bureau.PersonKey: 0 current, 1 rotated" in said()
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert Person.objects.get().phone.reveal(hand, "回访") == PHONE
    assert find(Person.objects.all(), phone=PHONE).get() == person
    assert {key.master for key in (PersonKey.objects.get(), LookupKey.objects.get())} == {masters()[0].name}
    settings.FIELD_KEYS = [old]
    with pytest.raises(NoSuchMaster):
        Person.objects.get().phone.reveal(hand, "回访")
    with pytest.raises(NoSuchMaster):
        find(Person.objects.all(), phone=PHONE)


def test_without_rotating_the_old_master_key_is_needed(person: Person, hand: Hand, settings) -> None:
    settings.FIELD_KEYS = [field_key()]
    with pytest.raises(NoSuchMaster):
        person.phone.reveal(hand, "回访")


def test_rotating_changes_no_byte_of_records_history_or_digests(person: Person, old: str, settings) -> None:
    tables = (Person._meta.db_table, Person.history.model._meta.db_table, LookupDigest._meta.db_table)
    before = bytes_of(*tables)
    settings.FIELD_KEYS = [field_key(), old]
    said()
    assert bytes_of(*tables) == before
    assert len(before) == 3


def test_a_dry_run_counts_and_changes_nothing(person: Person, old: str, settings) -> None:
    settings.FIELD_KEYS = [field_key(), old]
    before = bytes_of(PersonKey._meta.db_table, LookupKey._meta.db_table)
    assert "bureau.PersonKey: 0 current, 1 older" in said(dry_run=True)
    assert bytes_of(PersonKey._meta.db_table, LookupKey._meta.db_table) == before


@pytest.mark.django_db
def test_rotating_goes_in_batches_and_after_an_interruption_on_from_there(old: str, settings, monkeypatch) -> None:
    keys = sorted((PersonKey.generate() for _ in range(7)), key=lambda key: key.pk)
    settings.FIELD_KEYS = [field_key(), old]
    rewrap = PersonKey.rewrap
    monkeypatch.setattr(PersonKey, "rewrap", lambda key: 1 / 0 if key.pk == keys[5].pk else rewrap(key))
    with pytest.raises(ZeroDivisionError):
        list(rotate(batch=2))
    monkeypatch.undo()
    assert "bureau.PersonKey: 4 current, 3 older" in said(dry_run=True)
    assert "bureau.PersonKey: 4 current, 3 rotated" in said()
    assert "bureau.PersonKey: 7 current, 0 rotated" in said()


@pytest.mark.django_db
def test_keys_that_do_not_open_are_named_and_the_others_rotated(old: str, settings) -> None:
    broken, whole = PersonKey.generate(), PersonKey.generate()
    PersonKey.objects.filter(pk=broken.pk).update(wrapped=whole.wrapped)
    settings.FIELD_KEYS = [field_key(), old]
    with pytest.raises(CommandError, match=f"{broken.pk} does not open"):
        said()
    assert PersonKey.objects.filter(master=masters()[0].name).get() == whole


@pytest.mark.django_db
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_master_key_that_was_taken_away_too_early_is_told(old: str, settings, dry_run: bool) -> None:
    name = PersonKey.generate().master
    settings.FIELD_KEYS = [field_key()]
    with pytest.raises(CommandError, match=f"1 under {name}, not in FIELD_KEYS"):
        said(dry_run=dry_run)


@pytest.mark.django_db
def test_an_erased_key_stays_erased(hand: Hand, old: str, settings) -> None:
    key = PersonKey.generate()
    erase(key, hand, "个人信息保护法第四十七条")
    settings.FIELD_KEYS = [field_key(), old]
    said()
    assert PersonKey.objects.get().wrapped == ""


@contextmanager
def meanwhile(act: Callable[[], object]) -> Iterator[None]:
    """While the transaction inside is open, another thread sets out to act; it has acted when this ends."""
    faults: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except (DatabaseError, Erased) as fault:
            faults.append(fault)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        yield
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()  # it waits for this transaction
    thread.join(20)
    assert faults == []


@pytest.mark.django_db(transaction=True)
def test_what_is_erased_while_keys_are_rotated_does_not_come_back(old: str, settings) -> None:
    key = PersonKey.generate()
    settings.FIELD_KEYS = [field_key(), old]
    with meanwhile(lambda: list(rotate())):
        erase(key, Hand(None, Source.JOB, NOW, name="a test"), "个人信息保护法第四十七条")
    key.refresh_from_db()
    assert key.wrapped == ""


@pytest.mark.django_db(transaction=True)
def test_what_is_sealed_while_its_key_is_erased_leaves_no_digest(old: str) -> None:
    key = PersonKey.generate()
    with meanwhile(lambda: erase(key, Hand(None, Source.JOB, NOW, name="a test"), "个人信息保护法第四十七条")):
        Person._meta.get_field("phone").pre_save(Person(phone=PHONE, person_key=PersonKey.objects.get()), add=True)
    assert PersonKey.objects.get().erased_at
    assert not LookupDigest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_the_lookup_key_at_once_one_wins(old: str) -> None:
    with meanwhile(LookupKey.the_one):
        made = LookupKey.the_one()
    assert LookupKey.objects.get() == made


# The master keys


def test_a_master_key_is_named_by_its_digest_and_never_printed(old: str) -> None:
    (master,) = masters()
    assert len(master.name) == 8
    assert old not in repr(master)
    assert repr(master.secret) not in repr(master)


def test_development_has_a_key_and_production_must_bring_its_own(settings) -> None:
    settings.FIELD_KEYS = []
    assert masters() == masters()
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured):
        masters()


@pytest.mark.parametrize("key", ["no base64!", "c2hvcnQ=", "钥匙"])
def test_a_bad_master_key_is_told_by_its_position_alone(settings, key: str) -> None:
    settings.FIELD_KEYS = [field_key(), key]
    with pytest.raises(ImproperlyConfigured, match="key 2 of FIELD_KEYS") as told:
        masters()
    assert key not in str(told.value)


def test_every_kind_of_wrapped_key_that_an_app_has_is_rotated() -> None:
    """A kind that was left out would be lost with the old master key."""
    assert {kind.__name__ for kind in kinds()} == {"LookupKey", "PersonKey", "BatchKey", "ExportKey", "SecondFactor"}
