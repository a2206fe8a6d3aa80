"""信用宣传: entered in one short form with its photographs; the counts lead to exactly what they count."""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from bureau.audit.appended import Bypassed
from bureau.casework.destroying import remove_files
from bureau.casework.files import place_of
from bureau.models import AccessLog, Section, Staff
from bureau.people.roles import Role
from credit.models import Campaign, CampaignPhoto
from credit.procedure.campaigns import keep_campaign
from tests.bureau.casework.samples import JPEG, PDF, PNG
from tests.credit.conftest import hand
from tests.records import a_person, a_section

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("admin:credit_campaign_add"), reverse("admin:credit_campaign_changelist")


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(**facts: object) -> dict[str, object]:
    own = {"name": "样例诚信宣传", "kind": "stand", "place": "样例广场", "held_on": "2024-03-15"}
    return own | {"staff": 10, "leaflets": 270, "consultations": 70} | facts


def picture(name: str = "样例.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def held(section: Section, on: date = date(2024, 3, 15), **facts: Any) -> Campaign:
    own: dict[str, Any] = {"name": f"样例{on}", "staff": 10, "leaflets": 270, "consultations": 70}
    return keep_campaign(hand(), Campaign(section=section, held_on=on, **own | facts))


def errors(answer: Any) -> dict[str, Any]:
    return dict(answer.context["adminform"].form.errors)


def test_it_is_entered_in_one_form_with_its_photographs(officer: Staff, section: Section) -> None:
    client = screen(officer)
    assert client.get(ADD).context["adminform"].form.initial["held_on"] == timezone.localdate()
    both = [picture(), picture("样例二.jpg", JPEG), picture("又一份.png")]
    assert client.post(ADD, typed(photographs=both)).status_code == 302
    campaign = Campaign.objects.get()
    assert (campaign.section, campaign.staff, campaign.leaflets, campaign.consultations) == (section, 10, 270, 70)
    photos = list(campaign.photos.all())
    assert [(one.name, one.media_type) for one in photos] == [("样例.png", "image/png"), ("样例二.jpg", "image/jpeg")]
    versions = {campaign.history.get(), *(one.history.get() for one in photos)}
    assert len({version.history_change for version in versions}) == 1
    assert {version.history_actor for version in versions} == {officer.name}


def test_a_photograph_is_added_later_and_the_same_again_is_kept_once(officer: Staff, section: Section) -> None:
    campaign, client = held(section), screen(officer)
    address = reverse("admin:credit_campaign_change", args=[campaign.pk])
    for _time in range(2):
        seen = client.get(address).context["adminform"].form.initial["seen"]
        sent = typed(name=campaign.name, seen=seen, photographs=[picture()])
        assert client.post(address, sent).status_code == 302
    assert campaign.photos.count() == 1
    assert "样例.png" in client.get(address).text


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("photographs", {"photographs": [picture(), picture("样例.pdf", PDF)]}),
        ("photographs", {"photographs": [picture("样例.jpg")]}),
        ("held_on", {"held_on": timezone.localdate() + timedelta(days=1)}),
        ("name", {"name": ""}),
        ("staff", {"staff": -1}),
    ],
    ids=["no picture", "another kind than its name says", "to come", "no name", "less than none"],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(
    officer: Staff, field: str, facts: dict[str, Any]
) -> None:
    assert set(errors(screen(officer).post(ADD, typed(**facts)))) == {field}
    assert not Campaign.objects.exists()
    assert not CampaignPhoto.objects.exists()


def test_the_same_campaign_is_entered_once_a_day_unless_it_was_entered_in_error(
    officer: Staff, section: Section
) -> None:
    client, first = screen(officer), held(section, name="样例诚信宣传")
    assert "__all__" in errors(client.post(ADD, typed()))
    first.is_void = True
    keep_campaign(hand(), first)
    assert client.post(ADD, typed()).status_code == 302
    assert Campaign.objects.held().count() == 1


