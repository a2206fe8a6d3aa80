"""An administrator who may write accounts and roles, and a section for them."""

import pytest

from bureau.people.bureaus import Section
from bureau.people.roles import Role
from bureau.people.staff import Staff
from tests.records import a_person, a_section


@pytest.fixture
def section(db: None) -> Section:
    return a_section()


@pytest.fixture
def administrator(section: Section) -> Staff:
    roles = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
    return a_person("admin", section, *roles, name="样例甲", is_staff=True)
