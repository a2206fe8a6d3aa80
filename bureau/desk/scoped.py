"""The base of every screen: who sees which rows, who may write them, and what a form, a filter or an address may ask.

An admin says in which roles its rows are read and written; the model says whose each row is; a role held today says
how far somebody reaches. Everything else that the built-in admin offers is narrowed to that here, once.
"""

import re

from django.contrib import admin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist, PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from bureau.audit.hand import Refusal
from bureau.desk.days import DayField, DayInput
from bureau.desk.hands import hand_of
from bureau.desk.typed import meant
from bureau.people.roles import EVERYBODY
from bureau.people.scope import Scope, scope_of

# What a filter in an address may ask of a field that the list declares. `startswith` and its like read a hidden value
# letter by letter.
ASKABLE = re.compile(r"(__(id|pk))?(__(exact|in|isnull|gte|gt|lte|lt|date|year|month|day))*")


def scope_for(request) -> Scope:
    """What the person of this request reaches today; looked up once for each request."""
    if not hasattr(request, "scope"):
        request.scope = scope_of(request.user, timezone.localdate())
    return request.scope


class RelatedWithinReach(RelatedFieldListFilter):
    """A filter by another record offers only those that the person may see."""

    def field_choices(self, field, request, model_admin):
        return [(row.pk, str(row)) for row in within_reach(model_admin.admin_site, field.related_model, request)]


def within_reach(site, model, request) -> models.QuerySet:
    """The rows of a model that may be named to this person: as its own screen shows them, where it has one."""
    screen = site._registry.get(model)
    if screen is not None:
        return screen.get_queryset(request)
    rows = model._default_manager.all()
    return scope_for(request).rows(rows, EVERYBODY) if hasattr(model, "whose") else rows.none()


class ChoosesWithinReach(BaseModelAdmin):
    """Fields of a form that point to other records offer, and accept, only what the person may see.

    A day is typed as people type it.
    """

    formfield_overrides = {models.DateField: {"form_class": DayField, "widget": DayInput}}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", within_reach(self.admin_site, db_field.related_model, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", within_reach(self.admin_site, db_field.related_model, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Records are entered on their own page: no small icons beside a choice."""
        made = super().formfield_for_dbfield(db_field, request, **kwargs)
        for icon in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
            if made is not None and hasattr(made.widget, icon):
                setattr(made.widget, icon, False)
        return made


class AnswersWithinReach(admin.ModelAdmin):
    """Filters, lookups and what an address fills in beforehand name only what the person may see."""

    def lookup_allowed(self, lookup, value, request):
        """Only what the list declares as a filter: every other lookup could spell out what is not shown.

        A filter that answers for itself asks nothing of a field.
        """
        if lookup in {getattr(entry, "parameter_name", None) for entry in self.list_filter}:
            return True
        declared = [name for name, _filter in map(_named, self.list_filter) if name]
        declared += [self.date_hierarchy] if self.date_hierarchy else []
        return any(lookup.startswith(name) and ASKABLE.fullmatch(lookup[len(name) :]) for name in declared)

    def get_list_filter(self, request):
        return [self._within_reach(entry) for entry in super().get_list_filter(request)]

    def _within_reach(self, entry):
        name, by = _named(entry)
        if name and by is None and get_fields_from_path(self.model, name)[-1].is_relation:
            return (name, RelatedWithinReach)
        return entry

    def get_changeform_initial_data(self, request):
        """What an address fills in beforehand names only what the person could have chosen."""
        given = super().get_changeform_initial_data(request)
        return {name: value for name, value in given.items() if self._could_choose(request, name, value)}

    def _could_choose(self, request, name, value):
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return False
        if not field.is_relation:
            return True
        chosen = value if isinstance(value, list) else [value]
        try:
            return within_reach(self.admin_site, field.related_model, request).filter(pk__in=chosen).exists()
        except (TypeError, ValueError, OverflowError):
            return False


class NumbersOfAnySize(admin.ModelAdmin):
    """A number in an address that no column can hold names no record. SQLite would break off over it."""

    def get_object(self, request, object_id, from_field=None):
        try:
            return super().get_object(request, object_id, from_field)
        except OverflowError:
            return None

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except OverflowError as beyond:
            raise IncorrectLookupParameters(beyond) from beyond


class SearchesAsTyped(admin.ModelAdmin):
    """A pasted number is found however it was typed: full width, spaces inside, the other kind of brackets."""

    def get_search_results(self, request, queryset, search_term):
        found = [super(SearchesAsTyped, self).get_search_results(request, queryset, one) for one in meant(search_term)]
        if len(found) == 1:
            return found[0]
        either = models.Q(pk__in=[])
        for rows, _several in found:
            either |= models.Q(pk__in=rows.order_by().values("pk"))
        return queryset.filter(either), False


class ScopedAdmin(ChoosesWithinReach, AnswersWithinReach, NumbersOfAnySize, SearchesAsTyped):
    """Rows are seen by `readers` and written by `writers`, each as far as the role reaches. Nothing is deleted."""

    readers: frozenset[str] = frozenset()
    writers: frozenset[str] = frozenset()

    def get_object(self, request, object_id, from_field=None):
        """None for what is not there, and for what is beyond reach, which the access log tells."""
        found = super().get_object(request, object_id, from_field)
        if found is None and self._is_there(object_id, from_field):
            act = f"{request.method} {request.resolver_match.url_name}" if request.resolver_match else ""
            refusal = Refusal(gettext("This record is beyond reach."), self.opts.label_lower, str(object_id), act)
            hand_of(request).refused.append(refusal)
        return found

    def _is_there(self, object_id, from_field):
        try:
            return self.model._base_manager.filter(**{from_field or "pk": object_id}).exists()
        except (ValidationError, ValueError, OverflowError):
            return False

    def render_change_form(self, request, context, *args, **kwargs):
        """Another record is entered after one was entered, not after one was changed."""
        context.setdefault("show_save_and_add_another", not kwargs.get("change"))
        return super().render_change_form(request, context, *args, **kwargs)

    def reading(self, request) -> Scope:
        """How far somebody reads here: as far as their roles reach."""
        return scope_for(request)

    def get_queryset(self, request):
        return self.reading(request).rows(super().get_queryset(request), self.readers)

    def has_module_permission(self, request):
        return scope_for(request).holds(self.readers)

    def has_view_permission(self, request, obj=None):
        return _reaches(self.reading(request), obj, self.readers)

    def has_add_permission(self, request):
        return scope_for(request).holds(self.writers)

    def has_change_permission(self, request, obj=None):
        return scope_for(request).holds(self.writers) if obj is None else self.may_write(request, obj)

    def may_write(self, request, record):
        """Whether this person may write this record, as it is kept and as it is to be."""
        return scope_for(request).reaches(record, self.writers)

    def has_delete_permission(self, request, obj=None):
        return False

    def _may(self, request, obj, roles):
        return _reaches(scope_for(request), obj, roles)

    def history_view(self, request, object_id, extra_context=None):
        """Nothing is ever written from a page of history."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)


def _reaches(scope, obj, roles):
    return scope.holds(roles) if obj is None else scope.reaches(obj, roles)


def _named(entry):
    """The field of a declared filter and its class; no field for a filter that answers for itself."""
    if isinstance(entry, str):
        return entry, None
    return entry if isinstance(entry, tuple | list) else ("", entry)


class ReadOnlyAdmin(ScopedAdmin):
    """Rows that are only looked at: they come about by work, and nobody types them."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
