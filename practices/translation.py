from modeltranslation.translator import TranslationOptions, register

from exchange.models import TranslatedPage
from practices.models import Practice, PracticeIndexPage


@register(PracticeIndexPage)
class PracticeIndexPageTranslation(TranslationOptions):
    fields = ()


@register(Practice)
class PracticeTranslation(TranslationOptions):
    fields = (
        *(name for name in Practice.translated_content if name not in TranslatedPage.translated_content),
        "start_note",
        "cover_image_alt",
    )
