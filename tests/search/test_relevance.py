"""How well both engines find what judged queries should find: the floors below which nothing is released."""

import os

import pytest
from django.db import transaction
from django.test import override_settings

from search.elasticsearch import client, indices
from search.management.asking import viewer_named
from search.management.commands.search_evaluate import evaluate, judged_kinds
from search.relevance import read, score, scores
from tests.relevance import world
from tests.search.indexing import fill

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("relevance")]

PARTS = ("tuning", "holdout")
FLOORS = {"postgres": 0.88, "elasticsearch": 0.92}
LANGUAGE_FLOOR = 0.85


@pytest.fixture(scope="module")
def content(django_db_setup, django_db_blocker):
    """Hold the content for the tests of this file, and for nobody else."""
    with django_db_blocker.unblock(), transaction.atomic():
        world.write()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def index(content, elasticsearch_url):
    """Fill an index with it."""
    prefix = f"test-{os.getpid()}-judged"
    with (
        override_settings(ELASTICSEARCH_URL=elasticsearch_url, ELASTICSEARCH_PREFIX=prefix),
        pytest.MonkeyPatch.context() as patch,
    ):
        # Many tests share this machine with a small server: that one is slow says nothing here.
        patch.setattr(client, "INTERACTIVE_SECONDS", 30)
        name = f"{indices.alias()}-gjudged"
        fill(name)
        yield


@pytest.fixture(scope="module", params=list(FLOORS))
def engine(request, content):
    if request.param == "elasticsearch":
        request.getfixturevalue("index")
    return request.param


@pytest.fixture(scope="module")
def outcomes(engine):
    """Return what the engine answers to the judged queries of both parts."""
    judgements = {part: read(world.FOLDER / f"{part}.jsonl") for part in PARTS}
    kinds, unknown = judged_kinds([judgement for part in PARTS for judgement in judgements[part]])
    assert not unknown
    viewer = viewer_named(world.READER)
    return {
        part: [evaluate(judgement, viewer, engine, kinds) for judgement in judgements[part]] for part in PARTS
    }


@pytest.mark.parametrize("part", PARTS)
def test_what_was_meant_comes_first(engine, outcomes, part):
    figures = score(outcomes[part])

    assert figures.ndcg >= FLOORS[engine], figures


def test_no_language_is_left_behind(engine, outcomes):
    figures = scores([outcome for part in PARTS for outcome in outcomes[part]], "language")

    assert set(figures) == {"fr", "fr-ca", "nl", "en"}
    assert {name: found.ndcg for name, found in figures.items() if found.ndcg < LANGUAGE_FLOOR} == {}


def test_no_trap_is_sprung(engine, outcomes):
    sprung = [
        (outcome.judgement.query, outcome.judgement.traps)
        for part in PARTS
        for outcome in outcomes[part]
        if not all(outcome.kept)
    ]

    assert sprung == []


def test_nothing_comes_back_empty(engine, outcomes):
    assert [
        outcome.judgement.query for part in PARTS for outcome in outcomes[part] if not outcome.total
    ] == []


def test_there_is_enough_to_judge_by():
    judgements = [judgement for part in PARTS for judgement in read(world.FOLDER / f"{part}.jsonl")]

    assert len(judgements) >= 80
    assert len({judgement.id for judgement in judgements}) == len(judgements)
    assert sum(len(judgement.traps) for judgement in judgements) >= 10
