"""Staff: the people who work here, and the accounts with which they sign in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Staff(AbstractUser):
    """An account belongs to one person and is deactivated, never deleted or passed on."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=50, blank=True)
    is_sample = models.BooleanField(
        _("sample account"), default=False, help_text=_("Belongs to the sample data; refused in production.")
    )

    class Meta:
        app_label = "bureau"
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
