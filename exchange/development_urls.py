from django.urls import path

from exchange.development import MailView

app_name = "development"

urlpatterns = [path("mail/", MailView.as_view(), name="mail")]
