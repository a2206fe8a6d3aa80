"""Certificates that run out: holders, and the heads of their sections, are told while one can still be renewed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bureau.law.ladder import Theme
from bureau.law.limits import Binding
from bureau.notices.owing import Watch
from bureau.notices.records import Waiting, records_that_wait
from bureau.people.certificates import Certificate
from bureau.people.staff import Staff

KIND, DUTY = "certificate", "renew"
EXPIRES_SOON = timedelta(days=90)
TOLD_FOR = timedelta(days=30)  # after its last day; then it is history, and the page of qualification shows the gap


def expiring(first: date, last: date) -> QuerySet[Certificate]:
    """Those that end on these days, valid until then, of open accounts; not where the holder has a later one."""
    later = Certificate.objects.filter(
        staff=OuterRef("staff"), state=Certificate.State.VALID, valid_until_on__gt=OuterRef("valid_until_on")
    )
    rows = Certificate.objects.filter(state=Certificate.State.VALID, valid_until_on__range=(first, last))
    return rows.filter(~Exists(later), staff__is_active=True).order_by("valid_until_on", "id")


@records_that_wait(KIND, Certificate._meta.verbose_name or KIND)
def certificates_to_renew(watch: Watch) -> Iterator[Waiting]:
    """By holder and day; one query."""
    today = watch.morning.today
    rows = expiring(today - TOLD_FOR, watch.horizon_of(KIND)).filter(staff__section__isnull=False)
    found: dict[tuple[Staff, date], list[Certificate]] = defaultdict(list)
    for card in rows.select_related("staff__section"):
        found[card.staff, card.valid_until_on].append(card)
    page = f"{reverse('admin:bureau_certificate_changelist')}?standing=ending"
    for (holder, due), cards in found.items():
        assert holder.section is not None
        theme, since = Theme(holder.section.bureau_id, KIND, DUTY, Binding.STATUTORY), cards[0].issued_on
        whose = {"section": holder.section.pk, "officer": holder.pk}
        words = _("certificates to renew")
        yield Waiting(theme, due, since, **whose, count=len(cards), words=words, page=page, repeats=False)
