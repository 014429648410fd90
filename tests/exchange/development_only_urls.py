from django.urls import include, path

urlpatterns = [path("development/", include("exchange.development_urls"))]
