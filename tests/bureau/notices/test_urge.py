"""催办 and 督办: who may, whom it reaches, and that it goes out at once and stands for ever."""

import pytest
from django.core.exceptions import ValidationError

from bureau.audit.appended import Bypassed
from bureau.casework.refusals import NotYours
from bureau.notices.outbox import Notice
from bureau.notices.urge import urge
from bureau.notices.urging import LONGEST, Urging
from bureau.people.appointments import Delegation
from bureau.people.roles import Role
from tests.bureau.notices.nights import Box, Office, at, march, morning
from tests.records import a_hand, a_person, a_section, record

pytestmark = pytest.mark.django_db
URGE, SUPERVISE = Urging.Kind
DAY = march(4)


@pytest.fixture
def office() -> Office:
    return Office()


def by(person, hour: int = 15):
    return a_hand(person, at=at(DAY, hour))


def test_a_head_urges_and_the_officer_has_the_mail_at_once(office: Office) -> None:
    permit = office.permit()
    urging, (notice,) = urge(permit.docket, by(office.head), kind=URGE, words="请于周五前报进展")
    box = Box()
    assert (morning(DAY, box, hour=15), notice.recipient, urging.to) == (1, office.officer, office.officer)
    assert box[0].subject == f"催办：{permit.docket.number}"
    assert f"提请抓紧办理{permit.docket.number}" in box[0].body
    assert "具体内容见案件页面" in box[0].body
    assert "请于周五前报进展" not in box[0].body


def test_each_may_urge_in_their_own_way_and_reach(office: Office) -> None:
    docket = office.permit().docket
    supervisor = office.person("supervisor", Role.SUPERVISOR)
    stranger = a_person("stranger", a_section("乙股"), Role.SECTION_HEAD)
    may = {(office.head, URGE), (office.leader, URGE), (supervisor, SUPERVISE)}
    for person in (office.officer, office.head, office.leader, supervisor, stranger):
        for kind in (URGE, SUPERVISE):
            if (person, kind) in may:
                assert urge(docket, by(person), kind=kind).urging.role
            else:
                with pytest.raises(NotYours):
                    urge(docket, by(person), kind=kind)
    assert Urging.objects.count() == 3


def test_whoever_stands_in_for_a_head_urges_for_them(office: Office) -> None:
    other = office.person("other", Role.OFFICER)
    record(Delegation, giver=office.head, taker=other, since_on=DAY, until_on=DAY)
    urging = urge(office.permit().docket, by(other), kind=URGE).urging
    assert (urging.role, urging.acting_for) == (Role.SECTION_HEAD, office.head)


def test_a_case_that_nobody_has_is_urged_on_at_the_head(office: Office) -> None:
    docket = office.term(officer=None).docket
    assert urge(docket, by(office.leader), kind=URGE).urging.to == office.head


def test_each_urging_is_a_row_and_a_mail_of_its_own(office: Office) -> None:
    docket = office.permit().docket
    for _ in range(2):
        urge(docket, by(office.head), kind=URGE)
    assert list(Notice.objects.order_by("pk").values_list("part", flat=True)) == [1, 2]
    with pytest.raises(Bypassed):
        Urging.objects.update(words="")


def test_a_closed_case_is_not_urged_on_and_its_mail_not_sent(office: Office) -> None:
    docket = office.permit().docket
    urge(docket, by(office.head), kind=URGE)
    docket.refresh_from_db()
    docket.closed_on, docket.hand = DAY, a_hand()
    docket.save(held=True)
    box = Box()
    morning(DAY, box, hour=16)
    assert (box, Notice.objects.get().state) == ([], "cancelled")
    with pytest.raises(ValidationError):
        urge(docket, by(office.head), kind=URGE)


@pytest.mark.parametrize("words", ["电话13800138000", "致电０７５１２３４５６", "a@b.cn", "长" * (LONGEST + 1)])
def test_words_hold_no_number_of_anybody_and_are_short(office: Office, words: str) -> None:
    with pytest.raises(ValidationError):
        urge(office.permit().docket, by(office.head), kind=URGE, words=words)
    assert Urging.objects.count() == 0
