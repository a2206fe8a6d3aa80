"""One of everything that the desk shows, beside the sample bureau: for tests that go over every page."""

import io
from datetime import date

from django.utils import timezone

from bureau.audit.access import Event, log
from bureau.casework.attachments import attach
from bureau.casework.guidance import publish
from bureau.models import (
    Appointment,
    Certificate,
    Delegation,
    DestructionList,
    DestructionStep,
    Docket,
    Guidance,
    Job,
    LegalHold,
    LegalQualification,
    Listed,
    Mapping,
    Person,
    RetentionRule,
    Section,
    Staff,
)
from bureau.sheets.importers import importer
from bureau.sheets.kinds import kind_named
from bureau.sheets.staging import Upload, stage
from bureau.sheets.writing import check_now
from tests.bureau.casework.samples import PDF
from tests.bureau.sheets.workbooks import person as a_row
from tests.bureau.sheets.workbooks import xlsx
from tests.night_rows import rows_of_a_night
from tests.office_rows import work_of_an_office
from tests.records import a_hand, record
from tests.sample_credit import some_decisions
from tests.sample_permits import a_morning

DAYS = {"issued_on": date(2024, 1, 1), "valid_until_on": date(2029, 1, 1)}


def fill() -> Staff:
    """Somebody who may see and do everything, and one of everything."""
    section = Section.objects.get(name="规划、审批和数据股")
    known = {"name": "样例全权", "section": section}
    person: Staff = Staff.objects.create_superuser("all", "all@example.com", "A-long-enough-phrase", **known)
    officer, head = (Staff.objects.get(username=f"sample-{name}") for name in ("officer-1", "head"))
    record(Delegation, giver=head, taker=officer, since_on=date(2026, 1, 1), paper="样例〔2026〕1号")
    security = Staff.objects.get(username="sample-security")
    waiting = {"staff": person, "role": "audit_administrator", "bureau": section.bureau, "since_on": date(2026, 1, 1)}
    Appointment.objects.record(a_hand(security), **waiting)
    record(Certificate, staff=officer, number="样例0001", **DAYS)
    said = {"article": "样例法第一条", "checks": "样例：材料", "template": "样例文书", "mistakes": "样例：漏填"}
    kinds = (("permit", "accept"), ("filing", "complete"))
    for kind, move in kinds:
        publish(record(Guidance, bureau=section.bureau, case_kind=kind, move=move, **said), a_hand())
    record(LegalQualification, staff=officer, paper="样例A0001", since_on=date(2023, 3, 1))
    record(Person, bureau=section.bureau, name="样例人", phone="13800138000")
    docket = Docket.objects.earliest("pk")
    attach(docket, a_hand(officer), "样例.pdf", io.BytesIO(PDF), received_on=docket.opened_on)
    record(RetentionRule, bureau=section.bureau, case_kind=docket.kind, retention="30", paper="样例〔2026〕3号")
    record(LegalHold, docket=docket, ground="review", paper="样例〔2026〕4号", since_on=date(2026, 1, 1))
    a_destruction_list(docket, officer)
    record(Mapping, kind="staff", bureau=section.bureau, sender="样例街道", columns={"人名": "姓名"})
    log(a_hand(officer), Event.SIGN_IN)
    a_morning()  # a bureau of its own, whose cases are in every state
    now = timezone.now()
    Job.objects.create(kind="any", asked_by=person, asked_at=now, next_at=now, done=3, total=12)
    work_of_an_office(section, officer, head)
    rows_of_a_night(docket, officer, head, person)
    some_decisions(section)
    who = importer(person, kind_named("staff").writers, now)
    check_now(stage(kind_named("staff"), Upload(xlsx(a_row(1), a_row(2, name="")), "人员.xlsx"), who), who)
    stage(kind_named("staff"), Upload("人名\t账号\n样例1\tsample1\n".encode(), "pasted"), who)
    return person


def a_destruction_list(docket: Docket, officer: Staff) -> None:
    """As it stands when it was drawn up, of a case that is by far too young."""
    at = timezone.now()
    made = DestructionList(bureau=docket.section.bureau, year=2026, number=1, at=at)
    made.save()
    terms = {"retention": "10", "closed_on": docket.opened_on, "ended_on": docket.opened_on}
    Listed(list=made, docket=docket, at=at, **terms).save()
    DestructionStep(list=made, ordinal=1, what="drawn_up", at=at, by=officer, by_name=str(officer)).save()
