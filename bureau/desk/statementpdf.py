"""The yearly statement of duties on paper: the same figures as on the page, without their links."""

from functools import partial
from io import BytesIO
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import SimpleDocTemplate, Spacer, Table

from bureau.audit.spoken import spoken
from bureau.desk.storypdf import FONT, LOOK, SMALL, TEXT, TITLE, foot, paragraph
from bureau.office.timeliness import WORDS

WIDTH = 174  # mm between the margins


def as_pdf(statement: Any, by: str) -> bytes:
    """`statement` as the page has it; `by` is who had it made."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    span, out = statement.span, BytesIO()
    facts = {"person": statement.person, "year": span.first.year, "day": span.last}
    heading = _("Yearly statement of duties: %(person)s, %(year)s, as of %(day)s") % facts
    page = SimpleDocTemplate(out, pagesize=A4, title=heading, leftMargin=18 * mm, rightMargin=18 * mm)
    body: list[Any] = [
        paragraph(heading, TITLE),
        paragraph(_("Made by %(who)s from the records.") % {"who": by}, SMALL),
    ]
    for title, rows in _parts(statement):
        body += [Spacer(1, 4 * mm), paragraph(title, TEXT), Spacer(1, 1 * mm), _table(rows)]
    each = partial(foot, heading)
    page.build(body, onFirstPage=each, onLaterPages=each)
    return out.getvalue()


def _parts(statement: Any) -> list[tuple[str, list[list[str]]]]:
    shares = [
        [group.words, *(str(number.count) for number in group.numbers), _share(group.tally.rate.percent)]
        for group in statement.assignments
    ]
    heads = [_("Whose"), *(str(capfirst(spoken(words))) for words in WORDS.values()), _("Share in time")]
    posts = [[row.get_role_display(), str(row.section or row.bureau), _days(row)] for row in statement.posts]
    lines = [[str(row.line), row.get_office_display(), _days(row)] for row in statement.lines]
    held = [
        *([card.number, card.field, f"{card.issued_on} – {card.valid_until_on}"] for card in statement.cards),
        *([held.get_kind_display(), held.paper, str(held.since_on)] for held in statement.qualifications),
    ]
    return [
        (_("Duties held"), posts + lines),
        (_("Assignments due in the year"), [heads, *shares]),
        (_("Study and training"), [[str(capfirst(f.words)), f"{f.count} {f.note}"] for f in statement.study]),
        (_("Cases decided"), [[figure.words, str(figure.count)] for figure in statement.decided]),
        (_("Certificates and qualification"), held),
    ]


def _table(rows: list[list[str]]) -> Any:
    if not rows:
        return paragraph(_("None."), SMALL)
    columns = len(rows[0])
    return Table(
        [[paragraph(cell, SMALL) for cell in row] for row in rows], [WIDTH * mm / columns] * columns, style=LOOK
    )


def _days(row: Any) -> str:
    return f"{row.since_on} – {row.until_on or _('open ended')}"


def _share(percent: Any) -> str:
    return _("no share") if percent is None else f"{percent} %"
