"""Whoever prints, logs, sends or stores a veiled value by accident gets its mask. Each text here is a canary."""

import copy
import json
import logging
import pickle
import pprint
import re
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import serializers
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import model_to_dict, modelform_factory
from django.template import Context, Template
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from bureau.audit.hand import Hand
from bureau.audit.vault import LookupDigest, LookupKey, NotSealed, PersonKey, ciphers, find, lookup, veiled
from bureau.audit.vault.ciphers import AesGcm
from bureau.audit.vault.lookup import digest, remember
from bureau.audit.vault.masters import masters
from tests.bureau.audit.conftest import ID_NO, NAME, PHONE, field_key
from tests.bureau.audit.records import Person

CANARIES = (NAME, PHONE, ID_NO)

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture(params=["saved", "loaded", "from history", "not yet saved"])
def person(tables: None, request) -> Person:
    person = Person(name=NAME, phone=PHONE, id_no=ID_NO)
    if request.param == "not yet saved":
        return person
    person.save()
    return {"saved": person, "loaded": Person.objects.get(), "from history": Person.history.get()}[request.param]


def each(person: Person, show: Callable[[object], str]) -> str:
    return "\n".join(show(getattr(person, name)) for name in ("name", "phone", "id_no"))


def sings(text: str) -> list[str]:
    # Also as it stands in JSON, in a pickle, or as UTF-8 in base64 or repr.
    forms = {canary: (canary, ascii(canary)[1:-1], repr(canary.encode())[2:-1]) for canary in CANARIES}
    return [canary for canary, seen in forms.items() if any(form in text for form in seen)]


@pytest.mark.parametrize(
    "show",
    [
        str,
        repr,
        ascii,
        format,
        lambda value: f"{value} {value!r} {value!s:>30} {value:^30}",
        lambda value: "{} {:<30}".format(value, value),  # noqa: UP032
        lambda value: "%s %r" % (value, value),  # noqa: UP031
        lambda value: repr([value, {"phone": value}, (value,)]),
        pprint.pformat,
        lambda value: json.dumps(value, default=str),
        lambda value: Template("{{ v }} {{ v|safe }} {{ v|upper }} {{ v.text }}").render(Context({"v": str(value)})),
        lambda value: Template("{{ v }} {{ v|stringformat:'r' }} {{ v.reveal }}").render(Context({"v": value})),
    ],
)  # fmt: skip
def test_every_way_of_printing_shows_the_mask(person: Person, show: Callable[[object], str]) -> None:
    told = each(person, show)
    assert sings(told) == []
    assert "138****8000" in told


def test_json_refuses_a_veiled_value(person: Person) -> None:
    for encoder in (None, DjangoJSONEncoder):
        with pytest.raises(TypeError) as refusal:
            json.dumps({"phone": person.phone}, cls=encoder)
        assert sings(str(refusal.value)) == []


def test_a_pickle_holds_the_token_or_is_refused(person: Person) -> None:
    values = [person.name, person.phone, person.id_no]
    if values[1].token:
        assert sings(repr(pickle.dumps(values))) == []
        assert pickle.loads(pickle.dumps(values)) == values
    else:
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(NotSealed):
                pickle.dumps(values[1], protocol)


def test_a_copy_is_the_same_value(person: Person, installed: None) -> None:
    assert copy.copy(person.phone) == copy.deepcopy(person.phone)
    assert str(copy.deepcopy(person).phone) == "138****8000"


def test_a_log_line_shows_the_mask(person: Person, caplog) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("bureau").info("%s %r %s", person.phone, person.id_no, {"name": person.name})
    assert sings(caplog.text) == []
    assert "138****8000" in caplog.text


def test_a_record_as_a_dictionary_holds_veiled_values(person: Person) -> None:
    assert sings(repr(model_to_dict(person))) == []
    assert sings(repr(vars(person))) == []


def test_a_form_shows_the_mask(person: Person) -> None:
    fields = ["name", "phone", "id_no"]
    shown = modelform_factory(type(person), fields=fields)(instance=person).as_p()
    assert sings(shown) == []
    assert "138****8000" in shown


def test_a_fixture_holds_tokens(tables: None) -> None:
    Person.objects.create(name=NAME, phone=PHONE, id_no=ID_NO)
    for form in ("json", "python", "xml"):
        assert sings(str(serializers.serialize(form, Person.objects.all()))) == []


