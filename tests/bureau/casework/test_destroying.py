"""Nothing is destroyed before its term, by fewer than three persons, or without its papers; and then it is gone."""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from bureau.audit.access import AccessLog, Event
from bureau.audit.hand import Hand
from bureau.audit.reconciling import reconcile
from bureau.audit.sealing import seal
from bureau.audit.vault import Erased, LookupDigest, PersonKey
from bureau.audit.verifying import verify
from bureau.casework.archive import archive
from bureau.casework.attachments import attach, open_checked
from bureau.casework.destroying import Paper, appraise, draw_up, due, execute, finish, reject, remove_files, why_not
from bureau.casework.destruction import Destroyed, DestructionList, DestructionStep
from bureau.casework.files import Damaged, place_of
from bureau.casework.gate import open_case
from bureau.casework.keeping import LegalHold, RetentionRule
from bureau.checks import retention_counts_from_a_day_that_is_known
from bureau.law.archives import CountsFrom, Retention, ended_on
from bureau.models import Attachment, Docket, Person, Section, Staff
from bureau.people.roles import Role
from tests.bureau.casework.samples import PDF
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section, appoint, record

pytestmark = pytest.mark.django_db
OPENED, CLOSED = date(2005, 3, 1), date(2005, 3, 2)
OVER = date(2016, 1, 1)  # ten years from the beginning of 2006
NAME, PHONE, ID_NO, ADDRESS = "欧阳若兰", "13800138000", "441702191001010015", "闸坡镇样例路十七号"
SECRET = "金丝雀证言内容"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def people(section: Section) -> dict[str, Staff]:
    roles = {
        "officer": Role.OFFICER,
        "head": Role.SECTION_HEAD,
        "leader": Role.LEADER,
        "system": Role.SYSTEM_ADMINISTRATOR,
    }
    people = {name: a_person(name, section, name=f"样例{name}") for name in roles}
    for name, role in roles.items():
        appoint(people[name], role, section, since=date(2000, 1, 1))
    return people


def by(person: Staff, on: date = OVER, reason: str = "") -> Hand:
    return a_hand(person, at=datetime(on.year, on.month, on.day, 2, tzinfo=UTC), reason=reason)


def now(person: Staff) -> Hand:
    return a_hand(person)


@pytest.fixture
def person(section: Section) -> Person:
    return record(Person, bureau=section.bureau, name=NAME, phone=PHONE, id_no=ID_NO, address=ADDRESS)


@pytest.fixture
def case(section: Section, people: dict[str, Staff], person: Person) -> Permit:
    return archived(section, people, "1", person)


def archived(
    section: Section, people: dict[str, Staff], number: str, person: Person | None, paper: bytes = PDF
) -> Permit:
    """A case of 2005 with a paper in which somebody is named, put away for ten years."""
    officer = people["officer"]
    facts = {"number": number, "title": "样例事项", "section": section, "opened_on": OPENED, "caller": person}
    case = open_case(Permit, by(officer, OPENED), **facts)
    content = io.BytesIO(paper + f"{SECRET}{NAME}".encode())
    attach(case.docket, by(officer, OPENED), "材料.pdf", content, received_on=OPENED)
    case = procedure.withdraw(case, by(officer, CLOSED), on=CLOSED)
    archive(case.docket, by(officer, CLOSED), Retention.TEN_YEARS, CLOSED)
    return Permit.objects.get(pk=case.pk)


@pytest.fixture
def schedule(section: Section) -> RetentionRule:
    return record(RetentionRule, bureau=section.bureau, case_kind="permit", retention="10", paper="样档复〔2006〕1号")


def paper(number: str = "样鉴〔2016〕1号") -> Paper:
    return Paper(number, "报告.pdf", io.BytesIO(PDF + number.encode()))


def destroyed(people: dict[str, Staff], *cases: Permit, hand: Callable[[Staff], Hand] = by) -> DestructionList:
    made = draw_up(cases[0].docket.section.bureau, [case.docket for case in cases], hand(people["officer"]))
    appraise(made, hand(people["leader"]), paper())
    execute(made, hand(people["system"]), paper("样销〔2016〕1号"))
    return made


