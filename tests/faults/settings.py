"""The settings of the workers that are killed: those of the house, and one app more, as an upper app would be."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults"]
