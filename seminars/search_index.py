"""How seminars and talks are found."""

from datetime import UTC, datetime, time

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Left, Length
from django.utils.translation import gettext_lazy as _

from exchange.audiences import State
from exchange.dates import parse_partial_date
from exchange.models import Organisation, Shore
from practices.models import Practice
from search.cards import Card
from search.indexes import Dependence, PageIndex, register
from seminars.models import Seminar, Talk


class TalkCard(Card):
    fields = ("format", "audience", "provenance")
    relations = ("organisation", "network")

    get_format_display = Talk.get_format_display
    audience_in_words = Talk.audience_in_words
    is_illustrative = Talk.is_illustrative


class SeminarCard(Card):
    texts = ("summary", "place")
    fields = ("illustrative", "starts_on")


@register
class TalkIndex(PageIndex):
    kind = "talk"
    model = Talk
    label = _("Talk")
    select_related = ("organisation",)
    prefetch_related = ("practice_links__practice__themes",)
    card = TalkCard
    depends_on = (
        Dependence(Organisation, lambda body: Q(organisation=body)),
        Dependence(Practice, lambda practice: Q(practice_links__practice=practice)),
        Dependence(Seminar, lambda seminar: Q(path__startswith=seminar.path)),
    )
    body_fields = ("takeaways", "questions_left_open", "transcript")

    def published(self):
        return Talk.objects.published()

    def queryset(self):
        seminar = Seminar.objects.filter(path=Left(OuterRef("path"), Length(OuterRef("path")) - Talk.steplen))
        return super().queryset().annotate(held_on=Subquery(seminar.values("starts_on")[:1]))

    def is_published(self, thing):
        return thing.is_published

    def is_archived(self, thing):
        return thing.state == State.ARCHIVED

    def untranslated(self, thing):
        return [thing.speaker_function]

    def labels(self, thing):
        body = thing.organisation
        return [str(body), str(Shore(body.shore).label)]

    def names(self, thing):
        body = thing.organisation
        return [body.short_name, *body.codes, *body.aliases]

    def facets(self, thing):
        # A talk is about what its sheets are about, as far as whoever reads it may read them.
        sheets = [link.practice for link in thing.practice_links.all()]
        open_sheets = [
            sheet for sheet in sheets if sheet.is_published and set(thing.tokens) <= set(sheet.tokens)
        ]
        held_on = _held_on(thing)
        return {
            "theme": {theme.code for sheet in open_sheets for theme in sheet.themes.all()},
            "organisation": [thing.organisation_id],
            "shore": [thing.organisation.shore],
            "year": [parse_partial_date(held_on).year] if held_on else [],
        }


def _held_on(talk) -> str:
    """Return the date of the seminar, read with the talk or, when it is being saved, from the tree."""
    if hasattr(talk, "held_on"):
        return talk.held_on or ""
    seminar = talk.get_parent().specific
    return seminar.starts_on if isinstance(seminar, Seminar) else ""


@register
class SeminarIndex(PageIndex):
    kind = "seminar"
    model = Seminar
    label = _("Seminar")
    prefetch_related = ("hosts__organisation",)
    card = SeminarCard
    depends_on = (Dependence(Organisation, lambda body: Q(hosts__organisation=body)),)
    body_fields = ("theme", "note")

    def labels(self, thing):
        return [thing.place, *(str(host.organisation) for host in thing.hosts.all())]

    def facets(self, thing):
        bodies = [host.organisation for host in thing.hosts.all()]
        return {
            "organisation": [body.pk for body in bodies],
            "shore": [body.shore for body in bodies],
            "year": [thing.year],
        }

    def dated(self, thing):
        if not thing.starts_on:
            return super().dated(thing)
        return datetime.combine(parse_partial_date(thing.starts_on), time(), tzinfo=UTC)