# Before the term


def test_a_term_is_counted_as_the_bureaus_schedule_says() -> None:
    assert ended_on(Retention.TEN_YEARS, date(2005, 3, 2), CountsFrom.YEAR_END) == date(2016, 1, 1)
    assert ended_on(Retention.TEN_YEARS, date(2005, 3, 2), CountsFrom.CLOSING) == date(2015, 3, 3)
    assert ended_on(Retention.THIRTY_YEARS, date(2005, 12, 31), CountsFrom.YEAR_END) == date(2036, 1, 1)
    assert ended_on(Retention.PERMANENT, date(2005, 3, 2), CountsFrom.CLOSING) is None


def test_a_setting_that_says_nothing_known_keeps_the_system_from_starting(settings: Any) -> None:
    assert retention_counts_from_a_day_that_is_known() == []
    settings.RETENTION_COUNTS_FROM = "birth"
    assert [found.id for found in retention_counts_from_a_day_that_is_known()] == ["bureau.E061"]


@pytest.mark.parametrize(("on", "told"), [(date(2015, 12, 31), "第二十四条"), (OVER, "")])
def test_before_its_term_has_ended_it_is_refused_with_the_article_and_the_setting(
    case: Permit, schedule: RetentionRule, people: dict[str, Staff], on: date, told: str
) -> None:
    refused = why_not(case.docket, on)
    assert (told in refused, bool(refused)) == (True, bool(told))
    assert ("RETENTION_COUNTS_FROM" in refused) is bool(told)
    assert due(case.docket.section.bureau_id, Docket.objects.all(), on) == ([] if told else [case.docket])
    if told:
        with pytest.raises(ValidationError, match="1: "):
            draw_up(case.docket.section.bureau, [case.docket], by(people["officer"], on))


def test_without_a_schedule_nothing_has_a_term(case: Permit) -> None:
    assert "第十九条" in why_not(case.docket, date(2099, 1, 1))
    assert due(case.docket.section.bureau_id, Docket.objects.all(), date(2099, 1, 1)) == []


@pytest.mark.parametrize(("retention", "on"), [("30", date(2036, 1, 1)), ("permanent", None)])
def test_the_longer_of_the_schedule_and_the_decision_holds(
    case: Permit, section: Section, retention: str, on: date | None
) -> None:
    record(RetentionRule, bureau=section.bureau, case_kind="permit", retention=retention, paper="样档复〔2006〕1号")
    assert why_not(case.docket, date(2035, 12, 31))
    assert (why_not(case.docket, date(2036, 1, 1)) == "") is (on is not None)


def test_a_dispute_prevents_it_until_the_day_on_which_it_ended(
    case: Permit, schedule: RetentionRule, people: dict[str, Staff]
) -> None:
    hold = record(LegalHold, docket=case.docket, ground="review", paper="样复〔2015〕3号", since_on=date(2015, 5, 1))
    assert "样复〔2015〕3号" in why_not(case.docket, OVER)
    assert due(case.docket.section.bureau_id, Docket.objects.all(), OVER) == []
    hold.until_on, hold.hand = date(2015, 12, 31), a_hand()
    hold.save()
    assert why_not(case.docket, OVER) == ""
    made = draw_up(case.docket.section.bureau, [case.docket], by(people["officer"]))
    appraise(made, by(people["leader"]), paper())
    record(LegalHold, docket=case.docket, ground="lawsuit", paper="样诉〔2016〕9号", since_on=OVER)
    with pytest.raises(ValidationError, match="样诉〔2016〕9号"):
        execute(made, by(people["system"]), paper("样销〔2016〕1号"))
    assert not Destroyed.objects.exists()
    assert PersonKey.objects.get().erased_at is None


