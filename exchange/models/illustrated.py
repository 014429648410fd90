"""Pages with a picture of their own."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string

from exchange.alternative_texts import LONGEST_TEXT, TEXT_HELP, people_unknown, why_text_is_refused
from exchange.languages import LANGUAGES, localized

OF_PICTURE = ("cover_image", "cover_image_decorative")


class Illustrated(models.Model):
    """A page with a picture, which has words in the languages of the page or is decorative."""

    cover_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Avoid the faces of children."),
    )
    cover_image_decorative = models.BooleanField(
        _("decorative: the picture tells nothing that the text does not"), default=False
    )
    cover_image_alt = models.CharField(
        _("alternative text"), max_length=LONGEST_TEXT, blank=True, help_text=TEXT_HELP
    )

    class Meta:
        abstract = True

    @property
    def cover_text(self) -> str:
        """Return what stands for the picture in words; nothing if it is decorative."""
        return "" if self.cover_image_decorative else self.cover_image_alt or ""


def picture_fields() -> tuple[str, ...]:
    """Return the names of the fields that say which picture a page has, and what it shows."""
    return (*OF_PICTURE, *(localized("cover_image_alt", language) for language in LANGUAGES))


def picture_problems(answers: dict, original: str) -> dict[str, str]:
    """Return what keeps a picture from being shown, by the name of the field where it is put right."""
    picture, decorative = (answers[name] for name in OF_PICTURE)
    if picture is None:
        return {}
    problems = {}
    if not picture.people:
        problems["cover_image"] = people_unknown()
    if decorative:
        return problems
    for language in LANGUAGES:
        name = localized("cover_image_alt", language)
        text = answers[name]
        if (text or language == original) and (reason := why_text_is_refused(text, picture)):
            problems[name] = reason
    return problems
