"""How the Wagtail editor shows a page in four languages: one tab each, its state in the tab."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.widgets import AdminAutoHeightTextInput

from exchange.languages import LABELS, LANGUAGES, localized

STATUS_MARKS = {"original": "★", "missing": "○", "draft": "◔", "outdated": "△", "reviewed": "●"}


class LanguageTab(ObjectList):
    """The fields of one language; the heading says how far its translation is."""

    def __init__(self, *args, language=None, **kwargs):
        self.language = language
        super().__init__(*args, **kwargs)

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "language": self.language}

    class BoundPanel(ObjectList.BoundPanel):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            language = self.panel.language
            status = ""
            if self.instance is not None and self.instance.pk:
                status = self.instance.translation_status(language)
            self.heading = f"{LABELS[language]} {STATUS_MARKS.get(status, '')}".strip()


def translated_panels(model, names, language):
    """Return one panel per translated field; long plain text gets the widget that grows."""
    panels = []
    for name in names:
        field = model._meta.get_field(localized(name, language))
        grows = field.get_internal_type() == "TextField" and not hasattr(field, "features")
        grows = grows and not hasattr(field, "stream_block")
        panels.append(
            FieldPanel(
                field.name,
                classname="title" if name == "heading" else "",
                widget=AdminAutoHeightTextInput if grows else None,
            )
        )
    return panels


def language_tabs(model, names):
    return [
        LanguageTab(translated_panels(model, names, language), heading=LABELS[language], language=language)
        for language in LANGUAGES
    ]


def promote_tab(model):
    return ObjectList(
        [
            MultiFieldPanel(
                translated_panels(model, ("seo_title", "search_description"), language),
                heading=LABELS[language],
                classname="collapsed",
            )
            for language in LANGUAGES
        ],
        heading=_("Promote"),
    )
