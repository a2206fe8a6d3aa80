"""Accounts with a password, and the way in as a browser takes it, for tests that sign in."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from bureau.people.bureaus import Section
from bureau.people.staff import Staff
from tests.records import a_person

PASSWORD = "A-long-enough-phrase"
ENCODED = make_password(PASSWORD)
HERE, THERE = "192.0.2.1", "192.0.2.2"
MINUTE = timedelta(minutes=1)


def an_account(username: str = "clerk", section: Section | None = None, *roles: str, **fields: Any) -> Staff:
    """Somebody of that section with the password above, whose setting nobody remembers."""
    return a_person(username, section, *roles, **{"password": ENCODED} | fields)


def tries(name: str, password: str, address: str = HERE, client: Client | None = None, **more: Any) -> Any:
    """One try at the page of the way in."""
    form = {"username": name, "password": password, "next": reverse("admin:index")} | more
    return (client or Client()).post(reverse("admin:login"), form, REMOTE_ADDR=address)