def test_what_is_not_in_the_archive_or_stands_on_another_list_is_refused(
    case: Permit, schedule: RetentionRule, people: dict[str, Staff]
) -> None:
    first = draw_up(case.docket.section.bureau, [case.docket], by(people["officer"]))
    assert str(first) in why_not(case.docket, OVER)
    reject(first, by(people["leader"], reason="尚有参考价值（样例）"))
    assert due(case.docket.section.bureau_id, Docket.objects.all(), OVER) == [case.docket]
    with transaction.atomic():
        open_again = Docket.objects.select_for_update().get(pk=case.pk)
        open_again.archived_on, open_again.hand = None, a_hand()
        open_again.save(held=True)
    assert why_not(open_again, OVER) == "该案卷尚未归档。"


# Three steps, three persons


@pytest.fixture
def drawn(case: Permit, schedule: RetentionRule, people: dict[str, Staff]) -> DestructionList:
    return draw_up(case.docket.section.bureau, [case.docket], by(people["officer"]))


STEPS: dict[str, Callable[[DestructionList, Hand], object]] = {
    "appraise": lambda drawn, hand: appraise(drawn, hand, paper()),
    "execute": lambda drawn, hand: execute(drawn, hand, paper()),
    "reject": lambda drawn, hand: reject(drawn, hand.because("样例")),
}


@pytest.mark.parametrize(("step", "who"), [("appraise", "system"), ("execute", "leader"), ("reject", "head")])
def test_each_step_takes_its_role(drawn: DestructionList, people: dict[str, Staff], step: str, who: str) -> None:
    with pytest.raises(PermissionDenied):
        STEPS[step](drawn, by(people[who]))
    with pytest.raises(PermissionDenied):
        STEPS[step](drawn, now(a_person("abroad", a_section("丙股", bureau="另一样例局"), Role.LEADER)))


def test_no_step_is_left_out_or_done_twice(drawn: DestructionList, people: dict[str, Staff], section: Section) -> None:
    with pytest.raises(ValidationError):
        execute(drawn, by(people["system"]), paper())
    appraise(drawn, by(people["leader"]), paper())
    for step in ("appraise", "reject"):
        with pytest.raises(ValidationError):
            STEPS[step](drawn, now(a_person(f"other {step}", section, Role.LEADER)))


