import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.forms import modelform_factory
from django.utils import translation

from bureau.audit.access import AccessLog, Event
from bureau.audit.history import NoHand
from bureau.audit.vault import PersonKey, erase
from bureau.casework.parties import OtherName, by_code, enterprise_of, persons_with, rename
from bureau.law.codes import BadCode
from bureau.models import Bureau, Enterprise, Person
from tests.racers import racers
from tests.records import a_hand, record

CODE, ODD = "91441702123456788K", "91441702123456780T"  # made up; the second has a wrong inner check digit
PASTED = "\ufeff　９１４４１７０２１２３４５６７８８ｋ\u200b "
PHONE, ID_NO, NAME, ADDRESS = "13800138000", "441702191001010015", "欧阳若兰", "广东省阳江市江城区样例路1号"


@pytest.fixture
def enterprise(db: None) -> Enterprise:
    return enterprise_of(a_hand(), CODE, "样例（阳江）有限公司")


@pytest.fixture
def bureau(db: None) -> Bureau:
    return record(Bureau, name="样例局")


@pytest.fixture
def person(bureau: Bureau) -> Person:
    return record(Person, bureau=bureau, name=NAME, phone=PHONE, id_no=ID_NO, address=ADDRESS)


# Enterprises


@pytest.mark.parametrize("text", [CODE, CODE.lower(), f"  {CODE} ", PASTED])
def test_an_enterprise_is_found_again_by_its_code_however_it_was_pasted(enterprise: Enterprise, text: str) -> None:
    assert by_code(text) == enterprise
    assert enterprise_of(a_hand(), text, "样例(阳江)有限公司 ") == enterprise
    assert (Enterprise.objects.count(), enterprise.history.count()) == (1, 1)


def test_an_unknown_code_and_what_is_no_code_find_nothing(enterprise: Enterprise) -> None:
    assert (by_code(ODD), by_code("样例有限公司"), by_code("")) == (None, None, None)


def test_a_code_is_stored_in_its_one_form_whichever_way_it_comes(db: None) -> None:
    assert record(Enterprise, uscc=PASTED, name="样例").uscc == CODE
    with pytest.raises(BadCode):
        record(Enterprise, uscc=CODE[:17] + "X", name="样例")


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh-hans", "校验码不符，请核对是否录错"), ("en", "the check digit does not match: please compare")],
)
def test_a_wrong_code_is_refused_with_its_reason_in_the_users_language(db: None, language: str, told: str) -> None:
    with translation.override(language), pytest.raises(ValidationError) as refusal:
        enterprise_of(a_hand(), CODE[:17] + "X", "样例有限公司")
    assert refusal.value.message_dict["uscc"][0].startswith(told)
    assert not Enterprise.objects.exists()


def test_an_odd_inner_check_digit_is_a_warning_and_no_error(db: None) -> None:
    with translation.override("en"):
        (warning,) = enterprise_of(a_hand(), ODD, "样例有限公司").warnings
    assert warning.startswith("The organisation code inside")


def test_a_form_takes_a_code_as_it_was_pasted_and_tells_what_is_wrong_with_it_once(db: None) -> None:
    form = modelform_factory(Enterprise, fields=["uscc", "name"])
    pasted = form({"uscc": PASTED, "name": "样例有限公司"})
    assert (pasted.is_valid(), pasted.instance.uscc) == (True, CODE)
    for wrong, told in (("", "这个字段是必填项。"), (CODE[:17], "长度不对"), (CODE[:17] + "I", "含有不允许的字符")):
        assert form({"uscc": wrong, "name": "样例"}).errors == {"uscc": [told]}


def test_another_name_for_a_known_code_is_told_and_changes_nothing(enterprise: Enterprise) -> None:
    with pytest.raises(OtherName, match="样例（阳江）有限公司") as told:
        enterprise_of(a_hand(), CODE, "样例集团有限公司")
    assert (told.value.enterprise, told.value.given) == (enterprise, "样例集团有限公司")
    assert (by_code(CODE).name, enterprise.history.count()) == ("样例（阳江）有限公司", 1)


