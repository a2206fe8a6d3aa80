import io
import stat
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from bureau.audit.appended import Bypassed
from bureau.casework import attachments, files
from bureau.casework.attachments import attach, headers_of, open_checked, replace, safe_name
from bureau.casework.filekinds import BadFile
from bureau.casework.files import Damaged, place_of, store
from bureau.casework.gate import open_case
from bureau.casework.versions import bring_into_force
from bureau.law.licensing import Nature
from bureau.models import Attachment, Docket, Material, Section, ServiceItem, Staff
from tests.bureau.casework import samples
from tests.bureau.casework.conftest import OPENED, hand, later
from tests.permits.models import ItemPermit, Permit
from tests.records import record

DIGEST = sha256(samples.PDF).hexdigest()


@pytest.fixture(autouse=True)
def kept(settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


@pytest.fixture
def docket(permit: Permit) -> Docket:
    return permit.docket


@pytest.fixture
def paper(docket: Docket, officer: Staff) -> Attachment:
    return attach(docket, hand(officer), "申请书.pdf", io.BytesIO(samples.PDF), received_on=OPENED)


def on_the_disk(kept: Path) -> list[str]:
    return sorted(str(place.relative_to(kept)) for place in kept.rglob("*") if place.is_file())


def refused(docket: Docket, officer: Staff, name: str, content: bytes) -> str:
    with pytest.raises(BadFile) as refusal:
        attach(docket, hand(officer), name, io.BytesIO(content), received_on=OPENED)
    return refusal.value.code


# The row and its file


def test_a_paper_is_a_row_that_names_its_file_by_the_digest(paper: Attachment, docket: Docket, kept: Path) -> None:
    stored = Attachment.objects.get()
    assert (stored.docket, stored.name, stored.sha256, stored.size) == (docket, "申请书.pdf", DIGEST, len(samples.PDF))
    assert (stored.media_type, stored.received_on, stored.material) == ("application/pdf", OPENED, None)
    assert on_the_disk(kept) == [f"{DIGEST[:2]}/{DIGEST}"]
    version = stored.history.get()
    assert (version.sha256, version.history_section) == (DIGEST, docket.section_id)
    with open_checked(stored) as content:
        assert content.read() == samples.PDF


def test_an_upload_is_kept_wherever_it_was_read_to(docket: Docket, officer: Staff) -> None:
    upload = SimpleUploadedFile("申请书.pdf", samples.PDF)
    upload.read()
    assert attach(docket, hand(officer), upload.name, upload, received_on=OPENED).sha256 == DIGEST


def test_the_same_content_is_stored_once_however_often_it_comes(
    paper: Attachment, docket: Docket, officer: Staff, kept: Path
) -> None:
    before = place_of(DIGEST).stat()
    again = attach(docket, hand(officer), "又一份.pdf", io.BytesIO(samples.PDF), received_on=OPENED)
    assert (again.sha256, Attachment.objects.count()) == (DIGEST, 2)
    assert (place_of(DIGEST).stat().st_ino, len(on_the_disk(kept))) == (before.st_ino, 1)


def test_a_stored_file_may_be_read_and_not_written(paper: Attachment) -> None:
    assert stat.S_IMODE(place_of(DIGEST).stat().st_mode) == 0o440


def test_a_file_is_written_in_full_before_it_has_its_name(kept: Path, monkeypatch) -> None:
    seen: list[tuple[str, bytes]] = []
    monkeypatch.setattr(
        Path, "replace", lambda draft, place: seen.append((str(draft.parent), draft.read_bytes(), place.exists()))
    )
    store(io.BytesIO(samples.PDF))
    assert seen == [(str(kept / DIGEST[:2]), samples.PDF, False)]


def test_a_write_that_breaks_off_leaves_nothing_behind(kept: Path, monkeypatch) -> None:
    def full_disk(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        store(io.BytesIO(samples.PDF))
    assert on_the_disk(kept) == []


def test_a_row_that_fails_leaves_a_file_that_no_row_names(docket: Docket, officer: Staff, kept: Path) -> None:
    with transaction.atomic():
        attach(docket, hand(officer), "申请书.pdf", io.BytesIO(samples.PDF), received_on=OPENED)
        transaction.set_rollback(True)
    assert (Attachment.objects.count(), len(on_the_disk(kept))) == (0, 1)


@pytest.mark.parametrize(
    "change", [lambda was: was[:-1], lambda was: was.replace(b"1.7", b"1.6"), lambda was: was + b" "]
)
def test_a_file_that_was_altered_is_noticed_before_a_byte_is_given_out(paper: Attachment, change) -> None:
    place = place_of(DIGEST)
    place.chmod(0o600)
    place.write_bytes(change(samples.PDF))
    with pytest.raises(Damaged):
        open_checked(paper)
    with pytest.raises(Damaged):
        store(io.BytesIO(samples.PDF))
    assert place.read_bytes() == change(samples.PDF)


def test_a_file_that_is_gone_is_noticed(paper: Attachment) -> None:
    place_of(DIGEST).unlink()
    with pytest.raises(Damaged, match="missing"):
        open_checked(paper)


# Never changed


def test_another_file_is_another_row_and_both_digests_stay(paper: Attachment, officer: Staff) -> None:
    by = hand(officer, later(1), reason="原件模糊")
    new = replace(paper, by, "申请书.png", io.BytesIO(samples.PNG), received_on=later(1))
    assert list(Attachment.objects.in_force()) == [new]
    assert (new.replaces, paper.replaced_by, new.docket) == (paper, new, paper.docket)
    assert set(Attachment.history.values_list("sha256", flat=True)) == {DIGEST, sha256(samples.PNG).hexdigest()}
    with open_checked(Attachment.objects.get(pk=paper.pk)) as before:
        assert before.read() == samples.PDF
    with pytest.raises(ValidationError):
        replace(paper, by, "申请书.png", io.BytesIO(samples.PNG), received_on=later(1))


def test_a_file_is_replaced_for_a_reason(paper: Attachment, officer: Staff) -> None:
    with pytest.raises(ValidationError):
        replace(paper, hand(officer), "申请书.png", io.BytesIO(samples.PNG), received_on=OPENED)


def test_a_row_is_neither_changed_nor_removed(paper: Attachment, officer: Staff) -> None:
    paper.hand, paper.name = hand(officer), "别的.pdf"
    with pytest.raises(Bypassed):
        paper.save()
    with pytest.raises(Bypassed):
        paper.delete()
    with pytest.raises(Bypassed):
        Attachment.objects.all().delete()


# What is refused


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("申请书.pdf", samples.HTML, "markup"),
        ("申请书.pdf", samples.SVG, "markup"),
        ("申请书.pdf", samples.EXE, "unknown"),
        ("申请书.pdf.exe", samples.PDF, "name"),
        ("申请书.pdf", samples.PNG, "name"),
        ("申请书.pdf", samples.TEXT.encode(), "name"),
        ("申请书", samples.PDF, "name"),
        ("../..", samples.PDF, "unnamed"),
        (".pdf", samples.PDF, "name"),
    ],
)
def test_a_file_is_refused_by_its_content_and_a_name_that_belies_it(
    docket: Docket, officer: Staff, kept: Path, name: str, content: bytes, why: str
) -> None:
    assert refused(docket, officer, name, content) == why
    assert (Attachment.objects.count(), kept.exists()) == (0, False)


