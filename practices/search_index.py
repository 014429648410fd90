"""How sheets are found."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.audiences import State
from exchange.models import (
    Organisation,
    PracticeType,
    Setting,
    Shore,
    TargetGroup,
    Territory,
    Theme,
)
from practices.models import Keyword, Practice
from practices.models.choices import Direction
from practices.models.leaving import day_of_leaving
from search.cards import Card
from search.indexes import Dependence, PageIndex, register, register_facet

register_facet(
    "direction", _("Direction of results"), lambda: {value: str(label) for value, label in Direction.choices}
)


class SheetCard(Card):
    texts = ("pitch",)
    fields = ("audience", "provenance", "result_direction", "left_on")
    relations = ("organisation", "network", "practice_type", "evidence_level", "evidence_level_confirmed")

    audience_in_words = Practice.audience_in_words
    is_illustrative = Practice.is_illustrative
    shown_evidence_level = Practice.shown_evidence_level


@register
class PracticeIndex(PageIndex):
    kind = "practice"
    model = Practice
    label = _("Practice")
    select_related = (
        "organisation",
        "practice_type",
        "main_theme",
        "evidence_level",
        "evidence_level_confirmed",
        "contact_antenna",
    )
    prefetch_related = (
        "themes",
        "pillars",
        "settings",
        "target_groups",
        "territories",
        "partners",
        "indicators",
        "legal_bases",
        "co_owners__organisation",
        "keyword_items__tag",
    )
    depends_on = (
        Dependence(
            Organisation,
            lambda body: Q(organisation=body) | Q(co_owners__organisation=body),
        ),
        Dependence(Theme, lambda theme: Q(themes=theme) | Q(main_theme=theme)),
        Dependence(TargetGroup, lambda group: Q(target_groups=group)),
        Dependence(Setting, lambda setting: Q(settings=setting)),
        Dependence(PracticeType, lambda kind: Q(practice_type=kind)),
        Dependence(Territory, lambda territory: Q(territories=territory)),
        Dependence(Keyword, lambda keyword: Q(keyword_items__tag=keyword)),
    )
    card = SheetCard
    summary_fields = ("pitch", "summary")
    body_fields = tuple(
        name for name in Practice.translated_content if name not in ("heading", "pitch", "summary")
    )

    def published(self):
        return Practice.objects.published()

    def shown(self):
        return self.published().annotate(left_on=day_of_leaving())

    def is_published(self, thing):
        return thing.is_published

    def is_archived(self, thing):
        return thing.state == State.ARCHIVED

    def untranslated(self, thing):
        return [
            " · ".join(item.tag.name for item in thing.keyword_items.all()),
            *(indicator.name for indicator in thing.indicators.all()),
            *(partner.role for partner in thing.partners.all()),
            thing.attribution,
        ]

    def labels(self, thing):
        terms = [
            thing.practice_type,
            *_themes(thing),
            *thing.target_groups.all(),
            *thing.settings.all(),
            *thing.territories.all(),
        ]
        return [
            *(str(body) for body in _owners(thing)),
            *(str(Shore(body.shore).label) for body in _owners(thing)),
            *(str(term) for term in terms if term),
            *(partner.name for partner in thing.partners.all()),
            *(basis.instrument for basis in thing.legal_bases.all()),
        ]

    def names(self, thing):
        return [
            thing.short_name,
            thing.reference,
            # What the author says it is about, in whichever language.
            *(item.tag.name for item in thing.keyword_items.all()),
            *(name for body in _owners(thing) for name in _names_of_body(body)),
        ]

    def facets(self, thing):
        evidence, owners = thing.shown_evidence_level, _owners(thing)
        return {
            "theme": [theme.code for theme in _themes(thing)],
            "pillar": [pillar.code for pillar in thing.pillars.all()],
            "shore": [body.shore for body in owners],
            "organisation": [body.pk for body in owners],
            "type": [thing.practice_type.code] if thing.practice_type else [],
            "target_group": [group.code for group in thing.target_groups.all()],
            "setting": [setting.code for setting in thing.settings.all()],
            "evidence": [evidence.level] if evidence else [],
            "direction": [thing.result_direction],
            "year": [thing.start_year],
        }

    def evidence(self, thing):
        level = thing.shown_evidence_level
        return level.level if level else None


def _owners(thing):
    return [thing.organisation, *(row.organisation for row in thing.co_owners.all() if row.accepted_at)]


def _themes(thing):
    return list(dict.fromkeys([*([thing.main_theme] if thing.main_theme else []), *thing.themes.all()]))


def _names_of_body(body):
    return [body.short_name, *body.codes, *body.aliases]
