"""The drain: what is looked at again before it is sent, and what the mail server's answers do to a mail."""

from datetime import time, timedelta

import pytest
from django.core import mail as outgoing

from bureau.casework.handover import hand_over
from bureau.notices.drain import drain
from bureau.notices.leases import State
from bureau.notices.outbox import Debt, Notice, Struck, settle, try_again
from bureau.notices.post import Away, Later, Post, Refused
from bureau.notices.preferences import MailPreference
from bureau.people.roles import Role
from tests.bureau.notices.nights import DUE, WORKER, Box, Office, at, change, mails, march, morning, night
from tests.records import a_hand, record
from tests.servers import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def box() -> Box:
    return Box()


def test_the_morning_mail_goes_at_eight_and_not_before(office: Office, box: Box) -> None:
    office.term()
    night(DUE)
    assert (morning(DUE, box, hour=7), morning(DUE, box, hour=8), len(box)) == (0, 1, 1)
    notice = Notice.objects.get()
    assert (notice.state, notice.sent_to, notice.lines) == (State.DONE, "officer@example.cn", 1)


def test_somebody_may_have_it_at_another_hour_and_not_in_quiet_hours(office: Office, box: Box) -> None:
    quiet = {"quiet_from": time(18), "quiet_until": time(9)}
    record(MailPreference, staff=office.officer, digest_hour=7, **quiet)
    office.term()
    night(DUE)
    assert (morning(DUE, box, hour=8), morning(DUE, box, hour=9)) == (0, 1)


def test_a_mail_that_missed_its_hour_goes_as_soon_as_it_can(office: Office, box: Box) -> None:
    office.term()
    night(DUE, hour=15)
    assert morning(DUE, box, hour=15) == 1


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"state": "met", "met_on": DUE, "watch_on": None}, Struck.MET),
        ({"state": "stopped", "due_on": None, "watch_on": None}, Struck.STOPPED),
        ({"due_on": march(30), "watch_on": march(30)}, Struck.MOVED),
    ],
)
def test_what_has_changed_since_the_night_is_struck(office: Office, box: Box, facts, reason: str) -> None:
    term = office.term()
    night(DUE)
    change(term, DUE, **facts)
    morning(DUE, box)
    assert (box, Debt.objects.get(due_on=DUE).struck_because, mails(office.officer)[0][2]) == (
        [],
        reason,
        State.CANCELLED,
    )


def test_a_case_that_was_closed_since_the_night_is_struck_and_the_rest_is_sent(office: Office, box: Box) -> None:
    docket, other = office.term().docket, office.term()
    night(DUE)
    docket.closed_on, docket.hand = DUE, a_hand()
    docket.save(held=True)
    morning(DUE, box)
    assert [other.docket.number in text.body and docket.number not in text.body for text in box] == [True]


def test_a_case_handed_over_since_the_night_is_told_to_whoever_has_it_now(office: Office, box: Box) -> None:
    permit = office.permit(march(2))
    night(march(9))
    new = office.person("new", Role.OFFICER)
    by = a_hand(office.head, at=at(march(9), 7), reason="样例")
    hand_over(permit, by, section=office.section, officer=new)
    morning(march(9), box)
    assert [text.to for text in box] == [["new@example.cn"]]
    assert Debt.objects.get(recipient=office.officer).struck_because == Struck.HANDED_OVER


def test_a_due_day_that_was_drawn_near_since_the_night_is_told_the_same_morning(office: Office, box: Box) -> None:
    term = office.term(due=march(16))
    night(DUE)
    change(term, DUE, due_on=DUE, watch_on=DUE)
    morning(DUE, box)
    assert len(box) == 1
    assert list(Debt.objects.filter(struck_because="").values_list("due_on", "rung__moment")) == [(DUE, "on")]


def test_whoever_lost_their_address_since_the_night_is_told_through_the_head(office: Office, box: Box) -> None:
    office.term()
    night(DUE)
    office.officer.email, office.officer.hand = "", a_hand()
    office.officer.save()
    morning(DUE, box)
    assert [text.to for text in box] == [["head@example.cn"]]


class Answers:
    """A post that raises what it is told, one after the other, and takes what comes after that."""

    def __init__(self, *answers: Exception) -> None:
        self.answers, self.ids = list(answers), []

    def send(self, message) -> None:
        self.ids.append(message.extra_headers["Message-ID"])
        if self.answers:
            raise self.answers.pop(0)


def tries(post: Answers, *hours: float) -> Notice:
    for hour in hours:
        drain(lambda hour=hour: at(DUE, 8) + timedelta(hours=hour), post.send, WORKER)
    return Notice.objects.order_by("pk")[0]


def test_a_mail_put_off_is_tried_six_times_and_then_dead(office: Office) -> None:
    office.term()
    night(DUE)
    post = Answers(*(Later("451 later") for _ in range(6)))
    waits = [0, 1 / 60, 6 / 60, 0.6, 2.6, 8.6]
    assert tries(post, *waits[:5]).state == State.QUEUED
    notice = tries(post, waits[5], 20)
    assert (notice.state, notice.attempts, notice.error, len(post.ids)) == (State.FAILED, 6, "451 later", 6)
    assert set(post.ids) == {notice.message_id}


