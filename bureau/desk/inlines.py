"""Rows inside a form: a table whose cells a screen reader can name, open to whoever may open the form."""

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.forms.models import BaseInlineFormSet

from bureau.desk.scoped import ChoosesWithinReach


class NamedFormSet(BaseInlineFormSet):
    def add_fields(self, form, index):
        """A cell has no label of its own: its field takes the name of the column."""
        super().add_fields(form, index)
        for field in form.fields.values():
            # The admin wraps the choice of a record; what the wrapper calls its attributes are those of its class.
            getattr(field.widget, "widget", field.widget).attrs["aria-label"] = field.label or ""


class WithItsRecord(ChoosesWithinReach, InlineModelAdmin):
    """Lines of a record: seen with it, and written by whoever may write it."""

    def has_view_permission(self, request, obj=None):
        return self._screen.has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        screen = self._screen
        return screen.has_change_permission(request, obj) if obj else screen.has_add_permission(request)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    @property
    def _screen(self):
        return self.admin_site.get_model_admin(self.parent_model)


class NamedTabularInline(WithItsRecord, admin.TabularInline):
    """Lines that say little: one row each."""

    formset = NamedFormSet


class BlockInline(WithItsRecord, admin.StackedInline):
    """Lines that say more than a row can hold: one below the other."""
