"""What is stored does not depend on the language of whoever, or whatever, stores it."""

import datetime as dt
import re
from collections import Counter

import pytest
import time_machine
from django.apps import apps
from django.db import models, transaction
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry, PageLogEntry, Revision, TaskState

from exchange.disputes import actions as disputes
from exchange.duties.actions import record_step
from exchange.memberships import actions as memberships
from exchange.models import Duty, MembershipDecision, Organisation, Protocol, RoleName, Verdict
from exchange.models.decisions import MeasureKind
from exchange.models.duties import StepTaken
from exchange.protocols.actions import bring_into_force
from exchange.report.actions import publish_report, sign_of
from exchange.report.figures import figures_of
from practices import actions as practices
from tests.exchange.memberships.world import World
from tests.factories import OrganisationFactory, ProtocolFactory, UserFactory
from tests.practices.cast import cast, complete_sheet
from tests.practices.steps import YES, far_reviewer_of

pytestmark = pytest.mark.django_db

OURS = [
    model
    for name in ("exchange", "practices", "seminars")
    for model in apps.get_app_config(name).get_models()
]
TEXTS = (models.CharField, models.TextField, models.JSONField)


def stored() -> Counter:
    """Return every text that the database holds, without the numbers that differ from run to run."""
    found = Counter()
    for model in (*OURS, ModelLogEntry, PageLogEntry, Revision, TaskState):
        names = [field.attname for field in model._meta.local_concrete_fields if isinstance(field, TEXTS)]
        for row in model._base_manager.values(*names) if names else ():
            found.update(
                (model._meta.label, name, re.sub(r"[\d:.T+-]+|[0-9a-f]{8,}", "#", str(value)))
                for name, value in row.items()
                if value and name not in {"password", "slug", "url_path", "path"}
            )
    return found


def differences(before: Counter, after: Counter) -> set:
    return {key for key in before | after if before[key] != after[key]}


class Rollback(Exception):
    pass


def stored_by(story, language) -> Counter:
    try:
        with transaction.atomic():
            with translation.override(language):
                story()
            found = stored()
            raise Rollback
    except Rollback:
        return found


def compare(story) -> None:
    first = stored_by(story, "fr")
    assert first, "nothing was stored"
    for language in ("nl", "en"):
        assert differences(first, stored_by(story, language)) == set()


@pytest.fixture
def world():
    world = World()
    for pk in Organisation.objects.values_list("pk", flat=True):
        Organisation.objects.filter(pk=pk).update(name_nl=f"Dienst {pk}", name_en=f"Service {pk}")
    for thing in vars(world).values():
        if isinstance(thing, Organisation):
            thing.refresh_from_db()
    return world


class TestNoRowDependsOnTheLanguage:
    def test_of_a_membership(self, world):
        def story():
            place = world.warned()
            memberships.lift(place, votes=world.votes(2), reason="…", by=world.committee)
            measure = world.noticed(place, MeasureKind.WARNING)
            memberships.reply(measure, text="Voici.", by=world.administrator)
            memberships.notify_withdrawal(place, head="Direction", reason="…", by=world.administrator)

        compare(story)

    def test_of_a_protocol_by_which_a_body_joins(self, world):
        protocol = ProtocolFactory(
            title_fr="Protocole d'entente", title_nl="Akkoord", title_en="Memorandum", state="signed",
            accession_network=world.network, parties=[world.network, world.body],
        )  # fmt: skip

        def story():
            bring_into_force(Protocol.objects.get(pk=protocol.pk), by=world.committee)
            memberships.accede(world.body, protocol=protocol, by=world.committee)

        compare(story)

    def test_of_disputes_duties_and_reports(self, world):
        january = dt.datetime(2027, 1, 5, 12, tzinfo=dt.UTC)
        speaker = UserFactory(organisation=world.senior, roles=[RoleName.CONTENT_LEAD])

        def story():
            dispute = disputes.raise_dispute(subject="S", account="A", other=world.body, by=speaker)
            disputes.go_on(dispute, disputes.TIME_OVER, None, timezone.localdate())
            disputes.write(dispute, text="Voici.", by=speaker)
            record_step(
                world.senior, duty=Duty.SHARE, year=2026, step=StepTaken.NOTICE, note="…", by=world.committee
            )
            with time_machine.travel(january, tick=False):
                publish_report(2026, by=world.committee, seen=sign_of(figures_of(2026)))

        compare(story)

    def test_of_a_sheet(self):
        people = cast()
        Organisation.objects.update(name_nl="Dienst", name_en="Service")
        sheet = complete_sheet(people.author)

        def story():
            found = practices.submit(sheet, by=people.author)
            found = practices.release(found, by=people.lead)
            found = practices.find_admissible(found, by=people.editor, answers=YES)
            found = practices.review(found, verdict=Verdict.APPROVE, by=people.home_reviewer)
            found = practices.review(found, verdict=Verdict.APPROVE, by=far_reviewer_of(found))
            practices.publish(found, by=people.editor)

        compare(story)


class TestWhatADecisionRestsOn:
    def test_is_said_in_the_language_of_the_reader(self):
        network, body = OrganisationFactory(network=True), OrganisationFactory()
        protocol = ProtocolFactory(
            title_fr="Protocole d'entente",
            title_nl="Akkoord",
            title_en="Memorandum",
            accession_network=network,
        )
        with translation.override("en"):
            memberships.accede(body, protocol=protocol)
        decision = MembershipDecision.objects.get(membership__organisation=body)
        for language, words in (("fr", "Protocole d'entente"), ("nl", "Akkoord"), ("en", "Memorandum")):
            with translation.override(language):
                assert decision.account == words

    def test_of_a_letter_keeps_the_reason_as_it_was_written(self, world):
        place = world.active()
        with translation.override("en"):
            memberships.notify_withdrawal(place, head="Direction", reason="Fusion.", by=world.administrator)
        decision = MembershipDecision.objects.newest_first().first()
        with translation.override("fr"):
            assert decision.account.splitlines() == ["Lettre de\u00a0: Direction", "Fusion."]
