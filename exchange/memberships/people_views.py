"""Where an administrator closes the accounts of their people, whatever the state of the membership."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from exchange.fields import number_of
from exchange.models import RoleName, User
from exchange.people import update_person
from exchange.refusal import Refused


@method_decorator([never_cache, login_required, reauthentication_required], name="dispatch")
class PeopleView(TemplateView):
    """The open accounts of one's organisation, each to be closed at once."""

    template_name = "exchange/memberships/people.html"

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if not user.organisation_id or not user.has_role(RoleName.ORGANISATION_ADMINISTRATOR):
            raise PermissionDenied(_("Only the administrators of your organisation do this."))
        return super().dispatch(request, *args, **kwargs)

    def people(self):
        body = self.request.user.organisation_id
        found = User.objects.filter(organisation=body, is_active=True).exclude(pk=self.request.user.pk)
        return found.prefetch_related("roles").order_by("name", "pk")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            people=[
                (person, [role.get_name_display() for role in person.roles.all()]) for person in self.people()
            ],
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        person = get_object_or_404(self.people(), pk=number_of(request.POST.get("person")) or 0)
        try:
            update_person(
                person,
                name=person.name,
                language=person.language,
                roles=[role.name for role in person.roles.all()],
                is_active=False,
                by=request.user,
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The account is closed, and its sessions have ended."))
        return redirect("membership_people")
