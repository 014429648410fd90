"""Which provider of sign-in speaks for which organisation."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic

from exchange.admin_forms import SignInProviderForm
from exchange.models import SignInProvider
from exchange.providers import bind_provider, unbind_provider

from .people import RefusableMixin, rights_are_given
from .policy import PolicyDeleteView, PolicyViewSet


@rights_are_given
class ProviderBindView(RefusableMixin, generic.CreateView):
    """Bind through the action, which writes it down."""

    def save_instance(self):
        data = self.form.cleaned_data
        return bind_provider(data["provider_id"], organisation=data["organisation"], by=self.request.user)


@rights_are_given
class ProviderUnbindView(PolicyDeleteView):
    """Close a provider at once: whom it knew signs in by password, or connects anew."""

    def delete_action(self):
        unbind_provider(self.object, by=self.request.user)


def address_of(provider):
    return provider.configuration.get("settings", {}).get("server_url", _("not in the configuration"))


class SignInProviderViewSet(PolicyViewSet):
    """Providers that sign in the people of an organisation; the configuration says where they are."""

    model = SignInProvider
    icon = "key"
    add_view_class = ProviderBindView
    delete_view_class = ProviderUnbindView
    list_display = [
        Column("name", label=_("Name"), accessor=str),
        "provider_id",
        "organisation",
        Column("address", label=_("Address"), accessor=address_of),
        BooleanColumn("open", label=_("Opens accounts"), accessor=SignInProvider.may_sign_in),
    ]
    list_filter = ["organisation"]
    ordering = "provider_id"
    inspect_view_fields = ["provider_id", "organisation"]

    def get_edit_handler(self):
        return None

    def get_form_class(self, for_update=False):
        return SignInProviderForm
