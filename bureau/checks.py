"""What must hold before the system serves anybody; Django's check framework asks it at every start."""

import base64
import binascii
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from inspect import Parameter, signature
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import connections, models
from django.utils import timezone

from bureau.audit import locks
from bureau.audit.tables import can_be_asked
from bureau.casework.acts import act_of, acts_of
from bureau.law.archives import CountsFrom
from bureau.law.workdays import NOTICES_COME_FROM
from bureau.law.workflow import Move, Workflow
from bureau.people.roles import Role

FIELD_KEY_BYTES = 32
SECOND_FACTORS = ("off", "optional", "required")
THE_GATES_OWN = frozenset({"on", "on_paper", "version", "reason"})


def register() -> None:
    checks.register(production_has_its_own_secrets, checks.Tags.security)
    checks.register(the_second_factor_is_known, checks.Tags.security)
    checks.register(production_has_no_sample_accounts, checks.Tags.database)
    checks.register(every_kind_of_case_is_sound)
    checks.register(retention_counts_from_a_day_that_is_known)
    checks.register(next_years_notice_is_there, checks.Tags.database)
    checks.register(evidence_is_locked, checks.Tags.database)
    checks.register(production_is_set_up, checks.Tags.security)


def production_has_its_own_secrets(**_kwargs: Any) -> list[checks.CheckMessage]:
    if not settings.PRODUCTION:
        return []
    found: list[checks.CheckMessage] = []
    if settings.SECRET_KEY == settings.DEVELOPMENT_KEY:
        found.append(
            checks.Error(
                "SECRET_KEY is the development key.", "Set SECRET_KEY to 50 random characters.", id="bureau.E001"
            )
        )
    if not settings.FIELD_KEYS:
        found.append(
            checks.Error(
                "FIELD_KEYS is empty.", f"Set it to {FIELD_KEY_BYTES} random bytes in base64.", id="bureau.E002"
            )
        )
    for position, key in enumerate(settings.FIELD_KEYS, 1):
        if not _is_field_key(key):
            found.append(
                checks.Error(
                    f"Key {position} of FIELD_KEYS is not {FIELD_KEY_BYTES} bytes in base64.", id="bureau.E003"
                )
            )
    found += _keys_of_the_seals()
    if settings.DEBUG:
        found.append(checks.Error("DEBUG is on.", "Unset DEBUG.", id="bureau.E004"))
    return found


def the_second_factor_is_known(**_kwargs: Any) -> list[checks.CheckMessage]:
    """A value that is misspelt would ask nobody for a code."""
    if settings.SECOND_FACTOR in SECOND_FACTORS:
        return []
    told = f"SECOND_FACTOR is {settings.SECOND_FACTOR!r}."
    return [checks.Error(told, f"Set it to one of: {', '.join(SECOND_FACTORS)}.", id="bureau.E060")]


def retention_counts_from_a_day_that_is_known(**_kwargs: Any) -> list[checks.CheckMessage]:
    given, known = settings.RETENTION_COUNTS_FROM, [day.value for day in CountsFrom]
    if given in known:
        return []
    return [checks.Error(f"RETENTION_COUNTS_FROM is {given}.", f"One of: {', '.join(known)}.", id="bureau.E061")]


def _keys_of_the_seals() -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    if not (settings.AUDIT_KEYS or settings.AUDIT_KEY_FILE):
        found.append(
            checks.Error(
                "Neither AUDIT_KEYS nor AUDIT_KEY_FILE is set.",
                f"Set the first to {FIELD_KEY_BYTES} random bytes in base64, or the second to a file with such a line.",
                id="bureau.E041",
            )
        )
    for position, key in enumerate(settings.AUDIT_KEYS, 1):
        if not _is_field_key(key):
            found.append(
                checks.Error(
                    f"Key {position} of AUDIT_KEYS is not {FIELD_KEY_BYTES} bytes in base64.", id="bureau.E042"
                )
            )
    return found


def _is_field_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == FIELD_KEY_BYTES
    except binascii.Error:
        return False


