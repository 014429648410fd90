"""What search engines may know of: public pages, in the languages that exist."""

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from exchange.caching import KeptPage
from exchange.models import TranslatedPage
from exchange.models.sharing import without_tombstones
from exchange.viewers import VISITOR

PAGES_PER_PART = 1000


class RobotsView(TemplateView):
    template_name = "robots.txt"
    content_type = "text/plain"

    def get_context_data(self, **kwargs):
        sitemap = settings.WAGTAILADMIN_BASE_URL + reverse("sitemap")
        return super().get_context_data(sitemap=sitemap, **kwargs)


class PublicPages:
    """The pages of the sitemap, in parts."""

    def paginator(self):
        pages = TranslatedPage.objects.live().visible_to(VISITOR).filter(depth__gt=1)
        return Paginator(without_tombstones(pages).order_by("pk"), PAGES_PER_PART)


class SitemapIndexView(PublicPages, KeptPage, TemplateView):
    template_name = "sitemap_index.xml"
    content_type = "application/xml"

    def get_context_data(self, **kwargs):
        parts = [
            settings.WAGTAILADMIN_BASE_URL + reverse("sitemap_part", kwargs={"part": number})
            for number in self.paginator().page_range
        ]
        return super().get_context_data(parts=parts, **kwargs)


class SitemapView(PublicPages, KeptPage, TemplateView):
    template_name = "sitemap.xml"
    content_type = "application/xml"

    def get_context_data(self, **kwargs):
        try:
            pages = self.paginator().page(kwargs["part"])
        except EmptyPage:
            raise Http404 from None
        entries = []
        for page in pages:
            addresses = page.specific_deferred.addresses(self.request)
            entries += [
                {"address": address, "alternates": addresses, "changed_at": page.last_published_at}
                for _language, address in addresses
            ]
        return super().get_context_data(entries=entries, **kwargs)
