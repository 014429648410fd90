"""The pages of the kernel, each at an address in the reader's language."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from exchange import feedback_views, views, well_known

urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path(_("security/"), well_known.SecurityView.as_view(), name="security"),
    path("", include("exchange.traces.urls")),
    path("", include("exchange.accounts.urls")),
    path("", include("exchange.moves.urls")),
    path("", include("exchange.memberships.urls")),
    path(_("members/"), views.MembersView.as_view(), name="members"),
    path("", include("exchange.protocols.urls")),
    path(_("organisations/<int:pk>-<slug:slug>/"), views.OrganisationView.as_view(), name="organisation"),
    path(_("organisations/<int:pk>/"), views.OrganisationView.as_view(), name="organisation_short"),
    path(_("articles/<int:pk>-<slug:slug>/"), views.ArticleView.as_view(), name="article"),
    path(_("articles/<int:pk>/"), views.ArticleView.as_view(), name="article_short"),
    path(_("information/<int:pk>-<slug:slug>/"), views.InformationView.as_view(), name="information"),
    path(_("information/<int:pk>/"), views.InformationView.as_view(), name="information_short"),
    path(_("feedback/<int:pk>/"), feedback_views.FeedbackView.as_view(), name="feedback"),
    path(_("feedback/sent/<str:token>/"), feedback_views.FeedbackSentView.as_view(), name="feedback_sent"),
]
