"""Hands of another bureau: of what all bureaus share one sees what was changed and when, but not by whom or why."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from bureau.audit.changes import Version
from bureau.people.scope import Scope
from bureau.people.staff import Staff


def without_strangers(versions: Sequence[Version], scope: Scope) -> list[Version]:
    """The versions, those by a person of a bureau in which one holds nothing without name and reason.

    One query where shared records are among them; none otherwise.
    """
    shared = {version.by for version in versions if version.by and not _has_owner(version)}
    if scope.everything or not shared:
        return list(versions)
    own = {holding.bureau for holding in scope.holdings}
    strangers = set(Staff.objects.filter(pk__in=shared).exclude(section__bureau__in=own).values_list("pk", flat=True))
    return [
        replace(version, actor=_("another bureau"), reason="", override="")
        if version.by in strangers and not _has_owner(version)
        else version
        for version in versions
    ]


def _has_owner(version: Version) -> bool:
    whose = version.model.whose  # type: ignore[attr-defined]
    return bool(whose.bureau or whose.section)
