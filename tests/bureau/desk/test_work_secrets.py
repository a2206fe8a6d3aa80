"""A work secret is known to its handlers, leaves by no file and stands in no mail: every way out, in one table."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.access import Event, log
from bureau.audit.history import HistoryRow
from bureau.audit.whose import Whose
from bureau.casework.attachments import attach
from bureau.casework.entry import enter
from bureau.casework.secrecy import Secrecy, mark
from bureau.casework.story import story_of
from bureau.desk.ledger import Asked, Ledger
from bureau.models import Attachment, Debt, Delegation, Docket, Notice, Section, Staff, Term
from bureau.notices.urge import urge
from bureau.people.roles import SEES_SECRETS, Role
from bureau.people.scope import scope_of
from tests.bureau.casework.samples import PDF
from tests.bureau.notices.nights import Box, at, march, morning, night
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section, record

pytestmark = pytest.mark.django_db
NUMBER, TITLE, FILE, WHY = "样密〔2026〕77号", "样例内情工程", "样例内情附图.pdf", "样例内因说明"
XLSX, CSV, LEDGER = "0", "1", "2"
CANARIES = (NUMBER, TITLE, FILE, WHY, "%E5%86%85%E6%83%85")


@dataclass
class House:
    section: Section
    people: dict[str, Staff]
    case: Permit
    attachment: Attachment

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(self.people[name])
        return client


@pytest.fixture
def house() -> House:
    section = a_section()
    people = {str(role): a_person(role, section, role, name=f"样例{role}", email=f"{role}@example.cn") for role in Role}
    people["colleague"] = a_person("colleague", section, Role.OFFICER, email="colleague@example.cn")
    people["elsewhere"] = a_person("elsewhere", a_section("他股"), Role.SECTION_HEAD, Role.OFFICER)
    people["stand-in"] = a_person("stand-in", section)
    record(Delegation, giver=people["officer"], taker=people["stand-in"], since_on=march(1))
    hand = a_hand(people["officer"], at=at(march(2), 9), reason=WHY)
    facts = {"number": NUMBER, "title": TITLE, "section": section, "opened_on": march(2), "promised_days": 3}
    case = procedure.accept(enter(Permit, hand, secrecy=Secrecy.WORK, **facts), hand, on=march(2))
    paper = attach(case.docket, a_hand(people["officer"]), FILE, io.BytesIO(PDF), received_on=march(2))
    log(a_hand(people["officer"]), Event.REVEAL, purpose=WHY, record="permits.permit", row=case.pk)
    record(Term, docket=case.docket, section=section, duty="decision", round=9, start_on=march(2), due_on=march(3),
           watch_on=march(3), state="running")  # fmt: skip
    urge(case.docket, a_hand(people["section_head"]), kind="urge", words="请尽快")
    night(march(13))
    return House(section, people, case, paper)


# Who handles it


HANDLERS = {"officer", "stand-in", "section_head", "leader", "legal_reviewer"}


def test_the_table_says_whose_role_decides_on_secret_matters() -> None:
    assert {Role.SECTION_HEAD, Role.LEADER, Role.LEGAL_REVIEWER} == SEES_SECRETS


def test_a_secret_matter_lies_on_the_desk_of_whoever_entered_it(house: House) -> None:
    assert house.case.docket.officer == house.people["officer"]


def test_a_secret_is_seen_by_its_handlers_and_by_nobody_else(house: House) -> None:
    lists = ("permits_permit", "bureau_docket")
    for name in house.people:
        client, handles = house.client(name), name in HANDLERS
        page = client.get(reverse("admin:permits_permit_change", args=[house.case.pk]))
        assert (page.status_code == 200) == handles, name
        shown = {client.get(reverse(f"admin:{each}_changelist")) for each in lists}
        assert {TITLE in answer.content.decode() for answer in shown} == {handles}, name


def test_standing_in_for_the_officer_ends_with_its_last_day(house: House) -> None:
    delegation = Delegation.objects.get()
    delegation.until_on, delegation.hand = march(2), a_hand()
    delegation.save()
    assert TITLE not in house.client("stand-in").get(reverse("admin:permits_permit_changelist")).content.decode()


# Every way out, for whoever does not handle it


def read(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query, follow=True)
    told = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return told.decode("utf-8", "replace") + str(answer.headers)


def of(name: str, *args: Any) -> str:
    return reverse(f"admin:{name}", args=args)


WAYS: dict[str, Callable[[House, Client], str]] = {
    "the start page": lambda house, client: read(client, of("index")),
    "its list": lambda house, client: read(client, of("permits_permit_changelist")),
    "the list of what is late": lambda house, client: read(client, of("permits_permit_changelist"), view="late"),
    "all cases": lambda house, client: read(client, of("bureau_docket_changelist")),
    "all cases that are open": lambda house, client: read(client, of("bureau_docket_changelist"), view="open"),
    "a search of its list": lambda house, client: read(client, of("permits_permit_changelist"), q="77"),
    "the search by number": lambda house, client: read(client, of("search"), q="〔2026〕77"),
    "the search by title": lambda house, client: read(client, of("search"), q="工程"),
    "its page": lambda house, client: read(client, of("permits_permit_change", house.case.pk)),
    "its history": lambda house, client: read(client, of("permits_permit_history", house.case.pk)),
    "its docket": lambda house, client: read(client, of("bureau_docket_change", house.case.pk)),
    "its docket's history": lambda house, client: read(client, of("bureau_docket_history", house.case.pk)),
    "changes": lambda house, client: read(client, of("changes"), queue="all", first="2026-01-01"),
    "changes to review": lambda house, client: read(client, of("changes"), queue="review", first="2026-01-01"),
    "reviewed changes": lambda house, client: read(client, of("changes"), queue="reviewed", first="2026-01-01"),
    "papers": lambda house, client: read(client, of("bureau_attachment_changelist")),
    "its paper": lambda house, client: read(client, of("bureau_attachment_change", house.attachment.pk)),
    "its paper's history": lambda house, client: read(client, of("bureau_attachment_history", house.attachment.pk)),
    "its file": lambda house, client: read(client, of("bureau_attachment_file", house.attachment.pk)),
    "duties told": lambda house, client: read(client, of("bureau_debt_changelist")),
    "a duty told": lambda house, client: "".join(
        read(client, of("bureau_debt_change", debt.pk)) for debt in Debt.objects.all()
    ),
    "urgings": lambda house, client: read(client, of("bureau_urging_changelist")),
    "mails": lambda house, client: read(client, of("bureau_notice_changelist")),
    "a mail": lambda house, client: "".join(
        read(client, of("bureau_notice_change", notice.pk)) for notice in Notice.objects.all()
    ),
    "what goes out tonight": lambda house, client: read(client, of("tonight")),
    "who answers for what": lambda house, client: read(client, of("duties")),
    "the officer's page": lambda house, client: read(client, of("bureau_staff_page", house.people["officer"].pk)),
    "the officer's work": lambda house, client: read(client, of("bureau_staff_share", house.people["officer"].pk)),
    "the access log": lambda house, client: read(client, of("bureau_accesslog_changelist")),
    "a search of the access log": lambda house, client: read(client, of("bureau_accesslog_changelist"), q="内因"),
    "a row of the access log": lambda house, client: read(
        client, of("bureau_accesslog_change", _revealed(house))
    ),
    "the evidence": lambda house, client: read(client, of("evidence")),
    "choices of a form": lambda house, client: read(client, of("permits_permit_add")),
    "autocomplete": lambda house, client: read(
        client, of("autocomplete"), app_label="bureau", model_name="attachment", field_name="docket", term="样"
    ),
    "its story": lambda house, client: _sent(client, of("permits_permit_story", house.case.pk), purpose="样例"),
}  # fmt: skip


# What names no case, or is not for the head who looks: the log, the evidence, the story, choices of a form.
NO_WAY = {"reviewed changes", "mails", "a mail", "what goes out tonight", "who answers for what", "its story"} | {
    way for way in WAYS if "access log" in way or "evidence" in way or way in ("choices of a form", "autocomplete")
}


def _revealed(house: House) -> int:
    log = apps.get_model("bureau", "AccessLog")
    return int(log.objects.get(record="permits.permit", event=Event.REVEAL).pk)


def _sent(client: Client, address: str, **facts: str) -> str:
    answer = client.post(address, facts, follow=True)
    return answer.content.decode("utf-8", "replace") + str(answer.headers)


@pytest.mark.parametrize("name", ["colleague", "supervisor", "window", "elsewhere", "audit_administrator"])
def test_no_way_leads_anybody_else_to_it(house: House, name: str) -> None:
    assert name not in HANDLERS
    client = house.client(name)
    told = {way: look(house, client) for way, look in WAYS.items()}
    assert not [way for way, text in told.items() if any(canary in text for canary in CANARIES)]


def test_the_ways_are_ways(house: House) -> None:
    """For a handler most of them lead to it, so that the table is not one of addresses that lead nowhere."""
    client = house.client("section_head")
    found = {way for way, look in WAYS.items() if any(canary in look(house, client) for canary in CANARIES)}
    assert WAYS.keys() - found <= NO_WAY


def test_it_is_counted_for_nobody_else(house: House) -> None:
    for name in ("colleague", "supervisor"):
        assert house.client(name).get(of("bureau_docket_changelist")).context["cl"].result_count == 0
        scope = scope_of(house.people[name], timezone.localdate())
        ledger = Ledger(scope, Asked(march(1), timezone.localdate()))
        changes = set(Docket.history.model.objects.values_list("history_change", flat=True))
        assert not ledger.waiting() & changes
        assert not [entry for entry in ledger.entries() if entry.change in changes]


def test_the_auditor_learns_that_somebody_looked_and_not_at_what(house: House) -> None:
    told = read(house.client("audit_administrator"), of("bureau_accesslog_changelist"))
    assert "样例officer" in told
    assert "工作秘密" in told


# What leaves the house, for everybody


def exports() -> Iterator[str]:
    for screen in admin.site._registry.values():
        if getattr(screen, "exporters", None):
            yield f"{screen.opts.app_label}_{screen.opts.model_name}_export"


@pytest.mark.parametrize("name", ["officer", "section_head", "leader", "supervisor", "audit_administrator"])
def test_no_list_takes_it_out_not_even_for_its_handlers(house: House, name: str) -> None:
    client = house.client(name)
    answers = [client.post(address, {"format": CSV, "purpose": "样例"}) for address in map(of, exports())]
    told = [answer.content.decode("utf-8", "replace") for answer in answers if answer.status_code == 200]
    assert told
    assert not [canary for canary in CANARIES for text in told if canary in text]


def test_neither_does_a_workbook_nor_a_ledger_to_print(house: House) -> None:
    client = house.client("section_head")
    for model in ("permits_permit", "bureau_attachment", "bureau_debt", "bureau_urging"):
        book, ledger = (
            client.post(of(f"{model}_export"), {"format": shape, "purpose": "样例"}) for shape in (XLSX, LEDGER)
        )
        rows = openpyxl.load_workbook(io.BytesIO(book.content)).active.iter_rows(values_only=True)
        told = str(list(rows)) + ledger.content.decode()
        assert not [canary for canary in CANARIES if canary in told], model


def test_no_story_of_it_is_printed_not_even_by_the_account_that_sets_up(house: House) -> None:
    root = Client()
    root.force_login(a_person("root", house.section, is_superuser=True))
    answer = root.post(of("permits_permit_story", house.case.pk), {"purpose": "样例"})
    assert answer.status_code == 403
    assert any(WHY in line.words for line in story_of(house.case, a_hand()).lines), "there was something to print"


def test_no_mail_says_what_it_is(house: House) -> None:
    box = Box()
    morning(march(13), box)
    night(march(16))
    morning(march(16), box)
    assert {address for message in box for address in message.to} >= {"officer@example.cn"}
    told = [str(part) for mail in box for part in (mail.subject, mail.body, *(each[0] for each in mail.alternatives))]
    assert not [canary for canary in CANARIES for text in told if canary in text]
    assert any("工作秘密" in text for text in told)


# Nothing is forgotten


def test_every_record_that_hangs_on_a_docket_says_so() -> None:
    for model in apps.get_models():
        whose = getattr(model, "whose", None)
        if not isinstance(whose, Whose) or issubclass(model, HistoryRow):
            continue  # versions are narrowed by what they are the versions of
        pointing = [field.name for field in model._meta.fields if field.related_model is Docket]
        assert (whose.docket in pointing) if pointing else whose.docket in (None, "", "term__docket"), model


def test_a_secret_that_is_lifted_is_seen_again_and_one_that_is_marked_is_not(house: House) -> None:
    mark(house.case.docket, Secrecy.NONE, a_hand(house.people["section_head"], reason="解密"))
    assert TITLE in read(house.client("colleague"), of("permits_permit_changelist"))


def marked(client: Client, case: Permit, secrecy: str, reason: str = "样例理由") -> tuple[int, bool, str]:
    """What the page answers, whether it is a work secret now, and what is said."""
    sent = {"secrecy": secrecy, "reason_for_change": reason}
    answer = client.post(of("permits_permit_mark", case.pk), sent, follow=True)
    said = " ".join(str(each) for each in answer.context["messages"]) if answer.status_code == 200 else ""
    return answer.status_code, Docket.objects.get(pk=case.pk).is_work_secret, said


def test_its_head_lifts_and_marks_it_on_the_page_with_a_reason(house: House) -> None:
    head = house.client("section_head")
    assert marked(head, house.case, "none", reason=" ")[:2] == (200, True)
    assert marked(head, house.case, "none")[:2] == (200, False)
    assert TITLE in read(house.client("colleague"), of("permits_permit_changelist"))
    assert marked(head, house.case, "work")[:2] == (200, True)
    assert TITLE not in read(house.client("colleague"), of("permits_permit_changelist"))
    assert Docket.history.model.objects.filter(history_change_reason="样例理由").count() == 2


def test_nobody_else_marks_it_and_a_state_secret_is_none_of_the_choices(house: House) -> None:
    assert marked(house.client("officer"), house.case, "none")[:2] == (403, True)
    assert marked(house.client("colleague"), house.case, "none")[1]
    assert marked(house.client("section_head"), house.case, "top_secret")[:2] == (200, True)


def test_a_case_on_nobodys_desk_is_not_marked(house: House) -> None:
    facts = {"number": "样许〔2026〕9号", "title": "样例", "section": house.section, "promised_days": 3}
    case = enter(Permit, a_hand(), secrecy=Secrecy.NONE, opened_on=march(2), **facts)
    status, is_secret, said = marked(house.client("section_head"), case, "work")
    assert (status, is_secret) == (200, False)
    assert "承办人" in said
