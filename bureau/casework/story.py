"""The whole story of a case: each act, signature and version as a sentence, with the digest that proves it.

What is printed of it is kept as a digest of the whole file, so that a changed print is known as such; and the print
bears a block by which each of its lines is compared with the database, years later.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bureau.audit.access import Event, log
from bureau.audit.anchors import Anchored, against
from bureau.audit.appended import Appended
from bureau.audit.changes import Version, tell
from bureau.audit.findings import Finding, Kind
from bureau.audit.hand import Hand
from bureau.audit.history import recorded_models, versions_table
from bureau.audit.locks import appended_models
from bureau.audit.proofs import Proof, digests_now, proofs_of
from bureau.audit.sealing import newest_head
from bureau.audit.seals import Head, LeafShape
from bureau.audit.spoken import language, spoken
from bureau.audit.whose import Whose
from bureau.casework.docket import Case, Docket
from bureau.casework.events import Act
from bureau.casework.signatures import Signature
from bureau.casework.telling import timeline

FORMAT = 1
MARK = b'{"story": 1, '  # how the block in a print begins
END = b"\n"


class StoryPrint(Appended):
    """A story that was printed: of which case, for whom, when; and the digest of the file that they were given."""

    whose = Whose(section="docket__section", docket="docket")

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="+", verbose_name=gettext_lazy("docket"))
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    at = models.DateTimeField(gettext_lazy("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=gettext_lazy("by")
    )
    by_name = models.CharField(pgettext_lazy("person", "name"), max_length=150)
    lines = models.PositiveIntegerField(pgettext_lazy("story", "lines"))

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["-id"]
        verbose_name = gettext_lazy("print of a story")
        verbose_name_plural = gettext_lazy("prints of stories")

    def __str__(self) -> str:
        return self.sha256


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the evidence as a sentence."""

    at: datetime
    who: str
    words: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class Story:
    case: Case
    lines: tuple[Line, ...]
    head: Head | None
    hand: Hand

    def block(self) -> bytes:
        """What is needed to compare each line later, as one line of ASCII."""
        shapes: dict[tuple[Any, ...], int] = {}
        rows = [
            [shapes.setdefault(_told(line.proof.shape), len(shapes)), line.proof.row, line.proof.digest]
            for line in self.lines
        ]
        whole = {
            "story": FORMAT,
            "docket": self.case.pk,
            "number": self.case.docket.number,
            "at": self.hand.at.isoformat(),
            "head": self.head.as_dict() if self.head else None,
            "shapes": list(shapes),
            "lines": rows,
        }
        return json.dumps(whole).encode() + END


def story_of(case: Case, hand: Hand) -> Story:
    """Everything that was written of the case, the oldest first."""
    lines = [*_acts(case), *_signatures(case)]
    for model in recorded_models():
        lines += _versions(model, case)
    return Story(case, tuple(sorted(lines, key=lambda line: line.at)), newest_head(), hand)


def keep(story: Story, file: bytes, purpose: str) -> StoryPrint:
    """Notes that this file was given out, and in the access log why. Raises ValueError without a purpose."""
    if not purpose.strip():
        raise ValueError("a purpose must be given")
    hand, docket = story.hand, story.case.docket
    made = StoryPrint(
        docket=docket,
        sha256=hashlib.sha256(file).hexdigest(),
        at=hand.at,
        by_id=hand.user.pk if hand.user else None,
        by_name=hand.actor_name,
        lines=len(story.lines),
    )
    with transaction.atomic():
        made.save()
        log(hand, Event.EXPORT, purpose=purpose, record=Docket._meta.label_lower, row=docket.pk, count=made.lines)
    return made


# Comparing


