"""Sheets on the screens of records: import-export's two pages, dressed like ours and closed to who may not."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportMixin

from bureau.desk.scoped import ScopedAdmin, scope_for
from bureau.sheets.archives import MOST_BYTES, SIZES, TOO_LARGE
from bureau.sheets.kinds import SheetKind, kind_named
from bureau.sheets.staging import Upload
from bureau.sheets.unreadable import Unreadable
from bureau.sheets.work import receive

PASTED = "pasted"


class SheetForm(forms.Form):
    """A file, or rows that were pasted; known by their content, so that no format is asked for."""

    kind = forms.ChoiceField(label=_("kind of sheet"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("file"), required=False, help_text=_("A workbook (.xlsx, .xls), or a table as text (.csv).")
    )
    pasted = forms.CharField(
        label=_("or pasted rows"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "cols": 80, "data-personal": ""}),
        help_text=_("Copied with their heading from a table in a browser, in WPS or in Excel."),
    )
    sender = forms.CharField(
        label=_("sender"),
        required=False,
        max_length=100,
        help_text=_("From whom the sheet comes: what their headings mean is remembered for the next time."),
    )
    match_again = forms.BooleanField(label=_("Match the headings anew"), required=False)

    def __init__(self, kinds: list[SheetKind], *args: Any, **kwargs: Any) -> None:
        """Of one kind nobody asks which."""
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["kind"]
        choice.choices = [(kind.name, kind.words) for kind in kinds]
        choice.initial = kinds[0].name
        if len(kinds) == 1:
            del self.fields["kind"]
        self.kinds = {kind.name: kind for kind in kinds}

    @property
    def chosen(self) -> SheetKind:
        """The one that was chosen."""
        return self.kinds[self.cleaned_data.get("kind") or next(iter(self.kinds))]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "").strip("\r\n")
        if bool(file) == bool(pasted):
            raise ValidationError(_("Choose a file, or paste rows; one of the two."))
        if file and file.size > MOST_BYTES:
            raise ValidationError({"file": TOO_LARGE % SIZES})
        return cleaned

    def upload(self) -> Upload:
        file = self.cleaned_data["file"]
        name = file.name if file else PASTED
        data = file.read() if file else self.cleaned_data["pasted"].strip("\r\n").encode()
        return Upload(data, name, self.cleaned_data["sender"].strip(), self.cleaned_data["match_again"])


class SheetAdmin(ImportMixin, ScopedAdmin):
    """A list that is filled from sheets, by whoever may write them: `sheets` names the kinds, the usual one first."""

    sheets: ClassVar[tuple[str, ...]]
    import_export_change_list_template = None  # the list of the house shows both where they are open
    import_template_name = "admin/bureau/sheets/import.html"

    def has_import_permission(self, request):
        return bool(self.sheets_for(request))

    def sheets_for(self, request):
        """The kinds that this person may write."""
        scope = scope_for(request)
        return [kind for kind in map(kind_named, self.sheets) if scope.holds(kind.writers)]

    def changelist_view(self, request, extra_context=None):
        may = {"has_import_permission": self.has_import_permission(request)}
        return super().changelist_view(request, (extra_context or {}) | may)

    def import_action(self, request, **_options):
        """The first step: what was sent is staged, and its batch has a page of its own from there on."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        kinds = self.sheets_for(request)
        form = SheetForm(kinds, request.POST, request.FILES) if request.method == "POST" else SheetForm(kinds)
        if form.is_valid():
            batch = self._staged(request, form)
            if batch is not None:
                return HttpResponseRedirect(reverse("admin:bureau_batch_change", args=[batch.pk]))
        context = self.admin_site.each_context(request) | {
            "title": _("Import: %(kind)s") % {"kind": self.opts.verbose_name_plural},
            "form": form,
            "opts": self.opts,
            "sheets": [(kind.words, kind.resource.columns()) for kind in kinds],
        }
        return TemplateResponse(request, self.import_template_name, context)

    def process_import(self, request, **_options):
        """import-export would write here, within the request; ours is confirmed on the page of its batch."""
        raise Http404

    def _staged(self, request, form):
        kind = form.chosen
        try:
            with transaction.atomic():
                return receive(kind, form.upload(), request.user, timezone.now())
        except Unreadable as refused:
            form.add_error(None, str(refused))
            return None
