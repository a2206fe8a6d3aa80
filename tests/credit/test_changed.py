"""A record that is changed after it was sent is marked once, and the platform is told what it does not know."""

from datetime import date

import pytest
from django.utils import timezone

from bureau.audit.reconciling import reconcile
from bureau.models import Staff
from bureau.sheets.importers import importer
from bureau.sheets.kinds import kind_named
from credit.models import Licence, LicencePush
from credit.procedure import again
from credit.resources.decisions import LicenceResource
from credit.rules.pushing import Outcome
from tests.credit.conftest import hand
from tests.credit.test_compliance import sending

pytestmark = pytest.mark.django_db


def test_a_line_that_stands_in_several_rows_is_marked_once(officer: Staff, licence: Licence) -> None:
    sending(officer, date(2026, 5, 18), Outcome.REFUSED)
    again(hand(), LicencePush.objects.all())
    sending(officer, date(2026, 5, 19), Outcome.ACCEPTED)
    before = LicencePush.objects.get().history.count()
    by_sheet = LicenceResource(importer(officer, kind_named("licences").writers, timezone.now()))
    licence.content = "样例更正"
    by_sheet.save_together([], [licence])
    push = LicencePush.objects.get()
    assert (push.state, push.history.count()) == ("corrected", before + 1)
    assert reconcile(timezone.now()) == []
