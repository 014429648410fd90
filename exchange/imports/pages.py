"""Pages: what a load may change, how it publishes, and articles and information pages."""

from html import escape

from django.db import models
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from exchange.dates import parse_partial_date
from exchange.imports.loading import CREATED, KEPT, UNCHANGED, UPDATED, change, set_rows
from exchange.imports.reading import kind as kind_of
from exchange.imports.report import Wrong, nearest, shown
from exchange.imports.rows import SUFFIXES, Shape
from exchange.imports.shapes import Choice, Date, Field, Listed, PartialDate, Reference, RichText, Text
from exchange.languages import LANGUAGES, localized
from exchange.models import ArticlePage, HomePage, InformationPage, Protocol


class PageKind(models.TextChoices):
    ARTICLE = "article"
    INFORMATION = "information"


class OriginalLanguage(models.TextChoices):
    """A Québec original is French: fr-ca only holds what differs."""

    FR = "fr"
    NL = "nl"
    EN = "en"


class TranslationStates(Field):
    """How far each translation is: {"nl": "reviewed", "en": "machine"}."""

    statuses = ("draft", "reviewed", "human", "machine", "source", "original", "missing", "outdated")

    def empty(self):
        return {}

    def cleaned(self, value, visit):
        if not isinstance(value, dict):
            raise Wrong(_("An object is expected, not %(kind)s.") % {"kind": kind_of(value)})
        found = {}
        for name, status in value.items():
            language = SUFFIXES.get(f"_{name}".replace("-", "_"))
            if language is None:
                visit.key(name).error(
                    _("“%(language)s” is not one of our languages: %(languages)s.")
                    % {"language": shown(name), "languages": ", ".join(LANGUAGES)}
                )
            elif status not in self.statuses:
                visit.key(name).error(
                    _("“%(value)s” is not one of: %(choices)s.")
                    % {"value": shown(status), "choices": ", ".join(self.statuses)}
                )
            elif status in ("draft", "reviewed", "human", "machine"):
                found[language] = (
                    {"human": "reviewed", "machine": "draft"}.get(status, status),
                    (status == "machine"),
                )
        return found


class TextBlocks(Field):
    """Headings, paragraphs, lists and quotations of an article."""

    types = ("heading", "paragraph", "list", "quote")
    keys = {"type", "text", "items", "source"}

    def empty(self):
        return []

    def cleaned(self, value, visit):
        if not isinstance(value, list):
            raise Wrong(_("A list is expected, not %(kind)s.") % {"kind": kind_of(value)})
        found = []
        for number, block in enumerate(value):
            here = visit.index(number)
            if not isinstance(block, dict):
                here.error(_("An object is expected, not %(kind)s.") % {"kind": kind_of(block)})
                continue
            for name in block.keys() - self.keys:
                here.key(name).error(
                    _("“%(name)s” is not known here.") % {"name": shown(name)} + nearest(name, self.keys)
                )
            if block.get("type") not in self.types:
                here.key("type").error(
                    _("“%(value)s” is not one of: %(choices)s.")
                    % {"value": shown(block.get("type")), "choices": ", ".join(self.types)}
                )
                continue
            try:
                found.append(self.block(block, here))
            except Wrong as error:
                here.error(str(error))
        return found

    def block(self, block, visit):
        if block["type"] == "list":
            items = Listed(of=Text(lines=True, longest=1000)).clean(block.get("items"), visit.key("items"))
            return "paragraph", "<ul>" + "".join(
                f"<li>{escape(item, quote=False)}</li>" for item in items
            ) + "</ul>"
        if not block.get("text"):
            raise Wrong(_("This block has no text."))
        if block["type"] == "heading":
            return "heading", Text(longest=120).clean(block["text"], visit)
        if block["type"] == "paragraph":
            return "paragraph", RichText().clean(block["text"], visit)
        source = Text(longest=255).clean(block.get("source"), visit)
        return "quote", {"text": Text(lines=True).clean(block["text"], visit), "source": source}


