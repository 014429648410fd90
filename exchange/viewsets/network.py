"""Bodies, what ties them, and their people."""

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSetGroup

from exchange.admin_forms import OrganisationForm
from exchange.deletion.forms import keep_rows_in_use
from exchange.languages import LANGUAGES, localized
from exchange.models import Antenna, Organisation, Territory

from .charters import CharterViewSet
from .memberships import DecisionViewSet, MembershipViewSet
from .people import InvitationViewSet, MoveViewSet, PersonViewSet
from .policy import PolicyEditView, PolicyViewSet, RowsPanel, editor_of, in_each_language
from .protocols import AmendmentViewSet, ProtocolViewSet
from .providers import SignInProviderViewSet
from .seats import CommitteeSeatViewSet

# Held by administrators only: an administrator of a body keeps its antennas and nothing else of it.
WHOLE_BODY = "exchange.change_organisation"


def kept(*names):
    return [FieldPanel(name, permission=WHOLE_BODY) for name in names]


class OrganisationEditView(PolicyEditView):
    """An organisation with its antennas: one that something names stays until another takes its place there."""

    named_antennas = ()

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if data := kwargs.get("data"):
            data = data.copy()
            antennas = self.object.antennas.all()
            self.named_antennas = keep_rows_in_use(data, "antennas", antennas, self.request.user)
            kwargs["data"] = data
        return kwargs

    def get_success_url(self):
        if not self.named_antennas:
            return super().get_success_url()
        messages.warning(
            self.request, gettext("All was saved but this: something names the antenna that you took out.")
        )
        return reverse("delete_antenna", args=[self.named_antennas[0].pk])


class OrganisationViewSet(PolicyViewSet):
    model = Organisation
    edit_view_class = OrganisationEditView
    icon = "site"
    list_display = ["name", "short_name", "type", "country", "region"]
    list_filter = ["type", "country", "fictitious"]
    search_fields = ["name_fr", "name_nl", "name_en", "short_name", "reference_code"]
    search_backend_name = None
    ordering = "name"
    inspect_view_fields = [
        "name",
        "short_name",
        "type",
        "country",
        "region",
        "territory",
        "codes",
        "aliases",
        "reference_code",
        "antennas",
        "successor",
        "source_note",
    ]

    def get_edit_handler(self):
        names = [
            MultiFieldPanel(
                [FieldPanel(panel.field_name, permission=WHOLE_BODY) for panel in group.children],
                heading=group.heading,
                classname=group.classname,
            )
            for group in in_each_language(Organisation, "name", "territory", "source_note")
        ]
        identity = kept("short_name", "type", "country", "region", "languages", "reference_code", "time_zone")
        handler = editor_of(
            [
                *names,
                MultiFieldPanel(identity, heading=_("Identity")),
                MultiFieldPanel(
                    kept("codes", "aliases", "email_domains"), heading=_("Codes and other names")
                ),
                MultiFieldPanel(
                    [
                        # A decision of the committee gives the rights of one organisation to another.
                        *(
                            FieldPanel(name, permission=WHOLE_BODY, read_only=True)
                            for name in ("successor", "succeeded_on")
                        ),
                        *kept("fictitious"),
                    ],
                    heading=_("Succession"),
                    classname="collapsed",
                ),
                RowsPanel(
                    "antennas",
                    heading=_("Antennas"),
                    label=_("antenna"),
                    panels=[
                        *in_each_language(Antenna, "name", "address", "serves", "hours", "source_note"),
                        *map(FieldPanel, ("telephone", "fax", "email", "as_of")),
                    ],
                ),
            ],
            OrganisationForm,
        )
        return handler.bind_to_model(self.model)


class TerritoryViewSet(PolicyViewSet):
    model = Territory
    icon = "globe"
    list_display = ["name", "country"]
    list_filter = ["country"]
    search_fields = [localized("name", language) for language in LANGUAGES]
    search_backend_name = None
    ordering = "name"
    inspect_view_fields = ["name", "country"]

    edit_handler = editor_of([*in_each_language(Territory, "name"), FieldPanel("country")])


class NetworkGroup(ModelViewSetGroup):
    """« Réseau »: who takes part, and on which ground."""

    menu_label = _("Network")
    menu_icon = "group"
    menu_order = 310
    items = (
        OrganisationViewSet(),
        MembershipViewSet(),
        DecisionViewSet(),
        CommitteeSeatViewSet(),
        CharterViewSet(),
        ProtocolViewSet(),
        AmendmentViewSet(),
        PersonViewSet(),
        InvitationViewSet(),
        MoveViewSet(),
        SignInProviderViewSet(),
        TerritoryViewSet(),
    )
