"""Every page of every screen opens, in both languages, within its queries."""

from collections.abc import Callable
from datetime import date
from itertools import product

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.access import AccessLog, Event, log
from bureau.audit.history import Recorded
from bureau.audit.seen import parts_of, token_of
from bureau.casework.calendar import HolidayNotice, HolidayPeriod
from bureau.casework.gate import open_case
from bureau.casework.versions import bring_into_force
from bureau.law.licensing import Nature
from bureau.models import (
    Attachment,
    Batch,
    Certificate,
    Counterpart,
    Delegation,
    DestructionList,
    Docket,
    Enterprise,
    Guidance,
    Job,
    LegalHold,
    LegalQualification,
    Line,
    LineDepartment,
    LinePerson,
    LineSection,
    Mapping,
    Person,
    RetentionRule,
    Section,
    ServiceItem,
    Staff,
)
from bureau.office.tenures import begin
from bureau.sheets.batches import BatchState
from credit.models import Campaign, CampaignPhoto, Licence, Organ, Penalty
from credit.procedure import enter
from projects.models import CodeAssignment, Filing
from tests.full_house import a_destruction_list
from tests.night_rows import OF_THE_NIGHT, rows_of_a_night
from tests.office_rows import work_of_an_office
from tests.permits.models import Permit
from tests.projects.conftest import CODE, FACTS, NAME, RECEIVED, SAYS, TITLE, USCC
from tests.records import a_hand, a_person, a_section, record
from tests.sample_credit import (
    ORGAN,
    ORGAN_CODE,
    a_campaign,
    some_cases,
    some_listed,
    some_months,
    some_pushes,
    some_questions,
    unsaved,
)

pytestmark = pytest.mark.django_db
# Session, account and the page's own; a list that asks once per row would be far beyond.
# Whoever looks after the reminders pays two queries more on every page, and a third where no night ended: the band.
BAND = 3
QUERIES = 14 + BAND
# The page of a case asks for its acts, terms, stops, moves, help and history: many kinds of row, each once.
OF_A_CASE = 39 + BAND
# Whoever was asked stands below, and is chosen in its moves; its moves have guidance too.
OF_A_DOCUMENT = OF_A_CASE + 6
# Three kinds of row stand in the page of a line: each asks for its rows, its choices and its newest version.
OF_A_LINE = 18 + BAND


VIEWS = ("changelist", "add", "change", "history", "delete")
SCREENS = {f"{model._meta.app_label}_{model._meta.model_name}": model for model in admin.site._registry}
MOST = {
    "permit": OF_A_CASE,
    "filing": OF_A_CASE,
    "line": OF_A_LINE,
    "assignment": OF_A_CASE,
    "return": OF_A_CASE,
    "ruledocument": OF_A_DOCUMENT,
    "objection": OF_A_CASE + 2,  # whoever received the record stands below, and is chosen in its moves
    "repair": OF_A_CASE,
}
# What comes about by work is not typed in; what is asked has a page of its own.
BY_WORK = {"accesslog", "attachment", "batch", "docket", "job", "mapping", "notice", "debt", "urging", "sweeprun"}
BY_WORK |= {"return", "studyitem", "licencepush", "penaltypush", "pushbatch", "pushrow", "organletter"}
BY_WORK |= {"standingquery", "standingcheck"}
# Of the section of whoever enters them, and this account has none.
BY_WORK |= {"campaignphoto", "helpgiven", "campaign"}
ELSEWHERE = {("change", "docket"), ("add", "mailpreference")}  # to its case, or to the one row