TRANSLATED_PAGE = {
    "external_id": Text(longest=40, required=True),
    "original_language": Choice(of=OriginalLanguage, blank="fr"),
    "heading": Text(longest=255, translated=True, required=True),
    "summary": Text(lines=True, translated=True),
    "translation_state": TranslationStates(),
}
TEXT_PAGE = Shape(
    section="pages",
    fields={
        **TRANSLATED_PAGE,
        "kind": Choice(of=PageKind, required=True),
        "body": TextBlocks(translated=True),
        "organisation": Reference(to="organisations"),
        "antenna": Reference(to="antennas"),
        "source_note": Text(lines=True, translated=True),
        "data_as_of": Date(),
        "happened_on": PartialDate(),
        "protocol": Reference(to="protocols"),
        "sheets": Listed(of=Reference(to="sheets")),
        "talks": Listed(of=Reference(to="talks")),
        "seminar": Reference(to="seminars"),
    },
)
MODELS = {PageKind.ARTICLE: ArticlePage, PageKind.INFORMATION: InformationPage}


def edited_by_people(load, model) -> set[int]:
    """Return the keys of pages on which a person acted on the site: a load leaves them alone."""
    if load.overwrite:
        return set()
    rows = PageLogEntry.objects.filter(
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
        user__isnull=False,
    )
    return set(rows.values_list("page_id", flat=True))


def settle(page, values) -> set[str]:
    """Set what differs on a page, with the state of its translations; return what did."""
    states = values.get("translation_state", {})
    changed = change(page, {name: value for name, value in values.items() if name != "translation_state"})
    for language in page.available_languages:
        if language == page.original_language:
            continue
        before = page.translation_state.get(language)
        suffix = localized("", language)
        if before and language not in states and not any(name.endswith(suffix) for name in changed):
            continue
        status, machine = states.get(language, ("draft", False))
        settled = before and (before["status"], before["machine"]) == (status, machine)
        if not settled or any(name.endswith(suffix) for name in changed):
            page.mark_translation(language, status, machine=machine)
            changed.add("translation_state")
    return changed


def publish(page, *, by) -> None:
    """Keep a revision and show it; the log names whoever loads."""
    # Publishing checks the page again, and its references are told once for all that is saved.
    with disable_reference_index_auto_update():
        revision = page.save_revision(user=by, log_action=True, clean=False)
        revision.publish(user=by, skip_permission_checks=True)
    ReferenceIndex.create_or_update_for_object(type(page).objects.get(pk=page.pk))


def republish(page, values, *, by) -> bool:
    """Publish a page again if these values change it."""
    if not settle(page, values):
        return False
    publish(page, by=by)
    return True


def place_page(page, *, under, by):
    """Give a new page its place in the tree; nobody sees it before it is published."""
    page.live = False
    with disable_reference_index_auto_update():
        under.add_child(instance=page)
    log(instance=page, action="wagtail.create", user=by, content_changed=True)
    return page


def load_pages(load, kind="pages"):
    stored = {
        (model, page.external_id): page
        for model in MODELS.values()
        for page in model.objects.exclude(external_id=None)
    }
    kept = {pk for model in MODELS.values() for pk in edited_by_people(load, model)}
    home = HomePage.objects.get()
    for row in load.rows[kind]:
        model = MODELS[row.values["kind"]]
        page = stored.get((model, row.values["external_id"]))
        if page is not None and page.pk in kept:
            load.count(kind, KEPT)
            continue
        created = page is None
        values = values_of(load, model, row)
        targets = targets_of(load, values)
        if created:
            page = model()
            settle(page, values)
            place_page(page, under=home, by=load.by)
        linked = targets is not None and set_rows(page, "links", [{"target_id": pk} for pk in targets])
        if settle(page, values) or linked or created:
            publish(page, by=load.by)
            load.count(kind, CREATED if created else UPDATED)
        else:
            load.count(kind, UNCHANGED)


def targets_of(load, values) -> list[int] | None:
    """Return the pages that a text leads to, or None when the file does not say."""
    seminar = values.pop("seminar_id", None)
    said = {kind: values.pop(kind) for kind in ("sheets", "talks") if kind in values}
    if not said and not seminar:
        return None
    found = [pk for kind, codes in said.items() for pk in load.keys(kind, codes)]
    return [*found, *([seminar] if seminar else [])]


def values_of(load, model, row) -> dict:
    """Return the columns of a page; an article about a protocol happened when it was signed."""
    values = load.resolved(TEXT_PAGE, row.values)
    del values["kind"]
    happened, protocol = values.pop("happened_on", ""), values.pop("protocol_id", None)
    if model is ArticlePage:
        if len(happened) == len("2016-10-13"):
            values["happened_on"] = parse_partial_date(happened)
        elif protocol:
            values["happened_on"] = Protocol.objects.get(pk=protocol).signed_on
    return values
