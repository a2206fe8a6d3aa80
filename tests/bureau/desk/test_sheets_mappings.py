"""What is remembered of a sender's headings is seen, set right and forgotten by whoever may write such a sheet."""

import pytest
from django.test import Client
from django.urls import reverse

from bureau.people.roles import Role
from bureau.people.staff import Staff
from bureau.sheets.batches import Batch, BatchState, Mapping
from tests.bureau.desk.test_sheets import page, screen, sent, signed_in
from tests.bureau.sheets.conftest import administrator, section
from tests.bureau.sheets.workbooks import HEADING, person, xlsx
from tests.records import a_person, a_section

__all__ = ["administrator", "screen", "section"]  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)
LIST = reverse("admin:bureau_mapping_changelist")
OTHER_HEADING = ["人名", *HEADING[1:]]


@pytest.fixture
def mapping(screen: Client) -> Mapping:
    """人名 of this sender was said to mean 姓名."""
    sent(screen, xlsx(person(0), heading=OTHER_HEADING), sender="样例街道")
    choices = {f"heading_{place}": name for place, name in enumerate(HEADING)}
    screen.post(page(Batch.objects.get(), "match"), choices)
    return Mapping.objects.get()


def form(mapping: Mapping, screen: Client, **chosen: str):
    address = reverse("admin:bureau_mapping_change", args=[mapping.pk])
    shown = screen.get(address).context["adminform"].form
    fields = {name: shown[name].value() or "" for name in shown.fields}
    return screen.post(address, fields | {"forget_all": ""} | chosen)


def test_the_list_says_what_each_heading_of_a_sender_means(screen: Client, mapping: Mapping) -> None:
    shown = screen.get(LIST).text
    for told in ("样例街道", "人员表", "人名 → 姓名"):
        assert told in shown


def test_a_heading_is_set_right_as_a_new_version_with_its_reason(screen: Client, mapping: Mapping) -> None:
    assert form(mapping, screen, heading_0="", reason_for_change="样例：此列不要").status_code == 302
    mapping.refresh_from_db()
    assert (mapping.columns["人名"], mapping.history.count()) == ("", 2)
    newest = mapping.history.latest("history_id")
    assert (newest.history_change_reason, newest.history_user.username) == ("样例：此列不要", "admin")


@pytest.mark.parametrize("chosen", [{"heading_0": "-"}, {"forget_all": "on"}])
def test_what_is_forgotten_is_asked_again(screen: Client, mapping: Mapping, chosen: dict[str, str]) -> None:
    assert form(mapping, screen, **chosen).status_code == 302
    assert "人名" not in Mapping.objects.get().columns
    sent(screen, xlsx(person(1), heading=OTHER_HEADING), sender="样例街道")
    assert Batch.objects.first().state == BatchState.MATCHING


def test_what_is_remembered_already_leaves_no_new_version(screen: Client, mapping: Mapping) -> None:
    sent(screen, xlsx(person(1), heading=OTHER_HEADING), sender="样例街道", match_again="1")
    choices = {f"heading_{place}": name for place, name in enumerate(HEADING)}
    screen.post(page(Batch.objects.first(), "match"), choices)
    assert (Batch.objects.first().state, mapping.history.count()) == (BatchState.CHECKED, 1)


def test_another_bureau_and_who_may_write_no_such_sheet_see_nothing(screen: Client, mapping: Mapping) -> None:
    for other in (
        a_person("other", a_section("他股", "他局"), Role.SYSTEM_ADMINISTRATOR, is_staff=True),
        a_person("officer", Staff.objects.get(username="admin").section, Role.OFFICER, is_staff=True),
    ):
        client = signed_in(other)
        assert "人名" not in client.get(LIST).text
        assert client.get(reverse("admin:bureau_mapping_change", args=[mapping.pk])).status_code in (302, 403)
    assert screen.get(reverse("admin:bureau_mapping_add")).status_code == 403
