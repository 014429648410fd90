from django.urls import path

from search import machine_views

urlpatterns = [
    path("health/search", machine_views.SearchHealthView.as_view(), name="health_search"),
    path("metrics", machine_views.MetricsView.as_view(), name="metrics"),
]
