import pytest
from django.db import IntegrityError, transaction

from bureau.audit.access import AccessLog, Event
from bureau.audit.hand import Hand
from bureau.audit.vault import Erased, LookupDigest, PersonKey, erase
from tests.bureau.audit.conftest import NOW, PHONE
from tests.bureau.audit.records import Person, stored

pytestmark = pytest.mark.usefixtures("tables")


def test_what_is_erased_is_never_revealed_again_and_no_byte_of_it_changed(person: Person, hand: Hand) -> None:
    before = stored()
    erase(person.person_key, hand, "个人信息保护法第四十七条")
    assert stored() == before
    assert (person.person_key.wrapped, person.person_key.erased_at) == ("", NOW)
    for attempt in (lambda: person.phone.reveal(hand, "回访"), lambda: person.phone.matches(PHONE)):
        with pytest.raises(Erased):
            attempt()
    assert AccessLog.objects.get().event == Event.ERASURE


def test_what_is_erased_still_prints_as_its_mask(person: Person, hand: Hand) -> None:
    erase(person.person_key, hand, "个人信息保护法第四十七条")
    assert str(Person.objects.get().phone) == "138****8000"


def test_an_erased_record_is_saved_as_it_is_and_takes_no_new_text(person: Person, hand: Hand) -> None:
    erase(person.person_key, hand, "个人信息保护法第四十七条")
    person.title = "乙"
    person.save()
    person.phone = "13900139000"
    with pytest.raises(Erased):
        person.save()


def test_erasing_takes_the_digests_along(person: Person, hand: Hand) -> None:
    assert LookupDigest.objects.count() == 2
    erase(person.person_key, hand, "个人信息保护法第四十七条")
    assert not LookupDigest.objects.exists()


def test_erasing_needs_a_purpose_and_happens_once(person: Person, hand: Hand) -> None:
    with pytest.raises(ValueError, match="purpose"):
        erase(person.person_key, hand, " ")
    erase(person.person_key, hand, "个人信息保护法第四十七条")
    with pytest.raises(Erased):
        erase(person.person_key, hand, "个人信息保护法第四十七条")


def test_erasing_one_person_leaves_the_others(person: Person, hand: Hand) -> None:
    other = Person.objects.create(phone="13900139000")
    erase(person.person_key, hand, "个人信息保护法第四十七条")
    assert other.phone.reveal(hand, "回访") == "13900139000"


@pytest.mark.parametrize("half", [{"wrapped": ""}, {"erased_at": NOW}, {"erased_at": NOW, "master": ""}])
def test_the_database_refuses_a_key_that_is_half_erased(tables: None, half: dict[str, object]) -> None:
    key = PersonKey.generate()
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonKey.objects.filter(pk=key.pk).update(**half)
