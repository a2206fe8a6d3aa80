"""Records of dual publicity as they are kept: ruled, once, each with its line, and with no number of a person."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from bureau.audit.appended import Bypassed
from bureau.audit.history import recorded_models, versions_table
from bureau.casework.calendar import workdays
from bureau.models import Person
from credit.admin.telling import sentences
from credit.checks import the_platforms_lengths_are_of_texts
from credit.models import Licence, LicencePush, Organ, Penalty, PenaltyPush, PushState
from credit.models.decisions import ASKED_BY_THE_RULE
from credit.models.penalties import is_over
from credit.models.pushes import lapsed
from credit.procedure import accept, change, enter, refuse, report
from credit.rules import Severity
from credit.rules.decided import decided
from credit.rules.publishing import SLIGHT_PUBLISHED, TO_COLLECT, TO_PUBLISH, ruling
from credit.rules.stated import Withheld
from credit.tasks.ending import end_what_is_over
from tests.credit.conftest import TODAY, hand
from tests.sample_credit import RESIDENT, unsaved

pytestmark = pytest.mark.django_db
PERSON = {"party_kind": "自然人", "uscc": "", "representative": "", "id_type": "身份证", "party_name": ""}
BASED = {"publish_basis": "《样例法》第一条"}
TYPED = {"typed_name": "样例乙", "typed_id_no": RESIDENT}


def test_a_record_says_by_which_rule_it_is_published_and_has_a_line_that_waits(licence: Licence) -> None:
    assert (licence.rule, licence.ruling.publish) == ("licence", True)
    push = LicencePush.objects.get(record=licence)
    assert (push.state, push.reported_on) == (PushState.WAITING, None)
    assert licence.history.count() == push.history.count() == 1
    assert licence.history.get().rule == "licence"


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"penalty_class": "警告", "fine": None}, "slight_36"),
        ({"severity": "轻微"}, "slight_36"),
        ({}, "penalty_36"),
        ({"is_simple": True}, "slight_36"),
        ({"decided_on": date(2026, 3, 31), "is_simple": True}, "simple_58"),
        ({"withheld": "commercial"}, "withheld"),
        ({"withheld": "influence"}, "influence"),
        ({"publish_basis": "《样例法》第一条"}, "penalty_36"),
        ({"severity": "轻微", "publish_basis": "《样例法》第一条"}, "slight_stated"),
    ],
)
def test_the_rule_follows_from_the_record_at_every_save(penalty: Penalty, facts: dict[str, object], rule: str) -> None:
    for name, value in facts.items():
        setattr(penalty, name, value)
    change(hand(), penalty)
    assert Penalty.objects.get(pk=penalty.pk).rule == rule
    assert penalty.history.first().rule == rule


def test_the_same_decision_is_entered_once(licence: Licence, organ: Organ, source: Organ) -> None:
    again = unsaved(Licence, organ, source)
    with pytest.raises(ValidationError) as refused:
        again.full_clean()
    assert list(refused.value.message_dict) == ["paper_no"]
    with pytest.raises(ValidationError):
        enter(hand(), again)
    again.hand = hand()
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    assert Licence.objects.count() == LicencePush.objects.count() == 1


def test_every_fault_stands_at_its_field(organ: Organ, source: Organ) -> None:
    organ.uscc = "1144170200698845XX"
    wrong = unsaved(Penalty, organ, source, uscc="1", fine=None, violation="")
    with pytest.raises(ValidationError) as refused:
        wrong.clean()
    assert set(refused.value.message_dict) == {"uscc", "fine", "violation", "organ"}


def test_an_amount_that_looks_like_yuan_is_set_aside_by_a_hand_with_a_reason(organ: Organ, source: Organ) -> None:
    large = unsaved(Penalty, organ, source, fine=Decimal(2_000_000))
    with pytest.raises(ValidationError, match="1000000"):
        large.clean()
    large.hand = hand().overriding("V9", "与决定书核对无误")
    large.clean()


# A natural person


def test_of_a_person_the_record_holds_a_mask_and_the_vault_the_rest(organ: Organ, source: Organ) -> None:
    made = unsaved(Licence, organ, source, **PERSON | TYPED)
    made.clean()
    kept = enter(hand(), made)
    assert (kept.party_name, kept.rule, str(kept.person.id_no)) == ("样**", "person", "441***********0019")
    assert kept.person.id_no.matches(RESIDENT)
    assert kept.typed_id_no == kept.typed_name == ""
    assert RESIDENT not in everything_stored()


def everything_stored() -> str:
    found = []
    with connection.cursor() as cursor:
        for model in recorded_models():
            for table in (model._meta.db_table, versions_table(model)._meta.db_table):
                cursor.execute(f'SELECT * FROM "{table}"')
                found.append(str(cursor.fetchall()))
    return "".join(found)


def test_the_same_person_is_known_again_and_not_under_another_name(organ: Organ, source: Organ) -> None:
    one, two = (unsaved(Licence, organ, source, paper_no=number, **PERSON | TYPED) for number in "12")
    assert enter(hand(), one).person == enter(hand(), two).person
    other = unsaved(Licence, organ, source, paper_no="3", **PERSON | TYPED | {"typed_name": "样例丙"})
    with pytest.raises(ValidationError) as refused:
        enter(hand(), other)
    assert list(refused.value.message_dict) == ["id_no"]
    assert (Person.objects.count(), Licence.objects.count()) == (1, 2)


def test_the_database_refuses_an_organisation_with_a_person_and_a_person_without(licence: Licence) -> None:
    licence.party_kind, licence.hand = "自然人", hand()
    with pytest.raises(IntegrityError), transaction.atomic():
        licence.save()


# Its line


def test_the_first_day_of_reporting_stays(penalty: Penalty) -> None:
    push = PenaltyPush.objects.get()
    assert report(hand(), [push], date(2026, 5, 12)) == 1
    assert refuse(hand(), [push], TODAY, "1001", "名称与代码不匹配", mismatch=True) == 1
    assert report(hand(), [push], TODAY) == accept(hand(), [push], TODAY) == 1
    push.refresh_from_db()
    assert (push.state, push.reported_on, push.accepted_on) == (PushState.ACCEPTED, date(2026, 5, 12), TODAY)
    states = list(push.history.order_by("history_id").values_list("state", flat=True))
    assert states == ["waiting", "pushed", "mismatch", "pushed", "accepted"]


def test_what_is_there_already_is_left_and_a_day_before_the_decision_refused(licence: Licence) -> None:
    push = LicencePush.objects.get()
    for on in (date(2026, 5, 7), date(2026, 6, 2)):
        with pytest.raises(ValidationError):
            report(hand(), [push], on)
    assert report(hand(), [push], TODAY) == 1
    assert report(hand(), [push], TODAY) == 0
    with pytest.raises(ValidationError):
        refuse(hand(), [push], TODAY, "", " ")


def test_what_is_changed_after_it_was_pushed_says_so(licence: Licence) -> None:
    report(hand(), [LicencePush.objects.get()], TODAY)
    licence.content = "样例变更"
    change(hand(), licence)
    assert LicencePush.objects.get().state == PushState.CORRECTED


def test_an_identity_number_in_a_free_text_is_told_and_refuses_nothing(organ: Organ, source: Organ) -> None:
    entered = enter(hand(), unsaved(Licence, organ, source, content=f"负责人样例乙，身份证{RESIDENT}"))
    assert [(fault.rule, fault.field) for fault in entered.warnings] == [("P", "content")]
    (told,) = [one for one in sentences(entered, workdays()) if "身份证" in one]
    assert "许可内容" in told
    assert RESIDENT[-4:] not in told


def test_a_platform_that_takes_less_than_the_standard_is_heeded(organ: Organ, source: Organ, settings: Any) -> None:
    words = ";".join(f"其他-样例{number}" for number in range(6))
    made = unsaved(Penalty, organ, source, penalty_class=words, fine=None)
    assert made.wrong() == {}
    settings.PLATFORM_LENGTHS = {"penalty_class": 36}
    assert made.wrong() == {"penalty_class": ["超过36个字符"]}


def test_a_length_of_what_is_no_text_is_told_at_the_start(settings: Any) -> None:
    settings.PLATFORM_LENGTHS = {"penalty_class": 36, "content": 2000}
    assert the_platforms_lengths_are_of_texts() == []
    settings.PLATFORM_LENGTHS = {"penalty_clas": 36, "fine": 9, "content": 0, "remark": 1}
    (found,) = the_platforms_lengths_are_of_texts()
    assert (found.id, found.msg) == ("credit.E001", "PLATFORM_LENGTHS: penalty_clas, fine, content.")
    assert found in run_checks()


def test_what_is_over_is_found_together_as_it_is_told_of_each(organ: Organ, source: Organ) -> None:
    days = [date(2018, 5, 8), date(2021, 6, 1), date(2023, 4, 30), date(2023, 6, 1), date(2025, 6, 1), TODAY]
    classes = ["警告", "警告、 罚款", "其他-责令关闭网站;罚款", "罚款; 责令关闭", "吊销许可证件，罚款"]
    facts: list[dict[str, Any]] = [{"publish_until": date(2026, 5, 31)}, {"publish_until": TODAY}]
    for on, words in product(days, classes):
        own = {"suspended": "样例许可证"} if "吊销" in words else {}
        own |= {"decided_on": on, "penalty_class": words, "fine": Decimal(1) if "罚款" in words else None}
        facts += [own | {"severity": severity} for severity in ("", *Severity)] + [own | {"is_simple": True}]
    later: list[dict[str, Any]] = [{}, {"publish_until": date(2026, 12, 31)}]
    some = [own for own in facts[2:] if own["decided_on"] in (days[0], days[1], TODAY)]
    facts += [BASED | own | until for own, until in product(some, later)]
    facts += [BASED | PERSON | TYPED | own for own in some]
    for number, own in enumerate(facts):
        enter(hand(), unsaved(Penalty, organ, source, paper_no=str(number), **own))
    assert set(Penalty.objects.values_list("rule", flat=True)) >= {"person_stated", *SLIGHT_PUBLISHED}
    for today in (date(2026, 3, 31), date(2026, 4, 1), TODAY, date(2026, 9, 1), date(2026, 9, 2), date(2029, 5, 9)):
        published = Penalty.objects.filter(rule__in=TO_PUBLISH)
        over = {row.pk for row in published if row.published_until(today) < today}
        assert len(over) > 0
        assert set(published.filter(is_over(today)).values_list("pk", flat=True)) == over


def test_what_is_collected_and_published_is_found_together_as_it_is_told_of_each(organ: Organ, source: Organ) -> None:
    days = [date(2017, 7, 30), date(2018, 5, 8), date(2021, 6, 1), date(2024, 1, 4), TODAY]
    kinds = [{}, {"penalty_class": "警告", "fine": None}, {"is_simple": True}]
    stated = [{}, BASED, *({"withheld": why} for why in Withheld), BASED | {"withheld": "privacy"}]
    made = product(days, kinds, stated, ({}, PERSON | TYPED))
    for number, (on, kind, said, who) in enumerate(made):
        own = {"paper_no": str(number), "decided_on": on, **kind, **said, **who}
        enter(hand(), unsaved(Penalty, organ, source, **own))
    every = list(Penalty.objects.all())
    for row in every:
        facts = {name: getattr(row, name) for name in ASKED_BY_THE_RULE}
        assert row.ruling == ruling(decided(facts, is_penalty=True))
    for codes, asks in ((TO_COLLECT, "collect"), (TO_PUBLISH, "publish")):
        found = set(Penalty.objects.filter(rule__in=codes).values_list("pk", flat=True))
        assert found == {row.pk for row in every if getattr(row.ruling, asks)}
    closed = Penalty.objects.exclude(withheld="") | Penalty.objects.filter(
        is_simple=True, decided_on__range=(date(2019, 7, 1), date(2026, 3, 31))
    )
    assert not closed.filter(rule__in=TO_PUBLISH).exists()


@pytest.mark.parametrize("who", [{}, PERSON | TYPED], ids=["organisation", "person"])
def test_what_is_slight_and_published_all_the_same_is_so_for_three_months_at_most(
    organ: Organ, source: Organ, who: dict[str, str]
) -> None:
    """Decided on 8 May; the organ's own day is later, and counts for nothing."""
    facts = {"severity": "轻微", "publish_until": date(2026, 12, 31), **BASED, **who}
    kept: Any = enter(hand(), unsaved(Penalty, organ, source, **facts))
    last = date(2026, 8, 8)
    assert kept.published_until(TODAY) == last
    lines, days = PenaltyPush.objects, workdays()
    assert lines.not_published(last).get().record == kept
    assert lines.late(last, days).get().record == kept
    assert not lines.not_published(last + timedelta(days=1)).exists()
    assert lines.filter(lapsed(today=last + timedelta(days=1))).get().record == kept
    kept.publish_until = date(2026, 6, 30)
    change(hand(), kept)
    assert kept.published_until(TODAY) == date(2026, 6, 30)


