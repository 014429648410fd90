"""A small world to search in: both shores, four languages, three audiences."""

import itertools

import pytest

from exchange.models import Relation
from exchange.viewers import VISITOR
from search.elasticsearch import contents, indices, mapping
from search.find import find
from search.queries import SearchQuery
from tests.factories import ConceptFactory, OrganisationFactory, PracticeFactory, ThemeFactory


@pytest.fixture
def fresh_index(delivered):
    """Let no word of an earlier test count in the weights of this one: what is deleted stays a while."""
    delivered.clear()


@pytest.fixture
def cluster(elasticsearch, monkeypatch):
    """Let Elasticsearch follow in this test, with generations of its own that need no second each."""
    elasticsearch.ELASTICSEARCH_PREFIX += "-w"
    for name in contents.inventory():
        indices.delete(name)
    numbers = itertools.count(20261122000000)
    monkeypatch.setattr(
        indices, "new_name", lambda: f"{indices.alias()}-g{next(numbers)}-{mapping.fingerprint()[:8]}"
    )
    return elasticsearch


@pytest.fixture(params=["postgres", "elasticsearch"])
def engine(request):
    """Return the name of each engine in turn: one contract for all."""
    return request.param


@pytest.fixture
def search(db, engine, request):
    """Return a function that searches, as a visitor unless somebody is named."""
    deliver = request.getfixturevalue("deliver") if engine == "elasticsearch" else lambda: None

    def ask(text="", viewer=VISITOR, **query):
        deliver()
        return find(SearchQuery(text, **query), viewer, engine=engine)

    return ask


@pytest.fixture
def found(search):
    """Return a function that gives the headings found, best first."""

    def headings(text="", viewer=VISITOR, **query):
        return [hit.page.heading_fr or hit.heading for hit in search(text, viewer, **query).hits]

    return headings


@pytest.fixture
def zone(db):
    return OrganisationFactory(
        name="Zone de police Bruxelles Nord", short_name="BruNo", codes=["5344"], aliases=["zone 5"]
    )


@pytest.fixture
def montreal(db):
    return OrganisationFactory(name_fr="Service de police de Montréal", short_name="SPVM", quebec=True)


@pytest.fixture
def write(zone):
    """Return a function that publishes a public sheet of the zone."""

    def sheet(heading, summary="", **fields):
        fields.setdefault("organisation", zone)
        return PracticeFactory(heading_fr=heading, summary_fr=summary, pitch_fr="", **fields)

    return sheet


@pytest.fixture
def themes(db):
    return {code: ThemeFactory(code=code) for code in ("homelessness", "schools", "mediation")}


@pytest.fixture
def notions(db):
    """Write some rows of the concordance, one per relation."""
    ConceptFactory(
        code="g59",
        terms={
            "fr-be": ["sans-abri", "sans-abrisme"],
            "fr-ca": ["itinérance", "personne en situation d'itinérance"],
            "nl": ["dakloze", "dakloosheid"],
            "en": ["homelessness"],
        },
    )
    bullying = ConceptFactory(
        code="g52", terms={"fr-be": ["harcèlement scolaire"], "fr-ca": ["intimidation"], "nl": ["pesten"]}
    )
    # For a reader in Belgium « intimidation » is a threat.
    bullying.terms.filter(text="intimidation").update(reached=False)
    ConceptFactory(
        code="g22",
        relation=Relation.ANALOGUE,
        terms={"fr-be": ["échevin"], "fr-ca": ["conseiller municipal"]},
    )
    ConceptFactory(
        code="g55",
        relation=Relation.FALSE_FRIEND,
        terms={"fr-be": ["parrainage"], "nl": ["peterschap"]},
        definition_fr="Un policier suit une classe.",
    )
    ConceptFactory(
        code="g37",
        relation=Relation.NARROWER,
        terms={"fr-ca": ["police de concertation"], "en": ["dialogue-based policing"]},
    )
