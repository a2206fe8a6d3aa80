"""The pieces of the screen as tags: each looks the same wherever it stands."""

import re
from datetime import date

from django import template
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bureau.audit.spoken import spoken
from bureau.desk import evidence
from bureau.desk.caserows import case_screens
from bureau.desk.ledger import READERS
from bureau.desk.pieces.figures import Empty
from bureau.desk.pieces.wording import day_of
from bureau.desk.scoped import scope_for
from bureau.people.roles import BUSINESS, EVERYBODY

register = template.Library()
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})")
RISKS = {"late": "alert", "limit": "clock", "closed": "edit", "override": "flag", "reveal": "search"}


@register.simple_tag
def icon(name, classes="icon"):
    """A picture of the sprite. It never stands alone: the word beside it is what is read out."""
    return format_html('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', classes, name)


for piece in ("light", "pill", "stepbar", "clock", "timeline", "tile", "bars", "progress", "empty", "caserows"):
    register.inclusion_tag(f"bureau/pieces/{piece}.html", name=piece)(lambda shown, **more: {"shown": shown, **more})


@register.simple_tag
def colon():
    """What stands between a name and its value: a full-width sign in Chinese, which needs no space."""
    return pgettext("between a name and its value", ": ")


@register.inclusion_tag("bureau/pieces/moves.html", takes_context=True)
def moves(context, shown):
    """The moves bring their own forms, and so need the token against forgery."""
    return {"shown": shown, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def desk_pages(context):
    """The pages of the desk that belong to no kind of record, as far as this person may open them."""
    request = context["request"]
    try:
        pages = {"cases": reverse("admin:bureau_docket_changelist"), "changes": reverse("admin:changes")}
        pages |= {"evidence": reverse("admin:evidence"), "tonight": reverse("admin:tonight")}
        pages |= {"duties": reverse("admin:duties"), "own": reverse("admin:bureau_staff_page", args=[request.user.pk])}
        pages |= {name: reverse(f"admin:{name}") for name in ("qualification", "statement", "timeliness")}
        pages |= {"study": reverse("admin:study"), "week": reverse("admin:week")}
    except NoReverseMatch:
        return []
    scope = scope_for(request)
    open_to = {
        "own": (_("My page"), True),
        "week": (_("This week"), scope.holds(BUSINESS)),
        "cases": (_("All cases"), bool(case_screens(admin.site, request))),
        "duties": (_("Who answers for what"), scope.holds(EVERYBODY)),
        "qualification": (_("Qualified staff"), scope.holds(EVERYBODY)),
        "study": (_("Study and training"), scope.holds(BUSINESS)),
        "statement": (_("Yearly statement of duties"), scope.holds(BUSINESS)),
        "timeliness": (_("Assignments on time"), scope.holds(BUSINESS)),
        "tonight": (_("What will go out"), scope.holds(BUSINESS)),
        "changes": (_("Changes and review"), scope.holds(READERS)),
        "evidence": (_("Evidence"), scope.holds(evidence.READERS)),
    }
    return [{"url": pages[key], "words": words} for key, (words, may) in open_to.items() if may]


@register.simple_tag
def today():
    """The day in Shanghai, by the one clock of the pages."""
    return timezone.localdate()


@register.filter
def as_day(on):
    """3月4日; with the year where it is not this one."""
    return day_of(on, timezone.localdate()) if on else ""


@register.filter
def whole_days(sentence):
    """A sentence whose days are not broken at their hyphens."""
    return SafeString(DAY.sub(r'<time datetime="\1">\1</time>', conditional_escape(sentence)))


@register.filter
def risk_icon(risk):
    """The picture of a risk; the word beside it says which."""
    return {"late": "alert", "limit": "clock", "closed": "edit", "override": "flag", "reveal": "search"}.get(
        risk, "alert"
    )


@register.simple_tag
def fact(record, label, value):
    """A value of a version as it is read: the state of a case is a code in its history, and a word on the screen."""
    words = getattr(record, "workflow", None) and record.workflow.words
    if words and value in words and label == str(record._meta.get_field("state").verbose_name):
        return spoken(words[value])
    return value


# Lists


@register.simple_tag
def list_chips(cl):
    """What a list is filtered by now, each with the address without it."""
    found = []
    for spec in cl.filter_specs:
        if getattr(spec, "is_view", False):
            continue
        asked = [name for name in spec.expected_parameters() if name in cl.params]
        chosen = [choice for choice in spec.choices(cl) if choice.get("selected")] if asked else []
        for choice in chosen:
            without = cl.get_query_string(remove=spec.expected_parameters())
            found.append({"label": spec.title, "words": choice["display"], "url": without})
    return found


@register.simple_tag(takes_context=True)
def filter_chips(context, form):
    """What a form in an address asks for, each with the address without it."""
    found = []
    for field in form:
        chosen = form.cleaned_data.get(field.name) if form.is_valid() else None
        if chosen:
            without = context["request"].GET.copy()
            without.pop(field.name, None)
            words = formats.localize(chosen) if isinstance(chosen, date) else str(chosen)
            found.append({"label": field.label, "words": words, "url": f"?{without.urlencode()}"})
    return found


@register.simple_tag
def no_changes():
    told = _("As you asked, there is nothing: choose other days, or another person.")
    return Empty(_("No changes here"), told, icon="check")


@register.simple_tag
def no_lines(may_write):
    told = _("What the bureau answers for is entered line by line; who answers for it, on the page of each line.")
    add = reverse("admin:bureau_line_add") if may_write else ""
    return Empty(_("No lines of work yet"), told, add, _("Add a line of work"))


@register.inclusion_tag("bureau/pieces/chips.html")
def chips(shown, clear=""):
    return {"shown": shown, "clear": clear}


@register.inclusion_tag("bureau/pieces/views.html")
def list_views(cl):
    """The saved views of a list, where it has some."""
    spec = next((spec for spec in cl.filter_specs if getattr(spec, "is_view", False)), None)
    return {"shown": spec.tabs(cl) if spec else []}


@register.inclusion_tag("bureau/pieces/empty.html", takes_context=True)
def empty_list(context, cl):
    """An empty list says whether it is so, or only filtered so."""
    name = cl.opts.verbose_name_plural
    if cl.query or cl.has_active_filters:
        told = _("Nothing here answers to what you asked for.")
        return {"shown": Empty(_("Nothing found"), told, "?", _("Show all"), icon="search")}
    add = ""
    if context.get("has_add_permission"):
        add = reverse(f"admin:{cl.opts.app_label}_{cl.opts.model_name}_add")
    action = _("Add %(name)s") % {"name": cl.opts.verbose_name}
    return {"shown": Empty(_("No %(name)s yet") % {"name": name}, "", add, action)}
