"""Guidance beside the move: folded on the page of a case; drafted and published by the legal reviewer."""

import pytest
from django.test import Client
from django.urls import reverse

from bureau.casework.guidance import Guidance, publish
from bureau.models import Section, Staff
from tests.bureau.casework.conftest import accepted, colleague, head, leader, officer, permit, proposed, section
from tests.permits.models import Permit
from tests.records import a_hand, a_person, record

__all__ = ["accepted", "colleague", "head", "leader", "officer", "permit", "proposed", "section"]  # fixtures
SAID = {
    "article": "样例法第一条",
    "checks": "样例：材料是否齐全\n样例：是否属本局职权",
    "template": "样例：受理通知书",
    "mistakes": "样例：漏填日期",
}


def published(section: Section, move: str, **facts) -> Guidance:
    said = record(Guidance, bureau=section.bureau, case_kind="permit", move=move, **SAID | facts)
    return publish(said, a_hand())


def signed_in(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def reviewer(section: Section) -> Client:
    return signed_in(a_person("reviewer", section, "legal_reviewer", name="样例法审"))


def test_it_is_folded_beside_its_move_and_costs_one_query(
    permit: Permit, section: Section, officer: Staff, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    client, page = signed_in(officer), reverse("admin:permits_permit_change", args=[permit.pk])
    client.get(page)  # what a session asks once
    with django_assert_max_num_queries(60) as before:
        assert '<details class="guidance">' not in client.get(page).text
    for move in ("accept", "tell_defects", "withdraw", "grant"):
        published(section, move)
    with django_assert_num_queries(len(before)):
        answer = client.get(page)
    beside = {each.name: each.guidance for each in answer.context["case"]["moves"].open}
    assert {name for name, said in beside.items() if said} == {"accept", "tell_defects", "withdraw"}
    assert answer.text.count('<details class="guidance">') == 3
    for said in ("样例法第一条", "样例：是否属本局职权", "样例：受理通知书", "样例：漏填日期"):
        assert answer.text.count(said) == 3


def test_it_stands_beside_what_is_registered_from_a_paper_too(proposed: Permit, section, officer: Staff) -> None:
    published(section, "grant")
    answer = signed_in(officer).get(reverse("admin:permits_permit_change", args=[proposed.pk]))
    beside = {each.name: each.guidance for each in answer.context["case"]["registers"]}
    assert beside["grant"].article == "样例法第一条"
    assert '<details class="guidance">' in answer.text


def test_the_reviewer_drafts_publishes_and_makes_another_version(reviewer: Client, section: Section) -> None:
    form = {"bureau": section.bureau.pk, "case_kind": "permit", "move": "accept", **SAID}
    assert reviewer.post(reverse("admin:bureau_guidance_add"), form).status_code == 302
    said = Guidance.objects.get()
    step = lambda pk, name: reviewer.post(reverse("admin:bureau_guidance_step", args=[pk, name]))  # noqa: E731
    assert step(said.pk, "publish").status_code == 302
    said.refresh_from_db()
    assert said.state == "published"
    page = reviewer.get(reverse("admin:bureau_guidance_change", args=[said.pk])).text
    assert 'name="checks"' not in page
    assert "样例：材料是否齐全" in page
    answer = step(said.pk, "new_version")
    second = Guidance.objects.get(published_on=None)
    assert (answer.url, second.number) == (reverse("admin:bureau_guidance_change", args=[second.pk]), 2)
    step(second.pk, "publish")
    assert [each.state for each in said.versions()] == ["superseded", "published"]
    assert [each.history_actor for each in second.history.all()] == ["样例法审", "样例法审"]


def test_a_second_draft_of_a_move_is_told_on_the_form(reviewer: Client, section: Section) -> None:
    form = {"bureau": section.bureau.pk, "case_kind": "permit", "move": "accept", **SAID}
    reviewer.post(reverse("admin:bureau_guidance_add"), form)
    assert "已有草稿" in reviewer.post(reverse("admin:bureau_guidance_add"), form).text
    other = form | {"move": "inspect"}
    assert reviewer.post(reverse("admin:bureau_guidance_add"), other).context["adminform"].form.errors
    assert Guidance.objects.count() == 1


def test_nobody_else_writes_it(officer: Staff, section: Section) -> None:
    said, client = (
        record(Guidance, bureau=section.bureau, case_kind="permit", move="accept", **SAID),
        signed_in(officer),
    )
    assert client.get(reverse("admin:bureau_guidance_add")).status_code == 403
    assert client.post(reverse("admin:bureau_guidance_step", args=[said.pk, "publish"])).status_code == 403
    assert client.get(reverse("admin:bureau_guidance_step", args=[said.pk, "publish"])).status_code == 403
    assert client.post(reverse("admin:bureau_guidance_step", args=[said.pk, "burn"])).status_code == 404
    assert Guidance.objects.get().published_on is None
