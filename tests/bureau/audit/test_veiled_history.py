import pytest
from django.db import connection

from bureau.audit.access import AccessLog
from bureau.audit.hand import Hand
from bureau.audit.vault import Erased, LookupDigest, erase
from tests.bureau.audit.conftest import ID_NO, NAME, PHONE
from tests.bureau.audit.records import Person

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def person(tables: None) -> Person:
    return Person.objects.create(name=NAME, phone=PHONE, id_no=ID_NO)


def history() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Person.history.model._meta.db_table} ORDER BY history_id")
        return cursor.fetchall()


def test_a_row_of_history_holds_the_tokens_only(person: Person) -> None:
    (row,) = history()
    assert person.phone.token in row
    assert not [text for text in (NAME, PHONE, ID_NO) if text in repr(row)]


def test_an_unchanged_value_has_the_same_token_in_every_row_of_history(person: Person) -> None:
    for again in (PHONE, person.phone, "138****8000"):
        person = Person.objects.get()
        person.phone = again
        person.save()
    assert len({row.phone.token for row in Person.history.all()}) == 1
    assert len(history()) == 4


def test_history_tells_what_changed_without_telling_the_text(person: Person) -> None:
    person.phone = "13900139000"
    person.save()
    new, old = Person.history.all()
    (change,) = new.diff_against(old).changes
    assert (change.field, str(change.old), str(change.new)) == ("phone", "138****8000", "139****9000")


def test_an_old_value_is_revealed_from_its_row_of_history_and_logged(person: Person, hand: Hand) -> None:
    person.phone = "13900139000"
    person.save()
    first = Person.history.last()
    assert first.phone.reveal(hand, "复议") == PHONE
    assert AccessLog.objects.get().record == "vault_tests.historicalperson"


def test_history_leaves_no_digest_behind(person: Person) -> None:
    person.phone = "13900139000"
    person.save()
    assert set(LookupDigest.objects.values_list("record", "field")) == {
        ("vault_tests.person", "phone"),
        ("vault_tests.person", "id_no"),
    }


def test_what_is_erased_is_gone_from_history_too_and_no_byte_of_history_changed(person: Person, hand: Hand) -> None:
    before = history()
    erase(person.person_key, hand, "个人信息保护法第四十七条")
    assert history() == before
    with pytest.raises(Erased):
        Person.history.get().phone.reveal(hand, "复议")
