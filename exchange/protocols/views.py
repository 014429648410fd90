"""Protocols as readers meet them: concluded ones are public, projects are for their parties and the committee."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.generic import DetailView, ListView, TemplateView, View

from exchange.caching import KeptPage
from exchange.languages import LABELS, LANGUAGES
from exchange.models import Protocol
from exchange.protocols.document import pdf_of
from exchange.protocols.proposals import PROPOSALS
from exchange.protocols.reading import pdf_address, reading_of
from exchange.protocols.rules import RULES


def visible_to(viewer):
    found = Protocol.objects.visible_to(viewer).select_related("accession_network", "replaced_by")
    return found.prefetch_related("clauses", "amendments__clauses")


def reading_asked_for(request, protocol):
    """Return the version and the languages that the address names; what it names wrongly does not exist."""
    languages = [request.GET.get("in") or get_language(), request.GET.get("with")]
    languages = list(dict.fromkeys(filter(None, languages)))
    version = request.GET.get("version")
    if not set(languages) <= set(LANGUAGES) or not (version is None or is_small_number(version)):
        raise Http404
    reading = reading_of(protocol, version=None if version is None else int(version), languages=languages)
    if reading is None:
        raise Http404
    return reading


def is_small_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4


def kept_between_few(response, protocol):
    """Let nobody store what is no protocol yet."""
    if not protocol.is_concluded:
        patch_cache_control(response, private=True, no_store=True)
    return response


class ProtocolListView(KeptPage, ListView):
    template_name = "exchange/protocols.html"
    context_object_name = "protocols"

    def get_queryset(self):
        return Protocol.objects.visible_to(self.request.viewer).prefetch_related("parties__organisation")

    def get_context_data(self, **kwargs):
        protocols = sorted(self.object_list, key=lambda row: (row.signed_on or timezone.localdate(), row.pk))
        return super().get_context_data(
            concluded=[row for row in protocols if row.is_concluded],
            projects=[row for row in protocols if not row.is_concluded],
            **kwargs,
        )


class ProtocolView(KeptPage, DetailView):
    """One protocol: who signed, in which capacity, what it says, and what is not known of it."""

    template_name = "exchange/protocol.html"
    context_object_name = "protocol"

    def get_queryset(self):
        return visible_to(self.request.viewer)

    def get_context_data(self, **kwargs):
        reading = reading_asked_for(self.request, self.object)
        today = self.object.today(self.request.viewer.organisation_id)
        return super().get_context_data(
            reading=reading,
            languages=LABELS.items(),
            second_language=reading.languages[1] if len(reading.languages) > 1 else "",
            pdf_address=pdf_address(reading),
            is_in_grace=self.object.is_in_grace(today),
            **kwargs,
        )

    def render_to_response(self, context, **kwargs):
        if self.kwargs.get("slug") != self.object.slug:
            return HttpResponsePermanentRedirect(self.object.get_absolute_url())
        return kept_between_few(super().render_to_response(context, **kwargs), self.object)


class ProtocolPdfView(View):
    """The same text to take away, in the reader's language or in two."""

    def get(self, request, pk, slug):
        protocol = get_object_or_404(visible_to(request.viewer), pk=pk)
        reading = reading_asked_for(request, protocol)
        pdf = pdf_of(reading, request.build_absolute_uri(protocol.get_absolute_url()))
        languages = "-".join(reading.languages)
        response = FileResponse(
            BytesIO(pdf),
            as_attachment=True,
            filename=f"{protocol.slug}-{languages}.pdf",
            content_type="application/pdf",
        )
        response["Content-Language"] = ", ".join(reading.languages)
        return kept_between_few(response, protocol)


class RulesView(KeptPage, TemplateView):
    """What the platform proposes where no protocol says anything."""

    template_name = "exchange/protocols/rules.html"
    extra_context = {"rules": RULES, "proposals": PROPOSALS}
