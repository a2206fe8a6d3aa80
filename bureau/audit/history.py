"""History: every row that is written leaves exactly one version behind, in the same transaction, or is refused.

django-simple-history makes the tables. Its ways of writing without a version (bulk writes, raw saves, switches on the
instance) are closed here, and who acted comes from the record's `hand`, never from a thread's memory.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, NoReturn

from django.apps import apps
from django.core import checks
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoricalQuerySet
from simple_history.models import HistoricalRecords

from bureau.audit.appended import Appended, AppendedRows, Bypassed, refuse
from bureau.audit.hand import Hand, Source
from bureau.audit.together import change, copy_rows, insert
from bureau.audit.whose import Whose


class NoHand(RuntimeError):
    """A record was about to be written without saying whose hand it is."""


class HistoryRow(Appended):
    """What every history table has besides a copy of the record's fields; so named that no record's field collides.

    A version is added with what it is the version of, and in no other way.
    """

    written_in = "history_date"
    whose = Whose(bureau="history_bureau", section="history_section")

    history_actor = models.CharField(_("who"), max_length=150)
    history_source = models.CharField(_("by what means"), max_length=10, choices=Source)
    history_change = models.UUIDField(_("change"), db_index=True)
    history_section = models.BigIntegerField(_("section"), null=True)
    history_bureau = models.BigIntegerField(_("bureau"), null=True)
    history_override = models.TextField(_("warning set aside"), blank=True, default="")

    class Meta(Appended.Meta):
        abstract = True

    save = refuse


class Versions(AppendedRows, HistoricalQuerySet):
    """The versions to read, as the package reads them."""


class History(HistoricalRecords):
    """simple_history's tables, filled by us.

    `excluded_fields` are not copied, and a save of nothing else makes no version.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(
            inherit=True,
            bases=[HistoryRow],
            history_change_reason_field=models.TextField(_("reason"), blank=True, default=""),
            # A number, not a foreign key: the history of what someone did must not depend on the account.
            history_user_id_field=models.BigIntegerField(null=True),
            historical_queryset=Versions,
            **options,
        )

    def post_save(self, instance: "Recorded", created: bool, using: str | None = None, **facts: Any) -> None:
        if instance._is_unrecorded(facts.get("update_fields")):
            return
        self.create_historical_record(instance, "+" if created else "~", using=using)

    def post_delete(self, instance: "Recorded", using: str | None = None, **_facts: Any) -> None:
        self.create_historical_record(instance, "-", using=using)

    def create_historical_record(self, instance: "Recorded", history_type: str, using: str | None = None) -> None:
        versions_table(type(instance)).objects.using(using).add_all([version_of(instance, history_type)])


@cache
def versions_table(model: "type[Recorded]") -> Any:
    """The history table of a model. simple_history's own way to it builds a new class at every look."""
    return model.history.model  # type: ignore[attr-defined]


def version_of(record: "Recorded", history_type: str) -> Any:
    """The version that this writing of a record leaves: not yet saved."""
    table = versions_table(type(record))
    section, bureau = _whose(record)
    said = _said(record.the_hand(), history_type) | {"history_section": section, "history_bureau": bureau}
    return table(**said, **{field.attname: getattr(record, field.attname) for field in table.tracked_fields})


def add_versions(hand: Hand, records: Sequence["Recorded"], history_type: str, using: str) -> None:
    """The versions that writing these records left, in one statement: copied from what is kept."""
    model = type(records[0])
    table = versions_table(model)
    sections, bureaus = zip(*map(_whose, records), strict=True)
    of_each = {"key": [record.pk for record in records], "history_section": sections, "history_bureau": bureaus}
    copy_rows(model, table, table.tracked_fields, said=_said(hand, history_type), of_each=of_each, using=using)


def _said(hand: Hand, history_type: str) -> dict[str, Any]:
    return {
        "history_date": hand.at,
        "history_type": history_type,
        "history_user_id": hand.user.pk if hand.user else None,
        "history_change_reason": hand.reason,
        "history_actor": hand.actor_name,
        "history_source": hand.source,
        "history_change": hand.change_id,
        "history_override": hand.override,
    }


def _whose(record: "Recorded") -> tuple[int | None, int | None]:
    return record.whose.section_of(record), record.whose.bureau_of(record)


