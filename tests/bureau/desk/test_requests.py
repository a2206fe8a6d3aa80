"""What holds for every request: one transaction for writes, no lock for reads, the policy, the language."""

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from bureau.people.staff import Staff
from bureau.urls import urlpatterns as the_urls
from tests.records import a_person


def writes_and_fails(request: HttpRequest) -> HttpResponse:
    a_person("half-saved")
    raise DatabaseError("in the middle")


def tells_its_transaction(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(connection.in_atomic_block))


urlpatterns = [*the_urls, path("fails/", writes_and_fails), path("tells/", tells_its_transaction)]
pytestmark = [
    pytest.mark.urls(__name__),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def test_a_request_that_fails_half_way_saves_nothing(visitor: Client) -> None:
    assert visitor.post("/fails/").status_code == 500
    assert not Staff.objects.filter(username="half-saved").exists()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_request_that_may_write_is_one_transaction(visitor: Client, method: str) -> None:
    assert getattr(visitor, method)("/tells/").content == b"True"


@pytest.mark.parametrize("method", ["get", "options"])
def test_a_request_that_only_reads_takes_no_lock(visitor: Client, method: str) -> None:
    assert getattr(visitor, method)("/tells/").content == b"False"


@pytest.mark.parametrize("address", ["/admin/login/", "/tells/", "/nowhere/", "/admin/"])
def test_every_answer_bears_the_strict_policy(visitor: Client, address: str) -> None:
    policy = visitor.get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_screen_is_chinese_whatever_the_browser_prefers(visitor: Client) -> None:
    answer = visitor.get("/admin/login/", headers={"accept-language": "en-US,en"})
    assert answer["Content-Language"] == "zh-hans"
    assert "登录" in answer.text


def test_the_switch_changes_the_language_and_it_stays(visitor: Client) -> None:
    visitor.post("/i18n/setlang/", {"language": "en", "next": "/admin/login/"})
    assert "Log in" in visitor.get("/admin/login/").text
    visitor.post("/i18n/setlang/", {"language": "zh-hans"})
    assert "登录" in visitor.get("/admin/login/").text


def test_a_language_that_does_not_exist_is_chinese(visitor: Client) -> None:
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert visitor.get("/admin/login/")["Content-Language"] == "zh-hans"


def test_the_front_door_leads_to_the_desk(visitor: Client) -> None:
    assert visitor.get("/").url == "/admin/"