def production_has_no_sample_accounts(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    staff = apps.get_model("bureau", "Staff")
    if not settings.PRODUCTION or not can_be_asked(databases, staff._meta.db_table):
        return []
    names = staff.objects.filter(is_sample=True, is_active=True).values_list("username", flat=True)
    if not names:
        return []
    return [checks.Error(f"Sample accounts are active: {', '.join(names)}.", "Deactivate them.", id="bureau.E005")]


def next_years_notice_is_there(
    databases: Sequence[str] | None = None, today: Callable[[], date] = timezone.localdate, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """From November on a due day may need next year's calendar; until it is entered such days are provisional."""
    notice, on = apps.get_model("bureau", "HolidayNotice"), today()
    if on < date(on.year, *NOTICES_COME_FROM) or not can_be_asked(databases, notice._meta.db_table):
        return []
    if notice.objects.filter(year=on.year + 1).exists():
        return []
    return [
        checks.Warning(
            f"No State Council holiday notice for {on.year + 1} is entered: due days that need it are provisional.",
            "Once it is published on gov.cn, enter it under Holiday notices in the admin.",
            id="bureau.W001",
        )
    ]


def evidence_is_locked(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[checks.CheckMessage]:
    """Asked once the seals are there: before that a database is still to be migrated, and locked by that."""
    if not can_be_asked(databases, apps.get_model("bureau", "Seal")._meta.db_table):
        return []
    missing = Counter(finding.table or finding.detail for finding in locks.missing(connections["default"]))
    return [
        checks.Error(f"{table}: {count} locks are missing.", "Run `manage.py protect`.", id="bureau.E040")
        for table, count in sorted(missing.items())
    ]


def production_is_set_up(**_kwargs: Any) -> list[checks.CheckMessage]:
    if not (settings.PRODUCTION and settings.SETUP_ACCOUNT):
        return []
    told = "SETUP_ACCOUNT is on in production: an account that may do everything may sign in."
    return [checks.Warning(told, "Unset it once the bureau and its administrators are entered.", id="bureau.W003")]


def every_kind_of_case_is_sound(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Each kind's table is sound, each of its moves has its act, and what both name is there."""
    kinds: list[Any] = [kind for kind in apps.get_models() if isinstance(getattr(kind, "workflow", None), Workflow)]
    names = Counter(kind.kind for kind in kinds)
    return [
        checks.Error(f"{kind._meta.label}: {fault}.", id="bureau.E017")
        for kind in kinds
        for fault in [
            *([f"another kind is called {kind.kind} too"] if names[kind.kind] > 1 else []),
            *kind.workflow.faults(),
            *faults_beside_the_table(kind),
        ]
    ]


def faults_beside_the_table(kind: Any) -> Iterator[str]:
    """Where a kind of case does not keep to its table, a sentence each."""
    moves, acts = {move.name for move in kind.workflow.moves}, set(acts_of(kind))
    yield from (f"move {name} has no act" for name in sorted(moves - acts))
    yield from (f"act {name} is no move" for name in sorted(acts - moves))
    yield from (fault for move in kind.workflow.moves if move.name in acts for fault in _fact_faults(kind, move))
    yield from (fault for move in kind.workflow.moves for fault in _override_faults(move))
    for duty in kind.workflow.duties:
        if isinstance(duty.limit, str) and not hasattr(kind, duty.limit):
            yield f"duty {duty.name} takes its limit from {duty.limit}, which the case has not"
    state = kind._meta.get_field("state")
    if state.editable:
        yield "its state can be edited"
    longest = state.max_length
    yield from (f"state {name} is too long to be kept" for name in sorted(kind.workflow.states) if len(name) > longest)
    if not _leads_to_a_section(kind):
        yield "it does not say whose section its records are"


def _override_faults(move: Move) -> Iterator[str]:
    if others := move.overridden_by - {Role.LEADER}:
        yield f"move {move.name} lets others than leaders set an exclusion aside: {', '.join(sorted(others))}"


def _fact_faults(kind: type, move: Move) -> Iterator[str]:
    """Where what a move asks for is not what its act takes."""
    taken = dict(list(signature(act_of(kind, move.name)).parameters.items())[1:])
    for name in move.asks:
        if name in THE_GATES_OWN or name not in taken:
            yield f"move {move.name} asks for {name}, which its act does not take"
    for name in taken.keys() - THE_GATES_OWN - set(move.asks):
        if taken[name].default is Parameter.empty:
            yield f"act {move.name} takes {name}, which its move does not ask for"


def _leads_to_a_section(kind: type[models.Model]) -> bool:
    model: Any = kind
    try:
        for step in kind.whose.section.split("__"):  # type: ignore[attr-defined]
            model = model._meta.get_field(step).related_model
    except FieldDoesNotExist:
        return False
    return bool(model is apps.get_model("bureau", "Section"))
