from modeltranslation.translator import TranslationOptions, register

from exchange.models import (
    Antenna,
    ArticlePage,
    Clause,
    Concept,
    HomePage,
    InformationPage,
    Organisation,
    OrganisationPage,
    Protocol,
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
    fields = ("body",)


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name", "source_note")


@register(Antenna)
class AntennaTranslation(TranslationOptions):
    fields = ("name", "hours")


@register(Protocol)
class ProtocolTranslation(TranslationOptions):
    fields = ("title", "signed_on_note", "source_note")


@register(Clause)
class ClauseTranslation(TranslationOptions):
    fields = ("title", "text")


@register(Concept)
class ConceptTranslation(TranslationOptions):
    fields = ("definition", "note")


@register(VOCABULARIES)
class TermTranslation(TranslationOptions):
    fields = ("name", "description")
