"""The addresses of a machine of development, as exchange.urls gives them when DEBUG is on."""

from django.urls import include, path

from exchange.urls import urlpatterns as site

urlpatterns = [path("development/", include("exchange.development_urls")), *site]
