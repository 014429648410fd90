from django.urls import path
from django.utils.translation import gettext_lazy as _

from seminars import views

app_name = "seminars"

urlpatterns = [
    path(_("seminars/"), views.SeminarListView.as_view(), name="list"),
    path(_("seminars/<int:pk>-<slug:slug>/"), views.SeminarDetailView.as_view(), name="detail"),
    path(_("seminars/<int:pk>/"), views.SeminarDetailView.as_view(), name="short"),
    path(_("talks/<int:pk>-<slug:slug>/"), views.TalkDetailView.as_view(), name="talk"),
    path(_("talks/<int:pk>/"), views.TalkDetailView.as_view(), name="talk_short"),
    path(_("talks/<int:pk>/slides/"), views.SlidesView.as_view(), name="slides"),
    path(_("seminars/<int:pk>/propose/"), views.ProposeView.as_view(), name="propose"),
    path(_("talks/<int:pk>/edit/"), views.RewriteView.as_view(), name="rewrite"),
    path(_("talks/<int:pk>/progress/"), views.ProgressView.as_view(), name="progress"),
    path(_("account/talks/"), views.OursView.as_view(), name="ours"),
]
