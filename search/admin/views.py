"""The pages of search in the editor: its index, and words that brought nothing."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.generic import View
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from exchange.languages import LABELS
from exchange.models import Concept
from exchange.viewers import viewer_kept_with
from exchange.viewsets.pages import EditorPage
from search import delivery, generations
from search.admin.poison import poison_rows
from search.elasticsearch import client
from search.health import standing
from search.models import Generation, GenerationState, Outbox, Unanswered

SHOWN_GENERATIONS = 12
SHOWN_POISON = 100
PAGE = 50
# How long a change of the indices waits for another one to end.
PATIENCE = 3.0


class SearchPage(EditorPage):
    """A page about search."""

    header_icon = "search"


class IndexView(SearchPage):
    """Which engine answers, from which index, and what it has yet to be told."""

    model = Generation
    page_title = _("Search index")
    template_name = "search/admin/index.html"

    def get_context_data(self, **kwargs):
        rows = list(Generation.objects.all()[:SHOWN_GENERATIONS])
        return super().get_context_data(
            standing=standing(),
            generations=rows,
            checked=max(
                (row for row in rows if row.checked_at), key=lambda row: row.checked_at, default=None
            ),
            poison=poison_rows(viewer_kept_with(self.request.user), SHOWN_POISON),
            may_change=self.user_has_permission("change"),
            can_roll_back=any(row.state == GenerationState.RETIRING for row in rows),
            is_building=any(row.state == GenerationState.BUILDING for row in rows),
            **kwargs,
        )


class RetryView(PermissionCheckedMixin, View):
    """Try again what the index refused: one row, or all of them."""

    model = Generation
    http_method_names = ["post"]
    permission_required = "retry"

    def post(self, request, pk=None):
        rows = Outbox.objects.poisoned()
        number = delivery.retry(rows.filter(pk=pk) if pk else rows)
        if number:
            messages.success(request, _("What was refused is tried again."))
        return redirect("search_index")


class ChangeView(SearchPage):
    """Asks before the index is changed, then changes it."""

    model = Generation
    permission_required = "change"
    template_name = "search/admin/confirm.html"
    question = ""
    button = ""
    done = ""

    def get_breadcrumbs_items(self):
        way = {"url": reverse("search_index"), "label": IndexView.page_title}
        return [*self.breadcrumbs_items, way, {"url": "", "label": self.page_title}]

    def post(self, request):
        try:
            with generations.alone(wait=PATIENCE):
                self.change()
        except generations.Busy:
            messages.error(request, _("The index is being changed already: look again in a moment."))
        except generations.NothingToReturnTo:
            messages.error(request, _("No earlier index is kept."))
        except client.ElasticsearchError:
            messages.error(request, _("Elasticsearch does not answer: nothing was changed."))
        else:
            messages.success(request, self.done)
        return redirect("search_index")

    def change(self):
        raise NotImplementedError


class RebuildView(ChangeView):
    page_title = _("Make a new index")
    question = _(
        "A new index is filled beside the present one, which answers until the new one is complete. "
        "Readers notice nothing."
    )
    button = _("Yes, make a new index")
    done = _("The new index is being filled; this page shows how far it is.")

    def change(self):
        generations.start()


class RollbackView(ChangeView):
    page_title = _("Return to the previous index")
    question = _(
        "The previous index answers again at once; it received every change meanwhile. The current one "
        "is kept for a day."
    )
    button = _("Yes, return to the previous index")
    done = _("The previous index answers again.")

    def change(self):
        generations.rollback()


class UnansweredView(SearchPage):
    """Words that brought nothing, most wanted first: what sheets and notions are missing."""

    model = Unanswered
    page_title = _("Searches without result")
    template_name = "search/admin/unanswered.html"

    @cached_property
    def page(self):
        return WagtailPaginator(Unanswered.objects.by_count(), PAGE).get_page(self.request.GET.get("p"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            page_obj=self.page,
            rows=[told(row) for row in self.page],
            may_add_notions=policy_registry.get_by_type(Concept).user_has_permission(
                self.request.user, "add"
            ),
            **kwargs,
        )


def told(row: dict) -> dict:
    """Return a row with the name of its language, and where to try its words."""
    with override(row["language"]):
        address = f"{reverse('search:results')}?{urlencode({'q': row['words']})}"
    return {**row, "label": LABELS[row["language"]], "address": address}
