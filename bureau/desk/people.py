"""Staff on the screen."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from bureau.people.staff import Staff

admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """Without the widget of two lists, whose icons a screen reader cannot name."""

    filter_horizontal = []


@admin.register(Staff)
class StaffAdmin(UserAdmin):
    list_display = ["username", "name", "email", "is_active", "is_sample", "last_login"]
    list_filter = ["is_active", "is_sample", "is_superuser", "groups"]
    search_fields = ["username", "name", "email"]
    fieldsets = [
        (None, {"fields": ["username", "password", "name", "email"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["username", "name", "email", "password1", "password2"]})]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]

    def has_delete_permission(self, request, obj=None):
        """People are deactivated, so that what they did keeps its name."""
        return False
