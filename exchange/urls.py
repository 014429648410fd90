from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from exchange import accounts, media

urlpatterns = [
    path("admin/login/", accounts.admin_sign_in),
    path("admin/", include(wagtailadmin_urls)),
    path("media/<path:name>", media.serve, name="media"),
    path("", include("exchange.machine_urls")),
    *i18n_patterns(
        path("", include("exchange.public_urls")),
        path("", include("practices.urls")),
        path("", include("seminars.urls")),
        path("", include("search.urls")),
        path("", include(wagtail_urls)),
    ),
]

if settings.DEBUG:
    urlpatterns.insert(0, path("development/", include("exchange.development_urls")))