def a_row(model: type[models.Model]) -> models.Model:
    """One record of that kind, for its page to show."""
    section = a_section()
    if model in MADE:
        return MADE[model](section)
    if model in (Permit, Attachment, Docket, *OF_THE_NIGHT):
        return of_a_case(model, section)
    if model.__module__.startswith("bureau.office.") and model not in (Line, Counterpart):
        people = (a_person(name, section, name, name="样例") for name in ("officer", "section_head"))
        work_of_an_office(section, *people)
        return model.objects.first()
    if model._meta.app_label == "credit":
        return of_credit(model, section)
    record(Enterprise, uscc="91441702123456788K", name="样例有限公司")
    record(Person, bureau=section.bureau, name="样例", phone="13800138000")
    record(ServiceItem, bureau=section.bureau, code="1", name="样例事项", nature=Nature.SERVICE, basis="样例")
    clerk, other = a_person("clerk", section, "officer"), a_person("other", section)
    record(Delegation, giver=clerk, taker=other, since_on=date(2026, 1, 1))
    record(Certificate, staff=clerk, number="1", issued_on=date(2022, 1, 1), valid_until_on=date(2027, 1, 1))
    record(Guidance, bureau=section.bureau, case_kind="permit", move="accept", checks="样例")
    record(LegalQualification, staff=clerk, paper="样例A1", since_on=date(2023, 3, 1))
    a_line(section, clerk, other)
    return model.objects.first()


def a_job(_section: Section) -> Job:
    by, now = Staff.objects.get(), timezone.now()
    return Job.objects.create(kind="any", asked_by=by, asked_at=now, next_at=now)


def an_assignment(section: Section) -> CodeAssignment:
    facts = {"code": CODE, "project_name": "样例项目", "assigned_on": date(2026, 3, 2), "section": section}
    return record(CodeAssignment, **facts)


def a_filing(section: Section) -> Filing:
    draft = record(ServiceItem, bureau=section.bureau, **SAYS)
    item = bring_into_force(draft, a_hand().because("样例"), date(2024, 1, 1))
    own = {"item": item, "project_code": CODE, "submitted_on": RECEIVED}
    own["enterprise"] = record(Enterprise, uscc=USCC, name=NAME)
    docket = {"number": CODE, "title": TITLE, "section": section, "opened_on": RECEIVED}
    return open_case(Filing, a_hand(), **docket, **own, **FACTS)


def an_access(_section: Section) -> AccessLog:
    return log(a_hand(), Event.EXPORT, purpose="样例", record="bureau.staff")


def a_mapping(section: Section) -> Mapping:
    return record(Mapping, kind="staff", bureau=section.bureau, sender="样例街道", columns={"人名": "姓名"})


def a_batch(section: Section) -> Batch:
    facts = {"kind": "staff", "bureau": section.bureau, "file_name": "样例.xlsx", "at": timezone.now()}
    return record(Batch, state=BatchState.DONE, **facts)


def a_rule(section: Section) -> RetentionRule:
    return record(RetentionRule, bureau=section.bureau, case_kind="permit", retention="10", paper="样例〔2026〕3号")


def a_hold(section: Section) -> LegalHold:
    docket = of_a_case(Docket, section)
    return record(LegalHold, docket=docket, ground="review", paper="样例〔2026〕4号", since_on=date(2026, 3, 2))


def a_destruction(section: Section) -> DestructionList:
    a_destruction_list(Docket.objects.get(pk=of_a_case(Docket, section).pk), a_person("clerk", section))
    return DestructionList.objects.get()


MADE: dict[type[models.Model], Callable[[Section], models.Model]] = {
    Job: a_job,
    CodeAssignment: an_assignment,
    Filing: a_filing,
    AccessLog: an_access,
    RetentionRule: a_rule,
    LegalHold: a_hold,
    DestructionList: a_destruction,
    Mapping: a_mapping,
    Batch: a_batch,
}


def of_a_case(model: type[models.Model], section: Section) -> models.Model:
    facts = {"number": "样许1号", "title": "样例", "section": section, "opened_on": date(2026, 3, 2)}
    case = open_case(Permit, a_hand(), **facts)
    if model in OF_THE_NIGHT:
        clerk, head = a_person("clerk", section, "officer"), a_person("head", section, "section_head")
        rows_of_a_night(case.docket, clerk, head, Staff.objects.get(is_superuser=True))
        return model.objects.last()
    paper = {"docket": case.docket, "name": "样例.pdf", "sha256": "0" * 64, "size": 1}
    paper["received_on"] = case.docket.opened_on
    return {Permit: case, Docket: case.docket}.get(model) or record(Attachment, **paper)


