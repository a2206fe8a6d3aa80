"""The standing of a party: what counts against it and until when, who asked and what for, persons by number alone."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bureau.audit.appended import Bypassed
from bureau.models import Enterprise, Person, Section, Staff
from bureau.people.roles import Role
from credit.models import Licence, Organ, Penalty, StandingQuery
from credit.procedure import enter, report, standing_of, withdraw
from credit.procedure.standing import Asked, standings_of
from credit.rules.standing import Purpose, Result, Shown
from tests.credit.conftest import TODAY, hand
from tests.records import a_person, a_section, record
from tests.sample_credit import RESIDENT, TRADER, USCC, unsaved

pytestmark = pytest.mark.django_db
ASK = reverse("admin:credit_standingquery_ask")
NAME = "样例海产有限公司"
PERSON = {"party_kind": "自然人", "uscc": "", "representative": "", "id_type": "身份证", "party_name": ""}
OF_PERSON = PERSON | {"typed_name": "样例乙", "typed_id_no": RESIDENT}


def asked(organ: Organ, party: Any, on: date = TODAY) -> StandingQuery:
    return standing_of(hand(on=on), organ.bureau, party, Purpose.APPROVAL, "样例事项1号")


@pytest.fixture
def desk(officer: Staff, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The first of June 2026, ten in the morning."""
    monkeypatch.setattr(timezone, "now", lambda: hand().at)
    client = Client()
    client.force_login(officer)
    return client


def test_what_has_to_be_published_counts_until_its_publication_ends(organ: Organ, penalty: Penalty) -> None:
    found = asked(organ, Asked(code=USCC))
    (one,) = found.facts["penalties"]
    assert (found.result, one["shown"], one["until"]) == (Result.GENERAL, Shown.NOT_YET, "2027-05-08")
    report(hand(), [penalty.push], date(2026, 5, 12))  # type: ignore[attr-defined]
    assert asked(organ, Asked(code=USCC)).facts["penalties"][0]["shown"] == Shown.PUBLISHED
    assert asked(organ, Asked(code=USCC), date(2027, 5, 8)).result == Result.GENERAL
    ended = asked(organ, Asked(code=USCC), date(2027, 5, 9))
    assert (ended.result, ended.facts["penalties"][0]["shown"]) == (Result.CLEAR, Shown.ENDED)


@pytest.mark.parametrize(
    ("facts", "result", "where"),
    [
        ({"severity": "严重"}, Result.SEVERE, Shown.NOT_YET),
        ({"penalty_class": "吊销许可证件"}, Result.SEVERE, Shown.NOT_YET),
        ({"is_simple": True}, Result.CLEAR, Shown.BY_RULE),
        ({"withheld": "commercial"}, Result.CLEAR, Shown.BY_RULE),
        ({"publish_until": date(2026, 5, 31)}, Result.CLEAR, Shown.ENDED),
    ],
)
def test_a_class_and_a_rule_say_what_a_penalty_comes_to(
    organ: Organ, source: Organ, facts: dict[str, Any], result: Result, where: Shown
) -> None:
    enter(hand(), unsaved(Penalty, organ, source, **facts))
    found = asked(organ, Asked(name=NAME))
    assert (found.result, found.facts["penalties"][0]["shown"]) == (result, where)


def test_a_penalty_that_was_revoked_counts_for_nothing(organ: Organ, penalty: Penalty) -> None:
    report(hand(), [penalty.push], date(2026, 5, 12))  # type: ignore[attr-defined]
    penalty.push.refresh_from_db()  # type: ignore[attr-defined]
    withdraw(hand(), penalty.push, date(2026, 5, 29), "复议撤销")  # type: ignore[attr-defined]
    found = asked(organ, Asked(code=USCC))
    assert (found.result, found.facts["penalties"][0]["shown"]) == (Result.CLEAR, Shown.WITHDRAWN)


def test_a_licence_is_in_force_by_its_last_day_and_by_the_word_of_its_edition(organ: Organ, source: Organ) -> None:
    early = {"decided_on": date(2018, 5, 8), "valid_from": date(2018, 5, 8)}
    for number, facts in enumerate(({}, {"state": "2"}, {"valid_to": TODAY}, early | {"state": "0"}), 1):
        enter(hand(), unsaved(Licence, organ, source, paper_no=f"样许〔2026〕{number}号", **facts))
    enter(hand(), unsaved(Licence, organ, source, paper_no="样许〔2026〕5号", valid_to=date(2026, 5, 31)))
    found = {one["number"][8]: one["in_force"] for one in asked(organ, Asked(code=USCC)).facts["licences"]}
    assert found == {"1": True, "2": False, "3": True, "4": True, "5": False}


def test_a_name_is_whole_and_one_that_several_bear_is_asked_for_by_code(organ: Organ, source: Organ) -> None:
    enter(hand(), unsaved(Penalty, organ, source, party_name="样例（阳江）有限公司"))
    assert asked(organ, Asked(name=" 样例(阳江)有限公司 ")).code == USCC
    assert not asked(organ, Asked(name="样例（阳江）")).facts["known"]
    record(Enterprise, uscc="91441702123456788K", name="样例（阳江）有限公司")
    found = asked(organ, Asked(name="样例（阳江）有限公司"))
    assert (found.result, found.facts["several"]) == (Result.UNCLEAR, [USCC, "91441702123456788K"])
    assert asked(organ, Asked(name="样例乙有限公司", code=USCC)).facts["named"] == "样例（阳江）有限公司"


