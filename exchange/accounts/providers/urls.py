"""Below one's account; the address of return, which knows no language, stands in machine_urls."""

from django.urls import path

from exchange.accounts.providers import views

urlpatterns = [
    path("<slug:provider_id>/login/", views.SignInView.as_view(), name="provider_sign_in"),
    path("<slug:provider_id>/connect/", views.ConnectView.as_view(), name="provider_connect"),
    path("<slug:provider_id>/disconnect/", views.DisconnectView.as_view(), name="provider_disconnect"),
]
