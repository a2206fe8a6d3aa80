"""What a mail says, in the language of its reader: text and a plain table. Nobody is named, nor any case by title."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bureau.casework.terms import Term
from bureau.notices.lines import UNTOLD, Line, Lines, cases_of, link_to
from bureau.notices.outbox import Debt, Notice
from bureau.notices.owing import WATCHED
from bureau.notices.records import points_of
from bureau.notices.standing import dead_letters, overdue, standing_of


@dataclass(frozen=True, slots=True)
class Occasion:
    """A notice that is about to go out, with what of its debts still stands."""

    notice: Notice
    debts: Sequence[Debt]
    now: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a mail, before they are put in form."""

    subject: str
    opening: str
    lines: Sequence[Line] = ()
    points: Sequence[str] = ()
    closing: Sequence[str] = field(default_factory=list)


def message(occasion: Occasion, language: str) -> tuple[EmailMultiAlternatives, int]:
    """The mail as things stand now, and how many cases it tells of."""
    notice = occasion.notice
    with translation.override(language):
        letter = _WRITERS[Notice.Kind(notice.kind)](occasion)
        words = {"letter": letter, "language": language}
        mail = EmailMultiAlternatives(
            letter.subject,
            render_to_string("bureau/mail/letter.txt", words),
            to=[notice.recipient.email],
            headers={"Message-ID": notice.message_id, "Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("bureau/mail/letter.html", words), "text/html")
    return mail, len(letter.lines)


def _of_due_days(occasion: Occasion) -> Letter:
    notice, debts = occasion.notice, occasion.debts
    writer = Lines({debt.term for debt in debts}, occasion.now)
    late = sum(map(writer.is_overdue, writer.terms))
    facts = {"day": date_format(notice.day), "late": late, "due": len(writer.terms) - late}
    subject = _("Due days of %(day)s: %(late)d overdue, %(due)d to come") % facts
    if any(debt.is_late for debt in debts):
        subject = _("[sent late] %(subject)s") % {"subject": subject}
    if notice.part > 1 and notice.kind == Notice.Kind.DIGEST:
        subject = _("%(subject)s (part %(part)d)") % {"subject": subject, "part": notice.part}
    return Letter(subject, _("These cases are due, the most urgent first."), writer.of(debts), closing=_closing())


def _of_urging(occasion: Occasion) -> Letter:
    urging, now = occasion.notice.urging, occasion.now
    assert urging is not None
    terms = Term.objects.filter(docket=urging.docket, state__in=WATCHED).select_related("docket")
    number = str(UNTOLD) if urging.docket.is_work_secret else urging.docket.number
    facts = {"what": urging.get_kind_display(), "number": number, "role": urging.get_role_display()}
    opening = _("The %(role)s asks you to move %(number)s on.") % facts
    closing = [_("The words that go with it stand on the page of the case.")] if urging.words else []
    told = {urging.docket} if not urging.docket.is_work_secret else set()
    pages = [link_to(case) for case in cases_of(told).values()]
    return Letter(_("%(what)s: %(number)s") % facts, opening, Lines(terms, now).of(), pages, [*closing, *_closing()])


def _of_the_week(occasion: Occasion) -> Letter:
    notice, now = occasion.notice, occasion.now
    bureau = notice.recipient.bureau_id
    writer = Lines(overdue(bureau, now), now)
    points, late = standing_of(bureau, notice.day, now)
    subject = _("Supervision, week of %(day)s: %(late)d overdue") % {"day": date_format(notice.day), "late": late}
    more = late - len(writer.terms)
    beyond = ngettext("%(n)d more is on the desk.", "%(n)d more are on the desk.", more) % {"n": more}
    closing = [beyond] if more else []
    opening = _("How the bureau stands this morning, and what is overdue, the longest first.")
    return Letter(subject, opening, writer.of(), points, [*closing, *_closing()])


def _of_records(occasion: Occasion) -> Letter:
    points = points_of(occasion.notice)
    late, due = sum(point.late for point in points), sum(point.due for point in points)
    facts = {"day": date_format(occasion.notice.day), "late": late, "due": due}
    subject = _("Records to be published, %(day)s: %(late)d overdue, %(due)d to come") % facts
    opening = _("These records wait for you.")
    return Letter(subject, opening, points=[str(point) for point in points], closing=_closing())


def _of_dead_letters(occasion: Occasion) -> Letter:
    points = dead_letters(occasion.notice)
    n = len(points)
    subject = ngettext("%(n)d reminder could not be sent", "%(n)d reminders could not be sent", n) % {"n": n}
    opening = _("The mail server refused these for good. Tell the people yourself, and have their addresses put right.")
    return Letter(subject, opening, points=points, closing=_closing())


def _closing() -> list[str]:
    return [
        _("Sent by the casework system. The hour and the language can be set at the desk: %(link)s")
        % {"link": link_to(None)}
    ]


_WRITERS = {
    Notice.Kind.DIGEST: _of_due_days,
    Notice.Kind.AT_ONCE: _of_due_days,
    Notice.Kind.URGING: _of_urging,
    Notice.Kind.WEEKLY: _of_the_week,
    Notice.Kind.ALARM: _of_dead_letters,
    Notice.Kind.RECORDS: _of_records,
}
