from modeltranslation.translator import TranslationOptions, register

from seminars.models import Seminar, SeminarIndexPage, Talk


@register(SeminarIndexPage)
class SeminarIndexPageTranslation(TranslationOptions):
    fields = ()


@register(Seminar)
class SeminarTranslation(TranslationOptions):
    fields = ("theme", "place", "note")


@register(Talk)
class TalkTranslation(TranslationOptions):
    fields = ("takeaways", "questions_left_open", "transcript")
