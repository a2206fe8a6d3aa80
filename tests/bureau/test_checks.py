import base64
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from bureau.audit.whose import SHARED, Whose
from bureau.casework import acts
from bureau.casework.calendar import HolidayNotice
from bureau.checks import (
    every_kind_of_case_is_sound,
    next_years_notice_is_there,
    production_has_its_own_secrets,
    production_has_no_sample_accounts,
    the_second_factor_is_known,
)
from bureau.law.workflow import Move, Workflow
from tests.permits import procedure
from tests.permits.models import Permit
from tests.permits.rules import OFFICER, WORKFLOW
from tests.records import a_hand, a_person, record

FIELD_KEY = base64.b64encode(secrets.token_bytes(32)).decode()
DEFAULT = ["default"]


@pytest.fixture
def production(settings) -> object:
    settings.PRODUCTION = True
    settings.SECRET_KEY = secrets.token_urlsafe(64)
    settings.FIELD_KEYS = settings.AUDIT_KEYS = [FIELD_KEY]
    return settings


@pytest.mark.parametrize(("value", "is_known"), [("off", True), ("required", True), ("requierd", False), ("", False)])
def test_the_start_is_refused_where_the_second_factor_is_misspelt(settings, value: str, is_known: bool) -> None:
    settings.SECOND_FACTOR = value
    assert [told.id for told in the_second_factor_is_known()] == ([] if is_known else ["bureau.E060"])


def test_production_with_its_own_secrets_starts(production) -> None:
    assert production_has_its_own_secrets() == []


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("SECRET_KEY", settings.DEVELOPMENT_KEY, "bureau.E001"),
        ("FIELD_KEYS", [], "bureau.E002"),
        ("FIELD_KEYS", [FIELD_KEY, "c2hvcnQ="], "bureau.E003"),
        ("FIELD_KEYS", ["not base64!"], "bureau.E003"),
        ("AUDIT_KEYS", [], "bureau.E041"),
        ("AUDIT_KEYS", [FIELD_KEY, "c2hvcnQ="], "bureau.E042"),
        ("DEBUG", True, "bureau.E004"),
    ],
)
def test_production_refuses_what_is_not_its_own(production, name: str, value: object, fault: str) -> None:
    setattr(production, name, value)
    assert [found.id for found in production_has_its_own_secrets()] == [fault]


def test_development_asks_for_no_secrets(settings) -> None:
    settings.FIELD_KEYS = []
    assert production_has_its_own_secrets() == []


@pytest.mark.django_db
def test_production_refuses_sample_accounts_while_they_are_active(production) -> None:
    sample = a_person("sample-officer", is_sample=True)
    found = production_has_no_sample_accounts(databases=DEFAULT)
    assert [fault.id for fault in found] == ["bureau.E005"]
    assert "sample-officer" in found[0].msg
    sample.is_active, sample.hand = False, a_hand()
    sample.save()
    assert production_has_no_sample_accounts(databases=DEFAULT) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "warned"), [(date(2026, 10, 31), 0), (date(2026, 11, 1), 1), (date(2026, 12, 31), 1)]
)
def test_from_november_on_a_missing_notice_is_a_warning(today: date, warned: int) -> None:
    found = next_years_notice_is_there(databases=DEFAULT, today=lambda: today)
    assert [fault.id for fault in found] == ["bureau.W001"] * warned


@pytest.mark.django_db
def test_once_the_notice_is_entered_the_warning_is_gone() -> None:
    record(HolidayNotice, number="测试〔2026〕1号", year=2027, issued_on=date(2026, 11, 4))
    assert next_years_notice_is_there(databases=DEFAULT, today=lambda: date(2026, 11, 5)) == []


@pytest.mark.django_db
def test_the_checks_are_asked_at_every_start(production, monkeypatch) -> None:
    production.FIELD_KEYS = []
    a_person("sample-officer", is_sample=True)
    found = {fault.id for fault in run_checks(tags=[Tags.security, Tags.database], databases=DEFAULT)}
    assert {"bureau.E002", "bureau.E005"} <= found


def test_no_database_is_touched_unless_it_may_be() -> None:
    assert next_years_notice_is_there(databases=None, today=lambda: date(2026, 12, 1)) == []


# Kinds of case


def with_a_dead_end() -> Workflow:
    lost = Move("withdraw", frozenset({"received"}), "lost", OFFICER)
    return replace(WORKFLOW, moves=(*WORKFLOW.moves, lost))


def with_an_unmet_duty() -> Workflow:
    unmet = replace(WORKFLOW.duties[0], met_by=frozenset({"vanish"}))
    return replace(WORKFLOW, duties=(unmet, *WORKFLOW.duties[1:]))


def without_a_move() -> Workflow:
    return replace(WORKFLOW, moves=tuple(move for move in WORKFLOW.moves if move.name != "extend"))


def with_a_limit_of_no_case() -> Workflow:
    return replace(WORKFLOW, duties=(*WORKFLOW.duties[:1], replace(WORKFLOW.duties[1], limit="wished")))


def with_asks(name: str, *asks: str) -> Callable[[], Workflow]:
    moves = tuple(replace(move, asks=asks) if move.name == name else move for move in WORKFLOW.moves)
    words = {**WORKFLOW.words, **dict.fromkeys(asks, WORKFLOW.words["paper"])}
    return lambda: replace(WORKFLOW, moves=moves, words=words)


def test_the_kinds_of_case_are_sound() -> None:
    assert every_kind_of_case_is_sound() == []


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (with_a_dead_end, "state lost is a dead end"),
        (with_an_unmet_duty, "duty decision can be met by no move"),
        (without_a_move, "act extend is no move"),
        (with_asks("stop"), "act stop takes paper, which its move does not ask for"),
        (with_asks("accept", "paper"), "move accept asks for paper, which its act does not take"),
        (with_asks("extend", "amount", "reason"), "move extend asks for reason, which its act does not take"),
        (with_a_limit_of_no_case, "duty promise takes its limit from wished, which the case has not"),
    ],
)
def test_the_start_is_refused_with_a_table_that_is_not_sound(
    monkeypatch: pytest.MonkeyPatch, table: Callable[[], Workflow], fault: str
) -> None:
    monkeypatch.setattr(Permit, "workflow", table())
    with pytest.raises(SystemCheckError, match=rf"E017.*permits.Permit: {fault}\."):
        call_command("check")


def test_the_start_is_refused_with_a_move_that_has_no_act(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(acts._ACTS[Permit], "grant")
    assert [told.msg for told in every_kind_of_case_is_sound()] == ["permits.Permit: move grant has no act."]


@pytest.mark.parametrize("whose", [SHARED, Whose(section="docket__officer"), Whose(section="docket__desk")])
def test_the_start_is_refused_with_a_case_that_is_no_sections(monkeypatch: pytest.MonkeyPatch, whose: Whose) -> None:
    monkeypatch.setattr(Permit, "whose", whose)
    told = ["permits.Permit: it does not say whose section its records are."]
    assert [fault.msg for fault in every_kind_of_case_is_sound()] == told


def test_an_act_is_found_by_its_move_from_a_case_or_its_kind() -> None:
    assert acts.act_of(Permit, "grant") is acts.act_of(Permit(), "grant") is procedure.grant
    with pytest.raises(KeyError):
        acts.act_of(Permit, "vanish")


def test_an_act_says_of_which_kind_it_is_and_stands_once() -> None:
    def anything(case, *, on: date) -> None: ...

    def grant(permit: Permit, *, on: date) -> None: ...

    for wrong in (anything, grant):
        with pytest.raises(TypeError):
            acts.register(wrong, wrong)
