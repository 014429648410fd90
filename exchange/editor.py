"""How the Wagtail editor shows a page in four languages: one tab each, its state in the tab."""

import json

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.widgets import AdminAutoHeightTextInput, BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

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


def picture_panel():
    """Return the picture of a page and what stands for it in words, in each language."""
    return MultiFieldPanel(
        [
            FieldPanel("cover_image"),
            FieldPanel("cover_image_decorative"),
            *(FieldPanel(localized("cover_image_alt", language)) for language in LANGUAGES),
        ],
        heading=_("Image"),
    )


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


@hooks.register("insert_global_admin_js")
def start_widgets():
    """Start the widgets that Wagtail would start by scripts within the page."""
    return format_html('<script src="{}"></script>', static("exchange/js/editor.js"))


def chooser_without_script(chooser, name, value, attrs=None, renderer=None):
    """Return a chooser that editor.js starts; Wagtail's own would bring a script that no policy lets in."""
    # What is no key chooses nothing; the field says so.
    chosen = chooser.get_value_data(value if not isinstance(value, str) or value.isdecimal() else None)
    place = (
        format_html('<span hidden data-starts="createTaskChooser" data-for="{}"></span>', attrs["id"])
        if isinstance(chooser, AdminTaskChooser)
        else format_html(
            '<span hidden data-makes="{}" data-for="{}" data-options="{}"></span>',
            chooser.js_constructor,
            attrs["id"],
            json.dumps(chooser.get_js_init_options(attrs["id"], name, chosen)),
        )
    )
    return chooser.render_html(name, chosen, attrs) + place


BaseChooser.render = chooser_without_script


@hooks.register("insert_global_admin_js")
def keep_what_is_pasted():
    """Keep tables and exponents that are pasted from a word processor, and say what was changed."""
    return format_html(
        '<script src="{}" data-tables="{}" data-exponents="{}" data-notes="{}" defer></script>',
        static("exchange/js/paste.js"),
        _(
            "A table was pasted: each row has become a sentence, with the heading of each column. Please check the text."
        ),
        _("Superscript and subscript figures were kept as characters (m²)."),
        _("Footnote marks were left out: write in the text what a reader must know."),
    )
