"""Small worlds at random: both engines and the database agree on what is found, and on what is counted."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exchange.models import RoleName
from exchange.viewers import VISITOR, viewer_of
from search.find import find
from search.indexes import registry
from search.queries import LARGEST_PAGE, SearchQuery
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    ThemeFactory,
    UserFactory,
)

# Words that every stemmer brings back to themselves, none to another, and that no name of a body has.
WORDS = ("parking", "tram", "tunnel", "stade", "metro", "canal")
LANGUAGES = ("fr", "nl", "en")
TOMORROW = dt.date(2999, 1, 1)
OPENINGS = (
    {},
    {"members": True},
    {"parties": True},
    {"embargo_until": TOMORROW},
    {"state": "draft", "live": False},
    {"state": "frozen"},
)

said = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
sheet = st.fixed_dictionaries(
    {
        "texts": st.dictionaries(st.sampled_from(LANGUAGES), st.tuples(said, said), min_size=1),
        "opening": st.sampled_from(OPENINGS),
        "owner": st.integers(0, 2),
        "themes": st.sets(st.integers(0, 2)),
    }
)
question = st.fixed_dictionaries(
    {
        "words": st.lists(st.sampled_from(WORDS), max_size=2, unique=True),
        "without": st.lists(st.sampled_from(WORDS), max_size=1),
        "who": st.integers(0, 3),
        "language": st.sampled_from((*LANGUAGES, "fr-ca")),
        "themes": st.sets(st.integers(0, 2), max_size=2),
        "ours": st.booleans(),
    }
)


class Undone(Exception):
    """Takes a world back."""


def write(world, bodies, themes, protocol):
    """Publish the sheets of a world; their words stand where nothing else does."""
    for thing in world:
        texts = {}
        for language, (heading, summary) in thing["texts"].items():
            texts |= {f"heading_{language}": f"Xx {heading}", f"summary_{language}": summary}
        original = next(iter(thing["texts"]))
        opening = dict(thing["opening"])
        if opening.get("parties"):
            opening["protocol"] = protocol
        defaults = {"heading_fr": "", "summary_fr": "", "pitch_fr": ""}
        PracticeFactory(
            organisation=bodies[thing["owner"]],
            original_language=original,
            themes=[themes[place] for place in sorted(thing["themes"])],
            **{**defaults, **texts, **opening},
        )


def expected(viewer, asked):
    """Return the sheets that the database shows, of which one language has all the words and none another."""
    found = {}
    for page in registry.of_kind("practice").published().visible_to(viewer).prefetch_related("themes"):
        texts = {
            language: f"{getattr(page, f'heading_{language}')} {getattr(page, f'summary_{language}')}".split()
            for language in page.available_languages
        }
        if any(word in words for word in asked["without"] for words in texts.values()):
            continue
        if asked["words"] and not any(
            all(word in words for word in asked["words"]) for words in texts.values()
        ):
            continue
        found[page.pk] = page
    return found


@pytest.mark.django_db
@settings(
    max_examples=12,
    deadline=None,
    # A world takes a second to write: a smaller one that fails is not worth minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=st.lists(sheet, min_size=1, max_size=6), questions=st.lists(question, min_size=1, max_size=6))
def test_engines_and_database_agree(deliver, world, questions):
    try:
        with transaction.atomic():
            agree(deliver, world, questions)
            raise Undone
    except Undone:
        pass


def agree(deliver, world, questions):
    bodies = [OrganisationFactory() for _ in range(3)]
    for body in bodies[:2]:
        MembershipFactory(organisation=body)
    themes = [ThemeFactory(code=f"theme{place}") for place in range(3)]
    write(world, bodies, themes, ProtocolFactory(parties=bodies[:2]))
    viewers = [
        VISITOR,
        *(viewer_of(UserFactory(organisation=body, roles=[RoleName.READER])) for body in bodies[:2]),
        viewer_of(UserFactory(organisation=None, roles=[RoleName.EDITOR])),
    ]
    deliver()
    for asked in questions:
        viewer = viewers[asked["who"]]
        filters = {"theme": [f"theme{place}" for place in sorted(asked["themes"])]} if asked["themes"] else {}
        if asked["ours"]:
            filters["organisation"] = [str(bodies[0].pk)]
        query = SearchQuery(
            " ".join([*asked["words"], *(f"-{word}" for word in asked["without"])]),
            language=asked["language"],
            filters=filters,
            kinds=("practice",),
            size=LARGEST_PAGE,
            strict=True,
        )
        answers = [find(query, viewer, engine=engine) for engine in ("postgres", "elasticsearch")]

        shown = expected(viewer, asked)
        by_theme = {
            pk
            for pk, page in shown.items()
            if not asked["themes"] or asked["themes"] & {themes.index(theme) for theme in page.themes.all()}
        }
        by_body = {
            pk for pk, page in shown.items() if not asked["ours"] or page.organisation_id == bodies[0].pk
        }
        counts = {}
        for pk in by_body:
            for theme in shown[pk].themes.all():
                counts[theme.code] = counts.get(theme.code, 0) + 1
        for answer in answers:
            assert {hit.pk for hit in answer.hits} == by_theme & by_body, answer.engine
            assert answer.total == len(by_theme & by_body)
            told = {value.value: value.count for value in answer.facets["theme"] if value.count}
            assert told == counts, answer.engine
        assert answers[0].facets == answers[1].facets
