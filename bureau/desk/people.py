"""Staff on the screen."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy as _

from bureau.people.staff import Staff


@admin.register(Staff)
class StaffAdmin(UserAdmin):
    list_display = ["username", "name", "email", "is_active", "is_sample", "last_login"]
    list_filter = ["is_active", "is_sample", "is_superuser", "groups"]
    search_fields = ["username", "name", "email"]
    fieldsets = [
        (None, {"fields": ["username", "password", "name", "email"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["username", "name", "email", "password1", "password2"]})]
    readonly_fields = ["last_login", "date_joined"]

    def has_delete_permission(self, request, obj=None):
        """People are deactivated, so that what they did keeps its name."""
        return False
