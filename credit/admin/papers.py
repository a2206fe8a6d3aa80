"""The page of a letter, to be looked at and printed; for the screens of what letters are written about."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from credit.documents.papers import PAPERS, notice, papers_of

NAMES = {
    "supplement": _("Notice to complete"),
    "result": _("Notice of the result"),
    "inquiry": _("Letter to the source unit"),
    "answer": _("Letter of answer"),
}


class PrintsPapers(admin.ModelAdmin):
    """Over the base of the screen, which says who sees what."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.paper_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_paper"
        return [path("<path:object_id>/paper/<str:paper>/", view, name=name), *super().get_urls()]

    def papers(self, kept) -> dict[str, Any]:
        """The letters that there are, by name, each with what leads to it."""
        return {name: NAMES[name] for name in papers_of(kept)}

    def letter(self, kept, paper: str):
        return PAPERS[self.model][paper][1](kept)

    def render_change_form(self, request, context, *args, **kwargs):
        kept: Any = kwargs.get("obj")
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_paper"
        shown = self.papers(kept) if kept else {}
        context["papers"] = [(reverse(name, args=[kept.pk, paper]), words) for paper, words in shown.items()]
        return super().render_change_form(request, context, *args, **kwargs)

    def paper_view(self, request, object_id, paper):
        kept = self.get_object(request, unquote(object_id))
        if kept is None or paper not in self.papers(kept):
            raise Http404
        letter = self.letter(kept, paper)
        context = self.admin_site.each_context(request) | {
            "title": letter.number,
            "opts": self.opts,
            "original": kept,
            "letter": letter,
        }
        return TemplateResponse(request, "admin/credit/organletter/letter.html", context)


class PrintsNotice(PrintsPapers):
    def papers(self, kept):
        return {"notice": _("Notice of repair")}

    def letter(self, kept, paper):
        return notice(kept)