class NoStory(ValueError):
    """The file has no block of a story in it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """`printed` is the print that this very file is, None where it is none; `findings` are the lines that differ."""

    number: str
    lines: int
    printed: StoryPrint | None
    findings: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        return self.printed is not None and not self.findings


def compare(file: bytes) -> Compared:
    """Each line of a print against the database as it stands now. Raises NoStory."""
    block = _block_of(file)
    printed = StoryPrint.objects.filter(sha256=hashlib.sha256(file).hexdigest()).first()
    try:
        shapes = [LeafShape(**dict(zip(_FIELDS, shape, strict=True))) for shape in block["shapes"]]
        rows = [(shapes[shape], int(row), str(digest)) for shape, row, digest in block["lines"]]
        head = [Anchored(int(block["head"]["n"]), str(block["head"]["chain"]))] if block["head"] else []
        number = str(block["number"])
    except (KeyError, IndexError, TypeError, ValueError):
        raise NoStory(_("The block of this print cannot be read.")) from None
    return Compared(number, len(rows), printed, (*_differing(rows), *against(head)))


def _differing(rows: Sequence[tuple[LeafShape, int, str]]) -> Iterator[Finding]:
    kept = {model._meta.db_table for model in appended_models()}
    by_shape: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    shapes: dict[int, LeafShape] = {}
    for line, (shape, row, digest) in enumerate(rows, 1):
        if shape.table not in kept:
            raise NoStory(_("The block of this print cannot be read."))
        shapes[id(shape)] = shape
        by_shape[id(shape)].append((line, row, digest))
    for key, lines in by_shape.items():
        now = dict(digests_now(shapes[key], [row for _line, row, _digest in lines]))
        for line, row, digest in lines:
            if now.get(row) != digest:
                kind = Kind.ALTERED if row in now else Kind.DELETED
                yield Finding(shapes[key].table, str(row), kind, f"line {line}")


def _block_of(file: bytes) -> dict[str, Any]:
    start = file.find(MARK)
    end = file.find(END, start)
    try:
        if start < 0 or end < 0:
            raise ValueError("no block")
        block: dict[str, Any] = json.loads(file[start:end])
    except ValueError:
        raise NoStory(_("This file is no print of a story made here.")) from None
    return block


_FIELDS = ("table", "key", "columns", "format", "algorithm")


def _told(shape: LeafShape) -> tuple[Any, ...]:
    return shape.table, shape.key, tuple(shape.columns), shape.format, shape.algorithm


# Telling


def _acts(case: Case) -> Iterator[Line]:
    told = timeline(case, language())
    proofs = proofs_of(Act, [act.pk for act, _words in told])
    for act, words in told:
        yield Line(act.at, act.by_name, _because(words, act.reason), proofs[act.pk])


def _signatures(case: Case) -> Iterator[Line]:
    rows = list(Signature.objects.filter(docket=case.pk))
    proofs = proofs_of(Signature, [row.pk for row in rows])
    for row in rows:
        words = _("signature taken back") if row.takes_back_id else _("signed")
        move = spoken(case.workflow.words[row.move])
        yield Line(row.at, row.by_name, _because(f"{move}：{words}", row.reason), proofs[row.pk])


def _versions(model: type[models.Model], case: Case) -> Iterator[Line]:
    """The versions of the case's records of one kind."""
    table = versions_table(model)
    if model is Docket:
        of = {"id": case.pk}
    elif any(field.name == "docket" and field.related_model is Docket for field in model._meta.fields):
        of = {"docket_id": case.pk}
    else:
        return
    rows = list(table.objects.filter(**of).order_by("history_id"))
    proofs = proofs_of(table, [row.pk for row in rows])
    for row, version in zip(rows, tell(model, rows), strict=True):
        yield Line(version.at, version.actor, _said(version), proofs[row.pk])


def _said(version: Version) -> str:
    changed = "；".join(f"{each.label} {each.before} → {each.after}".replace("  ", " ") for each in version.changed)
    said = f"{version.model._meta.verbose_name} {version.event}"
    return _because(f"{said}：{changed}" if changed else said, version.reason)


def _because(words: str, reason: str) -> str:
    return _("%(words)s (reason: %(reason)s)") % {"words": words, "reason": reason} if reason else words
