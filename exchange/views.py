"""What a reader opens that belongs to the kernel."""

from functools import partial

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.generic import DetailView, ListView, View

from exchange.audiences import MEMBERS, PUBLIC, State
from exchange.caching import KeptPage, kept_page
from exchange.models import (
    ArticlePage,
    HomePage,
    InformationPage,
    Membership,
    OrganisationPage,
    Protocol,
    Shore,
)


def show(page, request):
    """Answer with a page; what is read by fewer than all the members, a draft among them, is stored nowhere."""
    response = page.serve(request)
    if {PUBLIC, MEMBERS}.isdisjoint(page.tokens):
        patch_cache_control(response, private=True, no_store=True)
    return response


class PageView(View):
    """Show one page of a type at its address in the reader's language.

    Who may not see it meets a 404; who could read what was withdrawn, a tombstone.
    """

    model = None

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.viewer)

    def get_page(self, **kwargs):
        return get_object_or_404(self.get_queryset(), **kwargs)

    def get(self, request, **kwargs):
        return kept_page(
            request, partial(self.respond, request, **kwargs), still_open=partial(self.is_open, **kwargs)
        )

    def is_open(self, **kwargs) -> bool:
        return self.model.objects.visible_to(self.request.viewer).live().filter(pk=kwargs["pk"]).exists()

    def respond(self, request, **kwargs):
        page = self.get_page(pk=kwargs["pk"])
        if getattr(page, "state", None) == State.WITHDRAWN:
            return render(request, "410.html", {"tombstone": page}, status=410)
        if not page.live:
            raise Http404
        return show(page, request)


class HomeView(PageView):
    model = HomePage

    def is_open(self, **kwargs):
        return self.get_queryset().live().exists()

    def respond(self, request, **kwargs):
        page = self.get_queryset().live().first()
        if page is None:
            raise Http404
        return show(page, request)


class OrganisationView(PageView):
    model = OrganisationPage

    def get_queryset(self):
        return super().get_queryset().select_related("organisation__type", "organisation__successor")


class TextPageView(PageView):
    """Articles and information pages come with their body and its contact point."""

    def get_queryset(self):
        return super().get_queryset().select_related("organisation__page", "antenna")


class ArticleView(TextPageView):
    model = ArticlePage


class InformationView(TextPageView):
    model = InformationPage


class MembersView(KeptPage, ListView):
    """The register of members: who joined which network, when, and in which order."""

    template_name = "exchange/members.html"
    context_object_name = "memberships"

    def get_queryset(self):
        return Membership.objects.register()

    def get_context_data(self, **kwargs):
        shores = [
            {"shore": shore, "members": [row for row in self.object_list if row.organisation.shore == shore]}
            for shore in Shore
        ]
        return super().get_context_data(shores=shores, **kwargs)


class ProtocolListView(KeptPage, ListView):
    template_name = "exchange/protocols.html"
    context_object_name = "protocols"

    def get_queryset(self):
        return Protocol.objects.concluded().prefetch_related("parties__organisation")


class ProtocolView(KeptPage, DetailView):
    """One protocol: who signed, in which capacity, what it says, and what is not known of it."""

    template_name = "exchange/protocol.html"
    context_object_name = "protocol"

    def get_queryset(self):
        return (
            Protocol.objects.concluded()
            .select_related("accession_network")
            .prefetch_related("parties__organisation__page", "parties__signatures", "clauses")
        )

    def render_to_response(self, context, **kwargs):
        if self.kwargs["slug"] != self.object.slug:
            return HttpResponsePermanentRedirect(self.object.get_absolute_url())
        return super().render_to_response(context, **kwargs)
