import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import modelform_factory
from django.test.utils import isolate_apps

from bureau.audit.access import AccessLog, Event
from bureau.audit.hand import Hand
from bureau.audit.vault import (
    CannotOpen,
    NoPlace,
    NotSealed,
    PersonKey,
    VeiledField,
)
from bureau.law.masks import Mask
from tests.bureau.audit.conftest import ID_NO, NAME, PHONE, field_key
from tests.bureau.audit.records import Person, Visitor, store, stored

pytestmark = pytest.mark.usefixtures("tables")


# Shown and revealed


def test_printing_shows_the_mask_and_opens_no_key(person: Person, django_assert_num_queries, settings) -> None:
    settings.FIELD_KEYS = [field_key()]  # a master key that opens nothing here
    with django_assert_num_queries(0):
        assert [str(person.name), str(person.phone), str(person.id_no)] == [
            "欧***",
            "138****8000",
            "441***********0015",
        ]


def test_revealing_gives_the_plain_text_and_logs_who_saw_what_and_why(person: Person, hand: Hand) -> None:
    assert person.phone.reveal(hand, "回访") == PHONE
    row = AccessLog.objects.get()
    assert (row.event, row.actor_name, row.purpose, row.fields) == (Event.REVEAL, "经办人", "回访", "phone")
    assert (row.record, row.row, row.change_id) == ("vault_tests.person", str(person.pk), hand.change_id)


@pytest.mark.parametrize("purpose", ["", "  \n"])
def test_without_a_purpose_nothing_is_revealed(person: Person, hand: Hand, purpose: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        person.phone.reveal(hand, purpose)


def test_what_cannot_be_logged_is_not_revealed(person: Person, hand: Hand, monkeypatch) -> None:
    monkeypatch.setattr(AccessLog, "save", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        person.phone.reveal(hand, "回访")


def test_a_row_of_the_log_is_rolled_back_with_a_reveal_that_failed(person: Person, hand: Hand) -> None:
    broken = store("aesgcm.AAAA.138****8000")
    with pytest.raises(CannotOpen):
        broken.phone.reveal(hand, "回访")
    assert not AccessLog.objects.exists()


def test_a_text_matches_itself_however_it_is_written(person: Person) -> None:
    assert person.phone.matches("１３８ ００１３ ８０００")
    assert not person.phone.matches("13800138001")


def test_a_bare_token_opens_nowhere(person: Person, hand: Hand) -> None:
    (bare,) = Person.objects.values_list("phone", flat=True)
    assert str(bare) == "138****8000"
    with pytest.raises(NoPlace):
        bare.reveal(hand, "回访")


def test_a_field_without_a_mask_shows_only_that_there_is_something(person: Person) -> None:
    person.note = "举报人住东门路"
    person.save()
    assert str(Person.objects.get().note) == "***"


# Sealed


def test_the_database_holds_no_plain_text(person: Person) -> None:
    for field, text in (("name", NAME), ("phone", PHONE), ("id_no", ID_NO)):
        assert text not in stored(field)
        assert stored(field).startswith("aesgcm.")


def test_two_tokens_of_one_text_differ(person: Person) -> None:
    again = Person.objects.create(phone=PHONE)
    assert again.phone != person.phone
    assert again.phone.token != person.phone.token


@pytest.mark.parametrize(("empty", "kept"), [("", ""), (None, "")])
def test_nothing_stays_nothing(tables: None, empty: str | None, kept: str) -> None:
    Person.objects.create(phone=empty)
    assert Person.objects.get().phone == stored() == kept


def test_where_null_is_allowed_it_stays_null(tables: None) -> None:
    Person.objects.create(note=None)
    assert Person.objects.get().note is None


def test_the_same_text_keeps_its_token(person: Person) -> None:
    before = person.phone
    person.phone = PHONE
    person.save()
    assert Person.objects.get().phone == before
    assert stored() == before.token


def test_another_text_with_the_same_mask_gets_a_new_token(person: Person, hand: Hand) -> None:
    before = person.phone
    person.phone = "13899998000"
    person.save()
    assert str(person.phone) == str(before)
    assert Person.objects.get().phone != before
    assert person.phone.reveal(hand, "回访") == "13899998000"


def test_a_form_that_sends_the_mask_back_changes_nothing(person: Person) -> None:
    form = modelform_factory(Person, fields=["title", "phone"])(
        {"title": "乙", "phone": "138****8000"}, instance=person
    )
    before = person.phone
    form.save()
    assert Person.objects.get().phone == before
    assert Person.objects.get().phone.matches(PHONE)


def test_a_mask_that_somebody_edited_is_refused(person: Person) -> None:
    form = modelform_factory(Person, fields=["phone"])({"phone": "139****8000"}, instance=person)
    assert list(form.errors) == ["phone"]
    person.phone = "139****8000"
    with pytest.raises(ValidationError):
        person.full_clean()


def test_a_new_record_passes_its_own_checks_before_it_has_a_key(tables: None) -> None:
    Person(phone=PHONE).full_clean()


def test_a_record_with_its_key_is_sealed_in_bulk_too_and_one_without_is_refused(tables: None) -> None:
    with pytest.raises(NotSealed), transaction.atomic():
        Visitor.objects.bulk_create([Visitor(phone=PHONE)])
    Visitor.objects.bulk_create([Visitor(phone=PHONE, person_key=PersonKey.generate())])
    assert Visitor.objects.get().phone.matches(PHONE)


def test_a_plain_text_never_reaches_an_update(person: Person) -> None:
    with pytest.raises(NotSealed):
        Person.objects.update(phone=PHONE)
    person.phone = "13900139000"
    with pytest.raises(NotSealed):
        Person.objects.bulk_update([person], ["phone"])


def test_a_save_that_fails_leaves_no_key_behind(tables: None, monkeypatch) -> None:
    monkeypatch.setattr(VeiledField, "_seal", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Person.objects.create(phone=PHONE)
    assert not PersonKey.objects.exists()


def test_a_fixture_carries_tokens_there_and_back(person: Person, installed: None) -> None:
    text = serializers.serialize("json", [person])
    assert PHONE not in text
    Person.objects.update(phone="")
    for record in serializers.deserialize("json", text):
        record.save()
    assert Person.objects.get().phone.matches(PHONE)


# Declared


@isolate_apps("bureau")
def test_a_field_says_at_the_start_what_it_lacks() -> None:
    class Loose(models.Model):  # noqa: DJ008
        phone = VeiledField(mask=Mask.PHONE, unique=True)

        class Meta:
            app_label = "bureau"

    assert {found.id for found in Loose._meta.get_field("phone").check()} == {"bureau.E006", "bureau.E007"}


def test_a_field_as_a_migration_writes_it_is_the_same_field() -> None:
    field = Person._meta.get_field("phone").clone()
    assert (field.mask, field.lookup, field.blank) == (Mask.PHONE, True, True)