def test_a_mail_refused_for_good_is_dead_at_once_and_may_be_tried_again(office: Office) -> None:
    office.term()
    night(DUE)
    notice = tries(Answers(Refused("550 no such box")), 0, 1)
    assert (notice.state, notice.error) == (State.FAILED, "550 no such box")
    assert (try_again(notice, at(DUE, 10)), try_again(notice, at(DUE, 10))) == (True, False)
    assert tries(Answers(), 2).state == State.DONE


def test_a_server_that_is_away_is_no_attempt_of_any_mail(office: Office) -> None:
    office.term()
    night(DUE)
    notice = tries(Answers(*(Away("ConnectionRefusedError") for _ in range(20))), *range(20))
    assert (notice.state, notice.attempts, notice.next_at) == (State.QUEUED, 0, at(DUE, 8))
    assert tries(Answers(), 21).state == State.DONE


def test_a_poisoned_mail_does_not_hold_up_the_others(office: Office, box: Box, monkeypatch) -> None:
    for person in (office.officer, office.head):
        office.term(officer=person)
    night(DUE)
    poisoned = Notice.objects.get(recipient=office.officer)
    monkeypatch.setattr("bureau.notices.drain.message", _poison(poisoned.pk))
    assert (morning(DUE, box), len(box)) == (2, 1)
    poisoned.refresh_from_db()
    assert (poisoned.state, poisoned.attempts) == (State.QUEUED, 1)


def _poison(pk: int):
    def message(occasion, language):
        if occasion.notice.pk == pk:
            raise ZeroDivisionError
        return outgoing.EmailMessage("s", "t", to=["head@example.cn"]), 1

    return message


def test_what_killed_its_process_again_and_again_is_dead(office: Office, box: Box) -> None:
    office.term()
    night(DUE)
    moment = at(DUE, 8)
    for _ in range(7):
        assert Notice.claim(moment, "killed")
        moment += Notice.LEASE + timedelta(seconds=1)
    drain(lambda: moment, box.send, WORKER)
    assert (box, Notice.objects.get().state) == ([], State.FAILED)


def test_a_sender_whose_lease_ran_out_does_not_send(office: Office, box: Box, monkeypatch) -> None:
    office.term()
    night(DUE)

    def slow(occasion, language):
        assert Notice.claim(at(DUE, 9), "rival")
        return outgoing.EmailMessage("s", "t", to=["officer@example.cn"]), 1

    monkeypatch.setattr("bureau.notices.drain.message", slow)
    morning(DUE, box)
    assert (box, Notice.objects.get().leased_by) == ([], "rival")


def test_dead_letters_are_told_to_the_supervisors_once_the_next_morning(office: Office, box: Box) -> None:
    supervisor = office.person("supervisor", Role.SUPERVISOR)
    office.term(due=march(10))
    night(march(10))
    drain(lambda: at(march(10), 8), Answers(Refused("550 no such box")).send, WORKER)
    Notice.objects.filter(recipient=supervisor).update(state=State.DONE, finished_at=at(march(10), 9))
    for day in (march(11), march(12)):
        night(day)
        morning(day, box)
    alarms = [text for text in box if text.to == ["supervisor@example.cn"]]
    assert ["550 no such box" in text.body for text in alarms] == [True]
    assert [kind for kind, _, _ in mails(supervisor)].count("alarm") == 1


def test_a_dead_letter_that_somebody_settled_is_not_told(office: Office) -> None:
    supervisor = office.person("supervisor", Role.SUPERVISOR)
    office.term(due=march(10))
    night(march(10))
    drain(lambda: at(march(10), 8), Answers(*[Refused("550")] * 2).send, WORKER)
    for notice in Notice.objects.filter(state=State.FAILED):
        assert settle(notice, office.head, at(march(10), 9))
    night(march(11))
    assert "alarm" not in [kind for kind, _, _ in mails(supervisor)]


# The post itself, with a real mail server


def messages(count: int) -> list[outgoing.EmailMessage]:
    return [outgoing.EmailMessage("s", "t", "b@localhost", [f"p{n}@example.cn"]) for n in range(count)]


@pytest.fixture
def post(settings, smtp: Sink) -> Post:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", smtp.port, 2
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return Post()


def test_many_mails_go_over_one_connection(post: Post, smtp: Sink) -> None:
    with post:
        for each in messages(20):
            post.send(each)
    assert (len(smtp.messages), smtp.connections) == (20, 1)


@pytest.mark.parametrize(
    ("answer", "raised"),
    [("451 later", Later), ("452 full", Later), ("550 no <p0@example.cn> here", Refused), ("", Later)],
)
def test_an_answer_is_read_and_the_next_mail_goes(post: Post, smtp: Sink, answer: str, raised) -> None:
    first, second = messages(2)
    smtp.answer = lambda envelope: answer if envelope.rcpt_tos == ["p0@example.cn"] else None
    with post:
        with pytest.raises(raised) as told:
            post.send(first)
        post.send(second)
    assert "@" not in str(told.value)
    assert [each["To"] for each in smtp.messages] == ["p1@example.cn"] or answer == ""


def test_a_server_that_does_not_answer_is_away(post: Post, settings) -> None:
    settings.EMAIL_PORT = 1
    with Post() as nobody, pytest.raises(Away):
        nobody.send(messages(1)[0])