def test_a_file_is_as_large_as_the_setting_allows_and_no_larger(docket: Docket, officer: Staff, settings) -> None:
    settings.FILE_LIMIT = len(samples.PDF)
    attach(docket, hand(officer), "申请书.pdf", io.BytesIO(samples.PDF), received_on=OPENED)
    assert refused(docket, officer, "申请书.pdf", samples.PDF + b" ") == "too_large"


def test_nothing_is_received_on_a_day_to_come(docket: Docket, officer: Staff) -> None:
    with pytest.raises(ValidationError):
        attach(docket, hand(officer), "申请书.pdf", io.BytesIO(samples.PDF), received_on=later(1))


# Giving it out


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("C:\\资料\\申请书.pdf", "申请书.pdf"),
        ("../../etc/申请书.pdf", "申请书.pdf"),
        ("申请\r\nSet-Cookie: a=b.pdf", "申请Set-Cookie_ a=b.pdf"),
        ("申请书\u202efdp.exe", "申请书fdp.exe"),
        ('a"b;c.pdf', "a_b;c.pdf"),
        ("长" * 300 + ".pdf", "长" * 146 + ".pdf"),
        ("．．pdf", "．．pdf"),
    ],
)
def test_a_name_is_shown_without_what_harms(given: str, shown: str) -> None:
    assert safe_name(given) == shown


def test_a_file_is_given_out_to_be_saved_and_never_guessed_at(paper: Attachment) -> None:
    assert headers_of(paper) == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(samples.PDF)),
        "Content-Disposition": "attachment; filename*=utf-8''%E7%94%B3%E8%AF%B7%E4%B9%A6.pdf",
        "X-Content-Type-Options": "nosniff",
    }


def test_a_sheet_of_text_keeps_its_encoding(docket: Docket, officer: Staff) -> None:
    content = io.BytesIO(samples.TEXT.encode("gb18030"))
    made = attachments.attach(docket, hand(officer), "名单.csv", content, received_on=OPENED)
    assert made.media_type == "text/csv; charset=gb18030"


def test_many_who_store_the_same_at_once_store_it_once(kept: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _number: store(io.BytesIO(samples.DOCX)), range(40)))
    assert len(set(stored)) == len(on_the_disk(kept)) == 1


def test_a_paper_answers_to_a_material_of_the_cases_own_item(section: Section, officer: Staff, permit: Permit) -> None:
    says = {"name": "样例核准", "nature": Nature.LICENCE, "basis": "样例依据"}
    drafts = [record(ServiceItem, bureau=section.bureau, code=code, **says) for code in ("1", "2")]
    own, other = (record(Material, item=draft, name="申请报告") for draft in drafts)
    items = [bring_into_force(draft, hand(officer), OPENED) for draft in drafts]
    facts = {"number": "样许〔2026〕8号", "title": "样例事项", "section": section, "opened_on": OPENED}
    docket = open_case(ItemPermit, hand(officer), item=items[0], **facts).docket

    def handed_in(docket: Docket, material: Material) -> Attachment:
        paper = io.BytesIO(samples.PDF)
        return attach(docket, hand(officer), "申请书.pdf", paper, received_on=OPENED, material=material)

    assert handed_in(docket, own).material == own
    for case, material in ((docket, other), (permit.docket, own)):
        with pytest.raises(ValidationError):
            handed_in(case, material)
