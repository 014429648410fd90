"""What texts and rows lead to: pages and files, named only to whoever may open them.

Wagtail's own handlers ask nobody. Whoever looks is the viewer of the request; outside a request, a visitor.
"""

from django.db.models import Q
from django.utils.html import escape
from django.utils.translation import gettext_lazy
from draftjs_exporter import DOM
from wagtail import hooks
from wagtail.admin.compare import ForeignObjectComparison
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    ExternalLinkElementHandler,
    LinkElementHandler,
)
from wagtail.admin.widgets import BaseChooser
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.documents.rich_text.contentstate import document_link_entity
from wagtail.fields import StreamField
from wagtail.permissions import policy_registry
from wagtail.rich_text import extract_references_from_rich_text
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.whitelist import check_url

from exchange.fields import number_in
from exchange.media import opens
from exchange.models import Attachment, Picture, TranslatedPage
from exchange.viewers import current_viewer, viewer_kept_with

# After Wagtail's own hooks, whose handlers these take the place of.
LAST = 1000
LONGEST_SHOWN = 20
# An opening tag that leads nowhere: the words stay.
NOWHERE = "<a>"
FILES = (Picture, Attachment)
CLOSED_PAGE = gettext_lazy("A page that is not open to you")
CLOSED_FILE = gettext_lazy("A file that is not open to you")


def is_open(thing, viewer=None) -> bool:
    """Say whether a page or a file may be named to whoever looks."""
    viewer = current_viewer() if viewer is None else viewer
    return opens(thing, viewer) if isinstance(thing, FILES) else viewer.opens(thing.tokens)


def open_things(model, numbers, *, live=False) -> dict:
    """Return, by number, those of some pages or files that are open to whoever looks."""
    wanted = {number for number in numbers if number}
    if not wanted:
        return {}
    if model in FILES:
        return {file.pk: file for file in model.objects.filter(pk__in=wanted) if is_open(file)}
    pages = TranslatedPage.objects.filter(pk__in=wanted).visible_to(current_viewer())
    pages = pages.live() if live else pages
    return {page.pk: page for page in pages.defer_streamfields().specific()}


# Where texts are read


class OpenPageLinkHandler(PageLinkHandler):
    """Leads to the pages that the reader may open; of the others the words stay, without a link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        numbers = [number_in(attrs) for attrs in attrs_list]
        addresses = {pk: page.url for pk, page in open_things(TranslatedPage, numbers, live=True).items()}
        return [opening(addresses.get(number)) for number in numbers]

    @classmethod
    def extract_references(cls, attrs):
        return super().extract_references(attrs) if number_in(attrs) else ()


class OpenDocumentLinkHandler(DocumentLinkHandler):
    """Leads to the files that the reader may open."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        numbers = [number_in(attrs) for attrs in attrs_list]
        addresses = {pk: file.url for pk, file in open_things(Attachment, numbers).items()}
        return [opening(addresses.get(number)) for number in numbers]

    @classmethod
    def extract_references(cls, attrs):
        return super().extract_references(attrs) if number_in(attrs) else ()


def opening(address: str | None) -> str:
    return f'<a href="{escape(address)}">' if address else NOWHERE


# Where texts are written


class PageLinks(LinkElementHandler):
    """Tells the editor's field where a link leads, if its author may open that; the link itself stays."""

    def get_attribute_data(self, attrs):
        number = number_in(attrs)
        page = open_things(TranslatedPage, [number]).get(number)
        if page is None:
            return {"id": number or str(attrs.get("id"))[:LONGEST_SHOWN], "url": None, "parentId": None}
        parent = page.get_parent()
        return {"id": page.pk, "url": page.url, "parentId": parent.pk if parent else None}


class DocumentLinks(LinkElementHandler):
    def get_attribute_data(self, attrs):
        number = number_in(attrs)
        file = open_things(Attachment, [number]).get(number)
        if file is None:
            return {"id": number or str(attrs.get("id"))[:LONGEST_SHOWN]}
        return {"id": file.pk, "url": file.url, "filename": file.filename}


def link_as_stored(props):
    """Return a link of the editor's field as it is kept; what is no address is none."""
    number, address = props.get("id"), props.get("url")
    if number is not None:
        attributes = {"linktype": "page", "id": str(number)}
    else:
        attributes = {"href": check_url(address) if isinstance(address, str) else None}
    return DOM.create_element("a", attributes, props["children"])


