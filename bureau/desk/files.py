"""The papers of a case on the screen, and the one address from which a file is given out."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from bureau.audit.access import Event, log
from bureau.casework.attachments import Attachment, headers_of, open_checked
from bureau.casework.destruction import Destroyed
from bureau.desk.recorded import RecordedAdmin, hand_of
from bureau.desk.scoped import ReadOnlyAdmin
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS


def given_out(request, kept):
    """The file that this row names, to be saved; whoever took it stands in the access log. Raises Damaged."""
    answer = FileResponse(open_checked(kept))
    log(hand_of(request), Event.FILE, record=kept._meta.label_lower, row=kept.pk)
    for name, value in headers_of(kept).items():
        answer[name] = value
    return answer


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin, RecordedAdmin):
    """A paper is attached on the page of its case, and given out to whoever may see that.

    Its whole content is first found to be what was stored.
    """

    readers, exporters = BUSINESS, CASEWORKERS & EXPORTERS
    list_display = ["file", "docket", "material", "received_on", "size", "sha256"]
    list_display_links = ["docket"]
    list_select_related = ["docket__section", "material"]
    search_fields = ["name", "docket__number", "sha256"]
    date_hierarchy = "received_on"
    fields = ["docket", "file", "material", "received_on", "size", "sha256", "replaces"]
    readonly_fields = ["file", "size", "sha256"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.file_view)
        return [path("<path:object_id>/file/", view, name="bureau_attachment_file"), *super().get_urls()]

    def file_view(self, request, object_id):
        attachment = self.get_object(request, object_id)
        if attachment is None:
            raise PermissionDenied
        if gone := Destroyed.objects.filter(docket=attachment.docket_id).select_related("list").first():
            self.message_user(request, _("Destroyed by list %(list)s.") % {"list": gone.list}, messages.WARNING)
            return HttpResponseRedirect(reverse("admin:bureau_attachment_change", args=[attachment.pk]))
        return given_out(request, attachment)

    @admin.display(description=_("file"))
    def file(self, attachment):
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:bureau_attachment_file", args=[attachment.pk]), attachment
        )
