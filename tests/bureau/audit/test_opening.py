"""A token opens under the right key, in its own place, and unaltered; otherwise not at all."""

import pytest
from django.db import connection

from bureau.audit.hand import Hand
from bureau.audit.vault import CannotOpen, NoSuchMaster, PersonKey, Veiled, WrongPlace
from tests.bureau.audit.conftest import PHONE, field_key
from tests.bureau.audit.records import Person, store

pytestmark = pytest.mark.usefixtures("tables")


def test_another_master_key_opens_nothing(person: Person, hand: Hand, settings) -> None:
    settings.FIELD_KEYS = [field_key()]
    with pytest.raises(NoSuchMaster):
        person.phone.reveal(hand, "回访")


def test_another_master_key_under_the_old_name_opens_nothing(person: Person, hand: Hand, settings) -> None:
    settings.FIELD_KEYS = [field_key()]
    PersonKey.objects.update(master=PersonKey.generate().master)
    with pytest.raises(CannotOpen):
        person.phone.reveal(hand, "回访")


def test_a_wrapped_key_moved_to_another_person_does_not_unwrap(person: Person, hand: Hand) -> None:
    other = Person.objects.create(phone="13900139000")
    PersonKey.objects.filter(pk=other.person_key_id).update(wrapped=person.person_key.wrapped)
    with pytest.raises(CannotOpen):
        other.phone.reveal(hand, "回访")


def test_a_token_moved_to_another_person_does_not_open(person: Person, hand: Hand) -> None:
    other = Person.objects.create(phone="13900139000")
    Person.objects.filter(pk=other.pk).update(phone=person.phone)
    with pytest.raises(CannotOpen):
        Person.objects.get(pk=other.pk).phone.reveal(hand, "回访")


def test_a_token_does_not_open_for_another_person_who_was_given_the_same_secret(person: Person, hand: Hand) -> None:
    twin = PersonKey()
    twin._wrap(person.person_key.secret())
    twin.save()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Person._meta.db_table} SET person_key_id = %s",
            [twin.pk.hex if connection.vendor == "sqlite" else twin.pk],
        )
    with pytest.raises(CannotOpen):
        Person.objects.get().phone.reveal(hand, "回访")


def test_a_token_moved_to_another_field_does_not_open(person: Person, hand: Hand) -> None:
    moved = store(person.id_no.token)
    with pytest.raises(CannotOpen):
        moved.phone.reveal(hand, "回访")


def test_a_token_of_another_person_or_field_is_not_saved(person: Person) -> None:
    other = Person(title="乙", phone=person.phone)
    with pytest.raises(WrongPlace):
        other.save()
    person.phone = person.id_no
    with pytest.raises(WrongPlace):
        person.save()


def test_a_token_altered_in_any_one_character_does_not_open(person: Person, hand: Hand) -> None:
    for value in (person.phone, person.id_no, person.name):
        for position, char in enumerate(value.token):
            # The next character: in base64 it may differ in a bit that decodes to nothing.
            altered = value.token[:position] + chr(ord(char) + 1) + value.token[position + 1 :]
            with pytest.raises(CannotOpen):
                Veiled(altered, value.place).same(PHONE)


@pytest.mark.parametrize(
    "stray", ["13800138000", "aesgcm.", "aesgcm..", "sm4.AAAA.***", "aesgcm.AAAA.***", "aesgcm.é=.x"]
)
def test_what_is_no_token_is_neither_shown_nor_opened(person: Person, hand: Hand, stray: str) -> None:
    found = store(stray)
    assert PHONE not in str(found.phone)
    with pytest.raises(CannotOpen):
        found.phone.reveal(hand, "回访")
