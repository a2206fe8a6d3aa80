"""Two bureaus of two sections, everybody who may work there, and in each section one record of every kind."""

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.test import Client
from django.utils import timezone

from bureau.audit.access import Event, log
from bureau.casework.attachments import attach
from bureau.casework.calendar import workdays
from bureau.casework.gate import open_case
from bureau.casework.parties import enterprise_of
from bureau.casework.secrecy import Secrecy, mark
from bureau.casework.versions import bring_into_force
from bureau.models import (
    Assignment,
    Attendance,
    Bureau,
    Certificate,
    Counterpart,
    Debt,
    Delegation,
    DestructionList,
    DestructionStep,
    Enterprise,
    Guidance,
    HelpGiven,
    HolidayNotice,
    Job,
    LegalHold,
    LegalQualification,
    Line,
    LineDepartment,
    LinePerson,
    LineSection,
    Listed,
    MailPreference,
    Mapping,
    Material,
    Meeting,
    Notice,
    Person,
    Power,
    PowerList,
    ReportingDuty,
    RetentionRule,
    RuleDocument,
    Rung,
    Section,
    ServiceItem,
    Staff,
    StudyItem,
    SweepRun,
    Term,
    Training,
    TrainingResult,
    Urging,
    YearPlan,
)
from bureau.notices.jobs import run_due
from bureau.notices.leases import State
from bureau.notices.urge import urge
from bureau.office.powers.versions import next_draft, publish
from bureau.office.returns.procedure import open_returns
from bureau.office.ruledocs import procedure as drafting
from bureau.office.study.models import Planned
from bureau.office.tenures import Office, begin
from bureau.people.roles import OF_THE_BUREAU, Role
from bureau.sheets.exports import ask_export
from bureau.sheets.importers import importer
from bureau.sheets.kinds import kind_named
from bureau.sheets.staging import Upload, stage
from bureau.sheets.writing import check_now
from credit.models import (
    Campaign,
    CreditList,
    Licence,
    LicencePush,
    ListEntry,
    Measure,
    MeasureTaken,
    MonthlyTotal,
    Objection,
    Organ,
    Penalty,
    PenaltyPush,
    Repair,
    RepairNotice,
)
from credit.procedure import enter, objections, repairs, standing_of
from credit.procedure.campaigns import keep_campaign
from credit.procedure.months import issue, keep_total, month_of
from credit.procedure.pushing import answered, prepare, sent
from credit.procedure.pushing import begin as begin_push
from credit.procedure.standing import Asked, check_all
from credit.rules.pushing import refused
from credit.rules.standing import Purpose
from projects.models import CodeAssignment, Filing
from tests.bureau.casework.conftest import OPENED, hand
from tests.bureau.casework.samples import PDF, PNG
from tests.bureau.sheets.workbooks import xlsx
from tests.matrix.canaries import PLACES, account, canary, id_number, phone
from tests.permits import procedure
from tests.permits.models import Permit
from tests.projects.conftest import FACTS, SAYS, USCC
from tests.projects.test_sheets import HEADING, a_line
from tests.records import a_hand, appoint, record
from tests.sample_credit import ORGAN_CODE, unsaved
from tests.sample_powers import says

SINCE, LATER = date(2024, 1, 1), timedelta(days=365)
CODE = "2603-441702-04-01-0000{}"  # the last digit checks the others
CODES = {place: CODE.format(digits) for place, digits in zip(PLACES, ("16", "24", "32", "40"), strict=True)}
ASSIGNED = {place: CODE.format(digits) for place, digits in zip(PLACES, ("59", "67", "75", "83"), strict=True)}


def number_of(place: str, label: str) -> str:
    """The number of a paper. A sheet may bear it, and what else the record says must not come back with it."""
    return f"{canary(place, label)}号"


