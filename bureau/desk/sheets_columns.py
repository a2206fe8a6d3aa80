"""The columns of a list as they leave the house, and the rows that never do."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.utils.html import strip_tags
from django.utils.translation import gettext
from import_export.fields import Field
from import_export.resources import ModelResource


class ListColumn(Field):
    """A column as the list shows it: choices in words, a person's data as its mask."""

    def __init__(self, screen, name):
        super().__init__(column_name=str(label_for_field(name, screen.model, screen)), readonly=True)
        self.screen, self.name = screen, name

    def __deepcopy__(self, _memo):
        return self

    def export(self, instance, **_options):
        try:
            field, _attr, value = lookup_field(self.name, instance, self.screen)
        except ObjectDoesNotExist:
            return ""
        return _plain(field, value)


def _plain(field, value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if field is not None and field.choices:
        return str(display_for_field(value, field, ""))
    if isinstance(value, int | float | Decimal | date):
        return value
    return strip_tags(str(value)).strip()


class ListResource(ModelResource):
    """Rows as their screen makes them ready for its list."""

    screen: ClassVar[Any]

    def iter_queryset(self, queryset):
        yield from self.screen.ready(list(queryset))


def list_resource(screen, request):
    """import-export's resource of what this screen's list shows."""
    names = [name for name in screen.get_list_display(request) if name != "action_checkbox"]
    columns = {f"column_{place}": ListColumn(screen, name) for place, name in enumerate(names)}
    meta = type("Meta", (), {"model": screen.model, "fields": list(columns), "export_order": list(columns)})
    return type(f"{screen.model.__name__}List", (ListResource,), {**columns, "screen": screen, "Meta": meta})


def without_secrets(rows):
    """Work secrets are never exported: neither their dockets nor whatever hangs on one."""
    whose = rows.model.whose
    return rows if whose.docket is None else rows.filter(**{whose.on_docket("is_work_secret"): False})
