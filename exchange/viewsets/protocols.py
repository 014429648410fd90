"""Protocols: the committee decides at the desk of each; a form prepares projects and completes facts."""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import TitleColumn

from exchange.admin_forms import ClauseForm, SignatureForm, SignedAsForm, TranslatedRowForm
from exchange.languages import LANGUAGES, localized
from exchange.models import AmendedClause, Amendment, Clause, Party, Protocol, Signature
from exchange.protocols.amendments import why_not_conclude
from exchange.protocols.completeness import why_incomplete
from exchange.protocols.desk import DEEDS
from exchange.protocols.duration import why_disagree
from exchange.protocols.reading import reading_of

from .desk import DeskView
from .policy import (
    DayColumn,
    PolicyEditView,
    PolicyViewSet,
    RowsPanel,
    editor_of,
    in_each_language,
)

PARTIES = RowsPanel(
    "parties",
    heading=gettext_lazy("Parties"),
    label=gettext_lazy("party"),
    panels=[
        *map(FieldPanel, ("organisation", "municipalities", "decided_on", "decision_reference")),
        *in_each_language(Party, "decision_body"),
        *map(FieldPanel, ("authorisation", "authorisation_note")),
        RowsPanel(
            "signatures",
            form=SignatureForm,
            heading=gettext_lazy("Signatures"),
            label=gettext_lazy("signature"),
            panels=[
                *map(FieldPanel, ("name", "fills", "acting_as", "municipality", "acting")),
                *in_each_language(Signature, "capacities"),
            ],
        ),
        RowsPanel(
            "waivers",
            heading=gettext_lazy("Signatures not required"),
            label=gettext_lazy("signature not required"),
            panels=[*map(FieldPanel, ("capacity", "municipality", "reason"))],
        ),
    ],
)
NAMES = in_each_language(Protocol, "title", "signed_on_note", "place", "source_note")
TERMS = (
    *("kind", "duration_years", "ends_on", "tacit_renewal"),
    *("accession_network", "network", "secretariat_mandated"),
)
CLAUSES = RowsPanel(
    "clauses",
    form=ClauseForm,
    heading=gettext_lazy("Clauses"),
    label=gettext_lazy("clause"),
    panels=[
        *map(FieldPanel, ("number", "position", "origin", "original_language", "grounds")),
        *in_each_language(Clause, "title", "text"),
    ],
)


class ProjectForm(TranslatedRowForm):
    def clean_ends_on(self):
        ends_on, signed_on = self.cleaned_data["ends_on"], self.instance.signed_on
        if ends_on and signed_on and ends_on < signed_on:
            raise ValidationError(_("The end is before the signature."))
        return ends_on


PROJECT = editor_of(
    [*NAMES, MultiFieldPanel([*map(FieldPanel, TERMS)], heading=gettext_lazy("Terms")), PARTIES, CLAUSES],
    ProjectForm,
)
# What was signed is read: the desk adds what comes to light, an amendment changes the rest.
CONCLUDED = editor_of(NAMES).bind_to_model(Protocol)


