"""The sample bureau: the figures of the report on 2024 come out of its records, and twice is the same as once."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import timezone

from bureau.casework.calendar import workdays
from bureau.casework.gate import replay
from bureau.law.codes import read_project_code, read_uscc
from bureau.models import Act, Appointment, Docket, Enterprise, Section, Staff, Term
from bureau.people.roles import Role
from projects.models import CodeAssignment, Filing
from reports.management.demo.filings import LIVING

pytestmark = pytest.mark.django_db


def load(**options: object) -> None:
    call_command("load_demo", **options)


def counts() -> dict[str, int]:
    models = (Section, Staff, Enterprise, Docket, Filing, CodeAssignment, Act, Term)
    histories = (Filing.history, Docket.history, Enterprise.history, Staff.history)
    return {model.__name__: model.objects.count() for model in models} | {
        rows.model.__name__: rows.count() for rows in histories
    }


def figures() -> dict[str, int]:
    filed, days = Filing.objects.filter(filed_on__year=2024), workdays()
    promised = Term.objects.filter(duty="filing_promised", docket__in=filed.values("docket"))
    return {
        "project_codes_assigned": CodeAssignment.objects.filter(assigned_on__year=2024).count(),
        "filings_completed": filed.count(),
        "filings_completed_within_3_days": sum(days.count(one.complete_on, one.filed_on) <= 3 for one in filed),
        "as_the_terms_have_it": sum(term.met_on <= term.due_on for term in promised),
        "sections": Section.objects.count(),
    }


OF_2024 = {"project_codes_assigned": 19, "filings_completed": 121, "filings_completed_within_3_days": 121}


def test_the_figures_of_2024_come_out_of_the_records_and_everything_in_them_is_sound_and_marked() -> None:
    load(password="a long enough sample")
    assert figures() == OF_2024 | {"as_the_terms_have_it": 121, "sections": 7}
    assert {replay(filing) == filing.state for filing in Filing.objects.all()} == {True}
    call_command("reckon", check=True)
    assert {enterprise.name[:2] for enterprise in Enterprise.objects.all()} == {"样例"}
    assert all(read_uscc(code).warnings == () for code in Enterprise.objects.values_list("uscc", flat=True))
    assert all(read_project_code(code) for code in Filing.objects.values_list("project_code", flat=True))
    assert set(Staff.objects.values_list("is_sample", flat=True)) == {True}
    assert set(Appointment.objects.values_list("role", flat=True)) == set(Role)
    assert authenticate(username="sample-officer-1", password="a long enough sample") is not None
    the_living_are_of_every_sort()


def the_living_are_of_every_sort() -> None:
    living = Filing.objects.filter(docket__closed_on__isnull=True, filed_on__isnull=True)
    today, open_terms = timezone.localdate(), Term.objects.filter(duty="filing_promised", met_on__isnull=True)
    assert (living.count(), sum(plan.count for plan in LIVING)) == (40, 40)
    assert living.filter(state="guided").count() == 6
    assert living.filter(docket__officer__isnull=True).count() == 5
    assert open_terms.filter(due_on=workdays().previous(today)).count() == 4
    assert open_terms.filter(due_on__lt=workdays().previous(today)).count() == 5
    assert not Docket.objects.filter(suspensions__isnull=False).exists()


def test_twice_gives_the_same_counts_and_a_larger_scale_adds_filings_of_2025(
    capsys: pytest.CaptureFixture[str],
) -> None:
    load()
    once = counts()
    assert "Their password: " in capsys.readouterr().out
    load()
    assert counts() == once
    assert "password" not in capsys.readouterr().out
    load(scale=2)
    assert figures() == OF_2024 | {"as_the_terms_have_it": 121, "sections": 7}
    assert Filing.objects.filter(filed_on__year=2025).count() == 121


def test_where_real_cases_are_handled_there_is_no_sample(settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="real cases"):
        load()
    assert Staff.objects.count() == 0
