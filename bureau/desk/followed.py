"""What the office follows for the whole bureau: its intake section reads all of it, each section moves its own."""

from django.db.models import Q

from bureau.desk.entry import EntryAdmin
from bureau.desk.scoped import ScopedAdmin, scope_for
from bureau.people.bureaus import Section
from bureau.people.scope import Scope


def office_scope(request) -> Scope:
    """The scope of this person, with what is held in an intake section held in the whole bureau; asked for once."""
    if not hasattr(request, "office_scope"):
        scope = scope_for(request)
        held = {holding.section for holding in scope.holdings if holding.section is not None}
        offices = Section.objects.filter(pk__in=held, is_intake=True).values_list("pk", flat=True) if held else ()
        request.office_scope = scope.widened(set(offices))
    return request.office_scope


class FollowedByTheOffice(ScopedAdmin):
    """Whoever holds a role in the intake section reads what all sections of its bureau have of this kind."""

    def reading(self, request) -> Scope:
        return office_scope(request)


class EnteredByTheOffice(FollowedByTheOffice, EntryAdmin):
    """A kind of case that the intake section, and every leader, enters for any section of the bureau."""

    def _sections(self, request):
        scope = self.reading(request)
        within = Q(pk__in=scope.sections(self.writers)) | Q(bureau__in=scope.bureaus(self.writers))
        rows = Section.objects.filter(Q() if scope.everything else within, closed_on__isnull=True)
        return list(rows.order_by("bureau", "id").values_list("pk", flat=True))

    def may_write(self, request, record):
        """What is entered may be another section's; what is kept is written by its own."""
        scope = self.reading(request) if record._state.adding else scope_for(request)
        return scope.reaches(record, self.writers)


class KeptByTheOffice(ScopedAdmin):
    """What the intake section and the leaders write for the whole bureau, and the whole bureau reads."""

    def has_add_permission(self, request):
        scope = office_scope(request)
        return scope.everything or bool(scope.bureaus(self.writers))

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request) if obj is None else self.may_write(request, obj)

    def may_write(self, request, record):
        scope = office_scope(request)
        return scope.everything or record.whose.bureau_of(record) in scope.bureaus(self.writers)

    def get_changeform_initial_data(self, request):
        """Entered for the own bureau, unless somebody says otherwise."""
        return {"bureau": request.user.bureau_id, **super().get_changeform_initial_data(request)}