def of_credit(model: type[models.Model], section: Section) -> models.Model:
    if model in (Campaign, CampaignPhoto):
        photo = a_campaign(section)
        return photo if model is CampaignPhoto else photo.campaign
    organ = record(Organ, bureau=section.bureau, name=ORGAN, uscc=ORGAN_CODE)
    for kind in (Licence, Penalty):
        enter(a_hand(), unsaved(kind, organ, organ))
    if model not in (Licence, Penalty, Organ):
        some_pushes(section, a_person("pusher", section))
        some_months(organ)
        some_listed(section)
        some_questions(section)
        some_cases(section, a_person("handler", section, "officer"))
    return model.objects.first()


def a_line(section: Section, *people: Staff) -> None:
    """A line of work that has passed from hand to hand."""
    line = record(Line, bureau=section.bureau, name="样例线")
    for number, person in enumerate(people * 3, 1):
        since, hand = date(2024, number, 1), a_hand().because("样例")
        department = record(Counterpart, bureau=section.bureau, name=f"样例部门{number}")
        begin(hand, LinePerson(line=line, office="in_charge", staff=person, since_on=since))
        begin(hand, LineSection(line=line, section=section, since_on=since))
        begin(hand, LineDepartment(line=line, department=department, since_on=since))


def seen(record: Recorded, *lines: tuple[type[Recorded], str]) -> dict[str, str]:
    """What the page of this record would send back now."""
    return {"seen": token_of(parts_of(record, lines))}


@pytest.fixture
def administrator(admin_user: Staff) -> Client:
    client = Client()
    client.force_login(admin_user)
    return client


@pytest.mark.parametrize("screen", sorted(SCREENS))
def test_the_pages_of_a_screen_open_within_their_queries(
    administrator: Client, django_assert_max_num_queries, subtests, screen: str
) -> None:
    of = SCREENS[screen]
    row = of.objects.first() or a_row(of)
    for view, language in product(VIEWS, ("zh-hans", "en")):
        with subtests.test(view=view, language=language):
            administrator.cookies["django_language"] = language
            address = reverse(f"admin:{screen}_{view}", args=() if view in ("changelist", "add") else (row.pk,))
            name = screen.split("_", 1)[1]
            with django_assert_max_num_queries(MOST.get(name, QUERIES) if view == "change" else QUERIES):
                answer = administrator.get(address)
            refused = view == "delete" or (view == "add" and name in BY_WORK)
            assert answer.status_code == (403 if refused else 302 if (view, name) in ELSEWHERE else 200)


@pytest.mark.parametrize("screen", sorted(SCREENS))
def test_no_page_of_history_is_ever_written_to_by_anybody(administrator: Client, screen: str) -> None:
    of = SCREENS[screen]
    address = reverse(f"admin:{screen}_history", args=[(of.objects.first() or a_row(of)).pk])
    answers = {getattr(administrator, method)(address).status_code for method in ("post", "put", "patch", "delete")}
    assert answers == {403}


def test_a_notice_is_entered_with_its_lines(administrator: Client) -> None:
    line = {"periods-0-name": "元旦", "periods-0-first_on": "2026-12-31", "periods-0-last_on": "2027-01-02"}
    management = {"periods-TOTAL_FORMS": "1", "periods-INITIAL_FORMS": "0"}
    form = (
        {"number": "测试〔2026〕1号", "year": "2027", "issued_on": "2026-11-04", "source": "typed"} | management | line
    )
    assert administrator.post(reverse("admin:bureau_holidaynotice_add"), form).status_code == 302
    period = HolidayNotice.objects.get(year=2027).periods.get()
    assert (period.first_on, period.last_on, period.works) == (date(2026, 12, 31), date(2027, 1, 2), False)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], "通知至少要有一行"),
        ([("2027-01-01", "2027-01-03"), ("2027-01-02", "2027-01-02")], "在本通知中出现了两次"),
        ([("2027-01-03", "2027-01-01")], "最后一日早于第一日"),
        ([("2027-13-01", "2027-01-01")], "不是有效的日期"),
    ],
    ids=["no line", "a day twice", "backwards", "no date"],
)
def test_a_bad_notice_is_told_in_chinese_and_nothing_is_saved(administrator: Client, lines: list, told: str) -> None:
    form = {"number": "测试〔2026〕1号", "year": "2027", "issued_on": "2026-11-04", "source": "typed"}
    form |= {"periods-TOTAL_FORMS": str(max(1, len(lines))), "periods-INITIAL_FORMS": "0"}
    for i, (first, last) in enumerate(lines):
        form |= {f"periods-{i}-name": "元旦", f"periods-{i}-first_on": first, f"periods-{i}-last_on": last}
    answer = administrator.post(reverse("admin:bureau_holidaynotice_add"), form)
    assert told in answer.text
    assert not HolidayNotice.objects.filter(year=2027).exists()