@dataclass
class World:
    """Everybody, the records of each kind by their place, and forms as somebody was shown them who may write there."""

    sections: dict[str, Section] = field(default_factory=dict)
    people: dict[tuple[str, str], Staff] = field(default_factory=dict)
    records: dict[type[models.Model], dict[str, list[Any]]] = field(default_factory=dict)

    clients: dict[tuple[str, str], Client] = field(default_factory=dict)
    forms: dict[tuple[str, str], Any] = field(default_factory=dict)

    def sign_in(self) -> None:
        """Everybody, with the world: a session begun in a test would be taken back with it."""
        for key, person in self.people.items():
            self.clients[key] = Client()
            self.clients[key].force_login(person)

    def keep(self, place: str, *records: Any) -> Any:
        for each in records:
            self.records.setdefault(type(each), {one: [] for one in PLACES})[place].append(each)
        return records[0]

    def place_of(self, model: type[models.Model], key: Any) -> str | None:
        """Where a record belongs; None for one that every bureau shares, or that came about later."""
        for place, kept in self.records.get(model, {}).items():
            if any(str(each.pk) == str(key) for each in kept):
                return place
        return None

    def of(self, model: type[models.Model], place: str) -> list[Any]:
        return self.records.get(model, {}).get(place, [])


def build() -> World:
    world = World()
    for place in PLACES:
        _section(world, place)
    _shared(world)
    for place in PLACES:
        _office(world, place)
        _cases(world, place)
        _night(world, place)
        _sheets(world, place)
        _work_of_the_office(world, place)
        _keeping(world, place)
        _credit(world, place)
    world.sign_in()
    return world


def _section(world: World, place: str) -> None:
    """A section and its people; those who work for the whole bureau sit in its first section."""
    of, is_first = place[0], place.endswith("1")
    bureau = world.keep(place, record(Bureau, name=canary(place, "bureau"))) if is_first else None
    facts = {"bureau": bureau or world.sections[f"{of}1"].bureau, "name": canary(place, "section")}
    section = world.sections[place] = world.keep(place, record(Section, **facts))
    for role in Role:
        if role in OF_THE_BUREAU and not is_first:
            continue
        known = {"name": canary(place, "staff"), "email": f"{account(place, role)}@example.com", "is_staff": True}
        known |= {"employment": "administrative", "established_on": SINCE}
        person = record(Staff, username=account(place, role), section=section, **known)
        world.people[place, role.value] = world.keep(place, person)
        appointment = appoint(person, role, section)
        appointment.paper, appointment.hand = canary(place, "appointment"), a_hand()
        appointment.save()
        world.keep(place, appointment)


def _shared(world: World) -> None:
    """What belongs to all, with a hand of the other bureau in its history: that hand is not everybody's to know."""
    firm = enterprise_of(a_hand(), USCC, canary("a1", "enterprise"))
    notice = HolidayNotice.objects.latest("year")
    for record_of_all, who, fact in ((firm, "officer", "address"), (notice, "system_administrator", "number")):
        record_of_all.hand = a_hand(world.people["b1", who]).because(canary("b1", "staff"))
        setattr(record_of_all, fact, f"{getattr(record_of_all, fact)}样例")
        record_of_all.save()
    world.keep("a1", firm, notice)
    now = timezone.now()
    world.keep("a1", SweepRun.objects.create(day=SINCE, started_at=now, finished_at=now, by="a test", terms=1, owed=4))


