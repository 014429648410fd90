from modeltranslation.translator import TranslationOptions, register

from exchange.models import (
    AmendedClause,
    Amendment,
    Antenna,
    ArticlePage,
    Charter,
    Clause,
    Concept,
    HomePage,
    InformationPage,
    Organisation,
    OrganisationPage,
    Party,
    Pillar,
    Protocol,
    Signature,
    Territory,
    TranslatedPage,
)
from exchange.models.vocabulary import VOCABULARIES


@register(TranslatedPage)
class TranslatedPageTranslation(TranslationOptions):
    fields = ("heading", "summary", "seo_title", "search_description")


@register([HomePage, OrganisationPage])
class PlainPageTranslation(TranslationOptions):
    fields = ()


@register([ArticlePage, InformationPage])
class TextPageTranslation(TranslationOptions):
    fields = ("body", "source_note", "cover_image_alt")


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name", "territory", "source_note")


@register(Territory)
class TerritoryTranslation(TranslationOptions):
    fields = ("name",)


@register(Antenna)
class AntennaTranslation(TranslationOptions):
    fields = ("name", "address", "serves", "hours", "source_note")


@register(Protocol)
class ProtocolTranslation(TranslationOptions):
    fields = ("title", "signed_on_note", "place", "source_note")


@register(Party)
class PartyTranslation(TranslationOptions):
    fields = ("decision_body",)


@register(Signature)
class SignatureTranslation(TranslationOptions):
    fields = ("capacities",)
    fallback_undefined = {"capacities": []}


@register(Amendment)
class AmendmentTranslation(TranslationOptions):
    fields = ("title",)


@register([Clause, AmendedClause])
class ClauseTranslation(TranslationOptions):
    fields = ("title", "text")


@register(Charter)
class CharterTranslation(TranslationOptions):
    fields = ("text", "changes")


@register(Concept)
class ConceptTranslation(TranslationOptions):
    fields = ("definition", "note")


@register([model for model in VOCABULARIES if model is not Pillar])
class TermTranslation(TranslationOptions):
    fields = ("name", "description")


@register(Pillar)
class PillarTranslation(TranslationOptions):
    fields = ("name", "description", "belgian_source", "quebec_source")