def test_a_new_name_leaves_the_old_one_in_history(enterprise: Enterprise) -> None:
    renamed = rename(enterprise, a_hand(reason="登记机关变更登记"), "样例集团有限公司")
    assert enterprise_of(a_hand(), CODE, "样例集团有限公司") == renamed
    names = list(renamed.history.order_by("history_id").values_list("name", "history_change_reason"))
    assert names == [("样例（阳江）有限公司", ""), ("样例集团有限公司", "登记机关变更登记")]


def test_an_enterprise_has_no_place_for_its_representative() -> None:
    fields = {field.name for field in Enterprise._meta.get_fields() if not field.auto_created}
    assert fields == {"uscc", "name", "address"}


@pytest.mark.django_db(transaction=True)
def test_an_enterprise_entered_by_two_at_once_is_there_once(database_url: str) -> None:
    prepare = "from bureau.casework.parties import enterprise_of\nfrom tests.records import a_hand"
    with racers(2, database_url, prepare, 'enterprise_of(a_hand(), word, "样例有限公司")') as two:
        assert [two.run(code) for code in (CODE, ODD)] == [["done", "done"]] * 2
    assert Enterprise.objects.count() == 2


# Natural persons


def test_a_person_is_sealed_and_bears_no_personal_data_in_its_name(person: Person) -> None:
    stored = Person.objects.get()
    assert f"{stored}" == f"个人 {stored.pk}"
    shown = [str(getattr(stored, name)) for name in ("name", "phone", "id_no", "address")]
    assert shown == ["欧***", "138****8000", "441***********0015", "广东省阳江市江城区***"]
    with connection.cursor() as cursor:
        for table in (Person._meta.db_table, Person.history.model._meta.db_table):
            cursor.execute(f"SELECT * FROM {table}")
            rows = repr(cursor.fetchall())
            assert not [text for text in (NAME, PHONE, ID_NO, ADDRESS) if text in rows]


def test_a_person_is_found_by_the_whole_value_and_within_the_bureau_alone(person: Person, bureau: Bureau) -> None:
    elsewhere = record(Bureau, name="样例二局")
    assert list(persons_with(bureau, phone="138 0013 8000")) == [person]
    assert list(persons_with(bureau, id_no=ID_NO, name=NAME)) == [person]
    assert list(persons_with(bureau, phone=PHONE[:10])) == []
    assert list(persons_with(elsewhere, phone=PHONE)) == []
    with pytest.raises(ValueError, match="never listed"):
        persons_with(bureau)


def test_a_person_is_written_by_a_hand_and_leaves_one_version_each_time(person: Person) -> None:
    person.hand = a_hand(reason="来电更正")
    person.phone = "13900139000"
    person.save()
    versions = list(person.history.order_by("history_id"))
    assert [str(version.phone) for version in versions] == ["138****8000", "139****9000"]
    assert [version.history_bureau for version in versions] == [person.bureau_id] * 2
    assert versions[0].phone.reveal(a_hand(), "复议") == PHONE
    assert AccessLog.objects.get(event=Event.REVEAL).purpose == "复议"


def test_a_person_saved_by_nobodys_hand_is_refused_before_a_key_is_made(bureau: Bureau) -> None:
    person = Person(bureau=bureau, name=NAME)
    with pytest.raises(NoHand):
        person.save()
    assert (person.person_key_id, PersonKey.objects.count()) == (None, 0)
    person.hand = a_hand()
    person.save()
    assert Person.objects.get().name.reveal(a_hand(), "核对") == NAME


def test_a_persons_number_is_checked_when_it_is_typed_and_stored_in_its_one_form(bureau: Bureau) -> None:
    person = Person(bureau=bureau, name=NAME, id_no=ID_NO[:17] + "4", phone="０６６２－3881234")
    with pytest.raises(ValidationError) as refusal:
        person.full_clean()
    assert refusal.value.message_dict == {"id_no": ["校验码不符，请核对是否录错"]}
    person.id_no, person.hand = f" {ID_NO} ", a_hand()
    person.full_clean()
    person.save()
    assert Person.objects.get().phone.reveal(a_hand(), "核对") == "0662-3881234"


def test_an_erased_person_is_found_no_more_and_keeps_its_number(person: Person, bureau: Bureau) -> None:
    erase(person.person_key, a_hand(), "保管期满")
    assert list(persons_with(bureau, phone=PHONE)) == []
    assert str(Person.objects.get(pk=person.pk)) == f"个人 {person.pk}"