def test_what_is_slight_and_on_the_platform_ends_after_three_months_whatever_day_was_set(
    organ: Organ, source: Organ, django_assert_num_queries: Any
) -> None:
    facts = {"severity": "轻微", "publish_until": date(2026, 12, 31), **BASED}
    kept: Any = enter(hand(), unsaved(Penalty, organ, source, **facts))
    report(hand(), [kept.push], date(2026, 5, 12))
    for day, until in ((8, date(2026, 12, 31)), (9, date(2026, 8, 8))):
        end_what_is_over(hand(on=date(2026, 8, day)).at)
        kept.refresh_from_db()
        assert kept.publish_until == until
    with django_assert_num_queries(1):  # what has ended is left alone for ever
        end_what_is_over(hand(on=date(2026, 8, 10)).at)
    assert (kept.push.state, kept.history.count()) == (PushState.CORRECTED, 2)


def test_a_basis_and_a_reason_not_to_publish_are_not_stated_of_one_decision(organ: Organ, source: Organ) -> None:
    both = unsaved(Penalty, organ, source, withheld="influence", publish_basis="《样例法》第一条")
    with pytest.raises(ValidationError) as refused:
        both.clean()
    assert refused.value.message_dict == {"publish_basis": ["与不公示原因不能同时填写"]}
    assert unsaved(Penalty, organ, source, publish_basis="条" * 501).wrong() == {"publish_basis": ["超过500个字符"]}


