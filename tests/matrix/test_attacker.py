"""Five hundred questions each way teach nobody a digit of a number that is masked; of a leaky list, every digit."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import override_settings

from bureau.models import Person
from tests.matrix.attacker import Attacker
from tests.matrix.canaries import phone
from tests.matrix.judge import Viewer
from tests.matrix.leaky import LeakyDesk
from tests.matrix.targets import Target
from tests.matrix.world import World
from tests.permits.admin import PermitAdmin
from tests.permits.models import Permit
from tests.records import a_hand, record

pytestmark = pytest.mark.django_db
NUMBER = "13910627"


class AsksAnything(PermitAdmin):
    def lookup_allowed(self, lookup, value, request):
        return True


class SearchesHidden(PermitAdmin):
    search_fields = ["^grounds"]


class OrdersByHidden(PermitAdmin):
    """A masked column, in the order of what it hides."""

    list_display = [*PermitAdmin.list_display, "masked"]

    @admin.display(ordering="grounds")
    def masked(self, permit):
        return "****"


@pytest.mark.parametrize(
    ("screen", "ways"),
    [
        (AsksAnything, {"startswith", "istartswith", "regex", "gte", "gt"}),
        (SearchesHidden, {"search"}),
        (OrdersByHidden, {"order"}),
    ],
)
def test_of_a_leaky_list_every_digit_is_learnt(
    world: World, viewers: dict[str, Viewer], screen: type, ways: set[str]
) -> None:
    other, own = world.of(Permit, "a1")[:2]
    _keep(other, NUMBER)
    with override_settings(ROOT_URLCONF=(desk := LeakyDesk({Permit: screen}))):
        url = Target(desk, Permit, world).address("changelist")
        place = _placing(own)
        found = Attacker(viewers["o"].client, url, "grounds", other.pk, len(NUMBER), place).learns()
    assert {way for way, digits in found.items() if digits[:-1] == NUMBER[:-1]} == ways  # halving ends beside it


def test_of_a_masked_number_no_digit_is_learnt(world: World, viewers: dict[str, Viewer]) -> None:
    other = world.of(Person, "a1")[0]
    own = record(Person, bureau=other.bureau, name="样例", phone="13800138000")

    def place(text: str) -> int:
        own.phone, own.hand = text, a_hand()
        own.save()
        return int(own.pk)

    url = Target(admin.site, Person, world).address("changelist")
    for field, number in (("phone", phone("a1")), ("id_no", "44170219900101771")):
        assert Attacker(viewers["o"].client, url, field, other.pk, len(number), place).learns() == {}


def _keep(permit: Permit, number: str) -> None:
    fresh = Permit.objects.get(pk=permit.pk)
    fresh.grounds, fresh.hand = number, a_hand()
    fresh.save()


def _placing(permit: Permit) -> Callable[[str], int]:
    def place(text: str) -> int:
        _keep(permit, text)
        return int(permit.pk)

    return place