def test_the_same_person_never_does_two_steps_whatever_their_roles(
    case: Permit, schedule: RetentionRule, section: Section
) -> None:
    everything = a_person("everything", is_superuser=True)
    drawn = draw_up(section.bureau, [case.docket], by(everything))
    for step in ("appraise", "reject"):
        with pytest.raises(ValidationError, match="另一人"):
            STEPS[step](drawn, by(everything))
    row = DestructionStep(list=drawn, ordinal=2, what="rejected", by=everything, by_name="x", at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_without_number_or_scan_nothing_is_approved(drawn: DestructionList, people: dict[str, Staff]) -> None:
    for given in (Paper(" ", "报告.pdf", io.BytesIO(PDF)), Paper("1", "报告.exe", io.BytesIO(b"MZ" + bytes(99)))):
        with pytest.raises(ValidationError):
            appraise(drawn, by(people["leader"]), given)
    assert drawn.last_step.what == "drawn_up"


# What is gone, and what stays


def test_it_is_told_without_personal_data_and_what_is_gone_is_gone(
    case: Permit,
    person: Person,
    schedule: RetentionRule,
    people: dict[str, Staff],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = destroyed(people, case)
    told = Destroyed.objects.get()
    assert (told.list, told.docket_id, told.keys, told.keys_kept, told.files) == (made, case.pk, 1, 0, 1)
    with pytest.raises(Erased):
        Person.objects.get().phone.reveal(a_hand(), "核对")
    with pytest.raises(Damaged):
        open_checked(Attachment.objects.get())
    assert AccessLog.objects.get(event=Event.ERASURE).purpose == f"销毁清册{made}"
    steps = [(step.what, step.by_name, bool(step.sha256)) for step in made.steps.all()]
    assert steps == [
        ("drawn_up", "样例officer", False),
        ("appraised", "样例leader", True),
        ("executed", "样例system", True),
    ]
    assert all(place_of(step.sha256).exists() for step in made.steps.exclude(sha256=""))
    assert why_not(case.docket, OVER) == "该案卷已经销毁。"


def test_who_has_another_case_that_is_kept_is_not_erased(
    case: Permit, person: Person, schedule: RetentionRule, section: Section, people: dict[str, Staff]
) -> None:
    open_case(Permit, by(people["officer"]), number="2", title="样例", section=section, opened_on=OVER, caller=person)
    destroyed(people, case)
    assert (Destroyed.objects.get().keys, Destroyed.objects.get().keys_kept) == (0, 1)
    assert Person.objects.get().phone.matches(PHONE)


def test_two_cases_of_one_person_on_one_list_erase_them_once(
    case: Permit, person: Person, schedule: RetentionRule, section: Section, people: dict[str, Staff]
) -> None:
    destroyed(people, case, archived(section, people, "2", person))
    assert AccessLog.objects.filter(event=Event.ERASURE).count() == 1


def test_a_file_that_another_case_has_as_well_stays(
    case: Permit, schedule: RetentionRule, section: Section, people: dict[str, Staff]
) -> None:
    other = archived(section, people, "2", None)
    destroyed(people, case)
    finish()
    with open_checked(Attachment.objects.get(docket=other.pk)) as kept:
        assert kept.read().endswith(NAME.encode())


def test_files_that_a_killed_process_left_are_found_by_the_next_round(
    case: Permit, schedule: RetentionRule, people: dict[str, Staff]
) -> None:
    destroyed(people, case)  # its transaction is this test's, so nothing was done after it
    place = place_of(Attachment.objects.get().sha256)
    assert place.exists()
    assert [remove_files(), remove_files(), place.exists()] == [1, 0, False]


# The canary


def everything_kept(files: Path) -> bytes:
    """Whatever stands anywhere: each byte of SQLite's files, free pages too; each row of PostgreSQL; each file."""
    found = [place.read_bytes() for place in files.rglob("*") if place.is_file()]
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        places = [Path(name + end) for end in ("", "-wal", "-journal")]
        return b"".join([*found, *(place.read_bytes() for place in places if place.exists())])
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [row.encode() for (row,) in cursor.fetchall()]
    return b"\n".join(found)


def figures() -> dict[str, Any]:
    """What the year's report counts: cases, by state and by year, acts, and how many versions there are."""
    return {
        "states": sorted(Permit.objects.values_list("state", "docket__opened_on__year")),
        "history": Permit.history.count() + Docket.history.count() + Person.history.count(),
        "persons": Person.objects.count(),
        "papers": Attachment.objects.count(),
    }


@pytest.mark.django_db(transaction=True)
def test_the_canary_is_gone_from_every_byte_and_nothing_else_is_missed(
    case: Permit, person: Person, schedule: RetentionRule, people: dict[str, Staff], files: Path
) -> None:
    seal(at=timezone.now())
    wrapped, before = PersonKey.objects.get().wrapped, figures()
    digests = list(LookupDigest.objects.values_list("digest", flat=True))
    sung = everything_kept(files)
    assert all(text.encode() in sung for text in (SECRET, wrapped, *digests))
    destroyed(people, case, hand=now)
    left = everything_kept(files)
    canaries = (NAME, PHONE, ID_NO, ADDRESS, SECRET, wrapped, *digests)
    assert [text for text in canaries if text.encode() in left or ascii(text)[1:-1].encode() in left] == []
    assert figures() == before
    assert (verify(), reconcile(timezone.now())) == ([], [])
    seal(at=timezone.now())
    assert verify() == []


# The command


def test_the_command_names_what_is_due_and_destroys_nothing(
    case: Permit, schedule: RetentionRule, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("destruction", on=OVER, json=True)
    told = json.loads(capsys.readouterr().out)
    assert told == [{"bureau": "样例局", "number": "1", "ended_on": "2016-01-01"}]
    call_command("destruction", on=date(2015, 12, 31))
    assert "0 dockets" in capsys.readouterr().out
    assert not DestructionList.objects.exists()


def test_the_command_finishes_what_a_killed_process_left(
    case: Permit, schedule: RetentionRule, people: dict[str, Staff]
) -> None:
    destroyed(people, case)
    call_command("destruction", finish=True)
    assert not place_of(Attachment.objects.get().sha256).exists()
