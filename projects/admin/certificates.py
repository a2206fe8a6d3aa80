"""The page of a filing's sample certificate, to be looked at and printed."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from projects.documents import certificate
from projects.rules.filing import FILED


class PrintsCertificate(admin.ModelAdmin):
    """For the screen of filings, over its base, which says who sees which."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.certificate_view)
        return [path("<path:object_id>/certificate/", view, name="projects_filing_certificate"), *super().get_urls()]

    def certificate_view(self, request, object_id):
        filing = self.get_object(request, unquote(object_id))
        if filing is None or filing.state not in FILED - {"removed"}:
            raise Http404
        context = self.admin_site.each_context(request) | {
            "title": _("Certificate of filing (sample form)"),
            "opts": self.opts,
            "original": filing,
            "certificate": certificate(filing),
        }
        return TemplateResponse(request, "admin/projects/filing/certificate.html", context)