def test_no_social_influence_is_stated_of_penalties_alone(organ: Organ, source: Organ) -> None:
    unsaved(Penalty, organ, source, withheld="influence").clean()
    with pytest.raises(ValidationError) as refused:
        unsaved(Licence, organ, source, withheld="influence").clean()
    ((field, (told,)),) = refused.value.message_dict.items()
    assert (field, "只用于行政处罚" in told) == ("withheld", True)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"severity": "轻微"}, "决定机关写明的公示依据：《样例法》第一条"),
        ({}, "决定机关写明的公示依据：《样例法》第一条"),
        (
            {"severity": "轻微", "withheld": "privacy"},
            "决定机关写明了公示依据（《样例法》第一条），但依上述规则仍不公示。",
        ),
    ],
)
def test_the_basis_stands_beside_the_rule_and_tells_where_it_opens_nothing(
    organ: Organ, source: Organ, facts: dict[str, str], says: str
) -> None:
    told = list(sentences(enter(hand(), unsaved(Penalty, organ, source, **BASED | facts)), workdays()))
    assert told[1] == says


def test_late_is_asked_and_never_stored(licence: Licence, organ: Organ, source: Organ) -> None:
    """Decided on 8 May, due on the 18th."""
    enter(hand(), unsaved(Licence, organ, source, paper_no="2", withheld="commercial"))
    days, lines = workdays(), LicencePush.objects
    assert [lines.late(on, days).count() for on in (date(2026, 5, 18), date(2026, 5, 19))] == [0, 1]
    assert lines.not_published().get().record == licence
    report(hand(), [lines.get(record=licence)], TODAY)
    assert not lines.not_published().exists()


def test_an_organ_is_known_once_by_its_code(organ: Organ) -> None:
    twice = Organ(bureau=organ.bureau, name="另名", uscc=organ.uscc)
    with pytest.raises(ValidationError):
        twice.full_clean()


def test_nothing_is_written_past_its_history(licence: Licence) -> None:
    for way in (Licence.objects.update, Licence.objects.delete):
        with pytest.raises(Bypassed):
            way()