def test_the_file_is_given_out_to_whoever_sees_the_campaign_and_the_access_is_logged(
    officer: Staff, section: Section
) -> None:
    campaign = keep_campaign(hand(), Campaign(section=section, held_on=date(2024, 3, 15), name="样例"), [pair()])
    address = reverse("admin:credit_campaignphoto_file", args=[campaign.photos.get().pk])
    answer = screen(officer).get(address)
    assert b"".join(answer.streaming_content) == PNG  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert AccessLog.objects.get(record="credit.campaignphoto").event == "file"
    stranger = a_person("stranger", a_section("样例别局股室", "样例别局"), Role.OFFICER, is_staff=True)
    assert screen(stranger).get(address).status_code == 403


def pair() -> tuple[str, io.BytesIO]:
    return "样例.png", io.BytesIO(PNG)


def test_the_count_of_photographs_leads_to_exactly_those(officer: Staff, section: Section) -> None:
    both = [pair(), ("样例二.jpg", io.BytesIO(JPEG))]
    shown = [keep_campaign(hand(), Campaign(section=section, held_on=date(2024, 3, 15), name="样例"), both)]
    shown.append(keep_campaign(hand(), Campaign(section=section, held_on=date(2024, 3, 16), name="样例"), [pair()]))
    client, photos = screen(officer), reverse("admin:credit_campaignphoto_changelist")
    text = client.get(LIST).text
    for campaign, count in zip(shown, (2, 1), strict=True):
        url = f"{photos}?campaign__id__exact={campaign.pk}"
        assert f'<a href="{url}">{count}</a>' in text
        assert list(client.get(url).context["cl"].queryset) == list(campaign.photos.all())


def test_a_photograph_is_neither_changed_nor_removed_and_its_file_stays(section: Section) -> None:
    campaign = keep_campaign(hand(), Campaign(section=section, held_on=date(2024, 3, 15), name="样例"), [pair()])
    photo = campaign.photos.get()
    for act in (photo.save, photo.delete):
        with pytest.raises(Bypassed):
            act()
    assert remove_files() == 0
    assert place_of(photo.sha256).exists()


def test_what_is_no_picture_leaves_nothing_behind(section: Section) -> None:
    campaign = Campaign(section=section, held_on=date(2024, 3, 15), name="样例")
    with pytest.raises(ValidationError):
        keep_campaign(hand(), campaign, [pair(), ("样例.pdf", io.BytesIO(PDF))])
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("role", "writes", "exports"),
    [
        (Role.OFFICER, 200, 200),
        (Role.WINDOW, 200, 403),
        (Role.SUPERVISOR, 403, 403),
        (Role.SYSTEM_ADMINISTRATOR, 403, 403),
    ],
)
def test_officers_write_business_reads_and_only_some_take_it_out(
    section: Section, role: str, writes: int, exports: int
) -> None:
    held(section)
    client = screen(a_person("someone", section, role, is_staff=True))
    assert client.get(LIST).status_code == (403 if role == Role.SYSTEM_ADMINISTRATOR else 200)
    assert client.get(ADD).status_code == writes
    assert client.get(reverse("admin:credit_campaign_export")).status_code == exports


# Counts


def test_each_count_leads_to_exactly_the_campaigns_that_it_counts(officer: Staff, section: Section) -> None:
    held(section)
    held(section, date(2024, 6, 14), kind="lecture", leaflets=80)
    held(section, date(2025, 3, 14))
    held(section, date(2024, 9, 1), is_void=True)
    client = screen(officer)
    shown = client.get(LIST)
    by_year, by_kind, by_section = (table.rows for table in shown.context["counts"])
    for row in by_year:  # the panel is drawn, and each number is a link in it
        assert f'<a href="{escape(row.url)}">{row.count}</a>' in shown.text
    assert [(row.words, row.count, row.sums) for row in by_year] == [
        ("2025", 1, (10, 270, 70)),
        ("2024", 2, (20, 350, 140)),
    ]
    assert [(row.count, row.sums[1]) for row in by_kind] == [(2, 540), (1, 80)]
    assert [(row.words, row.count) for row in by_section] == [(section.name, 3)]
    for row in (*by_year, *by_kind, *by_section):
        assert client.get(LIST + row.url).context["cl"].result_count == row.count


def test_the_counts_are_one_query_however_many_campaigns(officer: Staff, section: Section) -> None:
    client, asked = screen(officer), []
    for day in range(1, 4):
        held(section, date(2024, day, 1))
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        asked.append(len(queries))
    assert asked[1] == asked[2]
