"""The words of the exchange: vocabularies, concordance, abbreviations."""

from operator import methodcaller

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSetGroup

from exchange.admin_forms import ConceptForm, TermForm
from exchange.models import VOCABULARIES, Abbreviation, Concept, Variety

from .policy import PolicyViewSet, RowsPanel, editor_of, in_each_language


class TermViewSet(PolicyViewSet):
    """One vocabulary: a word in use is retired, never deleted."""

    icon = "tag"
    sort_order_field = "position"
    list_display = [
        "name",
        "code",
        BooleanColumn("retired", label=_("No longer offered"), sort_key="retired"),
    ]
    list_filter = ["retired"]
    search_fields = ["code", "name_fr", "name_fr_ca", "name_nl", "name_en"]
    search_backend_name = None
    own_fields = ()
    own_texts = ()

    @cached_property
    def edit_handler(self):
        return editor_of(
            [
                MultiFieldPanel(
                    [FieldPanel("code"), *map(FieldPanel, self.own_fields), FieldPanel("retired")],
                    heading=_("For all languages"),
                ),
                *in_each_language(self.model, "name", "description", *self.own_texts),
            ],
            TermForm,
        )

    @cached_property
    def inspect_view_fields(self):
        return ["code", "name", "description", *self.own_texts, *self.own_fields, "retired"]


OWN = {
    "pillar": {"own_texts": ("belgian_source", "quebec_source")},
    "evidencelevel": {"own_fields": ("level",)},
    "licence": {"own_fields": ("default_for",)},
}


def vocabulary(model) -> TermViewSet:
    name = model._meta.model_name
    return TermViewSet(name, model=model, **OWN.get(name, {}))


class ConceptViewSet(PolicyViewSet):
    """The concordance: one notion, its words on each shore, and what ties them."""

    model = Concept
    icon = "list-ul"
    menu_label = _("Concordance")
    list_filter = ["relation"]
    search_fields = ["code", "terms__text"]
    search_backend_name = None
    inspect_view_fields = ["code", "relation", "broader", "terms", "definition", "note", "weight"]
    # With a button that shows how searches would answer then.
    create_template_name = edit_template_name = "exchange/admin/concept_form.html"
    list_display = [
        "code",
        "relation",
        Column("broader", label=_("Broader concept")),
        *(
            Column(value, label=label, accessor=methodcaller("words", value))
            for value, label in Variety.choices
        ),
    ]
    ordering = "code"

    def get_index_view_kwargs(self, **kwargs):
        notions = Concept.objects.select_related("broader").prefetch_related("terms").distinct()
        return super().get_index_view_kwargs(**{"queryset": notions, **kwargs})

    edit_handler = editor_of(
        [
            MultiFieldPanel(
                [*map(FieldPanel, ("code", "relation", "broader", "weight"))], heading=_("For all languages")
            ),
            RowsPanel(
                "terms",
                heading=_("Words"),
                label=_("word"),
                panels=[
                    FieldPanel("variety"),
                    FieldPanel("text"),
                    FieldPanel("position"),
                    FieldPanel("expands"),
                    FieldPanel("reached"),
                ],
            ),
            *in_each_language(Concept, "definition", "note"),
        ],
        ConceptForm,
    )


class AbbreviationViewSet(PolicyViewSet):
    model = Abbreviation
    icon = "title"
    list_display = ["short", "long", "language"]
    list_filter = ["language"]
    search_fields = ["short", "long"]
    search_backend_name = None
    ordering = "short"
    inspect_view_fields = ["short", "long", "language"]
    edit_handler = editor_of([FieldPanel("short"), FieldPanel("long"), FieldPanel("language")])


class WordsGroup(ModelViewSetGroup):
    """« Mots »: what editors keep so that both shores understand each other."""

    menu_label = _("Words")
    menu_icon = "openquote"
    menu_order = 320
    items = (ConceptViewSet(), AbbreviationViewSet(), *map(vocabulary, VOCABULARIES))