class RecordedQuerySet(models.QuerySet):
    """Refuses what writes rows without telling their history."""

    def record(self, hand: Hand, **fields: Any) -> Any:
        """Create one record by this hand; in place of `create`, which knows none."""
        made: Any = self.model(**fields)
        made.hand = hand
        made.save(force_insert=True, using=self.db)
        return made

    def record_all(self, hand: Hand, rows: Sequence[Any]) -> None:
        """Enter these new records by this hand, each with its version; as many statements, however many they are.

        Raises Bypassed for a record that is entered already, and for a model that does more when it saves.
        """
        if not all(row._state.adding for row in rows):
            self._refuse("entering together")
        self.record_many(hand, rows)

    def record_many(self, hand: Hand, rows: Sequence[Any]) -> None:
        """Save these records by this hand, new ones and ones that are kept, each with the version that `save` leaves.

        Two statements for the new ones, one for the others and one for the versions of each, however many they are.
        The kept ones are locked by whoever changes them. Raises Bypassed for a model that does more when it saves.
        """
        if self.model.save is not Recorded.save:
            self._refuse("saving together")
        for row in rows:
            row.hand = hand
        new, kept = [row for row in rows if row._state.adding], [row for row in rows if not row._state.adding]
        with transaction.atomic(using=self.db, savepoint=False):
            if new:
                insert(new, self.db)
                add_versions(hand, new, "+", self.db)
            if kept:
                change(
                    kept, [field.name for field in self.model._meta.concrete_fields if not field.primary_key], self.db
                )
                add_versions(hand, kept, "~", self.db)

    def _refuse(self, way: str) -> NoReturn:
        raise Bypassed(f"{way} of {self.model._meta.label} leaves no history: save each record by a hand")

    def update(self, **_fields: Any) -> NoReturn:
        self._refuse("update")

    def bulk_create(self, *_args: Any, **_options: Any) -> NoReturn:
        self._refuse("bulk_create")

    def bulk_update(self, *_args: Any, **_options: Any) -> NoReturn:
        self._refuse("bulk_update")

    def delete(self) -> NoReturn:
        self._refuse("delete")

    def _raw_delete(self, using: str | None) -> NoReturn:  # noqa: ARG002 - Django's signature
        self._refuse("raw delete")


class Recorded(models.Model):
    """A business record: whoever saves or deletes it gives a hand first, and the version is written with it.

    ``record.hand = hand; record.save()`` or ``Model.objects.record(hand, **fields)``. Raises NoHand.
    """

    whose: ClassVar[Whose]
    sets_limits: ClassVar[bool] = False  # whether what is written here moves due days, and so is looked at twice
    untold: ClassVar[frozenset[str]] = frozenset()  # fields that follow from others: no page tells of them

    hand: Hand | None = None

    objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True
        # Else a relation's `add` would write by a manager that refuses nothing.
        base_manager_name = "objects"

    def save(self, *args: Any, **options: Any) -> None:
        """Raises Bypassed for a part of the record: its version would tell what stands in memory, not what is kept."""
        if self._demands_hand(options) and options.get("update_fields") is not None:
            raise Bypassed(f"a part of {self._meta.label} was to be saved: save the record")
        super().save(*args, **options)

    def save_base(self, *args: Any, **options: Any) -> None:
        """Save record and version together, also where nobody has opened a transaction."""
        self._demands_hand(options)
        with transaction.atomic(using=options.get("using"), savepoint=False):
            super().save_base(*args, **options)

    def _save_table(self, raw: bool = False, *args: Any, **options: Any) -> Any:
        """A fixture comes this way alone, before anything of it is written."""
        if raw:
            raise Bypassed(f"a raw save of {self._meta.label} leaves no history")
        return super()._save_table(raw, *args, **options)  # type: ignore[misc]  # not in the stubs

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        self.the_hand()
        with transaction.atomic(using=options.get("using"), savepoint=False):
            return super().delete(*args, **options)

    @classmethod
    def check(cls, **options: Any) -> list[checks.CheckMessage]:
        return super().check(**options) + [
            checks.Error(sentence, obj=cls, id=f"bureau.{code}") for code, sentence in _loopholes(cls)
        ]

    @classmethod
    def said(cls, field: str, value: Any) -> str | None:  # noqa: ARG003 - for those who have something to say
        """How a value of a field reads that has no choices to say it; None where it reads as it is."""
        return None

    def together(self) -> "tuple[Recorded, ...]":
        """The records that are saved with this one as one thing; the first is the one to lock."""
        return (self,)

    def the_hand(self) -> Hand:
        if self.hand is None:
            raise NoHand(f"{self._meta.label} was to be written by nobody's hand")
        return self.hand

    def _demands_hand(self, options: Mapping[str, Any]) -> bool:
        """Whether what is saved is recorded. Raises NoHand."""
        recorded = not self._is_unrecorded(options.get("update_fields"))
        if recorded:
            self.the_hand()
        return recorded

    def _is_unrecorded(self, update_fields: Iterable[str] | None) -> bool:
        """Whether only fields are saved that history leaves out (a sign-in's time)."""
        if update_fields is None:
            return False
        left_out = type(self).history.model._history_excluded_fields  # type: ignore[attr-defined]
        return set(update_fields) <= set(left_out)


def recorded_models() -> list[type[models.Model]]:
    """Every record of the installed apps that has a history."""
    return [model for model in apps.get_models() if issubclass(model, Recorded) and hasattr(model, "history")]


def _loopholes(model: "type[Recorded]") -> Iterator[tuple[str, str]]:
    """What would write behind the history's back. Of a proxy or an heir the versions stand in another table."""
    links: list[Any] = model._meta.local_many_to_many
    for field in links:
        if field.remote_field.through._meta.auto_created:
            yield "E016", f"{field.name} is many-to-many, and adding to it leaves no history: make the link a record."
    if model._meta.proxy or model._meta.parents:
        yield "E018", "A record is saved under one name, as one row of one table: point to the other record instead."
    managers: list[Any] = [*model._meta.managers, model._base_manager]
    for manager in managers:
        if not issubclass(manager._queryset_class, RecordedQuerySet):
            yield "E019", f"{manager.name} would let bulk writes pass: make it a manager of a RecordedQuerySet."
