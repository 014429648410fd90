"""How seminars and talks are found."""

from datetime import UTC, datetime, time

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.audiences import State
from exchange.dates import parse_partial_date
from exchange.models import Organisation
from search.indexes import Dependence, PageIndex, register
from seminars.models import Seminar, Talk


@register
class TalkIndex(PageIndex):
    kind = "talk"
    model = Talk
    label = _("Talk")
    select_related = ("organisation",)
    prefetch_related = ("practice_links__practice__themes", "practice_links__practice__main_theme")
    card_select_related = ("organisation",)
    depends_on = (Dependence(Organisation, lambda body: Q(organisation=body)),)
    body_fields = ("takeaways", "questions_left_open", "transcript")

    def published(self):
        return Talk.objects.published()

    def is_published(self, thing):
        return thing.is_published

    def is_archived(self, thing):
        return thing.state == State.ARCHIVED

    def untranslated(self, thing):
        return [thing.speaker_function]

    def labels(self, thing):
        return [str(thing.organisation)]

    def names(self, thing):
        body = thing.organisation
        return [body.short_name, *body.codes, *body.aliases]

    def facets(self, thing):
        return {"organisation": [thing.organisation_id], "shore": [thing.organisation.shore]}


@register
class SeminarIndex(PageIndex):
    kind = "seminar"
    model = Seminar
    label = _("Seminar")
    prefetch_related = ("hosts__organisation",)
    card_prefetch_related = ("hosts__organisation",)
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
