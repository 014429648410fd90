"""What reviewers say about chapters, and what becomes of it."""

import pytest
from django.urls import reverse

from exchange.models import Verdict
from practices import actions
from practices.models import Remark
from practices.policies import policy
from tests.factories import OrganisationFactory
from tests.practices.cast import cast, fresh
from tests.practices.steps import admissible, changed, far_reviewer_of, home_approved, published, seen

pytestmark = pytest.mark.django_db

SAID = {"situation": "Depuis quand ?", "means": "", "law": "Et au Québec ?"}


def with_remarks(world):
    sheet = admissible(world)
    return actions.review(sheet, verdict=Verdict.REQUEST_CHANGES, by=world.home_reviewer, remarks=dict(SAID))


def open_as(client, person, sheet):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(reverse("sheet_desk", args=[sheet.pk]))


class TestRemark:
    def test_stands_for_a_comment_and_leaves_empty_chapters_out(self):
        world = cast()

        sheet = with_remarks(world)

        assert sheet.state == "changes_requested"
        assert set(sheet.remarks.values_list("chapter", flat=True)) == {"situation", "law"}

    def test_is_not_kept_when_the_opinion_is_refused(self):
        world = cast()
        sheet = admissible(world)

        with pytest.raises(actions.NotReady):
            actions.review(sheet, verdict=Verdict.DECLINE, by=world.home_reviewer, remarks=dict(SAID))

        assert not Remark.objects.exists()

    def test_is_answered_by_writers_of_the_body_only(self):
        world = cast()
        remark = with_remarks(world).remarks.first()

        for name in ("stranger", "home_reviewer", "editor", "own_reviewer"):
            with pytest.raises(actions.Refused):
                actions.answer_remark(remark, by=getattr(world, name), is_settled=True)
        actions.answer_remark(remark, by=world.colleague, answer="Depuis 2015.", is_settled=True)

        remark.refresh_from_db()
        assert (remark.answer, remark.settled_at is not None) == ("Depuis 2015.", True)

    def test_becomes_history_once_it_is_dealt_with_and_the_sheet_published(self):
        world = cast()
        sheet = home_approved(world)
        answered, left = (
            Remark.objects.create(practice=sheet, made_by=world.home_reviewer, chapter="law", text=text)
            for text in ("Fait", "Ouvert")
        )
        actions.answer_remark(answered, by=world.author, is_settled=True)
        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=far_reviewer_of(sheet))
        assert Remark.objects.on_next_version(sheet).count() == 2

        sheet = actions.publish(sheet, by=world.editor)

        assert list(Remark.objects.on_next_version(fresh(sheet))) == [left]


class TestWhoReadsRemarks:
    def test_is_the_body_whoever_decides_and_the_secretariat(self):
        world = cast()
        sheet = fresh(with_remarks(world))

        readers = {
            name
            for name, user in vars(world).items()
            if hasattr(user, "has_role") and policy.may_read_remarks(user, sheet)
        }

        assert readers == {"author", "colleague", "lead", "home_reviewer", "editor", "administrator"}

    def test_is_nobody_else_once_the_sheet_is_published(self):
        world = cast()
        sheet = published(world)
        Remark.objects.create(practice=sheet, made_by=world.editor, chapter="law", text="Secret")

        readers = {
            name
            for name, user in vars(world).items()
            if hasattr(user, "has_role") and policy.may_read_remarks(user, sheet)
        }

        assert readers == {"author", "colleague", "lead"}

    def test_is_not_a_body_that_was_asked_to_share(self):
        world = cast()
        sheet = with_remarks(world)
        sheet.co_owners.create(organisation=OrganisationFactory())

        assert not policy.may_read_remarks(world.stranger, sheet)


class TestLife:
    def test_goes_from_the_reviewer_to_the_author_and_back(self, client):
        world = cast()
        sheet = admissible(world)
        deed = reverse("sheet_deed", args=[sheet.pk, "review"])

        # The whole first, the chapters folded away.
        shown = open_as(client, world.home_reviewer, sheet).content.decode()
        for name in ("verdict", "evidence_level", "comment", "remark_situation", "remark_practical"):
            assert shown.count(f'name="review-{name}"') == (3 if name == "verdict" else 1), name
        assert shown.index('name="review-comment"') < shown.index('name="review-remark_brief"')

        # Without a word about anything, what was chosen is kept on the page.
        refused = client.post(deed, {"review-verdict": "request_changes", "seen": seen(sheet, "review")})
        assert refused.status_code == 422
        sent = client.post(
            deed,
            {
                "seen": seen(sheet, "review"),
                "review-verdict": "request_changes",
                "review-remark_situation": "Depuis quand ?",
            },
        )
        assert sent.status_code == 302
        remark = sheet.remarks.get()

        # The author meets it on the desk and beside the chapter, and answers.
        assert "Depuis quand ?" in open_as(client, world.author, sheet).content.decode()
        editor = client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).content.decode()
        assert editor.count("Depuis quand ?") == 1
        assert editor.index("Depuis quand ?") < editor.index('name="situation_fr"')
        address = reverse("sheet_remark", args=[sheet.pk, remark.pk])
        name = f"remark-{remark.pk}"
        too_long = client.post(address, {f"{name}-answer": "x" * 4001})
        assert (too_long.status_code, "x" * 4001 in too_long.content.decode()) == (422, True)
        kept = client.post(address, {f"{name}-answer": "Depuis 2015.", f"{name}-is_settled": "on"})
        assert kept.url.endswith(f"#{name}")
        assert 'name="submit-grant"' in open_as(client, world.author, sheet).content.decode()
        changed(sheet, world.author)
        deed = reverse("sheet_deed", args=[sheet.pk, "submit"])
        assert client.post(deed, {"submit-grant": "on", "seen": seen(sheet, "submit")}).url
        actions.release(sheet, by=world.lead)

        # The reviewer sees what was dealt with, and others nothing.
        assert "Depuis 2015." in open_as(client, world.home_reviewer, sheet).content.decode()
        for person in (world.stranger, world.far_reviewer):
            assert open_as(client, person, sheet).status_code in (302, 404)
            assert client.post(address, {f"{name}-answer": "Non."}).status_code in (302, 404)
