"""The story of a case on paper: a PDF with Chinese from the reader's own fonts, and the block that proves each line.

reportlab's built-in STSong-Light names the font and embeds none: every PDF reader of a Chinese machine has it.
"""

from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from bureau.casework.story import Line, Story

FONT = "STSong-Light"
NAME = "story.json"
TEXT = ParagraphStyle("text", fontName=FONT, fontSize=9, leading=13, wordWrap="CJK")
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=7, leading=9.5, textColor=colors.HexColor("#444444"))
TITLE = ParagraphStyle("title", parent=TEXT, fontSize=16, leading=22, spaceAfter=4 * mm)
WIDTHS = [9 * mm, 26 * mm, 22 * mm, 77 * mm, 40 * mm]
LOOK = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.3, colors.HexColor("#b0b0b0")),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#eeeeee")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
)


def as_pdf(story: Story) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    docket, out = story.case.docket, BytesIO()
    heading = f"{docket.number} {docket.title}"
    page = SimpleDocTemplate(out, pagesize=A4, title=heading, leftMargin=18 * mm, rightMargin=18 * mm)
    rows = [[paragraph(text, SMALL) for text in ("№", _("at"), _("by"), _("what"), _("proof"))]]
    rows += [_row(number, line) for number, line in enumerate(story.lines, 1)]
    body = [
        paragraph(_("Whole story of a case"), TITLE),
        paragraph(heading, TEXT),
        *(paragraph(text, SMALL) for text in _facts(story)),
        Spacer(1, 4 * mm),
        Table(rows, colWidths=WIDTHS, repeatRows=1, style=LOOK),
    ]
    each = partial(foot, heading)
    page.build(body, onFirstPage=each, onLaterPages=each, canvasmaker=partial(_Proved, story.block()))
    return out.getvalue()


def _facts(story: Story) -> list[str]:
    head = story.head
    sealed = _("The sealed history had %(leaves)d rows; head of seal %(n)d: %(chain)s") % (
        {"leaves": head.leaves, "n": head.n, "chain": head.chain} if head else {"leaves": 0, "n": 0, "chain": "—"}
    )
    who = {"who": story.hand.actor_name, "when": _moment(story.hand.at), "lines": len(story.lines)}
    return [
        _("Printed by %(who)s at %(when)s; %(lines)d lines.") % who,
        sealed,
        _(
            "This file bears a block that proves each line. The page of the evidence, or `manage.py verify_story`, "
            "compares it with the database and names each line that no longer agrees. Personal data are masked."
        ),
    ]


def _row(number: int, line: Line) -> list[Paragraph]:
    proof = line.proof
    place = _("not sealed yet") if proof.leaf is None else _("leaf %(n)d") % {"n": proof.leaf}
    warning = "" if proof.agrees else _(" — not as it was sealed")
    proved = f"{proof.shape.table} {proof.row}, {place}{warning}\n{proof.digest[:16]}…"
    return [
        paragraph(str(number), SMALL),
        paragraph(_moment(line.at), SMALL),
        paragraph(line.who, SMALL),
        paragraph(line.words, TEXT),
        paragraph(proved, SMALL),
    ]


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(str(escape(text)).replace("\n", "<br/>"), style)


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")


def foot(heading: str, canvas: Any, page: Any) -> None:
    canvas.saveState()
    canvas.setFont(FONT, 7)
    canvas.drawString(18 * mm, 10 * mm, heading)
    canvas.drawRightString(A4[0] - 18 * mm, 10 * mm, str(page.page))
    canvas.restoreState()


class _Proved(Canvas):
    """A PDF with one file attached, not compressed, so that it is found without a reader of PDF."""

    def __init__(self, block: bytes, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        document = self._doc
        kind = {"Type": PDFName("EmbeddedFile"), "Subtype": PDFName("application/json")}
        stream = document.Reference(PDFStream(PDFDictionary(kind), block, filters=[]))
        names = {"Type": PDFName("Filespec"), "F": PDFString(NAME), "UF": PDFString(NAME)}
        file = document.Reference(PDFDictionary(names | {"EF": PDFDictionary({"F": stream})}))
        listed = PDFDictionary({"Names": PDFArray([PDFString(NAME), file])})
        document.Catalog.Names = PDFDictionary({"EmbeddedFiles": listed})
