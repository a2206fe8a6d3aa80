"""A case changes by an act alone: not by a save, not by whoever read it before, not by an act inside an act."""

import io
from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from bureau.audit.appended import Bypassed
from bureau.casework.archive import archive
from bureau.casework.attachments import attach
from bureau.casework.docket import Docket
from bureau.casework.events import Act, Suspension
from bureau.casework.gate import replay
from bureau.casework.refusals import Archived, Refused
from bureau.law.archives import Retention
from bureau.law.limits import Ground
from bureau.models import Section, Staff, Term
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand
from tests.bureau.casework.samples import PDF
from tests.permits import procedure
from tests.permits.models import ItemPermit, Permit
from tests.records import a_person, a_section

NUMBER = {"kind": "permit", "number": "样许〔2026〕9号", "title": "样例事项", "opened_on": OPENED}


def saved(case: Permit, person: Staff, **facts: object) -> None:
    for name, value in facts.items():
        setattr(case, name, value)
    case.hand = hand(person)
    with transaction.atomic():
        case.save()


def test_a_state_that_no_act_has_written_is_not_saved(accepted: Permit, officer: Staff) -> None:
    with pytest.raises(Bypassed):
        saved(accepted, officer, state="granted")
    assert replay(accepted) == Permit.objects.get().state == "accepted"


def test_whoever_read_the_case_before_an_act_does_not_take_the_act_back(permit: Permit, officer: Staff) -> None:
    procedure.accept(permit, hand(officer), on=OPENED)
    with pytest.raises(Bypassed):
        saved(permit, officer, promised_days=9)
    assert Permit.objects.get().state == "accepted"


def test_no_case_begins_in_the_middle_of_its_table(section: Section, officer: Staff) -> None:
    docket = Docket.objects.record(hand(officer), section=section, **NUMBER)
    with pytest.raises(Bypassed), transaction.atomic():
        Permit.objects.record(hand(officer), docket=docket, state="granted")
    assert not Permit.objects.exists()


@pytest.mark.parametrize("facts", [{"title": "改名"}, {"closed_on": OPENED}, {"version": 1}], ids=str)
def test_a_docket_that_was_read_without_its_lock_is_not_saved(proposed: Permit, officer: Staff, facts) -> None:
    before = Docket.objects.get()
    procedure.withdraw(proposed, hand(officer), on=OPENED)
    for name, value in facts.items():
        setattr(before, name, value)
    before.hand = hand(officer)
    with pytest.raises(Bypassed):
        before.save()
    assert Docket.objects.get().closed_on == OPENED


@pytest.fixture
def withdrawn(permit: Permit, officer: Staff) -> Permit:
    return procedure.withdraw(permit, hand(officer), on=OPENED)


WRITES: dict[str, Callable[[Permit, Staff], object]] = {
    "the case": lambda case, by: saved(case, by, promised_days=9),
    "a stop": lambda case, by: Suspension.objects.record(
        hand(by), docket=case.docket, ground=Ground.HEARING, first_on=OPENED
    ),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_nothing_of_an_archived_case_is_saved(withdrawn: Permit, officer: Staff, write) -> None:
    archive(withdrawn.docket, hand(officer), Retention.THIRTY_YEARS, OPENED)
    with pytest.raises(Archived), transaction.atomic():
        write(Permit.objects.get(), officer)
    assert (Permit.objects.get().promised_days, Suspension.objects.count()) == (5, 0)


def test_attaching_a_paper_gives_nobody_the_lock_of_the_docket(withdrawn, officer, settings, tmp_path) -> None:
    settings.FILES_DIR, docket = tmp_path, Docket.objects.get()
    attach(docket, hand(officer), "申请书.pdf", io.BytesIO(PDF), received_on=OPENED)
    archive(docket, hand(officer), Retention.THIRTY_YEARS, OPENED)
    docket.hand = hand(officer)
    with pytest.raises(Bypassed):
        docket.save()
    assert Docket.objects.get().archived_on == OPENED


def test_an_act_inside_an_act_of_the_same_case_is_refused_with_it(
    accepted: Permit, officer: Staff, monkeypatch
) -> None:
    def line_of_the_act(self: Permit, **options: object) -> None:
        monkeypatch.undo()
        procedure.query_credit(accepted, hand(officer), on=OPENED)

    monkeypatch.setattr(Permit, "full_clean", line_of_the_act)
    with pytest.raises(IntegrityError), transaction.atomic():
        procedure.propose(accepted, hand(officer), on=OPENED)
    assert Permit.objects.get().state == "accepted"
    assert list(Act.objects.values_list("move", flat=True)) == ["accept"]


@pytest.mark.parametrize("forged", ["state", "section", "kind"])
def test_the_gate_believes_the_rows_and_not_the_object_it_is_given(permit: Permit, officer: Staff, forged: str) -> None:
    other = a_section("乙股")
    stranger = a_person("stranger", other, Role.OFFICER)
    case = Permit.objects.select_related("docket").get()
    if forged == "state":
        case.state = "accepted"
        attempt = partial(procedure.propose, case, hand(officer))
    elif forged == "section":
        case.docket.section = other
        attempt = partial(procedure.accept, case, hand(stranger))
    else:
        attempt = partial(procedure.take_on, ItemPermit(pk=case.pk), hand(officer))
    with pytest.raises((Refused, ItemPermit.DoesNotExist)):
        attempt(on=OPENED)
    assert not Act.objects.exists()


def test_the_database_keeps_a_docket_in_a_section_and_a_term_once(accepted: Permit, officer: Staff) -> None:
    term = Term.objects.filter(docket=accepted.pk).first()
    twin = {field.name: getattr(term, field.name) for field in Term._meta.fields if field.name != "id"}
    for model, facts in ((Docket, NUMBER), (Term, twin)):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.record(hand(officer), **facts)
