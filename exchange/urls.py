from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.urls import serve_pattern
from wagtail.utils.urlpatterns import decorate_urlpatterns
from wagtail.views import serve

from exchange.submissions import answered_once

handler500 = "exchange.outage.answer_error"

urlpatterns = [
    path("", include("exchange.machine_urls")),
    path("admin/", include(wagtailadmin_urls)),
    *i18n_patterns(
        path("", include("exchange.public_urls")),
        path("", include("exchange.duties.urls")),
        path("", include("exchange.disputes.urls")),
        path("", include("exchange.report.urls")),
        path("", include("practices.urls")),
        path("", include("seminars.urls")),
        path("", include("search.urls")),
        # Of Wagtail's own addresses only the one that leads to pages: the others sign in by a password alone.
        re_path(serve_pattern, serve, name="wagtail_serve"),
    ),
]

if settings.DEBUG:
    urlpatterns.insert(0, path("development/", include("exchange.development_urls")))

decorate_urlpatterns(urlpatterns, answered_once)