def _office(world: World, place: str) -> None:
    section, officer, head = world.sections[place], world.people[place, "officer"], world.people[place, "section_head"]
    bureau, days = section.bureau, {"since_on": SINCE}
    paper = canary(place, "delegation")
    world.keep(place, record(Delegation, giver=head, taker=officer, paper=paper, since_on=date(2099, 1, 1)))
    card = {"number": canary(place, "certificate"), "issued_on": SINCE, "valid_until_on": date(2099, 1, 1)}
    world.keep(place, record(Certificate, staff=officer, **card))
    said = {"case_kind": "permit", "move": "accept" if place.endswith("1") else "grant"}
    world.keep(place, record(Guidance, bureau=bureau, checks=canary(place, "guidance"), **said))
    held = {"paper": canary(place, "legalqualification"), "since_on": SINCE}
    world.keep(place, record(LegalQualification, staff=officer, **held))
    numbers = {"phone": phone(place), "id_no": id_number(place)}
    world.keep(place, record(Person, bureau=bureau, name=canary(place, "reveal"), **numbers))
    department = world.keep(place, record(Counterpart, bureau=bureau, name=canary(place, "counterpart")))
    line = world.keep(place, record(Line, bureau=bureau, name=canary(place, "line")))
    by = a_hand().because(canary(place, "line"))
    for term in (
        LineDepartment(line=line, department=department, **days),
        LineSection(line=line, section=section, **days),
        LinePerson(line=line, office=Office.IN_CHARGE, staff=head, **days),
    ):
        begin(by, term)
    world.keep(place, record(MailPreference, staff=officer))
    rung = {"moment": "before", "days": int(place[1]), "addressee": "officer", "since_on": date(2099, 1, 1)}
    world.keep(place, record(Rung, bureau=bureau, **rung))
    facts = {"purpose": canary(place, "accesslog"), "record": "bureau.staff"}
    world.keep(place, log(a_hand(officer), Event.EXPORT, **facts))


def _cases(world: World, place: str) -> None:
    section, officer, head = world.sections[place], world.people[place, "officer"], world.people[place, "section_head"]
    known = {"number": f"样许〔2026〕{PLACES.index(place) + 1}号", "title": canary(place, "permit"), "section": section}
    by = hand(officer).because(canary(place, "permit"))
    permit = open_case(Permit, by, opened_on=OPENED, officer=officer, grounds=canary(place, "permit"), **known)
    permit = procedure.accept(permit, by, on=OPENED)
    permit = procedure.query_credit(permit, by, on=OPENED)
    stopped = open_case(Permit, by, opened_on=OPENED, officer=officer, **known | {"number": f"样停{place}"})
    stopped = procedure.accept(stopped, by, on=OPENED)
    procedure.stop(stopped, by, on=OPENED, paper=canary(place, "permit"))
    secret = {"number": f"样密{place}", "title": canary(place, "secret")}
    hidden = open_case(Permit, by, opened_on=OPENED, officer=officer, **known | secret)
    hidden.docket = mark(hidden.docket, Secrecy.WORK, by)
    world.keep(place, permit, stopped, hidden)
    world.keep(place, *(each.docket for each in (permit, stopped, hidden)))
    item = _item(world, place)
    code, title = CODES[place], canary(place, "filing")
    own = {"item": item, "project_code": code, "submitted_on": OPENED, "enterprise": Enterprise.objects.get()}
    docket = {"number": code, "title": title, "section": section, "opened_on": OPENED, "officer": officer}
    filing = world.keep(place, open_case(Filing, by, **docket, **own, **FACTS | {"project_name": title}))
    world.keep(place, filing.docket)
    name = f"{canary(place, 'attachment')}.pdf"
    world.keep(place, attach(permit.docket, by, name, io.BytesIO(PDF + place.encode()), received_on=OPENED))
    facts = {"code": ASSIGNED[place], "project_name": canary(place, "codeassignment"), "assigned_on": OPENED}
    world.keep(place, record(CodeAssignment, section=section, officer=officer, **facts))
    told = urge(permit.docket, a_hand(head), kind=Urging.Kind.URGE, words=canary(place, "urging"))
    world.keep(place, told.urging, *told.notices)


