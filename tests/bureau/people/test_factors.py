"""The second factor: set up by a first code, each code once, guesses stopped, required of a role, ended by a reset."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bureau.audit.access import AccessLog, Event
from bureau.audit.vault.rotation import rotate
from bureau.people.bureaus import Section
from bureau.people.factors import NoReason, SecondFactor, reset
from bureau.people.roles import Role
from bureau.people.staff import Staff
from bureau.people.totp import code_at, spelled
from tests.bureau.audit.conftest import field_key
from tests.bureau.desk.test_signin import Clock, clock
from tests.records import a_hand, a_section
from tests.signing_in import HERE, MINUTE, PASSWORD, THERE, an_account, tries

__all__ = ["clock"]  # a fixture

pytestmark = pytest.mark.django_db
PAGE = "/admin/second_factor/"


@pytest.fixture
def section(db: None) -> Section:
    return a_section()


@pytest.fixture
def officer(section: Section) -> Staff:
    return an_account("clerk", section, Role.OFFICER)


@pytest.fixture
def client(clock: Clock, officer: Staff) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def code(person: Staff, clock: Clock) -> str:
    """What the telephone shows now."""
    secret = SecondFactor.objects.get(staff=person).short_secret
    return code_at(secret, int(clock.now.timestamp() // 30))


@pytest.fixture
def factor(client: Client, officer: Staff, clock: Clock) -> SecondFactor:
    client.post(PAGE)
    assert client.post(PAGE, {"code": code(officer, clock)}).url == reverse("admin:signin")
    clock.now += MINUTE
    return SecondFactor.objects.get()


def test_a_first_right_code_sets_it_up_and_the_secret_is_shown_only_until_then(
    client: Client, officer: Staff, clock: Clock
) -> None:
    assert '<svg class="qr"' not in client.get(PAGE).text
    client.post(PAGE)
    shown, secret = client.get(PAGE), spelled(SecondFactor.objects.get().short_secret)
    assert "".join(shown.context["secret"]) == secret
    assert shown["Cache-Control"].startswith("max-age=0")
    assert "不正确" in client.post(PAGE, {"code": "000000"}).text
    assert tries("clerk", PASSWORD).status_code == 302  # it does not count yet
    clock.now += MINUTE
    client.post(PAGE, {"code": code(officer, clock)})
    assert client.get(PAGE).url == reverse("admin:signin")
    assert AccessLog.objects.get(event=Event.SECOND_FACTOR).actor == officer


def test_the_secret_lies_sealed_and_rotates_with_the_other_keys(factor: SecondFactor, settings) -> None:
    secret = factor.short_secret
    row = SecondFactor.objects.values().get()
    assert spelled(secret) not in str(row)
    assert secret.hex() not in str(row)
    SecondFactor.objects.all().delete()
    old, new = field_key(), field_key()
    settings.FIELD_KEYS = [old]
    known = SecondFactor.begin(factor.staff).short_secret
    settings.FIELD_KEYS = [new, old]
    list(rotate())
    settings.FIELD_KEYS = [new]
    assert SecondFactor.objects.get().short_secret == known


def test_without_its_code_nobody_enters_and_the_answer_is_that_of_a_wrong_password(
    factor: SecondFactor, officer: Staff, clock: Clock
) -> None:
    told = [tries("clerk", PASSWORD), tries("clerk", PASSWORD, code="000000"), tries("clerk", "wrong")]
    assert {answer.context["form"].non_field_errors()[0] for answer in told} == {"用户名、密码或验证码不正确。"}
    assert tries("clerk", PASSWORD, code=code(officer, clock)).status_code == 302


def test_a_code_is_taken_once(factor: SecondFactor, officer: Staff, clock: Clock) -> None:
    shown = code(officer, clock)
    assert [tries("clerk", PASSWORD, code=shown).status_code for _time in range(2)] == [302, 200]


def test_wrong_codes_lock_the_door_and_guesses_from_many_addresses_end_too(
    factor: SecondFactor, officer: Staff, clock: Clock
) -> None:
    answers = [tries("clerk", PASSWORD, f"192.0.2.{number}", code="000000").status_code for number in range(5)]
    assert answers == [200] * 5
    assert tries("clerk", PASSWORD, THERE, code=code(officer, clock)).status_code == 200
    clock.now += timedelta(minutes=30)
    assert tries("clerk", PASSWORD, THERE, code=code(officer, clock)).status_code == 302
    clock.now += MINUTE
    assert [tries("clerk", PASSWORD, HERE, code="000000").status_code for _time in range(5)][-1] == 429


def test_where_it_is_off_nobody_is_asked(factor: SecondFactor, client: Client, settings) -> None:
    settings.SECOND_FACTOR = "off"
    assert 'name="code"' not in Client().get("/admin/login/").text
    assert tries("clerk", PASSWORD).status_code == 302
    assert "factor-heading" not in client.get(reverse("admin:signin")).text


def test_whom_it_is_required_of_sets_it_up_before_anything_else(section: Section, clock: Clock, settings) -> None:
    settings.SECOND_FACTOR = "required"
    person, client = an_account("system", section, Role.SYSTEM_ADMINISTRATOR), Client()
    tries("system", PASSWORD, client=client)
    sent = client.get("/admin/bureau/staff/", follow=True)
    assert sent.redirect_chain == [(PAGE, 302)]
    assert "请先设置" in sent.text
    client.post(PAGE)
    client.post(PAGE, {"code": code(person, clock)})
    assert client.get("/admin/bureau/staff/").status_code == 200


def test_a_reset_takes_a_reason_and_then_name_and_password_are_enough(factor: SecondFactor, officer: Staff) -> None:
    with pytest.raises(NoReason):
        reset(a_hand(), officer, None)
    assert reset(a_hand(reason="手机遗失"), officer, None)
    assert not reset(a_hand(reason="再次"), officer, None)
    assert tries("clerk", PASSWORD).status_code == 302
