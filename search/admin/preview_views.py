"""What a changed notion would do to searches, before it is saved."""

from django.contrib import messages
from django.db import OperationalError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import policy_registry

from exchange.models import Concept
from exchange.viewsets.words import ConceptViewSet
from search.admin.views import SearchPage
from search.preview import preview


class PreviewView(SearchPage):
    """Takes the form of a notion as it stands in the editor; nothing of it is kept."""

    model = Concept
    http_method_names = ["post"]
    permission_required = None
    any_permission_required = ("add", "change")
    page_title = _("What would change")
    template_name = "search/admin/preview.html"

    def post(self, request, pk=None):
        concept = self.concept(pk)
        handler = ConceptViewSet.edit_handler.bind_to_model(Concept)
        form = handler.get_form_class()(request.POST, instance=concept, for_user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            found = preview(form, concept)
        except OperationalError:
            messages.error(request, _("Somebody else is changing the same words: try again in a moment."))
            return redirect("concept:index")
        return self.render_to_response(self.get_context_data(form=form, preview=found))

    def concept(self, pk) -> Concept:
        policy = policy_registry.get_by_type(Concept)
        if pk is None:
            if not policy.user_has_permission(self.request.user, "add"):
                raise Http404
            return Concept()
        allowed = policy.instances_user_has_permission_for(self.request.user, "change")
        return get_object_or_404(allowed, pk=pk)
