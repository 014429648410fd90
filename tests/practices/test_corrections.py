"""A small correction is small: what is more is reviewed, whoever says so."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from exchange.models import Antenna, Verdict
from practices import actions
from practices.corrections import is_correction, is_typing, too_large
from tests.practices.cast import LONG, cast, fresh
from tests.practices.steps import YES, changed, far_reviewer_of, published, seen

pytestmark = pytest.mark.django_db


class TestTyping:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("Les agents ecrivent aux écoles", "Les agents écrivent aux écoles"),
            ("Le quartierdes écoles", "Le quartier des écoles"),
            ("Les écoles , les rues", "Les écoles, les rues"),
            ("Un policer suit la classe", "Un policier suit la classe"),
        ],
    )
    def test_is_letters_within_words(self, before, after):
        assert is_typing(before, after)

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("La police agit", "La police n'agit pas"),
            ("20 classes en 2015", "80 classes en 2015"),
            ("Parrainer les classes de sixième", "Surveiller les classes de sixième"),
            ("no effect", "on effect"),
            (
                "Voir <a href='https://zone.example/a'>ici</a>",
                "Voir <a href='https://evil.example/b'>ici</a>",
            ),
        ],
    )
    def test_is_no_other_word_number_or_address(self, before, after):
        from practices.corrections import plain

        assert not is_typing(plain(before), plain(after))


class TestSmallCorrection:
    def test_changes_no_title_situation_or_response(self):
        world = cast()
        sheet = published(world)

        for name, value in {
            "heading_fr": "Surveiller les halls d'immeuble",
            "situation_fr": f"<p>{LONG} Et les rodéos.</p>",
            "response_fr": "<p>Autre chose.</p>",
            "evaluation_type": "none",
            "audience": "members",
        }.items():
            kept = getattr(sheet, name)
            draft = changed(sheet, world.author, **{name: value})
            with pytest.raises(actions.NotReady) as refused:
                actions.submit(draft, by=world.author, correction=True)
            assert name in {problem.field for problem in refused.value.problems}, name
            changed(sheet, world.author, **{name: kept})
        assert fresh(sheet).current_workflow_state is None

    def test_puts_typing_contact_and_a_tenth_of_another_text_right(self):
        world = cast()
        sheet = published(world)
        antenna = Antenna.objects.create(organisation=world.owner, email="autre@zone.example")
        sheet = changed(
            sheet,
            world.author,
            heading_fr="Parrainer les classes de sixiéme",
            lessons_fr=sheet.lessons_fr + " Encore.",
            contact_antenna=antenna,
            lessons_en="Write to the schools early.",
        )

        sheet = actions.submit(sheet, by=world.author, correction=True)
        sheet = actions.publish(actions.release(sheet, by=world.lead), by=world.editor)

        assert (sheet.version, sheet.contact_antenna) == ("1.1", antenna)

    def test_stays_near_what_was_reviewed_however_often(self):
        world = cast()
        sheet = published(world)

        def corrected(sheet, word):
            sheet = changed(sheet, world.author, lessons_fr=sheet.lessons_fr + f" {word}")
            sheet = actions.submit(sheet, by=world.author, correction=True)
            return actions.publish(actions.release(sheet, by=world.lead), by=world.editor)

        sheet = corrected(sheet, "Écrivez tôt.")
        with pytest.raises(actions.NotReady):
            corrected(sheet, "Ensuite recommencez.")

    def test_is_decided_again_when_the_text_changes(self):
        world = cast()
        sheet = changed(published(world), world.author)
        sheet = actions.submit(sheet, by=world.author, correction=True)
        sheet = actions.request_changes(sheet, by=world.lead, comment="Plus clair.")
        sheet = changed(sheet, world.author, situation_fr=f"<p>Tout autre chose. {LONG}</p>")

        with pytest.raises(actions.NotReady):
            actions.submit(sheet, by=world.author, correction=True)
        sheet = actions.submit(sheet, by=world.author)

        assert not is_correction(sheet.current_workflow_state)

    def test_is_not_published_when_it_grew(self):
        world = cast()
        sheet = changed(published(world), world.author)
        sheet = actions.submit(sheet, by=world.author, correction=True)
        # As one that was under way before there was a bound.
        draft = sheet.get_latest_revision_as_object()
        draft.situation_fr = f"<p>Tout autre chose. {LONG}</p>"
        draft.save_revision(user=world.author)
        sheet = actions.release(fresh(sheet), by=world.lead)

        with override("en"), pytest.raises(actions.NotReady, match="small correction"):
            actions.publish(sheet, by=world.editor)


class TestSendToReview:
    def test_shows_lead_and_editor_the_difference_and_goes_to_review(self, client):
        world = cast()
        sheet = changed(published(world), world.author, lessons_fr=LONG[:200] + " Neuf.")
        sheet = actions.submit(sheet, by=world.author, correction=True)
        desk = reverse("sheet_desk", args=[sheet.pk])
        client.force_login(world.lead)
        shown = client.get(desk).content.decode()
        assert "Neuf" in shown and "deed-send-to-review" in shown
        sheet = actions.release(sheet, by=world.lead)
        client.force_login(world.editor)
        shown = client.get(desk).content.decode()
        assert '<span class="addition">' in shown and "Neuf" in shown
        mail.outbox.clear()

        answer = client.post(
            reverse("sheet_deed", args=[sheet.pk, "send-to-review"]),
            {"send-to-review-reason": "C'est nouveau.", "seen": seen(sheet, "send-to-review")},
        )

        assert answer.status_code == 302
        sheet = fresh(sheet)
        assert sheet.live and not is_correction(sheet.current_workflow_state)
        assert any(world.author.email in letter.to for letter in mail.outbox)
        # Released already: the secretariat goes on, then the reviewers.
        sheet = actions.find_admissible(sheet, by=world.editor, answers=YES)
        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer)
        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=far_reviewer_of(sheet))
        assert actions.publish(sheet, by=world.editor).version == "2.0"

    def test_holds_when_the_body_takes_it_back(self):
        world = cast()
        sheet = changed(published(world), world.author)
        sheet = actions.submit(sheet, by=world.author, correction=True)
        sheet = actions.send_to_review(sheet, by=world.lead, reason="Plus qu'une coquille.")
        sheet = actions.take_back(sheet, by=world.author)

        with pytest.raises(actions.NotReady):
            actions.submit(sheet, by=world.author, correction=True)

    def test_is_for_whoever_decides(self):
        world = cast()
        sheet = changed(published(world), world.author)
        sheet = actions.submit(sheet, by=world.author, correction=True)

        for name in ("author", "colleague", "editor", "home_reviewer", "committee"):
            with pytest.raises(actions.Refused):
                actions.send_to_review(sheet, by=getattr(world, name), reason="Non.")


def test_everything_that_people_write_is_bounded_or_free():
    # A field that is added later is reviewed until somebody says otherwise.
    assert too_large({"new_field": 1}, {"new_field": 2, "original_language": "fr"}, frozenset({"new_field"}))
