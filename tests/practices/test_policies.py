"""Who may do what to a sheet, at each step of its life."""

import pytest

from exchange.models import Verdict
from practices import actions
from practices.policies import policy
from tests.factories import PracticeFactory, ProtocolFactory, UserFactory
from tests.practices.cast import cast, complete_sheet, fresh
from tests.practices.steps import changed

pytestmark = pytest.mark.django_db

PEOPLE = (
    "author",
    "colleague",
    "lead",
    "own_reviewer",
    "home_reviewer",
    "far_reviewer",
    "third_reviewer",
    "stranger",
    "reader",
    "editor",
    "committee",
    "administrator",
)
QUESTIONS = (
    "may_submit",
    "may_take_back",
    "may_decide",
    "may_read",
    "may_freeze",
    "may_unfreeze",
    "may_withdraw",
    "may_archive",
    "may_confirm",
    "may_declare_adoption",
)
WRITERS = {"author", "colleague", "lead"}
SECRETARIAT = {"editor", "administrator"}
REVIEWERS = {"own_reviewer", "home_reviewer", "far_reviewer", "third_reviewer"}
YES = dict.fromkeys(actions.steps.ADMISSIBILITY, True)


def answers(world, sheet) -> dict[str, set[str]]:
    """Return who gets a yes to which question; questions that nobody may ask are left out."""
    table = {
        question: {name for name in PEOPLE if getattr(policy, question)(getattr(world, name), fresh(sheet))}
        for question in QUESTIONS
    }
    return {question: names for question, names in table.items() if names}


class TestEachStep:
    def test_from_draft_to_publication(self):
        world = cast()
        sheet = complete_sheet(world.author)
        assert answers(world, sheet) == {"may_submit": WRITERS, "may_read": WRITERS}

        actions.submit(sheet, by=world.author)
        assert answers(world, sheet) == {
            "may_take_back": WRITERS,
            "may_decide": {"lead"},
            "may_read": WRITERS,
        }

        actions.release(sheet, by=world.lead)
        assert answers(world, sheet) == {
            "may_take_back": WRITERS,
            "may_decide": SECRETARIAT,
            "may_read": WRITERS | SECRETARIAT,
            "may_freeze": WRITERS | SECRETARIAT,
        }

        actions.find_admissible(sheet, by=world.editor, answers=YES)
        with_reviewer = WRITERS | SECRETARIAT | {"home_reviewer"}
        assert answers(world, sheet) == {
            "may_take_back": WRITERS,
            "may_decide": {"home_reviewer"},
            "may_read": with_reviewer,
            "may_freeze": with_reviewer,
        }

        actions.review(sheet, verdict=Verdict.REQUEST_CHANGES, by=world.home_reviewer, comment="Étapes ?")
        assert answers(world, sheet) == {
            "may_submit": WRITERS,
            "may_take_back": WRITERS,
            "may_read": with_reviewer,
            "may_freeze": with_reviewer,
        }

        actions.submit(changed(fresh(sheet), world.author), by=world.author)
        assert answers(world, sheet)["may_decide"] == {"lead"}
        actions.release(sheet, by=world.lead)
        actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer)
        far = fresh(sheet).assignments.open().get().reviewer
        assert far == world.far_reviewer
        assert answers(world, sheet)["may_decide"] == {"far_reviewer"}
        # Whoever has given an opinion reads no further.
        assert answers(world, sheet)["may_read"] == WRITERS | SECRETARIAT | {"far_reviewer"}

        actions.review(sheet, verdict=Verdict.APPROVE, by=far)
        assert answers(world, sheet)["may_decide"] == SECRETARIAT

        actions.publish(sheet, by=world.editor)
        published = {
            "may_submit": WRITERS,
            "may_read": WRITERS | SECRETARIAT,
            "may_freeze": WRITERS | SECRETARIAT | REVIEWERS | {"committee"},
            "may_withdraw": {"lead"} | SECRETARIAT,
            "may_archive": {"lead"} | SECRETARIAT,
            "may_confirm": {"lead"},
            "may_declare_adoption": {"stranger"},
        }
        assert answers(world, sheet) == published

    def test_of_what_is_frozen_or_withdrawn(self):
        world = cast()
        sheet = PracticeFactory(organisation=world.owner, owner=world.author, reference="BE-5344-0001")
        actions.freeze(sheet, by=world.editor, reason="Un nom.")
        governors = SECRETARIAT | {"committee"}
        assert answers(world, sheet) == {
            "may_read": WRITERS,
            "may_unfreeze": governors,
            "may_withdraw": governors | {"lead"},
        }

        actions.withdraw(sheet, by=world.committee, reason="privacy")
        assert answers(world, sheet) == {"may_read": WRITERS}


class TestOwnBody:
    def test_has_no_say_in_review_nor_publication(self):
        world = cast()
        insiders = [
            UserFactory(organisation=world.owner, roles=[role])
            for role in ("editor", "administrator", "reviewer")
        ]
        sheet = complete_sheet(world.author)
        said = []
        steps = (
            lambda: actions.submit(sheet, by=world.author),
            lambda: actions.release(sheet, by=world.lead),
            lambda: actions.find_admissible(sheet, by=world.editor, answers=YES),
            lambda: actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer),
            lambda: actions.review(sheet, verdict=Verdict.APPROVE, by=world.far_reviewer),
        )
        for step in steps:
            step()
            said += [policy.may_decide(person, fresh(sheet)) for person in insiders]

        assert not any(said)


class TestParties:
    def test_keep_their_sheets_from_a_secretariat_without_mandate(self):
        world = cast()
        protocol = ProtocolFactory(parties=[world.owner, world.far])
        sheet = PracticeFactory(
            organisation=world.owner, parties=True, protocol=protocol, reference="BE-5344-0001"
        )

        table = answers(world, sheet)

        assert not SECRETARIAT & table["may_freeze"]
        assert table["may_freeze"] == {"author", "colleague", "lead", "own_reviewer", "far_reviewer"}
        assert table["may_withdraw"] == table["may_archive"] == {"lead"}
        assert "may_declare_adoption" not in table
