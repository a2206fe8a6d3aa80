"""Who is reminded of what must be published and is not: by the ladder, once a morning, of nothing done meanwhile."""

from datetime import date, timedelta

import pytest

from bureau.models import Delegation, Line, LineSection, Notice, Section, Staff
from bureau.notices.leases import State
from bureau.office.tenures import begin
from bureau.people.roles import Role
from credit.models import Licence, LicencePush, Organ, Penalty, PenaltyPush
from credit.procedure import enter, report, withdraw
from tests.bureau.notices.nights import Box, morning, night
from tests.bureau.office.conftest import because, put
from tests.credit.conftest import hand
from tests.records import a_person, record
from tests.sample_credit import unsaved

pytestmark = pytest.mark.django_db
DECIDED, DUE = date(2026, 5, 8), date(2026, 5, 18)  # a Monday
THREE_BEFORE, LATE, LATER = date(2026, 5, 13), date(2026, 5, 19), date(2026, 5, 21)


@pytest.fixture
def people(section: Section) -> dict[str, Staff]:
    """Who answers for credit, the head of that section, and a leader; all of them can be reached."""
    roles = {"keeper": Role.OFFICER, "head": Role.SECTION_HEAD, "leader": Role.LEADER}
    found = {name: a_person(name, section, role, email=f"{name}@example.cn") for name, role in roles.items()}
    line = record(Line, bureau=section.bureau, name="信用")
    begin(because(), LineSection(line=line, section=section, since_on=date(2026, 1, 1)))
    put(found["keeper"], line, date(2026, 1, 1))
    return found


@pytest.fixture
def some(people: dict[str, Staff], organ: Organ, source: Organ) -> None:
    for number in range(3):
        enter(hand(), unsaved(Licence, organ, source, paper_no=str(number)))
    enter(hand(), unsaved(Licence, organ, source, paper_no="not public", withheld="privacy"))
    enter(hand(), unsaved(Penalty, organ, source))


def told(day: date) -> dict[str, str]:
    """Whom the night of that day and its morning told, and what."""
    box = Box()
    night(day)
    morning(day, box)
    return {message.to[0].split("@")[0]: message.body for message in box}


@pytest.mark.parametrize(
    ("day", "whom"),
    [
        (THREE_BEFORE - timedelta(days=1), set()),
        (THREE_BEFORE, {"keeper"}),
        (DUE, {"keeper"}),
        (LATE, {"keeper", "head"}),
        (LATER, {"keeper", "head", "leader"}),
        (date(2026, 5, 23), set()),  # a Saturday
    ],
)
def test_the_ladder_speaks_of_records_as_of_cases(some: None, day: date, whom: set[str]) -> None:
    assert set(told(day)) == whom


def test_nobody_is_reminded_of_what_can_be_published_no_more(people: None, organ: Organ, source: Organ) -> None:
    enter(hand(), unsaved(Penalty, organ, source, decided_on=date(2023, 6, 1)))
    assert told(LATE) == {}


def test_one_mail_tells_how_many_and_where_and_names_nobody(some: None) -> None:
    body = told(DUE)["keeper"]
    assert "行政许可记录：逾期0条，未到期3条" in body
    assert "行政处罚记录：逾期0条，未到期1条" in body
    assert "/admin/credit/licence/?view=unpublished" in body
    assert "样例海产" not in body
    assert "逾期3条" in told(LATE)["head"]


def test_a_penalty_that_is_to_be_withdrawn_is_told_up_to_its_third_working_day_and_after_it(
    people: dict[str, Staff], penalty: Penalty
) -> None:
    report(hand(on=DECIDED), PenaltyPush.objects.all(), DECIDED)
    withdraw(hand(on=DUE), PenaltyPush.objects.get(), DUE, "复议撤销（样例）")
    body = told(LATE)["keeper"]
    assert ("待撤回的行政处罚：逾期0条，未到期1条" in body, "penaltypush/?view=withdraw" in body) == (True, True)
    assert set(told(date(2026, 5, 22))) == {"keeper", "head"}  # the third working day was Thursday, the 21st


def test_a_morning_makes_one_mail_however_often_it_is_swept(some: None) -> None:
    night(DUE)
    night(DUE, hour=3)
    assert [notice.kind for notice in Notice.objects.all()] == ["records"]


def test_what_was_reported_before_the_mail_went_out_is_not_told(some: None) -> None:
    night(DUE)
    report(hand(), LicencePush.objects.all(), date(2026, 5, 18))
    box = Box()
    morning(DUE, box)
    (message,) = box
    assert ("行政许可" in message.body, "行政处罚" in message.body) == (False, True)


def test_when_nothing_is_left_no_mail_goes_out(people: dict[str, Staff], licence: Licence) -> None:
    night(DUE)
    report(hand(), LicencePush.objects.all(), date(2026, 5, 18))
    box = Box()
    morning(DUE, box)
    assert (box, Notice.objects.get().state) == ([], State.CANCELLED)


def test_whoever_stands_in_for_the_person_in_charge_is_told(
    people: dict[str, Staff], licence: Licence, section: Section
) -> None:
    taker = a_person("taker", section, Role.OFFICER, email="taker@example.cn")
    record(Delegation, giver=people["keeper"], taker=taker, since_on=date(2026, 5, 1), paper="样例")
    assert "taker" in told(DUE)


def test_where_nobody_answers_for_credit_the_heads_of_the_intake_section_are_told(
    section: Section, licence: Licence
) -> None:
    section.is_intake, section.hand = True, hand()
    section.save()
    a_person("chief", section, Role.SECTION_HEAD, email="chief@example.cn")
    assert set(told(DUE)) == {"chief"}
