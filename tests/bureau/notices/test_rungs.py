"""The ladder as rows: what was in force is never edited, and every bureau begins with the same."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bureau.notices.rungs import Rung, end, ladder, replace
from bureau.people.bureaus import Bureau
from tests.bureau.notices.nights import at, march
from tests.records import a_hand, a_section

pytestmark = pytest.mark.django_db

TODAY = march(10)
ON = {"moment": "on", "addressee": "officer"}


def hand():
    return a_hand(at=at(TODAY, 9))


def test_every_bureau_begins_with_the_same_ladder() -> None:
    shared = Rung.objects.filter(case_kind="")
    rows = shared.order_by("pk").values_list("moment", "days", "addressee", "bureau")
    assert list(rows) == [
        ("before", 3, "officer", None),
        ("before", 1, "officer", None),
        ("on", 0, "officer", None),
        ("after", 1, "officer", None),
        ("after", 1, "section_head", None),
        ("after", 3, "leader", None),
    ]
    assert Rung.history.filter(case_kind="").count() == 6
    assert ladder().reach() == 3


def test_a_certificate_has_a_ladder_of_its_own_that_makes_no_case_known_earlier() -> None:
    rows = Rung.objects.filter(case_kind="certificate").order_by("pk").values_list("moment", "days", "addressee")
    assert list(rows) == [
        ("before", 60, "officer"),
        ("before", 20, "officer"),
        ("before", 20, "section_head"),
        ("before", 5, "officer"),
        ("on", 0, "officer"),
        ("on", 0, "section_head"),
    ]
    assert (ladder().reach(["certificate"]), ladder().reach(["filing", "assignment"])) == (60, 3)


def test_a_new_version_follows_the_old_one() -> None:
    first = Rung.objects.get(case_kind="", moment="before", days=3)
    second = replace(first, hand(), march(11), days=5)
    first.refresh_from_db()
    assert (first.until_on, first.days, second.since_on, second.days) == (TODAY, 3, march(11), 5)


@pytest.mark.parametrize("since", [march(9), march(10)])
def test_no_rung_begins_in_the_past_or_today(since) -> None:
    with pytest.raises(ValidationError):
        Rung.objects.record(hand(), since_on=since, **ON)
    with pytest.raises(ValidationError):
        replace(Rung.objects.get(case_kind="", moment="on"), hand(), since, addressee="leader")
    assert Rung.objects.filter(case_kind="", until_on=None).count() == 6


@pytest.mark.parametrize("facts", [{"days": 2}, {"addressee": "leader"}, {"until_on": march(9)}])
def test_what_is_in_force_is_not_edited(facts) -> None:
    rung = Rung.objects.get(case_kind="", moment="before", days=3)
    for name, value in facts.items():
        setattr(rung, name, value)
    rung.hand = hand()
    with pytest.raises(ValidationError):
        rung.save()


def test_one_that_ended_stays_ended() -> None:
    rung = Rung.objects.get(case_kind="", moment="on")
    end(rung, hand(), TODAY)
    rung.until_on, rung.hand = None, a_hand(at=at(march(12)))
    with pytest.raises(ValidationError):
        rung.save()


def test_one_that_has_not_begun_may_be_changed() -> None:
    rung = Rung.objects.record(hand(), since_on=march(20), **ON)
    rung.addressee, rung.hand = "leader", hand()
    rung.save()
    assert Rung.objects.get(pk=rung.pk).addressee == "leader"


@pytest.mark.parametrize(
    "facts",
    [
        {"moment": "on", "days": 1, "addressee": "officer"},
        {"moment": "after", "days": 0, "addressee": "officer"},
        {"moment": "on", "addressee": "officer", "duty": "decision"},
        {"moment": "on", "addressee": "officer", "until_on": march(1)},
    ],
)
def test_a_rung_that_makes_no_sense_is_refused_by_form_and_database(facts) -> None:
    rung = Rung(since_on=march(20), **facts)
    with pytest.raises(ValidationError):
        rung.clean()
    rung.hand = hand()
    with pytest.raises(IntegrityError), transaction.atomic():
        rung.save()


def test_a_bureau_s_own_ladder_is_its_own() -> None:
    bureau: Bureau = a_section().bureau
    own = Rung.objects.record(hand(), bureau=bureau, since_on=march(11), **ON)
    assert own.as_law().rank > Rung.objects.get(case_kind="", moment="on", bureau=None).as_law().rank
