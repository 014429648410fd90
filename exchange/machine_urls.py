"""Addresses that know no language: files, the editor's own door, what robots and watchers read."""

from django.conf import settings
from django.urls import include, path, re_path

from exchange import health, media, sitemaps, well_known
from exchange.accounts import views as accounts
from exchange.accounts.providers import views as providers

urlpatterns = [
    path(".well-known/security.txt", well_known.security_text, name="security_text"),
    path(".well-known/change-password", well_known.change_password, name="change_password"),
    path("robots.txt", sitemaps.RobotsView.as_view(), name="robots"),
    path("sitemap.xml", sitemaps.SitemapIndexView.as_view(), name="sitemap"),
    path("sitemap-<int:part>.xml", sitemaps.SitemapView.as_view(), name="sitemap_part"),
    path("health/live", health.LiveView.as_view(), name="health_live"),
    path("health/ready", health.ReadyView.as_view(), name="health_ready"),
    path("health/worker", health.WorkerView.as_view(), name="health_worker"),
    path("", include("search.machine_urls")),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:name>", media.serve, name="media"),
    # What an organisation registers with its provider: the same in every language.
    path("oidc/<slug:provider_id>/callback/", providers.CallbackView.as_view(), name="provider_callback"),
    path("admin/login/", accounts.admin_sign_in),
    # People are kept with their roles in the exchange's own list; bulk actions and the choice of several
    # pages would name things that the person may not see, as Wagtail's history does; the whale only fails.
    re_path(
        r"^admin/(?:users|groups|password_reset|bulk|choose-page/chosen-multiple|reports/site-history|failwhale)/",
        accounts.closed,
    ),
]
