"""Whatever happens in whatever order: once all is quiet, indices, ledger and database say the same."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from search import delivery, documents, generations, ledger
from search.elasticsearch import contents, indices
from search.elasticsearch.client import Away, Unreachable
from search.elasticsearch.indices import Outcome, State
from search.entries import Draft, key
from search.models import Entry, Generation, GenerationState, Ledger, Outbox
from search.upkeep import Upkeep
from tests.search.indexing import as_if_by_earlier_transactions, expected, held

KIND = "thing"
NUMBERS = st.integers(1, 3)
WORDS = st.sampled_from(["parking", "place", "gare", None])
FAULTS = st.sampled_from([None, None, "before", "after", "half", "death"])
AT_MOST = 3  # generations at once


class Death(Exception):
    """The worker is killed here: nothing that follows is done."""


def draft(number: int, word: str, tokens: list[str]) -> Draft:
    text = {
        "language": "fr",
        "title": word,
        "summary": "",
        "body": word * 3,
        "labels": "",
        "names": "",
        "additions": "",
        "concepts": [],
        "terms": [],
        "title_key": key(word),
    }
    values = {
        "tokens": tokens,
        "facets": [f"kind:{KIND}"],
        "concepts": [],
        "archived": False,
        "dated": None,
        "evidence": None,
        "reference": "",
        "external_id": "",
    }
    return Draft(KIND, number, values, [text])


class WritePath(RuleBasedStateMachine):
    """People edit, workers deliver and die, indices are filled, exchanged and lost."""

    def __init__(self):
        super().__init__()
        self.present: dict[int, str] = {}
        self.stalled: list = []
        self.fault = None
        self.real_put = indices.put
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(indices, "put", self.put)
        after = documents.after
        self.patch.setattr(documents, "after", lambda entry: after(entry, number=2))
        # Who is patient does not sleep here.
        self.patch.setattr(generations, "time", SimpleNamespace(sleep=lambda seconds: None))

    def put(self, names, some, **how):
        """Deliver as the network allows."""
        fault, self.fault = self.fault, None
        if fault == "before":
            raise Unreachable("nobody there")
        outcomes = self.real_put(names, some, **how)
        if fault == "after":
            raise Unreachable("gone before the answer")
        if fault == "death":
            raise Death
        if fault == "half":
            half = len(outcomes) // 2
            busy = [Outcome(one.index, one.id, one.version, State.AWAY, "busy") for one in outcomes[:half]]
            return [*busy, *outcomes[half:]]
        return outcomes

    def write(self, number, drafts):
        as_if_by_earlier_transactions()
        with transaction.atomic():
            ledger._write(KIND, drafts, ledger._lock(KIND, [number]), learn=False)

    # What people do

    @initialize()
    def begin(self):
        for number in (1, 2):
            self.edit(number, "rivière", is_open=True)
        Upkeep().look()

    @rule(number=NUMBERS, word=WORDS, is_open=st.booleans())
    def edit(self, number, word, is_open):
        if word is None:
            self.write(number, {})
            self.present.pop(number, None)
        else:
            self.write(number, {number: draft(number, word, ["public"] if is_open else ["members"])})
            self.present[number] = word

    # What workers do, and how they fail

    @rule(fault=FAULTS)
    def deliver(self, fault):
        self.fault = fault
        try:
            delivery.deliver(delivery.claim())
        except Away:
            delivery.doubt()
        except Death:
            pass
        self.fault = None

    def end_leases(self):
        Outbox.objects.update(next_at=timezone.now() - timedelta(seconds=1))

    @rule(number=NUMBERS, word=WORDS)
    def a_worker_stalls_after_an_edit_and_before_another(self, number, word):
        self.edit(number, "brouillon", is_open=True)
        self.end_leases()
        for batch in documents.of_things(delivery.claim()):
            self.stalled.append((batch, [generation.name for generation in delivery.destinations()], True))
        self.edit(number, word, is_open=True)

    @precondition(lambda self: self.building())
    @rule()
    def a_filler_reads_and_stalls(self):
        generation = self.building()
        if batch := documents.after(0):
            self.stalled.append((batch, [generation.name], False))

    @precondition(lambda self: self.stalled)
    @rule(place=st.integers(0, 9))
    def somebody_wakes_up(self, place):
        batch, names, is_delivery = self.stalled.pop(place % len(self.stalled))
        sent = [indices.Delivery(document.id, document.rev, document.source) for document in batch]
        outcomes = indices.put(names, sent)
        if is_delivery:
            delivery.note(batch, outcomes)

    # What happens to indices

    @precondition(lambda self: Generation.objects.active().count() < AT_MOST)
    @rule()
    def begin_to_fill(self):
        generations.start()

    @precondition(lambda self: self.building())
    @rule(fault=FAULTS)
    def fill_some(self, fault):
        generation = self.building()
        start, self.fault = generation.done, fault
        try:
            generations.fill(generation, is_stopping=lambda: generation.done > start)
        except Away:
            delivery.doubt()
        except (Death, generations.Stopped):
            pass
        self.fault = None

    @rule()
    def look(self):
        Upkeep().look()

    @rule()
    def roll_back(self):
        try:
            generations.rollback()
        except generations.NothingToReturnTo:
            return

    @rule()
    def be_killed_between_alias_and_table(self):
        standing = contents.inventory()
        names = [one.name for one in Generation.objects.active().order_by("pk") if one.name in standing]
        if names:
            indices.swap(indices.alias(), add=names[-1])

    @rule()
    def forget_the_one_before(self):
        Generation.objects.filter(state=GenerationState.RETIRING).update(
            retired_at=timezone.now() - timedelta(days=2)
        )
        generations.drop_expired()

    @precondition(lambda self: Generation.objects.live().exists())
    @rule()
    def lose_the_index(self):
        indices.delete(Generation.objects.live().get().name)
        delivery.doubt()

    @precondition(lambda self: Generation.objects.live().exists() and self.present)
    @rule()
    def come_back_older(self):
        generation = Generation.objects.live().get()
        thing = min(self.present)
        rev = Ledger.objects.get(kind=KIND, object_id=thing).rev
        self.real_put([generation.name], [indices.Delivery(f"{KIND}-{thing}", rev)])
        self.real_put([generation.name], [indices.Delivery(f"{KIND}-77", 3, "{}")])
        delivery.doubt()

    def building(self):
        return Generation.objects.active().filter(state=GenerationState.BUILDING).first()

    # And then

    def teardown(self):
        try:
            self.come_to_rest()
        finally:
            self.patch.undo()
            for name in contents.inventory():
                indices.delete(name)
            for model in (Entry, Ledger, Outbox, Generation):
                model.objects.all().delete()

    def come_to_rest(self):
        while self.stalled:
            self.somebody_wakes_up(0)
        self.end_leases()
        delivery.drain()
        standing = contents.inventory()
        # Without any comparison: what was told is what is held.
        for generation in Generation.objects.active().exclude(state=GenerationState.BUILDING):
            if not generation.in_doubt and generation.name in standing:
                self.holds_all(generation)
        Upkeep().look()
        delivery.drain()

        assert not Outbox.objects.exists()
        live = Generation.objects.live().get()
        assert not live.in_doubt
        assert indices.alias_target() == live.name
        for generation in Generation.objects.active():
            self.holds_all(generation)

    def holds_all(self, generation):
        assert set(Entry.objects.values_list("object_id", flat=True)) == self.present.keys()
        assert held(generation.name) == expected()
        for number, word in self.present.items():
            assert contents.read(generation.name, f"{KIND}-{number}")["fr"]["title"] == word


@pytest.mark.django_db
def test_all_say_the_same_once_it_is_quiet(cluster):
    for model in (Entry, Ledger, Outbox):
        model.objects.all().delete()
    run_state_machine_as_test(
        WritePath,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            # A shorter example would take minutes to find.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
