"""The languages of a page: where its other versions are, and in which one each text is shown."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, get_language_info, override

from exchange.languages import LABELS, LANGUAGES, language_shown
from exchange.models import TranslatedPage

register = template.Library()

# Read by everyone who reads the first: a wording of its own is rare.
READ_AS = {"fr-ca": "fr"}


def page_of(context):
    """Return the page that the template shows, None for a list, a form, an error."""
    page = context.get("page")
    return page if isinstance(page, TranslatedPage) and page.pk else None


def offered_languages(page) -> list[str]:
    """Return the languages in which a reader finds the page in words of their own."""
    available = page.available_languages
    return [code for code in LANGUAGES if code in available or READ_AS.get(code) in available]


def is_fallback(page) -> bool:
    return get_language() not in offered_languages(page)


@register.simple_tag(takes_context=True)
def language_links(context):
    """Return the versions of the present page: code, label, address, current, offered."""
    request, page = context.get("request"), page_of(context)
    offered = offered_languages(page) if page else LANGUAGES
    path, mark, query = request.get_full_path().partition("?") if request else ("", "", "")
    links = []
    for code, label in settings.LANGUAGES:
        if page:
            with override(code):
                address = page.get_url(request)
        else:
            address = f"{address_in(code, path)}{mark}{query}" if request else f"/{code}/"
        links.append(
            {
                "code": code,
                "short": code.upper(),
                "label": label,
                "address": address,
                "current": code == get_language(),
                "offered": code in offered,
            }
        )
    return links


@lru_cache(maxsize=1000)
def address_in(language: str, path: str) -> str:
    """Return a path as another language writes it: to resolve and reverse it three times is slow."""
    return translate_url(path, language)


@register.simple_tag(takes_context=True)
def alternate_links(context):
    """Tell search engines which versions exist, which one is this, and to leave out a fallback."""
    request, page = context.get("request"), page_of(context)
    if not page or getattr(request, "is_preview", False):
        return ""
    addresses = page.addresses(request)
    by_language = dict(addresses)
    lines = [
        format_html_join("\n", '<link rel="alternate" hreflang="{}" href="{}">', addresses),
    ]
    if original := by_language.get(page.original_language):
        lines.append(format_html('<link rel="alternate" hreflang="x-default" href="{}">', original))
    own = by_language.get(get_language()) or by_language.get(page.content_language)
    if own:
        lines.append(format_html('<link rel="canonical" href="{}">', own))
    if is_fallback(page):
        lines.append(mark_safe('<meta name="robots" content="noindex">'))
    return mark_safe("\n".join(lines))  # noqa: S308 -- each line is escaped above


@register.simple_tag
def shown_in_fallback(page):
    """Return the label of the language shown in place of the reader's, nothing when it is theirs."""
    return LABELS[page.content_language] if hasattr(page, "available_languages") and is_fallback(page) else ""


@register.simple_tag
def language_badge(page):
    """Show in which language a thing of a list is written when it is not the reader's."""
    if not (shown := shown_in_fallback(page)):
        return ""
    badge = '<li><span class="badge badge--language" lang="{}">{}</span></li>'
    return format_html(badge, page.content_language, shown)


@register.simple_tag
def foreign(thing, name="heading"):
    """Return the language of a translated field that is shown in another one than the page; nothing otherwise."""
    code = language_shown(thing, name)
    return "" if not code or same_words(code, get_language()) else code


@register.simple_tag
def lang(thing, name="heading"):
    """Return ` lang="nl"` for a translated field that is shown in another language than the page."""
    return in_language(foreign(thing, name))


@register.filter
def in_language(code) -> str:
    """Return ` lang="nl"` for a text in this language, unless it is that of the page."""
    return format_html(' lang="{}"', code) if code and not same_words(code, get_language()) else ""


@register.simple_tag
def translated_from(thing, name):
    """Return the name of the original's language when what is shown of a field is a translation."""
    original, code = thing.original_language, language_shown(thing, name)
    return "" if not code or same_words(code, original) else get_language_info(original)["name_translated"]


def same_words(code, current) -> bool:
    return code.partition("-")[0] == current.partition("-")[0]
