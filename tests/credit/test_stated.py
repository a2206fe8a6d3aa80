"""What a deciding organ states of publication, from form and sheet to page, list, standing and push file."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bureau.models import Staff
from bureau.sheets.kinds import kind_named
from bureau.sheets.staging import Upload, stage
from bureau.sheets.writing import check_now
from credit.documents.parcels import parcel_of
from credit.models import Licence, Organ, Penalty, PenaltyPush
from credit.procedure import change, enter, report
from credit.procedure.pushing import prepare
from credit.procedure.standing import Asked
from credit.rules.fields import LICENCE_FIELDS, LICENCE_LAYOUTS, PENALTY_FIELDS, PENALTY_LAYOUTS
from credit.rules.standing import Result, Shown
from credit.rules.stated import STATED
from tests.bureau.sheets.workbooks import xlsx
from tests.credit.conftest import TODAY, hand
from tests.credit.test_screens import PERSON, desk, errors, sent, today
from tests.credit.test_sheets import PERSONS_PENALTY, Send, cells, counts, problems, send, who, written
from tests.credit.test_standing import asked
from tests.sample_credit import LICENCE, PENALTY, RESIDENT, USCC, unsaved

__all__ = ["desk", "send", "today"]  # fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organ", "source")]
BASIS = "《样例法》第一条"
OF_PERSON = PERSON | {"party_name": "", "typed_name": "样例乙", "typed_id_no": RESIDENT}
SLIGHT = {"severity": "轻微", "publish_basis": BASIS}
FIRMS, PERSONS = PENALTY_LAYOUTS[1:]


def page_of(record: Any) -> str:
    return reverse(f"admin:credit_{record._meta.model_name}_change", args=[record.pk])


# On the screen


def test_a_basis_is_entered_shown_beside_its_rule_and_kept_in_the_history(
    desk: Client, organ: Organ, source: Organ
) -> None:
    answer = desk.post(reverse("admin:credit_penalty_add"), sent(PENALTY, organ, source, **SLIGHT))
    assert answer.status_code == 302, errors(answer)
    made = Penalty.objects.get()
    text = desk.get(page_of(made)).text
    assert (made.rule, made.history.get().publish_basis) == ("slight_stated", BASIS)
    assert "须归集，须公示。依据《信用修复管理办法》（国家发展改革委令第36号）。" in text
    assert f"决定机关写明的公示依据：{BASIS}" in text
    assert "最长公示至2026年8月8日，义务履行完毕后即可申请信用修复" in text
    assert BASIS in desk.get(reverse("admin:credit_penalty_history", args=[made.pk])).text


def test_the_page_of_a_person_that_is_published_shows_masks_alone(desk: Client, organ: Organ, source: Organ) -> None:
    made = enter(hand(), unsaved(Licence, organ, source, **OF_PERSON, publish_basis=BASIS))
    asked_for = {"format": "1", "purpose": "核对", "period": ""}
    left = desk.post(reverse("admin:credit_licence_export"), asked_for).content.decode()
    assert made.rule == "person_stated"
    for text in (desk.get(page_of(made)).text, left):
        assert ("样**" in text, "样例乙" in text, RESIDENT in text) == (True, False, False)


def test_no_social_influence_is_offered_for_penalties_alone_and_refused_of_a_licence(
    desk: Client, organ: Organ, source: Organ
) -> None:
    add = {kind: reverse(f"admin:credit_{kind}_add") for kind in ("licence", "penalty")}
    assert ["不具有一定社会影响" in desk.get(page).text for page in add.values()] == [False, True]
    refused = desk.post(add["licence"], sent(LICENCE, organ, source, withheld="influence"))
    assert errors(refused) == {"withheld": ["“不具有一定社会影响”只用于行政处罚；行政许可决定应当公开"]}
    assert desk.post(add["penalty"], sent(PENALTY, organ, source, withheld="influence")).status_code == 302
    made = Penalty.objects.get()
    assert (made.rule, PenaltyPush.objects.to_go().get().record) == ("influence", made)  # collected all the same
    assert "须归集，不公示。依据《行政处罚法》第四十八条。" in desk.get(page_of(made)).text


def test_a_basis_beside_a_reason_not_to_publish_is_told_at_its_field(desk: Client, organ: Organ, source: Organ) -> None:
    facts = {"withheld": "privacy", "publish_basis": BASIS}
    refused = desk.post(reverse("admin:credit_penalty_add"), sent(PENALTY, organ, source, **facts))
    assert errors(refused) == {"publish_basis": ["与不公示原因不能同时填写"]}
    with translation.override("en"):
        told = unsaved(Penalty, organ, source, **facts).wrong()
    assert told == {"publish_basis": ["is not stated together with a reason for which it is not published"]}


def test_the_views_count_what_was_opened_and_what_was_closed(desk: Client, organ: Organ, source: Organ) -> None:
    stated: dict[str, dict[str, Any]] = {
        "opened": SLIGHT,
        "person": OF_PERSON | {"publish_basis": BASIS},
        "closed": {"withheld": "influence"},
        "secret": {"withheld": "commercial"},
    }
    for number, facts in stated.items():
        enter(hand(), unsaved(Penalty, organ, source, paper_no=number, **facts))
    shown = {}
    for view in ("unpublished", "late", "collected", "neither"):
        page = desk.get(reverse("admin:credit_penalty_changelist"), {"view": view})
        shown[view] = sorted(row.paper_no for row in page.context["cl"].result_list)
    assert shown == {
        "unpublished": ["opened", "person"],
        "late": ["opened", "person"],
        "collected": ["closed", "secret"],
        "neither": [],
    }


# In the organs' sheets


def sheet(*rows: tuple[dict[str, Any], str, str], layout: Any = FIRMS) -> bytes:
    heading = [*layout.headings, "不公示原因", "公示依据"]
    return xlsx(*([*cells(facts, layout), why, basis] for facts, why, basis in rows), heading=heading)


def test_both_are_columns_of_the_sheets_and_may_be_left_out(send: Send, officer: Staff, organ: Organ) -> None:
    facts = [PENALTY | {"paper_no": f"阳海样罚〔2026〕{number}号"} for number in (1, 2, 3)]
    rows = zip(facts, ["不具有一定社会影响", "", ""], ["", BASIS, ""], strict=True)
    batch = send(sheet(*rows), "penalties")
    assert (problems(batch), counts(batch)) == ({}, (3, 0, 0, 0))
    written(batch, officer)
    kept = Penalty.objects.order_by("paper_no").values_list("withheld", "publish_basis", "rule")
    assert list(kept) == [("influence", "", "influence"), ("", BASIS, "penalty_36"), ("", "", "penalty_36")]
    again = send(xlsx(*(cells(one, FIRMS) for one in facts), heading=FIRMS.headings), "penalties")
    assert counts(again) == (0, 0, 3, 0)  # a column that is not there says nothing


def test_of_a_person_a_basis_comes_in_by_a_sheet_and_the_name_is_a_mask(send: Send, officer: Staff) -> None:
    written(send(sheet((PERSONS_PENALTY, "", BASIS), layout=PERSONS), "penalties"), officer)
    made = Penalty.objects.get()
    assert (made.rule, made.party_name, made.publish_basis) == ("person_stated", "样**", BASIS)
    more = PERSONS_PENALTY | {"paper_no": "阳海样罚〔2026〕2号"}
    again = send(sheet((PERSONS_PENALTY, "", BASIS), (more, "", ""), layout=PERSONS), "penalties")
    assert counts(again) == (1, 0, 1, 0)


def test_what_may_not_be_stated_is_told_in_the_row_with_its_column(send: Send, officer: Staff) -> None:
    wrong = [("商业秘密", BASIS), ("", "条" * 501), ("影响不大", "")]
    rows = [(PENALTY | {"paper_no": str(place)}, *said) for place, said in enumerate(wrong)]
    told = problems(send(sheet(*rows), "penalties"))
    assert [[heading for heading, _reason in told[number]] for number in (2, 3, 4)] == [
        ["公示依据"],
        ["公示依据"],
        ["不公示原因"],
    ]
    assert (told[2][0][1], told[3][0][1]) == ("与不公示原因不能同时填写", "超过500个字符")
    heading = [*LICENCE_LAYOUTS[1].headings, "不公示原因"]
    batch = stage(kind_named("licences"), Upload(xlsx([*cells(LICENCE, LICENCE_LAYOUTS[1]), "不具有一定社会影响"],
                                                      heading=heading), "样例.xlsx"), who(officer))  # fmt: skip
    check_now(batch, who(officer))
    assert problems(batch) == {2: [("不公示原因", "“不具有一定社会影响”只用于行政处罚；行政许可决定应当公开")]}


def test_a_secret_that_comes_in_later_closes_what_a_basis_has_opened(send: Send, officer: Staff) -> None:
    """The sheet has no column for the basis, so that it stays; the table does not heed it."""
    written(send(sheet((PENALTY, "", BASIS)), "penalties"), officer)
    later = xlsx([*cells(PENALTY, FIRMS), "商业秘密"], heading=[*FIRMS.headings, "不公示原因"])
    written(send(later, "penalties"), officer)
    made = Penalty.objects.get()
    assert (made.publish_basis, made.withheld, made.rule, made.ruling.publish) == (
        BASIS,
        "commercial",
        "withheld",
        False,
    )


# To the platform, and to whoever asks for a standing


@pytest.mark.parametrize("chosen", ["four_files", "one_sheet"])
def test_the_push_files_have_no_column_for_what_is_stated(
    officer: Staff, organ: Organ, source: Organ, settings: Any, chosen: str
) -> None:
    settings.PUSH_LAYOUT = chosen
    enter(hand(), unsaved(Licence, organ, source, **OF_PERSON, publish_basis=BASIS))
    enter(hand(), unsaved(Penalty, organ, source, publish_until=date(2026, 12, 31), **SLIGHT))
    enter(hand(), unsaved(Penalty, organ, source, paper_no="2", withheld="influence"))
    layouts = [one.headings for one in (*LICENCE_LAYOUTS, *PENALTY_LAYOUTS)]
    parcels = [parcel_of(batch, hand(officer)) for batch in prepare(hand(officer), organ.bureau, officer)]
    assert [tuple(parcel.headings) in layouts for parcel in parcels] == [True, True]
    assert BASIS not in str([parcel.rows for parcel in parcels])
    assert not {one.heading for one in STATED} & {one.heading for one in (*LICENCE_FIELDS, *PENALTY_FIELDS)}
    of_penalties = next(parcel for parcel in parcels if "处罚类别" in parcel.headings)
    until = of_penalties.headings.index("公示截止期")
    assert [row[until] for row in of_penalties.rows] == ["2026/08/08", ""]  # three months at most


def test_a_basis_that_is_stated_of_what_the_platform_has_is_a_correction(
    officer: Staff, organ: Organ, source: Organ
) -> None:
    kept: Any = enter(hand(), unsaved(Penalty, organ, source, severity="轻微"))
    report(hand(), [kept.push], date(2026, 5, 12))
    kept.publish_basis = BASIS
    change(hand(reason="样例"), kept)
    assert (PenaltyPush.objects.get().state, Penalty.objects.get().rule) == ("corrected", "slight_stated")


@pytest.mark.parametrize(
    ("facts", "on", "result", "where"),
    [
        (SLIGHT, date(2026, 8, 8), Result.GENERAL, Shown.PUBLISHED),
        (SLIGHT, date(2026, 8, 9), Result.CLEAR, Shown.ENDED),
        ({"withheld": "influence"}, TODAY, Result.CLEAR, Shown.BY_RULE),
    ],
)
def test_a_standing_shows_what_was_opened_while_it_lasts(
    organ: Organ, source: Organ, facts: dict[str, Any], on: date, result: Result, where: Shown
) -> None:
    kept: Any = enter(hand(), unsaved(Penalty, organ, source, **facts))
    report(hand(), [kept.push], date(2026, 5, 12))
    found = asked(organ, Asked(code=USCC), on)
    assert (found.result, found.facts["penalties"][0]["shown"]) == (result, where)


def test_the_columns_of_the_sheets_are_headed_as_the_fields_are_called() -> None:
    columns = kind_named("penalties").resource.fields
    assert {columns[one.name].column_name for one in STATED} == {one.heading for one in STATED}
