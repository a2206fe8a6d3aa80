"""The rules of passwords, as a person meets them at the desk."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from bureau.audit.access import AccessLog, Event
from bureau.audit.appended import Bypassed
from bureau.people.bureaus import Section
from bureau.people.passwords import PasswordSet, must_change
from bureau.people.roles import Role
from bureau.people.staff import Staff
from tests.bureau.desk.test_signin import Clock, clock
from tests.records import a_hand, a_section
from tests.signing_in import PASSWORD, an_account, tries

__all__ = ["clock"]  # a fixture

pytestmark = pytest.mark.django_db
CHANGE = "/admin/password_change/"


@pytest.fixture
def section(db: None) -> Section:
    return a_section()


@pytest.fixture
def officer(section: Section) -> Staff:
    return an_account("clerk", section, Role.OFFICER)


def given(person: Staff, password: str, by: Staff | None = None) -> None:
    person.set_password(password)
    person.hand = a_hand(by)
    person.save()


def change(client: Client, old: str, new: str):
    form = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(CHANGE, form)


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("Aa1!xyzw9", "at least 10 characters"),
        ("alllowercaseletters", "at least 3 kinds"),
        ("lower-with-signs", "at least 3 kinds"),
        ("1234567890123", "at least 3 kinds"),
        ("Zhang-Sanfeng1", "too similar to the name"),
    ],
)
def test_a_bad_password_is_refused_in_words(officer: Staff, password: str, told: str) -> None:
    officer.name = "Zhang Sanfeng"
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        validate_password(password, officer)
    assert told in " ".join(refused.value.messages)


@pytest.mark.parametrize("password", ["Lowerandupper1", "lower-with-1-figure", "UPPER-with-signs", "大写Upper-和数字1"])
def test_three_kinds_of_four_are_enough(officer: Staff, password: str) -> None:
    validate_password(password, officer)


def test_the_rules_are_told_in_both_languages(settings) -> None:
    rules = get_password_validators(settings.AUTH_PASSWORD_VALIDATORS)
    with translation.override("zh-hans"):
        chinese = [str(rule.get_help_text()) for rule in rules]
    with translation.override("en"):
        english = [str(rule.get_help_text()) for rule in rules]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in told) for told in chinese)
    assert all(told.isascii() or "’" in told for told in english)


def test_none_of_the_last_five_comes_again_and_the_sixth_may(officer: Staff) -> None:
    used = [f"Phrase-number-{number}" for number in range(6)]
    for password in used:
        given(officer, password, officer)
    officer = Staff.objects.get(pk=officer.pk)
    for password in used[1:]:
        with pytest.raises(ValidationError):
            validate_password(password, officer)
    validate_password(used[0], officer)
    with pytest.raises(ValidationError):
        validate_password(used[5], Staff.objects.get(pk=officer.pk))


def test_the_password_of_before_this_rule_does_not_come_again_either(officer: Staff) -> None:
    assert not PasswordSet.objects.exists()
    with pytest.raises(ValidationError):
        validate_password(PASSWORD, officer)


def test_a_password_given_by_an_administrator_is_changed_before_anything_else(section: Section) -> None:
    system, client = Client(), Client()
    system.force_login(an_account("system", section, Role.SYSTEM_ADMINISTRATOR))
    form = {"username": "clerk", "section": section.pk, "usable_password": "true"}
    form |= dict.fromkeys(("password1", "password2"), PASSWORD)
    assert system.post(reverse("admin:bureau_staff_add"), form).status_code == 302
    assert tries("clerk", PASSWORD, client=client, next="/admin/").status_code == 302
    sent = client.get("/admin/", follow=True)
    assert sent.redirect_chain == [(CHANGE, 302)]
    assert "请先设置一个自己的新密码" in sent.text
    assert client.post("/admin/signin/").url == CHANGE
    assert change(client, PASSWORD, PASSWORD).status_code == 200  # the same again is none of one's own
    assert change(client, PASSWORD, "My-own-phrase-2026").status_code == 302
    assert client.get("/admin/").status_code == 200
    assert tries("clerk", "My-own-phrase-2026").status_code == 302


def test_a_password_given_anew_ends_the_sessions_and_is_changed_first(officer: Staff, section: Section) -> None:
    system, client = Client(), Client()
    system.force_login(an_account("system", section, Role.SYSTEM_ADMINISTRATOR))
    client.force_login(officer)
    form = dict.fromkeys(("password1", "password2"), "Another-long-phrase") | {"usable_password": "true"}
    address = reverse("admin:auth_user_password_change", args=[officer.pk])
    assert system.post(address, form).status_code == 302
    assert client.get("/admin/").status_code == 302
    assert must_change(Staff.objects.get(pk=officer.pk), timezone.now())


def test_after_ninety_days_it_is_changed_at_the_next_sign_in(officer: Staff, clock: Clock) -> None:
    given(officer, "Phrase-number-1", officer)
    clock.now += timedelta(days=89)
    assert not must_change(officer, clock.now)
    clock.now += timedelta(days=1)
    client = Client()
    tries("clerk", "Phrase-number-1", client=client)
    assert client.get("/admin/").url == CHANGE


def test_sample_accounts_are_exempt_but_not_where_real_cases_are_handled(officer: Staff, settings) -> None:
    given(officer, "Phrase-number-1", an_account("other"))
    officer.is_sample = True
    assert not must_change(officer, timezone.now())
    settings.PRODUCTION = True
    assert must_change(officer, timezone.now())


def test_what_was_set_is_in_the_log_and_its_hash_is_added_and_shown_nowhere(officer: Staff, section: Section) -> None:
    given(officer, "Phrase-number-1", officer)
    row, logged = PasswordSet.objects.get(), AccessLog.objects.get(event=Event.PASSWORD)
    assert (row.staff, row.by, row.encoded) == (officer, officer, officer.password)
    assert (logged.actor, logged.row, "Phrase" in logged.purpose) == (officer, str(officer.pk), False)
    assert row.encoded not in f"{row}{row!r}"
    assert PasswordSet not in admin.site._registry
    with pytest.raises(Bypassed):
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bureau_passwordset SET encoded = ''")


def test_who_guesses_the_present_password_at_an_open_screen_is_sent_out(officer: Staff) -> None:
    client = Client()
    client.force_login(officer)
    answers = [change(client, f"wrong {number}", "My-own-phrase-2026").status_code for number in range(5)]
    assert answers == [200] * 4 + [302]
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert tries("clerk", PASSWORD, "127.0.0.1").status_code == 429