def _item(world: World, place: str) -> ServiceItem:
    bureau = world.sections[place].bureau
    if not place.endswith("1"):
        return ServiceItem.objects.get(bureau=bureau, code=SAYS["code"])
    draft = record(ServiceItem, bureau=bureau, **SAYS | {"basis": canary(place, "serviceitem")})
    record(Material, item=draft, position=1, name=canary(place, "serviceitem"))
    in_force = bring_into_force(draft, hand(None, SINCE, name="a test"), SINCE)
    own = {"code": "441025999001", "name": "样例事项", "basis": canary(place, "serviceitem")}
    other = record(ServiceItem, bureau=bureau, **SAYS | own)
    record(Material, item=other, position=1, name=canary(place, "serviceitem"))
    world.keep(place, in_force, other)
    return in_force


def _night(world: World, place: str) -> None:
    officer, now = world.people[place, "officer"], timezone.now()
    day, rung = timezone.localdate(), Rung.objects.earliest("pk")
    mail = Notice.queue(officer.pk, Notice.Kind.DIGEST, day, at=now, now=now)
    ended = {"state": State.FAILED, "error": canary(place, "notice"), "finished_at": now}
    Notice.objects.filter(pk=mail.pk).update(**ended)
    term = Term.objects.filter(docket=world.of(Permit, place)[0].pk).first()
    facts = {"due_on": day, "proper_on": day, "owed_on": day, "rung": rung}
    world.keep(place, mail, Debt.objects.create(term=term, recipient=officer, notice=mail, **facts))
    world.keep(place, Job.objects.create(kind="any", asked_by=officer, asked_at=now, next_at=now + LATER, total=12))


def _sheets(world: World, place: str) -> None:
    """A sheet with a row that is new and one that is wrong; an export that was made in the background."""
    officer, kind, now = world.people[place, "officer"], kind_named("filings"), timezone.now()
    by = importer(officer, kind.writers, now)
    told = {"项目名称": canary(place, "batch"), "申报企业名称": canary("a1", "enterprise")}
    wrong = told | {"项目代码": ASSIGNED[place], "建设类别": canary(place, "batch")}
    rows = (a_line(**told | {"项目代码": f"2603-441702-04-01-000{900 + PLACES.index(place)}"}), a_line(**wrong))
    batch = stage(kind, Upload(xlsx(*rows, heading=HEADING), f"{canary(place, 'batch')}.xlsx"), by)
    check_now(batch, by)
    world.keep(place, batch)
    if place.endswith("1"):
        facts = {"kind": "filings", "bureau": officer.section.bureau, "sender": canary(place, "mapping")}
        world.keep(place, record(Mapping, columns={"名": "项目名称"}, **facts))
    asked = {"query": "", "purpose": canary(place, "job")}
    export = ask_export(officer, now, record="permits.permit", shape="csv", language="zh-hans", asked=asked)
    while run_due(timezone.now, "a test"):
        pass
    export.job.refresh_from_db()
    world.keep(place, export.job)
    Job.objects.filter(pk=export.job.pk).update(error=canary(place, "job"))


