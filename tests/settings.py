"""The product's settings, and one small kind of case of the tests' own."""

from bureau.settings import *  # noqa: F403
from bureau.settings import INSTALLED_APPS, PASSWORD_HASHERS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.permits"]
# The product's own takes a tenth of a second and much memory on purpose; most tests only want an account.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
