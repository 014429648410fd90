"""Wagtail's own pages about what leads to a page or a file: they list and count what is open to whoever looks."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce
from wagtail.admin.ui.side_panels import StatusSidePanel
from wagtail.admin.views.generic.usage import UsageView
from wagtail.models import ReferenceIndex

from exchange.deletion.uses import may_know, whole
from exchange.links import FILES, is_open
from exchange.models import TranslatedPage
from exchange.viewers import current_viewer


def known(groups, user) -> list:
    """Keep the things, with their references, that this person may know of; the others are not even counted."""
    return [(thing, references) for thing, references in groups if may_know(whole(thing), user)]


def uses_listed(view):
    return known(WAGTAILS_USES(view), view.request.user)


def uses_counted(panel):
    uses = ReferenceIndex.get_grouped_references_to(panel.object) if panel.object.pk else ()
    return {"usage_count": len(known(uses, panel.request.user)), "usage_url": panel.usage_url}


class Known(list):
    """Uses that a person may know of; Wagtail asks for their number as of a queryset."""

    def count(self):
        return len(self)


def uses_of_file(file):
    """Return the pages that show a file, as far as whoever looks may open them."""
    groups = ReferenceIndex.get_grouped_references_to(file)
    return Known((thing, places) for thing, places in groups if is_known(whole(thing)))


def is_known(thing) -> bool:
    return isinstance(thing, TranslatedPage) and is_open(thing)


def places_known(files) -> dict:
    """Return how many pages that are open to whoever looks show each of these files."""
    files = list(files)
    if not files or not isinstance(files[0], FILES):
        return WAGTAILS_COUNTS(files)
    places = places_of(type(files[0])).filter(to_object_id__in=[str(file.pk) for file in files])
    numbers = dict(places.values_list("to_object_id").annotate(number=Count("object_id", distinct=True)))
    return {file: numbers.get(str(file.pk), 0) for file in files}


def number_known(model):
    """Return the same number as an expression, by which Wagtail sorts and filters."""
    if model not in FILES:
        return WAGTAILS_NUMBER(model)
    places = places_of(model).filter(to_object_id=Cast(OuterRef("pk"), output_field=CharField()))
    numbers = (
        places.values("to_object_id").annotate(number=Count("object_id", distinct=True)).values("number")
    )
    return Coalesce(Subquery(numbers), 0)


def places_of(model):
    """Return the references to files of this kind in pages that are open to whoever looks."""
    pages = TranslatedPage.objects.visible_to(current_viewer())
    return ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(model),
        base_content_type=ContentType.objects.get_for_model(TranslatedPage),
        object_id__in=pages.annotate(key=Cast("pk", output_field=CharField())).values("key"),
    ).order_by()


WAGTAILS_COUNTS = ReferenceIndex.get_count_references_to_in_bulk
WAGTAILS_NUMBER = ReferenceIndex.usage_count_subquery
ReferenceIndex.get_count_references_to_in_bulk = staticmethod(places_known)
ReferenceIndex.usage_count_subquery = staticmethod(number_known)
for kind in FILES:
    kind.get_usage = uses_of_file

WAGTAILS_USES = UsageView.get_queryset
UsageView.get_queryset = uses_listed
StatusSidePanel.get_usage_context = uses_counted
