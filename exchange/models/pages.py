"""Pages: one page is one thing in all its languages."""

import hashlib
import json
import re

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import resolution_order
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import AbstractPage, PageManager
from wagtail.models.pages import AbstractPageMeta
from wagtail.query import PageQuerySet
from wagtail.search import index

from exchange.audiences import EDITORIAL, PUBLIC
from exchange.editor import language_tabs, promote_tab
from exchange.fields import TranslatedAutocompleteField, TranslatedSearchField
from exchange.languages import LABELS, LANGUAGES, ORIGINAL_LANGUAGES, localized

# What changes at each save without a change of text.
NOISE = re.compile(
    r'"id":\s*"[0-9a-f-]{36}",?\s*|,\s*"id":\s*"[0-9a-f-]{36}"|\s*data-block-key=\\?"[^"\\]*\\?"'
)


class TranslatedPageQuerySet(PageQuerySet):
    def visible_to(self, viewer):
        """Keep what this viewer's tokens open."""
        tokens = models.Value(list(viewer.tokens), output_field=self.model._meta.get_field("tokens"))
        return self.filter(tokens__overlap=tokens)


TranslatedPageManager = PageManager.from_queryset(TranslatedPageQuerySet)


class TranslatedPage(AbstractPage):
    """The page of the exchange: written in one language, offered in four.

    `title` is Wagtail's own label, the heading in the original language; it is never translated.
    """

    original_language = models.CharField(
        _("original language"),
        max_length=10,
        choices=ORIGINAL_LANGUAGES,
        default="fr",
        help_text=_("The language in which you write. The other versions are shown as translations."),
    )
    heading = models.CharField(_("heading"), max_length=255, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    seo_title = models.CharField(_("title for search engines"), max_length=255, blank=True)
    search_description = models.TextField(_("description for search engines"), blank=True)
    # {"nl": {"status": "reviewed", "digest": "…", "machine": false}}: kept with each revision.
    translation_state = models.JSONField(default=dict, blank=True, editable=False)
    tokens = ArrayField(models.CharField(max_length=40), default=list, blank=True, editable=False)

    objects = TranslatedPageManager()

    class Meta(AbstractPageMeta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        indexes = [GinIndex(fields=["tokens"], name="page_tokens")]

    # The name of the URL that shows pages of this type; None: the tree address.
    url_name = None
    translated_content = ("heading", "summary")
    required_in_original = ("heading", "summary")
    # What belongs to the page as a whole: a revision never brings an older value back.
    system_fields = ("tokens",)

    search_fields = [
        *AbstractPage.search_fields,
        *(
            field
            for language in LANGUAGES
            for field in (
                TranslatedSearchField(localized("heading", language), boost=2),
                TranslatedAutocompleteField(localized("heading", language)),
                TranslatedSearchField(localized("summary", language)),
            )
        ),
        index.FilterField("original_language"),
        index.FilterField("tokens"),
    ]

    content_panels = []
    shared_panels = [FieldPanel("original_language")]
    settings_panels = [PublishingPanel()]

    def save(self, *args, **kwargs):
        page = self
        if self.pk and self.specific_class and not isinstance(self, self.specific_class):
            # Met as a bare page, a sheet does not know its own state and audience.
            page = self.specific
            page.live = self.live
        self.tokens = sorted(set(page.opening_tokens()))
        super().save(*args, **kwargs)

    @classmethod
    def can_be_scheduled(cls) -> bool:
        """Say whether an editor chooses the moment at which such a page appears or goes; what stands once stays."""
        return cls.max_count != 1

    def opening_tokens(self) -> list[str]:
        """Return the tokens that open this page today."""
        return [PUBLIC] if self.live else [EDITORIAL]

    # Languages

    @property
    def available_languages(self) -> list[str]:
        return [language for language in LANGUAGES if getattr(self, localized("heading", language))]

    @property
    def content_language(self) -> str:
        """The language in which the heading is really shown now."""
        available = self.available_languages
        return next(
            (code for code in resolution_order(get_language()) if code in available), self.original_language
        )

    def source_digest(self) -> str:
        """Return what changes when the original text changes."""
        texts = [NOISE.sub("", self.source_text(name)) for name in self.translated_content]
        return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:12]

    def source_text(self, name) -> str:
        field = self._meta.get_field(localized(name, self.original_language))
        text = field.value_to_string(self) or ""
        # The database keeps the blocks of a stream, but not the order of their keys.
        return (
            json.dumps(json.loads(text), sort_keys=True) if isinstance(field, StreamField) and text else text
        )

    def translation_status(self, language) -> str:
        """Return original, missing, draft, reviewed or outdated."""
        if language == self.original_language:
            return "original"
        if not getattr(self, localized("heading", language)):
            return "missing"
        state = self.translation_state.get(language, {})
        if state.get("digest") not in (None, self.source_digest()):
            return "outdated"
        return state.get("status", "draft")

    def mark_translation(self, language, status, *, machine=False):
        entry = {"status": status, "digest": self.source_digest(), "machine": machine}
        self.translation_state = {**self.translation_state, language: entry}

    # Wagtail's title stays the heading in the original language, whoever saves.

    def sync_title(self):
        for language in [self.original_language, *LANGUAGES]:
            if heading := getattr(self, localized("heading", language)):
                self.title = heading[:255]
                return
        if not self.title:
            with override(self.original_language):
                day = date_format(timezone.localdate(), "DATE_FORMAT")
                self.title = gettext("Untitled, %(date)s") % {"date": day}

    def _set_core_field_defaults(self):
        self.sync_title()
        super()._set_core_field_defaults()

    def save_revision(self, *args, **kwargs):
        self.sync_title()
        return super().save_revision(*args, **kwargs)

    def with_content_json(self, content):
        page = super().with_content_json(content)
        for name in self.system_fields:
            setattr(page, name, getattr(self, name))
        if not self.can_be_scheduled():
            page.go_live_at = page.expire_at = None
        return page

    def copy(self, *args, update_attrs=None, **kwargs):
        # Wagtail's copy form only knows the title.
        if update_attrs and "title" in update_attrs:
            heading = localized("heading", self.original_language)
            update_attrs = {**update_attrs, heading: update_attrs["title"]}
        return super().copy(*args, update_attrs=update_attrs, **kwargs)

    def permissions_for_user(self, user):
        """Return what this person may do to the page, as the policy of its type has it."""
        from wagtail.permissions import policy_registry

        return policy_registry.get_by_type(self.specific_class or type(self)).rights(user, self)

    # Addresses

    def url_kwargs(self) -> dict:
        return {"pk": self.pk, "slug": slugify(self.heading) or self.slug}

    def get_url(self, request=None, current_site=None):
        # There is one site: asking Wagtail which one costs a query and a look-up at each link.
        if self.url_name and self.pk:
            return reverse(self.url_name, kwargs=self.url_kwargs())
        return super().get_url(request, current_site)

    url = property(get_url)

    def get_url_parts(self, request=None):
        parts = super().get_url_parts(request)
        if not parts:
            return parts
        site_id, _root_url, path = parts
        if self.pk and self.url_name:
            path = reverse(self.url_name, kwargs=self.url_kwargs())
        # The environment says where the exchange is; Wagtail's table of sites would have to be told by hand.
        return site_id, settings.WAGTAILADMIN_BASE_URL, path

    def get_absolute_url(self):
        return self.get_url()

    def addresses(self, request=None) -> list[tuple[str, str]]:
        """Return (language, address) for each language that exists."""
        found = []
        for language in self.available_languages:
            with override(language):
                found.append((language, self.get_full_url(request)))
        return found

    def serve(self, request, *args, **kwargs):
        if not getattr(request, "is_preview", False):
            if not request.viewer.opens(self.tokens):
                raise Http404
            address = self.get_url(request)
            if address and request.path != address and not address.endswith(request.path):
                return HttpResponsePermanentRedirect(address)
        return super().serve(request, *args, **kwargs)

    # Preview: one mode per language.

    @property
    def preview_modes(self):
        return [(code, LABELS[code]) for code in LANGUAGES]

    @property
    def default_preview_mode(self):
        return self.original_language

    def serve_preview(self, request, mode_name):
        # Wagtail passes on whatever the address says.
        if mode_name not in LANGUAGES:
            raise Http404
        with override(mode_name):
            response = super().serve_preview(request, mode_name)
            if hasattr(response, "render"):
                response.render()
            return response

    @classmethod
    def settings_tabs(cls) -> list[ObjectList]:
        return [ObjectList(cls.settings_panels, heading=_("Settings"))] if cls.can_be_scheduled() else []

    @classmethod
    def build_edit_handler(cls):
        """Return the tabs of the editor; called once every translation is registered."""
        return TabbedInterface(
            [
                ObjectList(cls.shared_panels, heading=_("Common")),
                *language_tabs(cls, cls.translated_content),
                promote_tab(cls),
                *cls.settings_tabs(),
            ],
            base_form_class=cls.base_form_class,
        )


class HomePage(TranslatedPage):
    """The first screen: what the exchange is, with search in it."""

    max_count = 1
    required_in_original = ("heading",)

    class Meta:
        verbose_name = _("home page")


class OrganisationPage(TranslatedPage):
    """The public face of a body: who it is, its antennas, its sheets and talks."""

    organisation = models.OneToOneField(
        "exchange.Organisation", verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="page"
    )

    class Meta:
        verbose_name = _("page of an organisation")
        verbose_name_plural = _("pages of organisations")

    url_name = "organisation"
    required_in_original = ("heading",)
    # Who keeps the page of a body does not choose whose page it is.
    shared_panels = [
        FieldPanel("organisation", permission="exchange.add_organisationpage"),
        *TranslatedPage.shared_panels,
    ]

    @property
    def available_languages(self):
        """A name may be the same everywhere: it is the presentation that is translated."""
        return [
            language
            for language in LANGUAGES
            if getattr(self, localized("heading", language)) or getattr(self, localized("summary", language))
        ]
