"""Wagtail's own pages about what leads to a page or a file: they list and count what is open to whoever looks."""

from wagtail.admin.ui.side_panels import StatusSidePanel
from wagtail.admin.views.generic.usage import UsageView
from wagtail.models import ReferenceIndex

from exchange.deletion.uses import may_know, whole


def known(groups, user) -> list:
    """Keep the things, with their references, that this person may know of; the others are not even counted."""
    return [(thing, references) for thing, references in groups if may_know(whole(thing), user)]


def uses_listed(view):
    return known(WAGTAILS_USES(view), view.request.user)


def uses_counted(panel):
    uses = ReferenceIndex.get_grouped_references_to(panel.object) if panel.object.pk else ()
    return {"usage_count": len(known(uses, panel.request.user)), "usage_url": panel.usage_url}


WAGTAILS_USES = UsageView.get_queryset
UsageView.get_queryset = uses_listed
StatusSidePanel.get_usage_context = uses_counted
