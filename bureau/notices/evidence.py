"""What is done for the evidence by itself: sealing, the head to the auditor, a check each night and when asked."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.audit import anchors
from bureau.audit.anchors import Anchored
from bureau.audit.findings import Finding, Kind
from bureau.audit.refusing import tell_held
from bureau.audit.sealing import newest_head, seal
from bureau.audit.seals import Head, HeadSent, Seal, SealingBeat, Verification
from bureau.audit.verifying import Evidence, verify
from bureau.casework.destroying import finish
from bureau.notices.jobs import Far, Finished, Job, job_kind
from bureau.notices.rhythm import every
from bureau.people.appointments import Appointment
from bureau.people.roles import Role

VERIFY = "audit.verify"
PIECE = 5000  # leaves a chunk
NIGHT = time(2, 30)
KEPT = 200  # findings; the others are counted


def seal_new(now: datetime) -> Head | None:
    """Seals what is new and appends the heads to the file outside. Cheap where there is nothing; safe to run twice."""
    SealingBeat.objects.get_or_create(only=True, defaults={"at": now})
    head = seal(at=now)
    SealingBeat.objects.filter(at__lt=now).update(at=now)
    if head and settings.AUDIT_ANCHOR_FILE:
        anchors.write(Path(settings.AUDIT_ANCHOR_FILE))
    return head


def tell_head(now: datetime) -> int:
    """Mails the newest head to the audit administrators, once a day; to how many. Raises what sending raises.

    What could not be sent is tried again at the next call; a mail may then come twice.
    """
    day, head = timezone.localdate(now), newest_head()
    if head is None or HeadSent.objects.filter(day=day).exists():
        return 0
    appointed = Appointment.objects.filter(Appointment.on(day), role=Role.AUDIT_ADMINISTRATOR, staff__is_active=True)
    addresses = sorted(set(appointed.exclude(staff__email="").values_list("staff__email", flat=True)))
    if not addresses:
        return 0
    newest = Seal.objects.get(pk=head.n)
    subject = _("Head of the sealed history, %(day)s") % {"day": day}
    words = _(
        "Please keep this mail. It has what the sealed history of the casework system said today; nobody in the house "
        "can change it any more. `manage.py verify_audit --anchor FILE` compares a saved mail with the database."
    )
    send_mail(subject, f"{words}\n\n{anchors.line_of(newest)}\n", None, addresses)
    HeadSent(day=day, at=now, seal=newest, recipients=len(addresses)).save()
    return len(addresses)


def check_all(now: datetime) -> Verification:
    """Verifies everything against the file outside, and keeps what was found. Takes no lock."""
    heads, missing = _kept_outside()
    evidence = Evidence()
    found = [*missing, *verify(heads)]
    return _keep(now, evidence, [finding.as_dict() for finding in found], len(found), anchored=bool(heads))


@job_kind(VERIFY, gettext_lazy("verification of the evidence"))
def verify_in_chunks(job: Job, at: datetime) -> Far | Finished:
    """The seals first, then so many leaves at a time, and last what has no leaf."""
    evidence, kept = Evidence(), dict(job.result)
    if "last" not in kept:
        kept |= {"last": evidence.total, "count": 0, "findings": []}
        _note(kept, [*evidence.of_locks(), *evidence.of_seals()])
        return Far(0, evidence.total, kept)
    if job.done < kept["last"]:
        until = min(job.done + PIECE, kept["last"])
        _note(kept, evidence.of_leaves(job.done + 1, until))
        return Far(until, kept["last"], kept)
    heads, missing = _kept_outside()
    _note(kept, [*missing, *evidence.of_the_rest(heads)])
    _keep(at, evidence, kept["findings"], kept["count"], by=job.asked_by.get_full_name(), anchored=bool(heads))
    return Finished(kept["last"], {"count": kept["count"]})


def _note(kept: dict[str, Any], found: Iterable[Finding]) -> None:
    for finding in found:
        kept["count"] += 1
        if len(kept["findings"]) < KEPT:
            kept["findings"].append(finding.as_dict())


def _keep(
    at: datetime, evidence: Evidence, found: list[dict[str, str]], count: int, *, anchored: bool, by: str = ""
) -> Verification:
    facts = {"seals": len(evidence.lasts), "leaves": evidence.total, "count": count, "anchored": anchored}
    made = Verification(at=at, by_name=by, findings=found[:KEPT], **facts)
    made.save()
    return made


def _kept_outside() -> tuple[list[Anchored], list[Finding]]:
    """The heads in the file outside; that it is gone is a finding."""
    if not settings.AUDIT_ANCHOR_FILE:
        return [], []
    try:
        return anchors.read(Path(settings.AUDIT_ANCHOR_FILE)), []
    except FileNotFoundError:
        gone = Finding("", "", Kind.ANCHOR, "the file of AUDIT_ANCHOR_FILE is gone")
        return [], [gone] if Seal.objects.exists() else []


# By itself


@every(timedelta(minutes=5))
def seal_evidence(now: datetime) -> None:
    """What is written between two seals could still be changed unseen. A mail that fails holds up no seal."""
    seal_new(now)
    tell_head(now)


@every(timedelta(minutes=1))
def tell_refusals(now: datetime) -> None:
    """How often a refusal came again stands in the access log once its minute is over."""
    tell_held(now)


@every(timedelta(hours=1))
def finish_destructions(now: datetime) -> None:
    """What a destruction left undone when its process was killed."""
    del now
    finish()


@every(timedelta(minutes=5))
def check_evidence(now: datetime) -> None:
    """Once each night; also `manage.py verify_audit` and `manage.py reconcile`, from cron."""
    local = timezone.localtime(now)
    if local.time() >= NIGHT and not Verification.objects.filter(by_name="", at__date=local.date()).exists():
        check_all(now)
