"""Small files of every kind, and some that pretend, made here so that each byte can be seen."""

import io
import struct
import zipfile

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(17)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20) + b"\xff\xd9"
EXE = b"MZ\x90\x00" + bytes(60) + b"PE\x00\x00" + bytes(200)
HTML = "<!DOCTYPE html><html><script>alert(1)</script>样例</html>".encode()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
LATE_HTML = b"hello\n\n<script>alert(1)</script>"
TEXT = "申请人,日期\n样例有限公司,2026-03-02\n"
END, FREE, TABLE, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def package(**parts: bytes | str) -> bytes:
    """A zip file; in the names of the parts two underscores stand for a slash, and one for a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def office(said: str, **parts: bytes | str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{said}"/></Types>')
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


DOCX = office(WORD, word__document_xml="<w:document/>")
XLSX = office(SHEET, xl__workbook_xml="<workbook/>")
OFD = package(OFD_xml='<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>')
DOCM = office(MACROS, word__document_xml="<w:document/>")
VBA_INSIDE = office(WORD, word__document_xml="<w:document/>", word__vbaProject_bin=b"\x01")
XLM = office(SHEET, xl__workbook_xml="<workbook/>", xl__macrosheets__sheet1_xml="<x/>")
EXE_INSIDE = office(WORD, word__document_xml="<w:document/>", word__embeddings__a_bin=EXE)
BOMB = office(WORD, word__document_xml=bytes(30 << 20))
PLAIN_ZIP = package(a_txt="样例")


def lying_bomb() -> bytes:
    """A part that says it is ten bytes long and unpacks to a megabyte."""
    made = bytearray(package(OFD_xml=b"ofdspec.org" + bytes(1 << 20)))
    size = struct.pack("<I", 11 + (1 << 20))
    return bytes(made.replace(size, struct.pack("<I", 10)))


def locked_zip() -> bytes:
    made = bytearray(DOCX)
    at = made.index(b"PK\x01\x02")
    made[at + 8] |= 1
    return bytes(made)


def compound(*names: str, nested: str = "") -> bytes:
    """A compound file with these streams at its root, and one inside the last of them."""
    entries = [("Root Entry", 5, NONE, NONE, 1)]
    for number, name in enumerate(names, 1):
        entries.append((name, 2, NONE, number + 1 if number < len(names) else NONE, NONE))
    if nested:
        name, _kind, left, right, _child = entries[-1]
        entries[-1] = (name, 1, left, right, len(entries))
        entries.append((nested, 2, NONE, NONE, NONE))
    sectors = -(-len(entries) // 4)
    chain = [*range(2, 1 + sectors), END]
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIII", 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    table = struct.pack("<128I", TABLE, *chain, *[FREE] * (127 - len(chain)))
    rows = b"".join(_entry(*entry) for entry in entries)
    return header + table + rows.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, left: int, right: int, child: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, left, right, child) + bytes(48)


DOC = compound("WordDocument", "1Table", "\x05SummaryInformation", "Data", "CompObj")
XLS = compound("Workbook")
OLD_XLS = compound("Book")
DOC_WITH_MACROS = compound("WordDocument", "Macros", nested="VBA")
DOC_WITH_SHEET = compound("WordDocument", "ObjectPool", nested="Workbook")
LOCKED_DOCX = compound("EncryptionInfo", "EncryptedPackage")
INSTALLER = compound("MsiStream")


def endless() -> bytes:
    """A compound file of two hundred sectors, whose list of sectors goes on in a sector that leads back to itself."""
    at = (len(DOC) - 512) // 512
    header = DOC[:68] + struct.pack("<II", at, 0xFFFFFFF0) + DOC[76:]
    return header + struct.pack("<128I", *[0] * 127, at) + bytes(512 * 200)
