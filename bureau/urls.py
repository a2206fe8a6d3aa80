"""The addresses: the desk (Django's admin), the switch of language, what calendars and watching machines ask."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from bureau.desk.feeds import calendar_view
from bureau.desk.health import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("calendar/<str:secret>.ics", calendar_view, name="calendar"),
    path("healthz", health, name="healthz"),
]