@hooks.register("register_rich_text_features", order=LAST)
def ask_who_is_looking(features):
    features.register_link_type(OpenPageLinkHandler)
    features.register_link_type(OpenDocumentLinkHandler)
    features.register_converter_rule(
        "contentstate",
        "link",
        {
            "from_database_format": {
                "a[href]": ExternalLinkElementHandler("LINK"),
                'a[linktype="page"]': PageLinks("LINK"),
            },
            "to_database_format": {"entity_decorators": {"LINK": link_as_stored}},
        },
    )
    features.register_converter_rule(
        "contentstate",
        "document-link",
        {
            "from_database_format": {'a[linktype="document"]': DocumentLinks("DOCUMENT")},
            "to_database_format": {"entity_decorators": {"DOCUMENT": document_link_entity}},
        },
    )


# What was chosen


def name_what_is_open(chooser, value):
    """Return what a chooser shows of what was chosen: of what is closed or gone, only that it is."""
    if not issubclass(chooser.model_class, (TranslatedPage, *FILES)):
        return WAGTAILS_VALUE_DATA(chooser, value)
    key = getattr(value, "pk", value)
    if not key:
        return None
    number = number_in({"id": str(key)})
    thing = chooser.get_instance(value) if number else None
    if thing is not None and is_open(thing):
        return chooser.get_value_data_from_instance(thing)
    closed = CLOSED_FILE if issubclass(chooser.model_class, FILES) else CLOSED_PAGE
    return {
        "id": number or "",
        "edit_url": None,
        "parent_id": None,
        "preview": {"url": "", "width": 0, "height": 0},
        "default_alt_text": "",
        chooser.display_title_key: str(closed),
    }


WAGTAILS_VALUE_DATA = BaseChooser.get_value_data
BaseChooser.get_value_data = name_what_is_open


def compare_what_is_open(comparison):
    """Return what two versions lead to, to be named where they are compared."""
    if not issubclass(comparison.field.related_model, (TranslatedPage, *FILES)):
        return WAGTAILS_OBJECTS(comparison)
    closed = None if issubclass(comparison.field.related_model, FILES) else CLOSED_PAGE
    return tuple(
        thing if thing is None or is_open(thing) else closed for thing in WAGTAILS_OBJECTS(comparison)
    )


WAGTAILS_OBJECTS = ForeignObjectComparison.get_objects
ForeignObjectComparison.get_objects = compare_what_is_open


# Where old addresses lead


def address_if_open(redirect):
    """Return where an old address leads: the new one of a page tells its title."""
    page = redirect.redirect_page
    return WAGTAILS_ADDRESS(redirect) if page is None or is_open(page) else None


WAGTAILS_ADDRESS = Redirect.link.func
Redirect.link = property(address_if_open)


# What may be chosen


def choosable(queryset, user, held=()):
    """Keep the pages and files that a person may choose, and those that stand there already.

    Whoever shows a file opens it to the readers of the page; whoever names a page tells its title.
    """
    if user is not None and user.is_superuser:
        return queryset
    model, may = queryset.model, Q(pk__in=[pk for pk in held if pk])
    if user is not None and issubclass(model, FILES):
        policy = policy_registry.get_by_type(model)
        may |= Q(pk__in=policy.instances_user_has_any_permission_for(user, ["choose"]).values("pk"))
    elif user is not None:
        may |= Q(pk__in=TranslatedPage.objects.visible_to(viewer_kept_with(user)).values("pk"))
    return queryset.filter(may)


def files_in(field, value) -> set[tuple[type, str]]:
    """Return the pictures and files that a text or its blocks show."""
    if isinstance(field, StreamField):
        found = field.stream_block.extract_references(value) if value else ()
    else:
        found = extract_references_from_rich_text(value or "")
    return {(model, str(key)) for model, key, *_path in found if issubclass(model, FILES)}


def may_choose_all(files, user) -> bool:
    """Say whether a person may choose each of some (model, key)."""
    return all(
        choosable(model.objects.filter(pk__in=keys), user).count() == len(keys)
        for model in FILES
        if (keys := {key for kind, key in files if kind is model})
    )
