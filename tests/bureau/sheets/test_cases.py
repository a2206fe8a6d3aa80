"""A sheet of cases goes through the gate: its procedure opens and accepts, and what the gate refuses is a wrong row."""

import pytest

from bureau.audit.history import Recorded
from bureau.casework.docket import Docket
from bureau.casework.events import Act
from bureau.casework.gate import open_case
from bureau.people.bureaus import Section
from bureau.people.roles import Role
from bureau.people.staff import Staff
from bureau.sheets import kinds
from bureau.sheets.batches import BatchState
from bureau.sheets.columns import Column, Day, Words
from bureau.sheets.importers import importer
from bureau.sheets.kinds import sheet_kind
from bureau.sheets.resources import SheetResource, Values
from bureau.sheets.safe import opened
from bureau.sheets.staging import Upload, stage
from bureau.sheets.undo import left_of
from bureau.sheets.work import confirm, undo
from bureau.sheets.writing import check_now
from tests.bureau.sheets.conftest import done, later
from tests.bureau.sheets.workbooks import xlsx
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_person, appoint, record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]
HEADING = ["编号", "名称", "收件日期", "受理日期"]


class PermitResource(SheetResource):
    models, key, writers = (Permit, Docket), "number", frozenset({Role.OFFICER})

    number = Column("编号", widget=Words(60), required=True)
    title = Column("名称", widget=Words(200), required=True)
    opened_on = Column("收件日期", widget=Day(), required=True)
    accepted_on = Column("受理日期", widget=Day())

    class Meta:
        model = Permit
        fields = import_order = ["number", "title", "opened_on", "accepted_on"]
        import_id_fields = ["number"]
        report_skipped = True

    def procedure(self, values: Values) -> Recorded:
        permit = Permit.objects.filter(docket__number=values["number"]).first()
        if permit is None:
            facts = {name: values[name] for name in ("number", "title", "opened_on")}
            permit = open_case(Permit, self.importer.hand, section=self.importer.section, **facts)
            if "accepted_on" in values:
                procedure.accept(permit, self.importer.hand, on=values["accepted_on"])
        return permit


@pytest.fixture
def officer(section, monkeypatch) -> Staff:
    monkeypatch.setattr(kinds, "_kinds", {})
    sheet_kind("permits", "许可表", PermitResource)
    return a_person("officer", section, Role.OFFICER, name="样例乙")


def sent(officer: Staff, *rows: list):
    kind = kinds.kind_named("permits")
    who = importer(officer, kind.writers, later())
    batch = stage(kind, Upload(xlsx(*rows, heading=HEADING), "许可.xlsx"), who)
    check_now(batch, who)
    return batch, who


def test_cases_come_in_through_the_gate_with_their_acts(officer: Staff) -> None:
    batch, who = sent(officer, ["样1", "一", "2026-03-02", ""], ["样2", "二", "2026-03-02", "2026-03-03"])
    assert (batch.new, Permit.objects.count(), Act.objects.count()) == (2, 0, 0)
    confirm(batch, who, False)
    assert done(batch).state == BatchState.DONE
    assert list(Permit.objects.order_by("pk").values_list("docket__number", "state")) == [
        ("样1", "received"),
        ("样2", "accepted"),
    ]
    assert {version.history_change for version in Docket.history.all()} == {batch.change_id}


def test_what_the_gate_refuses_is_a_wrong_row_of_which_nothing_is_kept(officer: Staff) -> None:
    batch, who = sent(officer, ["样1", "一", "2026-03-02", ""], ["样2", "二", "2026-03-02", "2026-03-01"])
    told = [content.problems for _row, content in opened(batch, batch.rows.all())]
    assert (told[0], len(told[1])) == ([], 1)
    confirm(batch, who, True)
    done(batch)
    assert (Docket.objects.count(), Act.objects.count()) == (1, 0)


def test_undoing_a_sheet_moves_no_case_past_its_gate(officer: Staff) -> None:
    batch, who = sent(officer, ["样1", "一", "2026-03-02", ""])
    confirm(batch, who, False)
    undo(done(batch), who)
    batch = done(batch)
    assert (batch.state, batch.left, Permit.objects.count()) == (BatchState.UNDONE, 2, 1)
    assert {str(record) for record in left_of(batch)} == {"样1"}


def test_cases_of_an_importer_without_a_section_go_to_the_intake_section(officer: Staff) -> None:
    window = record(Section, bureau=officer.section.bureau, name="收件股", is_intake=True)
    leader = a_person("leader", name="样例丙")
    appoint(leader, Role.LEADER, officer.section)
    who = importer(leader, frozenset({Role.LEADER}), later())
    assert (who.section, importer(officer, frozenset({Role.OFFICER}), later()).section) == (window, officer.section)
