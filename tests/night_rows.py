"""One of everything that the night writes, for tests that go over every page."""

from datetime import date, timedelta

from django.utils import timezone

from bureau.audit.hand import Hand, Source
from bureau.casework.docket import Docket
from bureau.casework.terms import Term
from bureau.notices.leases import State
from bureau.notices.outbox import Debt, Notice
from bureau.notices.preferences import MailPreference
from bureau.notices.rungs import Rung
from bureau.notices.runs import SweepRun
from bureau.notices.urge import urge
from bureau.notices.urging import Urging
from bureau.people.staff import Staff
from tests.records import a_hand, record

OF_THE_NIGHT = (Notice, Debt, Urging, SweepRun, Rung, MailPreference)


def rows_of_a_night(docket: Docket, officer: Staff, head: Staff, reader: Staff) -> None:
    """Mails that were sent, refused and wait, a debt told and one told to nobody, an urging, a run, rungs, wishes."""
    now, day = timezone.now(), timezone.localdate()
    facts = {"docket": docket, "section": docket.section, "officer": officer, "duty": "decision", "state": "running"}
    term = Term.objects.filter(docket=docket).first() or Term.objects.record(
        a_hand(), start_on=day, due_on=day, watch_on=day, **facts
    )
    for part, state in enumerate((State.DONE, State.FAILED, State.QUEUED), 1):
        mail = Notice.queue(officer.pk, Notice.Kind.DIGEST, day, at=now, now=now)
        ended = {} if state == State.QUEUED else {"finished_at": now}
        Notice.objects.filter(pk=mail.pk).update(state=state, lines=part, **ended)
        facts = {"due_on": day - timedelta(part), "proper_on": day, "owed_on": day, "rung": Rung.objects.first()}
        Debt.objects.create(term=term, recipient=officer, notice=mail, is_late=part == 1, **facts)
    owed = {"due_on": term.watch_on or day, "proper_on": day, "owed_on": day, "rung": Rung.objects.first()}
    Debt.objects.create(term=term, reach="nobody", **owed)
    SweepRun.objects.create(day=day, started_at=now, finished_at=now, by="a test", terms=1, owed=4)
    urge(docket, Hand(head, Source.SCREEN, now), kind=Urging.Kind.URGE, words="样例：请抓紧办理")
    step = {"moment": "before", "days": 2, "addressee": "officer", "since_on": date(2099, 1, 1)}
    record(Rung, bureau=docket.section.bureau, **step)
    record(MailPreference, staff=reader)
