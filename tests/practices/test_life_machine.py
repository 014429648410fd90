"""Whatever order people do things in: what readers meet was released and reviewed in that wording.

The named exceptions are small corrections of what is published, and translations by editors.
"""

from collections import defaultdict

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from exchange.models import Verdict
from practices import actions
from practices.corrections import is_correction
from practices.models import (
    AdmissibilityTask,
    CompletionTask,
    PublicationTask,
    ReleaseTask,
    ReviewTask,
)
from tests.factories import UserFactory
from tests.practices.cast import LONG, cast, complete_sheet, fresh
from tests.practices.steps import YES, changed

pytestmark = pytest.mark.django_db

CHAPTERS = ("heading_fr", "lessons_fr", "mechanism_fr", "moderators_fr", "transatlantic_note_fr")
TRANSLATIONS = ("heading_en", "lessons_en")
WORDS = st.integers(min_value=1, max_value=999)


def said(sheet, names=CHAPTERS) -> set[tuple]:
    """Return what the chapters of the latest version say."""
    content = sheet.get_latest_revision().content
    return {(name, content[name]) for name in names if content.get(name)}


class LifeOfAPractice(RuleBasedStateMachine):
    world = None

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.released, self.corrected, self.translated = set(), set(), set()
        self.approved_by = defaultdict(set)
        self.writers = set()

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize(
        express=st.booleans(), by=st.sampled_from(["author", "lead"]), ahead=st.sampled_from([9, 6, 0])
    )
    def write(self, express, by, ahead):
        missing = {"lessons_fr": "", "mechanism_fr": ""} if express else {}
        person = getattr(self.world, by)
        self.sheet = complete_sheet(person, **missing)
        self.writers = {person.pk}
        # Most stories begin where something is at stake.
        self.go_on(ahead)

    # What people do; who may not is refused, and nothing follows from it.

    def attempt(self, act, *args, **kwargs):
        try:
            with transaction.atomic():
                self.sheet = fresh(act(self.sheet, *args, **kwargs))
        except (actions.NotReady, actions.Refused):
            return False
        return True

    def save(self, person, **fields):
        rights = fresh(self.sheet).permissions_for_user(person)
        if rights.can_edit() and not rights.page_locked():
            self.sheet = changed(self.sheet, person, **fields)
            return True
        return False

    @rule(word=WORDS, name=st.sampled_from(CHAPTERS), by=st.sampled_from(["author", "lead", "second_lead"]))
    def rewrite(self, word, name, by):
        text = f"Parrainer les classes {word}" if name == "heading_fr" else f"{word} {LONG[:200]}"
        person = getattr(self.world, by)
        if self.save(person, **{name: text}):
            self.writers.add(person.pk)

    @rule(word=WORDS, name=st.sampled_from(TRANSLATIONS))
    def translate(self, word, name):
        if self.save(self.world.editor, **{name: f"Adopt a class {word}"}):
            self.translated |= said(self.sheet, TRANSLATIONS)

    @rule(correction=st.booleans(), by=st.sampled_from(["author", "lead"]))
    def submit(self, correction, by):
        person = getattr(self.world, by)
        if self.attempt(actions.submit, by=person, correction=correction and self.sheet.live):
            self.writers.add(person.pk)

    @rule(by=st.sampled_from(["lead", "second_lead", "editor"]))
    def release(self, by):
        person, text = getattr(self.world, by), said(self.sheet)
        state = self.sheet.current_workflow_state
        if self.attempt(actions.release, by=person):
            assert person.pk not in self.writers
            self.released |= text
            if is_correction(state):
                self.corrected |= text

    @rule(
        verdict=st.sampled_from([Verdict.APPROVE, Verdict.APPROVE, Verdict.REQUEST_CHANGES, Verdict.DECLINE])
    )
    def review(self, verdict):
        asked = self.sheet.assignments.open().order_by("pk").last()
        text = said(self.sheet)
        given = asked and self.attempt(actions.review, verdict=verdict, by=asked.reviewer, comment="Voilà.")
        for pair in text if given and verdict == Verdict.APPROVE else ():
            self.approved_by[pair].add(asked.reviewer_id)

    @rule(by=st.sampled_from(["lead", "second_lead", "editor"]))
    def ask_for_changes(self, by):
        self.attempt(actions.request_changes, by=getattr(self.world, by), comment="Plus clair.")

    @rule()
    def take_back(self):
        self.attempt(actions.take_back, by=self.world.author)

    @rule()
    def publish_translations(self):
        if self.attempt(actions.publish_translations, by=self.world.editor):
            self.check()

    @rule(steps=st.integers(min_value=1, max_value=9))
    def go_on(self, steps):
        """Do what is expected next, so often."""
        for _step in range(steps):
            task = self.sheet.current_workflow_task
            if isinstance(task, ReleaseTask):
                for by in ("second_lead", "lead", "editor"):
                    self.release(by)
            elif isinstance(task, AdmissibilityTask):
                self.attempt(actions.find_admissible, by=self.world.editor, answers=YES)
            elif isinstance(task, ReviewTask):
                self.review(Verdict.APPROVE)
            elif isinstance(task, PublicationTask):
                self.publish()
            else:
                if isinstance(task, CompletionTask):
                    for name in ("lessons_fr", "mechanism_fr"):
                        self.rewrite(len(self.released), name, "author")
                self.submit(False, "author")

    @rule()
    def publish(self):
        if self.attempt(actions.publish, by=self.world.editor):
            self.check()
            self.writers = set()

    def check(self):
        assert self.sheet.live
        type(self).reached += 1
        for pair in said(self.sheet):
            assert pair in self.released, f"nobody released {pair}"
            reviewed = len(self.approved_by[pair]) >= 2
            assert reviewed or pair in self.corrected, f"nobody reviewed {pair}"
        assert said(self.sheet, TRANSLATIONS) <= self.translated


def test_nothing_is_published_that_was_not_released_and_reviewed():
    world = cast()
    world.second_lead = UserFactory(organisation=world.owner, roles=["content_lead"])
    LifeOfAPractice.world, LifeOfAPractice.reached = world, 0

    run_state_machine_as_test(
        LifeOfAPractice,
        settings=settings(
            max_examples=6,
            stateful_step_count=6,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    # It proves something only if sequences come so far.
    assert LifeOfAPractice.reached >= 3
