"""The product's settings, and one small kind of case of the tests' own."""

from bureau.settings import *  # noqa: F403
from bureau.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.permits"]
