"""What a reader opens that belongs to the kernel."""

from functools import partial

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.generic import ListView, View

from exchange.audiences import MEMBERS, PUBLIC, State
from exchange.caching import KeptPage, kept_page
from exchange.models import (
    ArticlePage,
    HomePage,
    InformationPage,
    Membership,
    OrganisationPage,
    Shore,
)
from exchange.models.memberships import REGISTERED_STATES
from exchange.protocols.closing import protocol_that_closed


def show(page, request):
    """Answer with a page; what is read by fewer than all the members, a draft among them, is stored nowhere."""
    response = page.serve(request)
    if {PUBLIC, MEMBERS}.isdisjoint(page.tokens):
        patch_cache_control(response, private=True, no_store=True)
    return response


def say_why_closed(request, protocol):
    """Answer a former party with the reason, and nothing of the thing itself."""
    response = render(request, "exchange/protocols/closed.html", {"protocol": protocol}, status=403)
    patch_cache_control(response, private=True, no_store=True)
    return response


class PageView(View):
    """Show one page of a type at its address in the reader's language.

    Who may not see it meets a 404; who could read what was withdrawn, a tombstone; whose protocol has ended,
    the reason.
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
        try:
            page = self.get_page(pk=kwargs["pk"])
        except Http404:
            if protocol := protocol_that_closed(kwargs["pk"], request.viewer):
                return say_why_closed(request, protocol)
            raise
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
        return Membership.objects.ranked()

    def get_context_data(self, **kwargs):
        members = [row for row in self.object_list if row.state in REGISTERED_STATES]
        shores = [
            {"shore": shore, "members": [row for row in members if row.organisation.shore == shore]}
            for shore in Shore
        ]
        former = [row for row in self.object_list if row.is_former]
        return super().get_context_data(
            shores=shores, former=former, secretariat=settings.SECRETARIAT_EMAIL, **kwargs
        )
