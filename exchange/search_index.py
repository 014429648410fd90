"""How bodies, articles and information pages are found, and the facets that every app shares."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.models import (
    ArticlePage,
    EvidenceLevel,
    InformationPage,
    Organisation,
    OrganisationPage,
    Pillar,
    PracticeType,
    Setting,
    Shore,
    TargetGroup,
    Theme,
)
from search.cards import Card
from search.indexes import Dependence, PageIndex, register, register_facet


def names_of(model):
    """Return the names of a vocabulary by code."""
    return lambda: {term.code: str(term) for term in model.objects.all()}


register_facet("theme", _("Theme"), names_of(Theme))
register_facet("pillar", _("Pillar"), names_of(Pillar))
register_facet("shore", _("Shore"), lambda: {value: str(label) for value, label in Shore.choices})
register_facet(
    "organisation",
    _("Organisation"),
    lambda: {str(body.pk): str(body) for body in Organisation.objects.all()},
)
register_facet("type", _("Type of practice"), names_of(PracticeType))
register_facet("target_group", _("Target group"), names_of(TargetGroup))
register_facet("setting", _("Setting"), names_of(Setting))
register_facet(
    "evidence",
    _("Evidence level"),
    lambda: {str(level.level): str(level) for level in EvidenceLevel.objects.all()},
)
register_facet("year", _("Year"))


def names_of_body(organisation) -> list[str]:
    """Return what a body is called in short: acronym, codes, aliases."""
    if not organisation:
        return []
    return [organisation.short_name, *organisation.codes, *organisation.aliases]


class CardOfABody(Card):
    relations = ("organisation",)


class TextPageIndex(PageIndex):
    select_related = ("organisation",)
    card = CardOfABody
    body_fields = ("body",)
    depends_on = (Dependence(Organisation, lambda body: Q(organisation=body)),)

    def labels(self, thing):
        return [str(thing.organisation)] if thing.organisation else []

    def facets(self, thing):
        body = thing.organisation
        return {"organisation": [body.pk], "shore": [body.shore]} if body else {}


@register
class ArticleIndex(TextPageIndex):
    kind = "article"
    model = ArticlePage
    label = _("Article")

    def facets(self, thing):
        day = thing.happened_on
        return {**super().facets(thing), "year": [day.year] if day else []}


@register
class InformationIndex(TextPageIndex):
    kind = "information"
    model = InformationPage
    label = _("Information")


@register
class OrganisationIndex(PageIndex):
    kind = "organisation"
    model = OrganisationPage
    label = _("Organisation")
    select_related = ("organisation", "organisation__type")
    card = CardOfABody
    depends_on = (Dependence(Organisation, lambda body: Q(organisation=body)),)

    def labels(self, thing):
        return [str(thing.organisation), str(thing.organisation.type), thing.organisation.territory]

    def names(self, thing):
        return names_of_body(thing.organisation)

    def facets(self, thing):
        return {"organisation": [thing.organisation_id], "shore": [thing.organisation.shore]}
