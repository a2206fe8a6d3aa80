"""Licences and penalties as officers see them: who may, what a page says, what a form refuses, what is reported."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.models import Person, Section, Staff
from bureau.people.roles import Role
from credit.models import Licence, LicencePush, Organ, Penalty, PushState
from credit.procedure import enter, refuse, report
from tests.credit.conftest import TODAY, hand
from tests.records import a_person, a_section
from tests.sample_credit import LICENCE, PENALTY, RESIDENT, unsaved

pytestmark = pytest.mark.django_db
LISTS = {kind: reverse(f"admin:credit_{kind}_changelist") for kind in ("licence", "penalty", "licencepush", "organ")}
PERSON = {"party_kind": "自然人", "uscc": "", "representative": "", "id_type": "身份证"}


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of June 2026, ten in the morning."""
    monkeypatch.setattr(timezone, "now", lambda: hand().at)


@pytest.fixture
def desk(officer: Staff, today: None) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def sent(sample: dict[str, Any], organ: Organ, source: Organ, **facts: Any) -> dict[str, Any]:
    own = {"organ": organ.pk, "source": source.pk, "bureau": organ.bureau_id}
    given = {name: value for name, value in sample.items() if not name.startswith(("organ_", "source_"))}
    return {name: "" if value is None else value for name, value in (given | own | facts).items()}


def errors(answer: Any) -> dict[str, Any]:
    return dict(answer.context["adminform"].form.errors)


@pytest.mark.parametrize(
    ("role", "sees", "writes"),
    [(Role.OFFICER, 200, 200), (Role.SUPERVISOR, 200, 403), (Role.SYSTEM_ADMINISTRATOR, 403, 403)],
)
def test_officers_write_and_business_reads(
    section: Section, licence: Licence, role: str, sees: int, writes: int
) -> None:
    client = Client()
    client.force_login(a_person("someone", section, role, is_staff=True))
    assert {client.get(url).status_code for url in LISTS.values()} == {sees}
    assert client.get(reverse("admin:credit_licence_add")).status_code == writes


def test_another_bureau_sees_nothing(licence: Licence, today: None) -> None:
    client = Client()
    client.force_login(a_person("other", a_section("股", bureau="另一局"), Role.OFFICER, is_staff=True))
    assert licence.paper_no not in client.get(LISTS["licence"]).text
    assert client.get(reverse("admin:credit_licence_change", args=[licence.pk])).status_code == 302


def test_the_page_says_why_and_by_which_day_it_is_published(desk: Client, penalty: Penalty) -> None:
    text = desk.get(reverse("admin:credit_penalty_change", args=[penalty.pk])).text
    assert "须归集，须公示" in text
    assert "国家发展改革委令第36号" in text
    assert "发改办财金〔2018〕424号" in text
    assert "5月18日" in text


def test_the_page_of_a_person_shows_masks_alone(desk: Client, organ: Organ, source: Organ) -> None:
    typed = {"typed_name": "样例乙", "typed_id_no": RESIDENT, "party_name": ""}
    made = enter(hand(), unsaved(Licence, organ, source, **PERSON | typed))
    text = desk.get(reverse("admin:credit_licence_change", args=[made.pk])).text
    assert ("样**" in text, "样例乙" in text, RESIDENT in text) == (True, False, False)
    assert "须归集，不公示" in text


def test_a_licence_is_entered_with_its_line(desk: Client, organ: Organ, source: Organ) -> None:
    answer = desk.post(reverse("admin:credit_licence_add"), sent(LICENCE, organ, source))
    assert answer.status_code == 302, errors(answer)
    made = Licence.objects.get()
    assert (made.rule, made.push.state, made.history.get().history_actor) == ("licence", "waiting", "样例经办")


def test_of_a_person_who_is_typed_the_number_is_sealed(desk: Client, organ: Organ, source: Organ) -> None:
    facts = PERSON | {"party_name": "样例乙", "id_no": RESIDENT}
    page = reverse("admin:credit_licence_add")
    wrong = desk.post(page, sent(LICENCE, organ, source, **facts | {"id_no": RESIDENT[:-1] + "1"}))
    assert list(errors(wrong)) == ["id_no"]
    assert desk.post(page, sent(LICENCE, organ, source, **facts)).status_code == 302
    made = Licence.objects.get()
    assert (made.party_name, made.person.id_no.matches(RESIDENT)) == ("样**", True)
    again = desk.post(page, sent(LICENCE, organ, source, **facts))
    assert list(errors(again)) == ["paper_no"]
    other = desk.post(page, sent(LICENCE, organ, source, **facts | {"party_name": "样例丙", "paper_no": "2"}))
    assert list(errors(other)) == ["id_no"]
    assert Person.objects.count() == 1


def test_a_person_is_kept_when_something_else_is_changed(desk: Client, organ: Organ, source: Organ) -> None:
    typed = {"typed_name": "样例乙", "typed_id_no": RESIDENT, "party_name": ""}
    made = enter(hand(), unsaved(Licence, organ, source, **PERSON | typed))
    page = reverse("admin:credit_licence_change", args=[made.pk])
    seen = desk.get(page).context["adminform"].form.initial["seen"]
    facts = PERSON | {"party_name": "样**", "content": "样例变更", "seen": seen}
    answer = desk.post(page, sent(LICENCE, organ, source, **facts))
    assert answer.status_code == 302, errors(answer)
    kept = Licence.objects.get()
    assert (kept.content, kept.person, kept.history.count()) == ("样例变更", made.person, 2)


