"""What machines read, in no language."""

from django.urls import path

from exchange import sitemaps

urlpatterns = [
    path("robots.txt", sitemaps.RobotsView.as_view(), name="robots"),
    path("sitemap.xml", sitemaps.SitemapIndexView.as_view(), name="sitemap"),
    path("sitemap-<int:part>.xml", sitemaps.SitemapView.as_view(), name="sitemap_part"),
]