def test_a_trader_without_a_code_is_not_taken_for_another(organ: Organ, source: Organ) -> None:
    without = {"party_kind": "个体工商户", "uscc": "0" * 17 + "X"}
    for name, number in (("样例甲店", "441702600123456"), ("样例乙店", "441702600123457")):
        own = {"party_name": name, "registration_no": number, "paper_no": f"样罚{name}"}
        enter(hand(), unsaved(Penalty, organ, source, **without | own))
    assert [one["number"] for one in asked(organ, Asked(name="样例甲店")).facts["penalties"]] == ["样罚样例甲店"]


def test_a_person_is_found_by_the_whole_number_alone_and_stays_masked(organ: Organ, source: Organ) -> None:
    enter(hand(), unsaved(Licence, organ, source, **OF_PERSON))
    found = asked(organ, Asked(id_no=RESIDENT))
    assert (found.person, len(found.facts["licences"])) == (Person.objects.get(), 1)
    assert asked(organ, Person.objects.get()).facts == found.facts
    assert not asked(organ, Asked(name="样例乙")).facts["known"]
    for query in StandingQuery.objects.all():
        assert RESIDENT not in str(vars(query))
        assert "样例乙" not in query.party_name or query.person is None


def test_what_is_asked_for_is_one_party_with_a_purpose(organ: Organ) -> None:
    for party in (Asked(), Asked(code="91440300708461136X"), Asked(name=NAME, id_no=RESIDENT), Asked(id_no="4" * 18)):
        with pytest.raises(ValidationError):
            asked(organ, party)
    with pytest.raises(ValidationError):
        standing_of(hand(), organ.bureau, Asked(name=NAME), Purpose.APPROVAL, " ")
    assert not StandingQuery.objects.exists()


def test_each_question_is_a_row_that_nobody_changes(organ: Organ, officer: Staff) -> None:
    enterprise = record(Enterprise, uscc=USCC, name=NAME)
    kept = standing_of(hand(officer), organ.bureau, enterprise, Purpose.AWARDS, "样例评优")
    assert (kept.by, kept.by_name, kept.purpose, kept.at) == (officer, str(officer), "awards", hand().at)
    assert (kept.result, kept.facts["known"]) == (Result.CLEAR, True)
    with pytest.raises(Bypassed):
        kept.save()
    with pytest.raises(Bypassed):
        StandingQuery.objects.update(result="clear")


def test_another_bureaus_records_are_not_looked_at(organ: Organ, penalty: Penalty) -> None:
    other = a_section("样例股", bureau="另一样例局").bureau
    assert asked(organ, Asked(code=USCC)).facts["penalties"]
    assert not standing_of(hand(), other, Asked(code=USCC), Purpose.APPROVAL, "样例").facts["penalties"]


def test_many_are_asked_for_in_as_many_queries_as_one(organ: Organ, penalty: Penalty, licence: Licence) -> None:
    many = [Asked(name=f"样例{number}有限公司") for number in range(500)] + [Asked(code=USCC), Asked(code=TRADER)]
    with CaptureQueriesContext(connection) as of_one:
        asked(organ, Asked(code=USCC))
    with CaptureQueriesContext(connection) as of_many:
        found = standings_of(hand(), organ.bureau, many, Purpose.TRADING, "样例招标")
    looked = [[one["sql"] for one in of if one["sql"].startswith("SELECT")] for of in (of_one, of_many)]
    assert 4 < len(looked[0]) == len(looked[1]) < 8
    assert len({one.pk for one in found}) == 502
    assert [one.result for one in found[-2:]] == [Result.GENERAL, Result.CLEAR]


# On the screen


def test_an_officer_asks_and_prints_what_was_found(desk: Client, organ: Organ, penalty: Penalty) -> None:
    answer = desk.post(ASK, {"code": USCC, "purpose": "approval", "matter": "样例核准1号"}, follow=True)
    page = answer.content.decode()
    kept = StandingQuery.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("admin:credit_standingquery_change", args=[kept.pk])
    for told in ("一般失信", NAME, "样例核准1号", penalty.paper_no, "2027-05-08", "行政审批", "样例经办"):
        assert told in page
    assert reverse("admin:credit_penalty_change", args=[penalty.pk]) in page
    desk.get(answer.redirect_chain[-1][0])
    assert StandingQuery.objects.count() == 1


def test_a_number_that_is_none_is_told_and_nothing_is_asked(desk: Client) -> None:
    page = desk.post(ASK, {"id_no": "441702199101010018", "purpose": "approval", "matter": "样例"})
    assert page.context["form"].errors["id_no"]
    assert not StandingQuery.objects.exists()


@pytest.mark.parametrize(
    ("role", "reads", "asks"),
    [(Role.LEADER, 200, 200), (Role.SUPERVISOR, 200, 403), (Role.SYSTEM_ADMINISTRATOR, 403, 403)],
)
def test_whoever_acts_asks_and_business_reads(section: Section, role: str, reads: int, asks: int) -> None:
    client = Client()
    client.force_login(a_person("someone", section, role, is_staff=True))
    assert client.get(reverse("admin:credit_standingquery_changelist")).status_code == reads
    assert client.get(ASK).status_code == asks
