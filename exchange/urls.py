from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

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
        path("", include(wagtail_urls)),
    ),
]

if settings.DEBUG:
    urlpatterns.insert(0, path("development/", include("exchange.development_urls")))