def test_what_the_rules_find_stands_at_its_field(desk: Client, organ: Organ, source: Organ) -> None:
    facts = {"uscc": "91440300708461136O", "fine": "", "penalty_class": "罚款;罚金"}
    answer = desk.post(reverse("admin:credit_penalty_add"), sent(PENALTY, organ, source, **facts))
    assert set(errors(answer)) == {"uscc", "fine", "penalty_class"}


def test_an_amount_that_looks_like_yuan_wants_a_reason(desk: Client, organ: Organ, source: Organ) -> None:
    page, facts = reverse("admin:credit_penalty_add"), sent(PENALTY, organ, source, fine="2000000")
    assert list(errors(desk.post(page, facts))) == ["fine"]
    assert desk.post(page, facts | {"amount_reason": "与决定书核对无误"}).status_code == 302
    version = Penalty.objects.get().history.get()
    assert (version.history_override, version.history_change_reason) == ("V9", "与决定书核对无误")


# The list


def shown(desk: Client, view: str) -> list[str]:
    found = desk.get(LISTS["licence"], {"view": view}).context["cl"].result_list
    return sorted(row.paper_no for row in found)


def test_the_views_hold_what_they_say(desk: Client, organ: Organ, source: Organ) -> None:
    def made(number: str, **facts: Any) -> LicencePush:
        entered = enter(hand(), unsaved(Licence, organ, source, paper_no=number, valid_from=TODAY, **facts))
        return LicencePush.objects.get(record=entered)

    made("late", decided_on=date(2026, 5, 20))  # due on 29 May
    made("soon", decided_on=date(2026, 5, 25))  # due on 3 June
    made("fresh", decided_on=date(2026, 6, 1))
    made("withheld", decided_on=date(2026, 5, 20), withheld="privacy")
    made("early", decided_on=date(2017, 7, 30))
    back = made("back", decided_on=date(2026, 5, 20))
    report(hand(), [back], TODAY)
    refuse(hand(), [back], TODAY, "1001", "名称与代码不匹配", mismatch=True)
    assert shown(desk, "unpublished") == ["back", "fresh", "late", "soon"]
    assert (shown(desk, "late"), shown(desk, "soon")) == (["back", "late"], ["soon"])
    assert (shown(desk, "refused"), shown(desk, "collected"), shown(desk, "neither")) == (
        ["back"],
        ["withheld"],
        ["early"],
    )
    tabs = re.findall(r"view=(\w+)", desk.get(LISTS["licence"]).text)
    assert set(tabs) == {"unpublished", "soon", "late", "refused", "corrected", "collected", "neither"}


def test_the_list_asks_no_more_for_more_records(
    desk: Client, organ: Organ, source: Organ, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        enter(hand(), unsaved(Licence, organ, source, paper_no=str(number)))
    desk.get(LISTS["licence"])
    with django_assert_max_num_queries(17):
        assert len(desk.get(LISTS["licence"]).context["cl"].result_list) == 12


def test_a_search_finds_by_number_code_and_organ(desk: Client, licence: Licence) -> None:
    for term in (licence.paper_no, licence.uscc.lower(), "市场监督", "样例海产"):
        assert desk.get(LISTS["licence"], {"q": term}).context["cl"].result_count == 1, term
    assert desk.get(LISTS["licence"], {"q": "没有"}).context["cl"].result_count == 0


def test_a_list_of_records_is_registered_as_reported_today(desk: Client, licence: Licence) -> None:
    chosen = {"action": "reported_today", "_selected_action": [licence.pk]}
    assert "1条记录" in desk.post(LISTS["licence"], chosen, follow=True).text
    push = LicencePush.objects.get()
    assert (push.state, push.reported_on, push.history.first().history_actor) == ("pushed", TODAY, "样例经办")


def test_what_the_platform_said_is_registered_with_its_reason(desk: Client, licence: Licence) -> None:
    page = reverse("admin:credit_licencepush_change", args=[licence.push.pk])
    seen = desk.get(page).context["adminform"].form.initial["seen"]
    facts = {"state": "mismatch", "reported_on": "2026-05-12", "accepted_on": "", "refusal_code": "1001", "seen": seen}
    assert list(errors(desk.post(page, facts | {"refusal": ""}))) == ["refusal"]
    assert desk.post(page, facts | {"refusal": "名称与代码不匹配"}).status_code == 302
    assert LicencePush.objects.get().state == PushState.MISMATCH
    early = {"state": "pushed", "reported_on": "2026-05-07", "accepted_on": "", "refusal_code": "", "refusal": ""}
    seen = desk.get(page).context["adminform"].form.initial["seen"]
    assert list(errors(desk.post(page, early | {"seen": seen}))) == ["reported_on"]


def test_what_leaves_holds_no_number_of_a_person(desk: Client, organ: Organ, source: Organ) -> None:
    typed = {"typed_name": "样例乙", "typed_id_no": RESIDENT, "party_name": ""}
    enter(hand(), unsaved(Licence, organ, source, **PERSON | typed))
    asked = {"format": "1", "purpose": "核对", "period": ""}
    answer = desk.post(reverse("admin:credit_licence_export"), asked)
    text = answer.content.decode()
    assert "样**" in text
    assert RESIDENT not in text