def test_an_account_is_shown_by_name_and_is_deactivated_never_deleted(administrator: Client, admin_user: Staff) -> None:
    assert str(Staff(username="u1")) == "u1"
    assert Staff(username="u1", name="样例甲").get_full_name() == "样例甲"
    assert administrator.post(reverse("admin:bureau_staff_delete", args=[admin_user.pk])).status_code == 403


def test_what_is_changed_on_screen_bears_the_hand_and_the_reason(administrator: Client, admin_user: Staff) -> None:
    section = a_section()
    form = {"bureau": section.bureau.pk, "name": "投资促进股", "reason_for_change": "机构调整", **seen(section)}
    assert administrator.post(reverse("admin:bureau_section_change", args=[section.pk]), form).status_code == 302
    version = section.history.first()
    assert (version.name, version.history_actor, version.history_source) == ("投资促进股", "admin", "screen")
    assert version.history_change_reason == "机构调整"


def test_a_form_and_its_lines_are_one_change(administrator: Client) -> None:
    notice = HolidayNotice.objects.get(year=2026)
    form = {"number": notice.number, "year": "2026", "issued_on": "2025-11-04", "source": "typed"}
    form |= seen(notice, (HolidayPeriod, "notice"))
    lines = list(notice.periods.all())
    form |= {"periods-TOTAL_FORMS": str(len(lines)), "periods-INITIAL_FORMS": str(len(lines))}
    for i, line in enumerate(lines):
        form |= {f"periods-{i}-id": line.pk, f"periods-{i}-notice": notice.pk, f"periods-{i}-name": line.name}
        form |= {f"periods-{i}-first_on": line.first_on, f"periods-{i}-last_on": line.last_on}
        form |= {f"periods-{i}-works": "on"} if line.works else {}
    form |= {"periods-0-name": "元旦节", "periods-1-DELETE": "on"}
    assert administrator.post(reverse("admin:bureau_holidaynotice_change", args=[notice.pk]), form).status_code == 302
    change = notice.history.first().history_change
    told = HolidayPeriod.history.filter(history_change=change).order_by("history_type")
    assert [(version.history_type, version.name) for version in told] == [("-", lines[1].name), ("~", "元旦节")]


def test_ones_own_password_is_changed_by_ones_own_hand(administrator: Client, admin_user: Staff) -> None:
    form = {"old_password": "password"} | dict.fromkeys(("new_password1", "new_password2"), "A-long-enough-phrase")
    assert administrator.post(reverse("admin:password_change"), form).status_code == 302
    assert admin_user.history.first().history_actor == "admin"


def test_an_account_is_made_and_given_a_new_password_on_screen(administrator: Client) -> None:
    form = {"username": "clerk", "name": "样例甲", "usable_password": "true"}
    form |= dict.fromkeys(("password1", "password2"), "A-long-enough-phrase")
    assert administrator.post(reverse("admin:bureau_staff_add"), form).status_code == 302
    clerk = Staff.objects.get(username="clerk")
    assert Client().login(username="clerk", password="A-long-enough-phrase")
    assert clerk.is_staff
    form = {"usable_password": "true"} | dict.fromkeys(("password1", "password2"), "Another-long-phrase")
    assert administrator.post(reverse("admin:auth_user_password_change", args=[clerk.pk]), form).status_code == 302
    assert [version.history_actor for version in clerk.history.all()] == ["admin", "admin"]
