"""Reviewers give their own opinion before they read that of another."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from exchange.models import ReviewStep, Verdict
from practices import actions
from practices.models import Remark
from practices.timeline import timeline
from tests.factories import EvidenceLevelFactory, UserFactory
from tests.practices.cast import cast, fresh
from tests.practices.steps import admissible, far_reviewer_of

pytestmark = pytest.mark.django_db

MARK = "Zébulon"


def declined_by_the_first(world):
    """Return a sheet that the first reviewer declined, with words that stand nowhere else."""
    sheet = admissible(world)
    remarks = {"situation": f"{MARK} du problème"}
    return actions.review(
        sheet, verdict=Verdict.DECLINE, by=world.home_reviewer, comment=f"{MARK} du tout", remarks=remarks
    )


def ways(sheet):
    yield reverse("sheet_desk", args=[sheet.pk])
    yield reverse("sheet_read", args=[sheet.pk, "fr"])
    yield reverse("wagtailadmin_home")
    for name in ("edit", "history", "workflow_history", "usage"):
        yield reverse(f"wagtailadmin_pages:{name}", args=[sheet.pk])
    yield reverse("exchange_log")
    yield reverse("exchange_log") + "?export=csv"
    yield "/practices/"


def test_second_reviewer_meets_no_verdict_and_no_remark(client):
    world = cast()
    mail.outbox.clear()
    sheet = declined_by_the_first(world)
    reviewer = far_reviewer_of(sheet)
    assert not [letter for letter in mail.outbox if reviewer.email in letter.to and MARK in letter.body]
    client.force_login(reviewer)

    # As a reviewer alone, then as one who writes for their organisation, and sits on the committee.
    for also in ([], ["author", "content_lead", "committee"]):
        for role in also:
            reviewer.roles.create(name=role)
        read = 0
        for way in ways(sheet):
            answer = client.get(way, follow=True)
            said = b"".join(answer) if answer.streaming else answer.content
            assert MARK.encode() not in said, way
            assert "Refusée par un" not in said.decode(), way
            read += answer.status_code == 200
        assert read >= 3
    with override("en"):
        told = {str(moment.outcome) for moment in timeline(fresh(sheet), reviewer)}
    assert "opinion given" in told
    assert "declined" not in told

    # Whoever answers for the sheet, and the secretariat, read all of it.
    for name in ("author", "editor"):
        client.force_login(getattr(world, name))
        assert MARK in client.get(reverse("sheet_desk", args=[sheet.pk])).content.decode()


def test_third_reviewer_reads_what_the_author_answered_to_nobody(client):
    world = cast()
    sheet = declined_by_the_first(world)
    sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=far_reviewer_of(sheet), comment=f"{MARK} !")
    UserFactory(organisation=world.neighbour, roles=["reviewer"])
    third = sheet.assignments.open().get(step=ReviewStep.THIRD).reviewer

    assert not Remark.objects.on_next_version(sheet, third).exists()
    client.force_login(third)
    assert MARK not in client.get(reverse("sheet_desk", args=[sheet.pk])).content.decode()


def test_level_of_another_reviewer_is_not_shown(client, monkeypatch):
    world = cast()
    sheet = admissible(world)
    low = EvidenceLevelFactory(level=1)
    sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer, evidence_level=low)
    shown = []
    page = type(sheet)
    draw = page.make_preview_request
    monkeypatch.setattr(
        page,
        "make_preview_request",
        lambda self, *args, **kwargs: (
            shown.append(self.shown_evidence_level.level) or draw(self, *args, **kwargs)
        ),
    )

    for person in (far_reviewer_of(sheet), world.editor):
        client.force_login(person)
        assert client.get(reverse("sheet_read", args=[sheet.pk, "fr"])).status_code == 200

    assert shown == [2, 1]
