"""A refusal, the one appeal against it, and the committee's decision."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from exchange.models import RoleName, Verdict
from practices import actions
from practices.policies import policy
from practices.timeline import timeline
from practices.waiting import waiting_for
from tests.factories import UserFactory
from tests.practices.cast import cast, fresh
from tests.practices.steps import admissible, changed, far_reviewer_of, seen

pytestmark = pytest.mark.django_db


def refused(world):
    sheet = admissible(world)
    sheet = actions.review(sheet, verdict=Verdict.DECLINE, by=world.home_reviewer, comment="Trop court.")
    sheet = actions.review(sheet, verdict=Verdict.DECLINE, by=far_reviewer_of(sheet), comment="Trop vague.")
    assert sheet.state == "draft"
    return sheet


class TestAppeal:
    def test_is_the_bodys_once_and_after_a_refusal(self):
        world = cast()
        sheet = refused(world)
        taken_back = actions.take_back(admissible(world), by=world.author)

        for name in ("stranger", "own_reviewer", "home_reviewer", "editor", "committee"):
            with pytest.raises(actions.Refused):
                actions.appeal(sheet, by=getattr(world, name), reason="Non.")
        with pytest.raises(actions.Refused):
            actions.appeal(taken_back, by=world.author, reason="Non.")
        with pytest.raises(actions.NotReady):
            actions.appeal(sheet, by=world.lead, reason=" ")
        actions.appeal(sheet, by=world.lead, reason="Nous avons vingt ans de recul.")
        actions.decide_appeal(sheet, by=world.committee, is_upheld=False, decision="Sans mesure.")
        with pytest.raises(actions.Refused):
            actions.appeal(fresh(sheet), by=world.lead, reason="Encore.")

    def test_is_about_the_text_that_was_refused(self):
        world = cast()
        sheet = changed(refused(world), world.author, pitch_fr="Une phrase que personne n'a lue.")

        with override("en"), pytest.raises(actions.NotReady, match="changed after it was refused"):
            actions.appeal(sheet, by=world.author, reason="Nous avons vingt ans de recul.")

        assert not sheet.appeals.exists()

    def test_opens_the_text_to_the_committee_and_holds_it_until_the_decision(self):
        world = cast()
        sheet = refused(world)
        assert not policy.may_read(world.committee, sheet)
        mail.outbox.clear()

        actions.appeal(sheet, by=world.author, reason="Nous avons vingt ans de recul.")

        sheet = fresh(sheet)
        assert {letter.to[0] for letter in mail.outbox} == {
            world.committee.email,
            world.administrator.email,
        }
        assert policy.may_read(world.committee, sheet)
        assert not policy.may_read(world.editor, sheet)
        assert not policy.may_submit(world.author, sheet)
        actions.decide_appeal(sheet, by=world.committee, is_upheld=False, decision="Sans mesure.")
        sheet = fresh(sheet)
        assert not policy.may_read(world.committee, sheet)
        assert policy.may_submit(world.author, sheet)

    def test_is_not_decided_by_the_body_itself(self):
        world = cast()
        own = UserFactory(organisation=world.owner, roles=[RoleName.COMMITTEE])
        sheet = refused(world)
        actions.appeal(sheet, by=world.author, reason="Nous avons vingt ans de recul.")

        for person in (own, world.editor, world.author):
            with pytest.raises(actions.Refused):
                actions.decide_appeal(sheet, by=person, is_upheld=True, decision="Oui.")

    def test_takes_the_place_of_the_reviewers(self):
        world = cast()
        sheet = refused(world)
        actions.appeal(sheet, by=world.author, reason="Nous avons vingt ans de recul.")

        sheet = actions.decide_appeal(sheet, by=world.committee, is_upheld=True, decision="Elle est mûre.")
        assert (sheet.state, sheet.locked) == ("approved", False)
        sheet = actions.publish(sheet, by=world.editor)

        assert (sheet.live, sheet.state, sheet.current_workflow_state) == (True, "published", None)
        assert sheet.review_due_on

    def test_is_told_in_the_timeline(self):
        world = cast()
        sheet = refused(world)
        actions.appeal(sheet, by=world.author, reason="Vingt ans de recul.")
        assert timeline(fresh(sheet))[-1].due_on

        actions.decide_appeal(sheet, by=world.committee, is_upheld=False, decision="Sans mesure.")

        said = [moment.comment for moment in timeline(fresh(sheet)) if moment.comment]
        assert said == ["Trop court.", "Trop vague.", "Vingt ans de recul.", "Sans mesure."]
        with override("en"):
            assert str(timeline(fresh(sheet))[-1].by) == "the committee"


def test_an_appeal_goes_through_the_desk(client):
    world = cast()
    sheet = refused(world)

    def press(person, verb, **data):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        fields = {"seen": seen(sheet, verb), **{f"{verb}-{name}": value for name, value in data.items()}}
        return client.post(reverse("sheet_deed", args=[sheet.pk, verb]), fields)

    assert press(world.editor, "appeal", reason="Non.").status_code in (302, 404)
    assert press(world.author, "appeal", reason="").status_code == 422
    assert press(world.author, "appeal", reason="Vingt ans de recul.").status_code == 302
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk]))
    assert edit.context["locked_for_user"]
    assert sheet in [found for group in waiting_for(world.committee) for found in group.sheets]

    kept = press(world.committee, "decide-appeal", outcome="dismissed", decision="")
    assert (kept.status_code, b"checked" in kept.content) == (422, True)
    assert press(world.committee, "decide-appeal", outcome="upheld", decision="Mûre.").status_code == 302
    assert fresh(sheet).state == "approved"
