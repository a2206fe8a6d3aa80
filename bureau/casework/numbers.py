"""Our own document series (受理, 补正告知, 延期告知 …): one after the other, without gap or double.

The public number of a document (发文字号) comes from the office's own register and is entered, never issued here.
"""

from django.db import connection, models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from bureau.people.bureaus import Bureau


class Series(models.Model):
    """The last number that was given, by bureau, kind of document and year."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    kind = models.CharField(_("kind"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        app_label = "bureau"
        verbose_name = _("document series")
        verbose_name_plural = _("document series")
        constraints = [models.UniqueConstraint(fields=["bureau", "kind", "year"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


def next_number(bureau: Bureau, kind: str, year: int) -> int:
    """The next number of a series; the first is 1. A number whose transaction is rolled back is given again.

    Call it last, in the transaction that saves the document: the row stays locked until then. Raises RuntimeError
    outside a transaction, where a number could be lost between here and the document.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is given in the transaction of its document")
    series, _made = Series.objects.get_or_create(bureau=bureau, kind=kind, year=year)
    Series.objects.filter(pk=series.pk).update(last=F("last") + 1)
    return Series.objects.values_list("last", flat=True).get(pk=series.pk)