def breaks(person: Person) -> None:
    phone, record = person.phone, {"person": person, "values": [person.name, person.id_no]}
    raise RuntimeError(f"cannot call {phone} of {record}")


@pytest.mark.parametrize("debug", [True, False])
def test_an_error_page_and_an_error_mail_show_the_mask(person: Person, settings, debug: bool) -> None:
    settings.DEBUG = debug
    try:
        breaks(person)
    except RuntimeError:
        kind, fault, trace = sys.exc_info()
    reporter = ExceptionReporter(RequestFactory().get("/"), kind, fault, trace.tb_next)
    told = reporter.get_traceback_html() + reporter.get_traceback_text() + "".join(traceback.format_exception(fault))
    assert sings(told) == []
    assert "138****8000" in told


def seals(person: Person) -> None:
    person.id_no = ID_NO
    person.save()


ACTS: dict[str, Callable[[Person, Hand], object]] = {
    "matching": lambda person, hand: person.phone.matches(PHONE),
    "comparing": lambda person, hand: person.phone.same(PHONE),
    "revealing": lambda person, hand: person.phone.reveal(hand, "回访"),
    "sealing": lambda person, hand: seals(person),
    "finding": lambda person, hand: find(Person.objects.all(), phone=PHONE).get(),
    "wrapping": lambda person, hand: PersonKey.generate(),
    "digesting": lambda person, hand: digest(PHONE, "phone", None),
    "remembering": lambda person, hand: remember(PersonKey.objects.get(), "person", "phone", None, PHONE),
}


@pytest.mark.parametrize(
    ("act", "place", "breaks"),
    [
        *(("matching", ciphers, breaks) for breaks in ("AESGCM", "_as_bytes")),
        *(("comparing", ciphers, breaks) for breaks in ("AESGCM", "_as_bytes")),
        *(("revealing", ciphers, breaks) for breaks in ("AESGCM", "_as_bytes")),
        *(("sealing", ciphers, breaks) for breaks in ("AESGCM", "_as_bytes", "_as_text")),
        ("revealing", veiled, "unseal"),
        ("sealing", AesGcm, "seal"),
        ("sealing", LookupKey, "the_one"),
        *(("finding", LookupKey, breaks) for breaks in ("the_one", "secret")),
        *(("wrapping", ciphers, breaks) for breaks in ("AESGCM", "_as_text")),
        ("digesting", lookup, "HKDF"),
        ("remembering", lookup, "HKDF"),
        ("remembering", LookupDigest.objects, "update_or_create"),
    ],
)
def test_an_error_mail_leaves_out_the_plain_text_that_is_being_worked_on(
    tables: None, hand: Hand, settings, monkeypatch, act: str, place: object, breaks: str
) -> None:
    settings.DEBUG = False
    person = Person.objects.create(name=NAME, phone=PHONE)
    monkeypatch.setattr(place, breaks, lambda *_, **__: 1 / 0)
    told = mail_after(lambda: ACTS[act](person, hand))
    assert sings(told) == []
    assert re.search(r"(?<![0-9a-f])b'", told) is None  # nor the bytes of any key
    assert "********************" in told


def test_the_error_mail_of_a_bad_master_key_leaves_out_all_of_them(settings) -> None:
    settings.DEBUG = False
    settings.FIELD_KEYS = [field_key(), "c2hvcnQ="]
    told = mail_after(masters)
    assert "key 2 of FIELD_KEYS" in told
    assert not [key for key in settings.FIELD_KEYS if key in told]


def mail_after(act: Callable[[], object]) -> str:
    """What the error mail tells of the variables, but for those in the frames of the tests, which know the canaries."""
    try:
        act()
    except (ZeroDivisionError, ImproperlyConfigured):
        kind, fault, trace = sys.exc_info()
    while trace and "tests" in Path(trace.tb_frame.f_code.co_filename).parts:
        trace = trace.tb_next
    frames = ExceptionReporter(RequestFactory().get("/"), kind, fault, trace).get_traceback_frames()
    return "\n".join([str(fault), *(f"{name} = {value!r}" for frame in frames for name, value in frame["vars"])])