def _work_of_the_office(world: World, place: str) -> None:
    section, officer, head = world.sections[place], world.people[place, "officer"], world.people[place, "section_head"]
    bureau, today = section.bureau, timezone.localdate()
    own = {"section": section, "officer": officer, "opened_on": OPENED}
    told = canary(place, "assignment")
    facts = {"number": f"督办{place}", "title": told, "origin": "meeting", "paper": told, "due_on": date(2099, 1, 1)}
    assignment = world.keep(place, open_case(Assignment, hand(officer), **own, **facts))
    name = canary(place, "reportingduty")
    duty = {"name": name, "recipient": name, "paper": name, "rhythm": "yearly", "counts": "within", "number": 9}
    owed = record(ReportingDuty, section=section, since_on=today.replace(month=1, day=1), **duty)
    returns = open_returns(world.keep(place, owed), a_hand())
    world.keep(place, *returns)
    world.keep(place, assignment.docket, *(each.docket for each in returns))
    told = canary(place, "ruledocument")
    facts = {"number": f"文件{place}", "title": told, "sort": "own", "drafter": officer, "concerns_operators": True}
    document = open_case(RuleDocument, hand(officer), **own, **facts, basis=told)
    asked = {"on": OPENED, "departments": told, "answer_by": date(2099, 1, 1), "reason": told}
    document = world.keep(place, drafting.ask(document, hand(officer), **asked))
    world.keep(place, document.docket)
    helped = {"about": canary(place, "helpgiven"), "helper": officer, "section": section, "given_on": OPENED}
    world.keep(place, record(HelpGiven, **helped))
    meeting = record(Meeting, bureau=bureau, held_on=OPENED, chair=head, subject=canary(place, "meeting"))
    world.keep(place, meeting, record(StudyItem, meeting=meeting, title=canary(place, "studyitem")))
    record(Attendance, meeting=meeting, staff=officer)
    subject = canary(place, "training")
    training = world.keep(place, record(Training, bureau=bureau, subject=subject, held_on=OPENED, hours=4))
    record(TrainingResult, training=training, staff=officer, hours=4)
    if place.endswith("1"):
        _power_lists(world, place)
    plan = {"year": 2026, "what": Planned.values[int(place[1])], "planned": 1, "paper": canary(place, "yearplan")}
    world.keep(place, record(YearPlan, bureau=bureau, **plan))


def _power_lists(world: World, place: str) -> None:
    """A version in force and the draft of the next, on each the same power."""
    section = world.sections[place]
    version = record(PowerList, bureau=section.bureau, number=1)
    record(Power, list=version, **says(name=canary(place, "power"), section=section.name))
    version = publish(version, a_hand().because(canary(place, "powerlist")), SINCE, canary(place, "powerlist"))
    draft = next_draft(section.bureau, a_hand())
    world.keep(place, version, draft, *version.powers.all(), *draft.powers.all())


def _keeping(world: World, place: str) -> None:
    section, officer = world.sections[place], world.people[place, "officer"]
    docket, at = world.of(Permit, place)[0].docket, timezone.now()
    rule = {"case_kind": f"样例{place}", "retention": "30", "paper": canary(place, "retentionrule")}
    world.keep(place, record(RetentionRule, bureau=section.bureau, **rule))
    world.keep(
        place, record(LegalHold, docket=docket, ground="review", paper=canary(place, "legalhold"), since_on=SINCE)
    )
    made = DestructionList(bureau=section.bureau, year=2026, number=int(place[1]), at=at)
    made.save()
    Listed(list=made, docket=docket, at=at, retention="10", closed_on=OPENED, ended_on=OPENED).save()
    step = {"ordinal": 1, "what": "drawn_up", "at": at, "by": officer, "by_name": canary(place, "destructionlist")}
    DestructionStep(list=made, **step).save()
    world.keep(place, made)


def _credit(world: World, place: str) -> None:
    bureau = world.sections[place].bureau
    if place.endswith("1"):
        organ = record(Organ, bureau=bureau, name=canary(place, "organ"), uscc=ORGAN_CODE)
        world.keep(place, organ)
    else:
        organ = world.of(Organ, f"{place[0]}1")[0]
    for kind, push, label in ((Licence, LicencePush, "licence"), (Penalty, PenaltyPush, "penalty")):
        unsaved_one = unsaved(kind, organ, organ, paper_no=number_of(place, label), remark=canary(place, label))
        made = world.keep(place, enter(a_hand(), unsaved_one))
        world.keep(place, push.objects.get(record=made))
    _objected(world, place)
    _campaigned(world, place)
    if place.endswith("1"):
        _pushed(world, place, organ)
        _listed(world, place, bureau)
        _asked(world, place, bureau)


