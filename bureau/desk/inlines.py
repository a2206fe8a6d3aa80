"""Rows inside a form: a table whose cells a screen reader can name."""

from django.contrib import admin
from django.forms.models import BaseInlineFormSet


class NamedFormSet(BaseInlineFormSet):
    def add_fields(self, form, index):
        """A cell has no label of its own: its field takes the name of the column."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = field.label or ""


class NamedTabularInline(admin.TabularInline):
    formset = NamedFormSet
