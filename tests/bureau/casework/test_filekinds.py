import io

import pytest

from bureau.casework import filekinds
from bureau.casework.filekinds import BadFile, recognise
from tests.bureau.casework import samples


def kind(content: bytes) -> tuple[str, str]:
    found = recognise(io.BytesIO(content))
    return found.name, found.media_type


def refused(content: bytes) -> str:
    with pytest.raises(BadFile) as refusal:
        recognise(io.BytesIO(content))
    return refusal.value.code


@pytest.mark.parametrize("name", ["PDF", "PNG", "JPEG", "OFD", "DOCX", "XLSX", "DOC", "XLS"])
def test_each_kind_on_the_list_is_told_by_its_content(name: str) -> None:
    assert kind(getattr(samples, name))[0] == name


def test_old_sheets_and_documents_with_a_sheet_inside_are_told_apart() -> None:
    assert (kind(samples.OLD_XLS)[0], kind(samples.DOC_WITH_SHEET)[0]) == ("XLS", "DOC")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (samples.TEXT.encode(), "text/plain; charset=utf-8"),
        (b"\xef\xbb\xbf" + samples.TEXT.encode(), "text/plain; charset=utf-8"),
        (samples.TEXT.encode("gb18030"), "text/plain; charset=gb18030"),
        (("样" * 700_001).encode("gb18030"), "text/plain; charset=gb18030"),  # longer than what is read at once
        (("样" * 700_001).encode(), "text/plain; charset=utf-8"),
    ],
)
def test_plain_text_is_told_with_its_encoding(content: bytes, media_type: str) -> None:
    assert kind(content) == ("TXT", media_type)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("HTML", "markup"),
        ("SVG", "markup"),
        ("LATE_HTML", "markup"),
        ("EXE", "unknown"),
        ("PLAIN_ZIP", "unknown"),
        ("INSTALLER", "unknown"),
        ("DOCM", "macros"),
        ("VBA_INSIDE", "macros"),
        ("XLM", "macros"),
        ("DOC_WITH_MACROS", "macros"),
        ("EXE_INSIDE", "program"),
        ("BOMB", "bomb"),
        ("LOCKED_DOCX", "encrypted"),
    ],
)
def test_what_is_not_on_the_list_is_refused_with_the_reason(name: str, why: str) -> None:
    assert refused(getattr(samples, name)) == why


def test_a_document_that_hides_how_large_it_is_or_is_locked_is_refused() -> None:
    assert refused(samples.lying_bomb()) == "broken"
    assert refused(samples.locked_zip()) == "encrypted"


def test_a_document_of_too_many_parts_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(filekinds, "MOST_PARTS", 1)
    assert refused(samples.DOCX) == "bomb"


@pytest.mark.parametrize(
    "content",
    [
        samples.PDF[:30],
        samples.DOCX[:-40],
        samples.DOC[:600],
        samples.DOC[:512],
        samples.DOC[:30] + b"\x05" + samples.DOC[31:],
        samples.endless(),
    ],
)
def test_a_file_that_was_cut_short_or_leads_in_circles_is_broken(content: bytes) -> None:
    assert refused(content) == "broken"


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"a\x1bb", "样例".encode("utf-16"), b"\xff\xff\xff"])
def test_what_no_text_editor_would_show_is_no_text(content: bytes) -> None:
    assert refused(content) == "unknown"


def test_an_empty_file_is_refused() -> None:
    assert refused(b"") == "empty"


def test_every_reason_has_its_words() -> None:
    told = [str(BadFile(code, limit=50, kind="PDF").messages[0]) for code in filekinds.WHY]
    assert len(set(told)) == len(filekinds.WHY)
    assert not any("%(" in text for text in told)
