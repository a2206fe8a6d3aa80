"""The papers of a case on its page: what its item asks for, what has come, and the way to add one."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.casework.attachments import Attachment, attach
from bureau.casework.docket import Case
from bureau.casework.materials import Material
from bureau.casework.refusals import Archived
from bureau.desk.days import DayField
from bureau.desk.recorded import hand_of


class PaperForm(forms.Form):
    """A file, the day on which it came, and for which material."""

    file = forms.FileField(label=_("File"))
    material = forms.ModelChoiceField(Material.objects.none(), label=_("Material"), required=False)
    received_on = DayField(label=_("Received on"))

    def __init__(self, case: Case, data=None, files=None):
        initial = {"received_on": timezone.localdate()}
        super().__init__(data, files, initial=initial, auto_id="id_paper_%s", label_suffix="")
        choice: Any = self.fields["material"]
        choice.queryset = materials_of(case)
        if not choice.queryset.exists():
            del self.fields["material"]


@dataclass(frozen=True, slots=True)
class Row:
    """A material and the papers that came for it; without a material, what else came."""

    material: Material | None
    papers: list[Attachment]


@dataclass(frozen=True, slots=True)
class Papers:
    rows: list[Row]
    missing: int
    form: PaperForm | None
    url: str


def materials_of(case: Case):
    item = getattr(case, "item_id", None)
    return Material.objects.filter(item=item) if item else Material.objects.none()


def papers_of(case: Case, url: str, *, may_add: bool) -> Papers:
    """Two queries, and one more for a kind of case that has an item."""
    came: dict[int | None, list[Attachment]] = {}
    for paper in Attachment.objects.in_force().filter(docket=case.pk):
        came.setdefault(paper.material_id, []).append(paper)
    asked = [(material, came.pop(material.pk, [])) for material in materials_of(case)]
    others = [Row(None, papers=[paper for rows in came.values() for paper in rows])]
    missing = sum(material.is_to_be_brought and not papers for material, papers in asked)
    rows = [Row(material, papers) for material, papers in asked]
    return Papers([*rows, *(others if others[0].papers else [])], missing, PaperForm(case) if may_add else None, url)


def attach_view(screen, request, object_id):
    """Adds one paper to the case, or says why it was not kept."""
    case = screen.get_object(request, object_id)
    if case is None:
        raise Http404
    if request.method != "POST" or not screen.has_change_permission(request, case):
        raise PermissionDenied
    form = PaperForm(case, request.POST, request.FILES)
    page = reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_change", args=[case.pk])
    if not form.is_valid():
        told = [f"{form.fields[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
        screen.message_user(request, " ".join(told), messages.ERROR)
        return HttpResponseRedirect(page)
    given = form.cleaned_data
    facts = {"received_on": given["received_on"], "material": given.get("material")}
    try:
        attach(case.docket, hand_of(request), given["file"].name, given["file"], **facts)
    except (ValidationError, Archived) as refused:
        screen.message_user(request, " ".join(getattr(refused, "messages", [str(refused)])), messages.ERROR)
    return HttpResponseRedirect(page)