def _objected(world: World, place: str) -> None:
    """An objection to the place's penalty and an application for its repair; the notice that was served with it."""
    officer, penalty = world.people[place, "officer"], world.of(Penalty, place)[0]
    own = {"section": world.sections[place], "officer": officer, "opened_on": timezone.localdate(), "penalty": penalty}
    told = canary(place, "objection")
    objection = open_case(
        Objection, a_hand(officer), number=f"异议{place}", title=told, ground="wrong", claim=told, **own
    )
    objection = objections.accept(objection, a_hand(officer).overriding("no_commitment", told), on=own["opened_on"])
    objection = world.keep(place, objections.ask_unit(objection, a_hand(officer), on=own["opened_on"]))
    told = canary(place, "repair")
    repair = open_case(Repair, a_hand(officer), number=f"修复{place}", title=told, severity="一般", proof=told, **own)
    repair = world.keep(place, repairs.ask_supplement(repair, a_hand(officer), on=own["opened_on"], missing=told))
    world.keep(place, objection.docket, repair.docket)
    notice = RepairNotice(penalty=penalty, served_on=penalty.decided_on)
    world.keep(place, repairs.serve_notice(a_hand(officer).because(canary(place, "repairnotice")), notice))


def _campaigned(world: World, place: str) -> None:
    campaign = Campaign(held_on=OPENED, name=canary(place, "campaign"), section=world.sections[place])
    picture = (f"{canary(place, 'campaignphoto')}.png", io.BytesIO(PNG))
    world.keep(place, keep_campaign(a_hand(world.people[place, "officer"]), campaign, [picture]))
    world.keep(place, campaign.photos.get())


def _pushed(world: World, place: str, organ: Organ) -> None:
    """A batch that was answered in part; the organ's month, and a letter to it."""
    officer = world.people[place, "officer"]
    for batch in prepare(a_hand(officer), organ.bureau, officer):
        begin_push(a_hand(officer), batch)
        sent(a_hand(officer), batch, timezone.localdate())
        told = refused(2, "1001", canary(place, "pushrow"))
        answered(a_hand(officer), batch, [told], timezone.localdate())
        world.keep(place, batch)
        world.keep(place, *batch.rows.all())
    facts = {"licences": 9, "penalties": 0, "confirmed_on": date(2026, 6, 1)}
    total = MonthlyTotal(organ=organ, month=date(2026, 5, 1), explanation=canary(place, "monthlytotal"), **facts)
    world.keep(place, keep_total(a_hand(officer), total))
    (one,) = month_of(Organ.objects.filter(pk=organ.pk), total.month, date(2026, 6, 1), workdays())
    world.keep(place, issue(a_hand(officer), officer, "bulletin", one))


def _listed(world: World, place: str, bureau: Bureau) -> None:
    """An entry of a list with its measure."""
    facts = {"kind": "watch", "identified_by": "样例认定机关", "basis": "样例法"}
    of = record(CreditList, bureau=bureau, name=canary(place, "creditlist"), **facts)
    facts = {"edition": "样例清单", "since": SINCE, "number": "1", "kind": "management", "basis": "样例法"}
    measure = record(Measure, bureau=bureau, name=canary(place, "measure"), applied_by="样例实施单位", **facts)
    facts = {"party_name": canary(place, "listentry"), "uscc": ORGAN_CODE}
    facts["paper_no"] = number_of(place, "listentry")
    entry = record(ListEntry, of_list=of, cause="样例", basis="样例法", decided_on=OPENED, **facts)
    record(MeasureTaken, entry=entry, measure=measure)
    world.keep(place, of, measure, entry)


def _asked(world: World, place: str, bureau: Bureau) -> None:
    """Somebody whom nobody knows was asked for."""
    party, matter = Asked(name=canary(place, "standingquery")), canary(place, "standingquery")
    world.keep(place, standing_of(a_hand(world.people[place, "officer"]), bureau, party, Purpose.APPROVAL, matter))
    asked, hand = {2: Asked(name="样例无记录有限公司")}, a_hand(world.people[place, "officer"])
    world.keep(place, check_all(hand, bureau, asked, Purpose.TRADING, canary(place, "standingcheck")))
