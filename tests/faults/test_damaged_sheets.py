"""Damaged sheets through the screen, one after the other: each is read or refused, and no row is written in part.

A short form runs with every suite; `make faults` sends two thousand.
"""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.history import versions_table
from bureau.audit.reconciling import reconcile
from bureau.models import Batch, Staff
from bureau.notices.jobs import run_due
from bureau.people.roles import Role
from bureau.sheets.batches import BatchState
from bureau.sheets.unreadable import Unreadable
from credit.documents.checks import read_names
from credit.documents.error_lists import read_errors
from credit.models import Licence, LicencePush, ListEntry, Penalty, PenaltyPush
from credit.resources.lists import ListEntryResource
from credit.rules.fields import LICENCE_FIELDS, PENALTY_FIELDS, Field
from tests.bureau.sheets.damage import damaged
from tests.bureau.sheets.workbooks import csv, xlsx
from tests.credit.test_lists import a_list
from tests.records import a_person, a_section
from tests.sample_credit import LICENCE, PENALTY, RESIDENT, USCC, organs_of

pytestmark = pytest.mark.django_db(transaction=True)
FILES = 2_000 if os.environ.get("FAULTS") == "long" else 40
WHOLE = 10  # each so many is not damaged, so that whatever the seed, something is written
LISTED: dict[str, Any] = {
    "of_list": "样例名单",
    "party_name": LICENCE["party_name"],
    "uscc": USCC,
    "cause": "样例事由",
    "basis": "《样例办法》第二条",
    "decided_on": LICENCE["decided_on"],
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A sheet: its name, what a row of it leaves (the first has the screen), a row, and the headings of its cells."""

    sheet: str
    leaves: tuple[type[Any], ...]
    row: dict[str, Any]
    headings: dict[str, str]


def headings(fields: tuple[Field, ...], row: dict[str, Any]) -> dict[str, str]:
    return {field.name: field.heading for field in fields if field.name in row}


OF_ENTRIES = {name: ListEntryResource.fields[name].column_name for name in (*LISTED, "paper_no")}
KINDS = (
    Kind("licences", (Licence, LicencePush), LICENCE, headings(LICENCE_FIELDS, LICENCE)),
    Kind("penalties", (Penalty, PenaltyPush), PENALTY, headings(PENALTY_FIELDS, PENALTY)),
    Kind("list_entries", (ListEntry,), LISTED, OF_ENTRIES),
)


@pytest.fixture
def officer(db: None) -> Staff:
    section = a_section("综合办公室")
    organs_of(section)
    a_list(section, "watch", name=LISTED["of_list"])
    return a_person("officer", section, Role.OFFICER, name="样例经办", is_staff=True)


def a_sheet(kind: Kind, chance: random.Random) -> bytes:
    """Three rows whose numbers no other sheet has."""
    first, heading = chance.randrange(10**9), list(kind.headings.values())
    rows = [kind.row | {"paper_no": f"阳海样许〔2026〕{first + place}号"} for place in range(3)]
    cells = [[str(row[name]) for name in kind.headings] for row in rows]
    if chance.random() < 0.5:
        return xlsx(*cells, heading=heading, title="样例")
    return csv(*cells, heading=heading, encoding=chance.choice(["utf-8", "gb18030"]))


def test_no_damaged_sheet_breaks_the_screen_or_is_written_in_part(officer: Staff, seed: int) -> None:
    """Licences, penalties and entries of lists in turn."""
    chance, client = random.Random(seed), Client(raise_request_exception=False)
    client.force_login(officer)
    broke, refused = [], 0
    for number in range(FILES):
        kind = KINDS[number % len(KINDS)]
        whole = a_sheet(kind, chance)
        data = damaged(whole, chance) if number % WHOLE else whole
        page = reverse(f"admin:credit_{kind.leaves[0]._meta.model_name}_import")
        answer = client.post(page, {"file": SimpleUploadedFile("样例.xlsx", data)}, follow=True)
        broke += [(number, answer.status_code)] if answer.status_code != 200 else []
        refused += not answer.redirect_chain
        if answer.redirect_chain:
            page = reverse("admin:bureau_batch_confirm", args=[Batch.objects.latest("pk").pk])
            client.post(page, {"good_rows_only": "1"})
        run_due(lambda: timezone.now() + timedelta(seconds=1), "a worker")
    assert broke == []
    assert FILES // 10 < refused < FILES  # some can be read in spite of it
    for kind in KINDS:
        assert_whole(kind, at_least=3 * (FILES // WHOLE // len(KINDS)))
    assert not Batch.objects.filter(state__in=[BatchState.WRITING, BatchState.CHECKING]).exists()
    assert reconcile(timezone.now()) == []


def assert_whole(kind: Kind, at_least: int) -> None:
    """Each row that a batch says that it wrote stands there, with a version of all that it leaves, and no other."""
    written = Batch.objects.filter(kind=kind.sheet).aggregate(new=Sum("new"), changed=Sum("changed"))
    assert at_least <= written["new"]
    assert {model.objects.count() for model in kind.leaves} == {written["new"]}
    assert {versions_table(model).objects.count() for model in kind.leaves} == {written["new"] + written["changed"]}


@pytest.mark.parametrize(
    ("read", "heading", "rows"),
    [
        (read_names, ["名称", "统一社会信用代码", "证件号码"], [["样例甲有限公司", USCC, ""], ["", "", RESIDENT]]),
        (lambda data: read_errors(data, [2, 3]), ["行号", "规则代码", "错误描述"], [["2", "1001", "样例"]]),
    ],
)
def test_a_damaged_list_of_names_or_of_errors_is_read_or_refused(
    read: Callable[[bytes], object], heading: list[str], rows: list[list[str]], seed: int
) -> None:
    chance, refused = random.Random(seed), 0
    for number in range(FILES):
        try:
            read(damaged((xlsx if number % 2 else csv)(*rows, heading=heading), chance))
        except Unreadable:
            refused += 1
    assert FILES // 10 < refused <= FILES