class ConcludedForm(CONCLUDED.get_form_class()):
    """Of a concluded protocol what is missing in a language is translated; what it says is not changed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("title", "signed_on_note", "place"):
            names = [localized(name, language) for language in LANGUAGES]
            is_known = any(getattr(self.instance, one) for one in names)
            for one in names:
                if one in self.fields and (getattr(self.instance, one) or not is_known):
                    self.fields[one].disabled = True


class ProtocolEditView(PolicyEditView):
    @cached_property
    def is_concluded(self):
        return self.get_object().is_concluded

    def get_panel(self):
        return CONCLUDED if self.is_concluded else super().get_panel()

    def get_form_class(self):
        return ConcludedForm if self.is_concluded else super().get_form_class()


class ProtocolDeskView(DeskView):
    """The desk of a protocol: how it stands, what it lacks, and what may be decided now."""

    template_name = "exchange/admin/protocol_desk.html"
    deeds = DEEDS

    def form_of(self, deed, data=None):
        return deed.form(data, prefix=deed.verb, protocol=self.object)

    def get_context_data(self, **kwargs):
        protocol, today = self.object, self.object.today()
        amendments = protocol.amendments.order_by("pk").prefetch_related(
            "signatures", "decisions", "waivers", "clauses"
        )
        return super().get_context_data(
            protocol=protocol,
            lacks=[] if protocol.is_concluded else why_incomplete(protocol),
            disagreements=why_disagree(protocol),
            reading=reading_of(protocol),
            amendments=[
                (row, [] if row.is_concluded else why_not_conclude(row, protocol, today))
                for row in amendments
            ],
            is_in_grace=protocol.is_in_grace(today),
            **kwargs,
        )


class ProtocolViewSet(PolicyViewSet):
    """Protocols with their parties, signatures and clauses; a state changes by a decision."""

    model = Protocol
    icon = "doc-full"
    edit_view_class = ProtocolEditView
    inspect_view_class = ProtocolDeskView
    list_display = [
        TitleColumn("title", label=gettext_lazy("Title"), url_name="protocol:inspect", sort_key="title"),
        "kind",
        "state",
        DayColumn("signed_on", label=gettext_lazy("Signed on"), sort_key="signed_on"),
        DayColumn("ends_on", label=gettext_lazy("Ends on"), sort_key="ends_on"),
    ]
    list_filter = ["kind", "state"]
    search_fields = ["title_fr", "title_nl", "title_en", "place_fr", "place_nl", "place_en"]
    search_backend_name = None
    inspect_view_fields = [
        "kind",
        "signed_on",
        "signed_on_note",
        "place",
        "duration_years",
        "ends_on",
        "tacit_renewal",
        "denounced_on",
        "denounced_by",
        "ended_on",
        "replaced_by",
        "accession_network",
        "network",
        "secretariat_mandated",
        "source_note",
    ]
    edit_handler = PROJECT


class AmendmentViewSet(PolicyViewSet):
    """Amendments: prepared and signed here, concluded at the desk of their protocol."""

    model = Amendment
    name = "amendments"
    icon = "edit"
    list_display = [
        "title",
        "protocol",
        DayColumn("effective_on", label=gettext_lazy("In force from"), sort_key="effective_on"),
        DayColumn("signed_on", label=gettext_lazy("Signed on"), sort_key="signed_on"),
    ]
    list_filter = ["protocol"]
    search_fields = ["title_fr", "title_nl", "title_en"]
    search_backend_name = None
    inspect_view_fields = [
        "title",
        "protocol",
        "effective_on",
        "signed_on",
        "extends_to",
        "clauses",
        "decisions",
        "signatures",
        "waivers",
    ]
    edit_handler = editor_of(
        [
            FieldPanel("protocol"),
            *in_each_language(Amendment, "title"),
            *map(FieldPanel, ("effective_on", "extends_to")),
            RowsPanel(
                "clauses",
                form=ClauseForm,
                heading=gettext_lazy("Clauses"),
                label=gettext_lazy("clause"),
                panels=[
                    *map(FieldPanel, ("change", "number", "position", "original_language", "grounds")),
                    *in_each_language(AmendedClause, "title", "text"),
                ],
            ),
            RowsPanel(
                "decisions",
                heading=gettext_lazy("Decisions that let the parties sign"),
                label=gettext_lazy("decision"),
                panels=[
                    *map(
                        FieldPanel,
                        (
                            "organisation",
                            "decision_body",
                            "decided_on",
                            "decision_reference",
                            "authorisation",
                            "authorisation_note",
                        ),
                    )
                ],
            ),
            RowsPanel(
                "signatures",
                form=SignedAsForm,
                heading=gettext_lazy("Signatures"),
                label=gettext_lazy("signature"),
                panels=[
                    *map(
                        FieldPanel,
                        (
                            "organisation",
                            "name",
                            "fills",
                            "acting_as",
                            "municipality",
                            "capacity",
                            "signed_on",
                        ),
                    )
                ],
            ),
            RowsPanel(
                "waivers",
                heading=gettext_lazy("Signatures not required"),
                label=gettext_lazy("signature not required"),
                panels=[*map(FieldPanel, ("organisation", "capacity", "municipality", "reason"))],
            ),
        ]
    )

    def get_index_view_kwargs(self, **kwargs):
        rows = Amendment.objects.select_related("protocol")
        return super().get_index_view_kwargs(**{"queryset": rows, **kwargs})
