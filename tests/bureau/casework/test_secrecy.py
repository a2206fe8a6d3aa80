import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from bureau.audit.appended import Bypassed
from bureau.casework.entry import enter
from bureau.casework.secrecy import STATE_SECRETS, Secrecy, StateSecret, admit, mark
from bureau.desk.transactions import WritesAreAtomicMiddleware
from bureau.models import Docket, Section, Series, Staff, WithheldMatter
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits.models import Permit
from tests.records import a_section

CANARY = "样例机密工程"


def facts(section: Section, title: str = "样例事项") -> dict:
    return {"number": "样许〔2026〕9号", "title": title, "section": section, "opened_on": OPENED}


def kept() -> list[str]:
    return [str(matter) for matter in WithheldMatter.objects.all()]


@pytest.mark.parametrize("secrecy", sorted(STATE_SECRETS))
def test_a_state_secret_is_refused_and_leaves_a_number_and_nothing_else(
    section: Section, officer: Staff, secrecy: str
) -> None:
    with pytest.raises(StateSecret) as refusal:
        enter(Permit, hand(officer, reason=CANARY), secrecy=secrecy, **facts(section, CANARY))
    assert (refusal.value.number, kept(), Docket.objects.count()) == ("2026-1", ["2026-1"], 0)
    matter = WithheldMatter.objects.get()
    assert (matter.bureau, matter.section, matter.on, matter.by) == (section.bureau, section, OPENED, officer)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert CANARY not in repr(cursor.fetchall()), table


def test_the_row_has_no_place_for_what_the_matter_is_about() -> None:
    fields = {field.name for field in WithheldMatter._meta.get_fields()}
    assert fields == {"id", "bureau", "section", "year", "number", "on", "by", "by_name"}


@pytest.mark.parametrize(("secrecy", "marked"), [(Secrecy.NONE, False), (Secrecy.WORK, True)])
def test_any_other_matter_is_entered_and_a_work_secret_is_marked(
    section: Section, officer: Staff, secrecy: str, marked: bool
) -> None:
    case = enter(Permit, hand(officer), secrecy=secrecy, **facts(section))
    assert (case.docket.is_work_secret, Docket.objects.get().is_work_secret, kept()) == (marked, marked, [])


@pytest.mark.parametrize("answer", ["", "秘密", None])
def test_without_an_answer_nothing_is_entered(section: Section, officer: Staff, answer: object) -> None:
    with pytest.raises(ValueError, match="valid Secrecy"):
        enter(Permit, hand(officer), secrecy=answer, **facts(section))
    assert not Docket.objects.exists()


def test_the_numbers_of_a_bureau_follow_each_other_in_each_year(section: Section, officer: Staff) -> None:
    elsewhere = a_section("样例股", "样例二局")
    for of, year in ((section, 2026), (section, 2026), (elsewhere, 2026), (section, 2027)):
        with pytest.raises(StateSecret):
            admit(Secrecy.SECRET, of, hand(officer, OPENED.replace(year=year)))
    assert kept() == ["2026-1", "2026-2", "2027-1", "2026-1"]


def test_the_refusal_is_told_in_the_users_language_with_its_number(section: Section, officer: Staff) -> None:
    with pytest.raises(StateSecret) as refusal:
        admit(Secrecy.TOP_SECRET, section, hand(officer))
    assert refusal.value.messages == ["国家秘密不得录入本系统。该事项仅留存编号 2026-1。"]


def test_a_withheld_matter_is_neither_changed_nor_removed(section: Section, officer: Staff) -> None:
    with pytest.raises(StateSecret):
        admit(Secrecy.SECRET, section, hand(officer))
    matter = WithheldMatter.objects.get()
    for change in (matter.save, matter.delete, WithheldMatter.objects.all().delete):
        with pytest.raises(Bypassed):
            change()
    with pytest.raises(Bypassed):
        WithheldMatter.objects.update(number=7)


# The number survives the request


def request(view) -> HttpResponse:
    """One POST, in the transaction that every request which may write runs in."""
    middleware = WritesAreAtomicMiddleware(lambda _request: HttpResponse())
    return middleware.process_view(RequestFactory().post("/"), view, (), {})


@pytest.mark.django_db(transaction=True)
def test_the_number_survives_a_request_whose_form_was_refused() -> None:
    section = a_section()

    class Entry(forms.Form):
        secrecy = forms.ChoiceField(choices=Secrecy)

        def clean(self) -> None:
            admit(self.cleaned_data["secrecy"], section, hand(None, name="a test"))

    def view(_request: HttpRequest) -> HttpResponse:
        form = Entry({"secrecy": "secret"})
        return HttpResponse("entered" if form.is_valid() else form.errors.as_text())

    assert "2026-1" in request(view).content.decode()
    assert kept() == ["2026-1"]


@pytest.mark.django_db(transaction=True)
def test_a_refusal_that_breaks_the_request_gives_its_number_to_the_next() -> None:
    section = a_section()

    def careless(_request: HttpRequest) -> HttpResponse:
        admit(Secrecy.SECRET, section, hand(None, name="a test"))
        return HttpResponse()

    with pytest.raises(StateSecret):
        request(careless)
    assert (kept(), Series.objects.count()) == ([], 0)
    with pytest.raises(StateSecret):
        admit(Secrecy.SECRET, section, hand(None, name="a test"))
    assert kept() == ["2026-1"]


# Afterwards


def test_a_work_secret_is_lifted_for_a_reason_and_history_tells(section: Section, officer: Staff) -> None:
    docket = enter(Permit, hand(officer), secrecy=Secrecy.WORK, **facts(section)).docket
    with pytest.raises(ValidationError):
        mark(docket, Secrecy.NONE, hand(officer))
    assert mark(docket, Secrecy.NONE, hand(officer, reason="已公开")).is_work_secret is False
    marks = list(docket.history.order_by("history_id").values_list("is_work_secret", flat=True))
    assert marks == [False, True, False]


def test_a_docket_is_never_marked_as_a_state_secret(section: Section, officer: Staff) -> None:
    docket = enter(Permit, hand(officer), secrecy=Secrecy.NONE, **facts(section)).docket
    with pytest.raises(ValidationError):
        mark(docket, Secrecy.SECRET, hand(officer))
