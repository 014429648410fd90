"""Nothing in search tells of what the viewer may not open: hits, totals, facets, words, completions."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override

from exchange.audiences import Audience, State
from exchange.models import MembershipState, RoleName, TranslatedPage
from exchange.viewers import VISITOR, viewer_of
from search import vocabulary
from search.find import find, related, suggest
from search.models import Entry
from search.queries import SearchQuery
from tests.factories import (
    AssignmentFactory,
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

WORD = "xylophone"


@pytest.fixture
def world(db):
    """One sheet per audience and state, all with the same word, and one viewer of each kind."""
    owner, party, member, suspended = (OrganisationFactory() for _ in range(4))
    for body in (owner, party, member):
        MembershipFactory(organisation=body)
    MembershipFactory(organisation=suspended, state=MembershipState.SUSPENDED)
    protocol = ProtocolFactory(parties=[owner, party])
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    shared = {"organisation": owner, "summary_fr": f"Un {WORD}", "pitch_fr": ""}
    PracticeFactory(heading_fr="public", **shared)
    PracticeFactory(heading_fr="members", members=True, **shared)
    PracticeFactory(heading_fr="parties", parties=True, protocol=protocol, **shared)
    PracticeFactory(heading_fr="embargo", embargo_until=tomorrow, **shared)
    for state in (State.DRAFT, State.FAR_REVIEW):
        PracticeFactory(heading_fr=state, state=state, live=False, **shared)
    for state in (State.FROZEN, State.WITHDRAWN):
        PracticeFactory(heading_fr=state, state=state, **shared)

    def person(body=None, *roles):
        return viewer_of(UserFactory(organisation=body, roles=roles))

    reviewer = UserFactory(organisation=member, roles=[RoleName.REVIEWER])
    AssignmentFactory(
        reviewer=reviewer, page=PracticeFactory(heading_fr="asked", state=State.FAR_REVIEW, **shared)
    )
    return {
        "visitor": VISITOR,
        "owner": person(owner, RoleName.READER),
        "author": person(owner, RoleName.AUTHOR),
        "party": person(party, RoleName.READER),
        "member": person(member, RoleName.READER),
        "reviewer": viewer_of(reviewer),
        "suspended": person(suspended, RoleName.READER),
        "editor": person(None, RoleName.EDITOR),
        "committee": person(None, RoleName.COMMITTEE),
    }


EXPECTED = {
    "visitor": {"public"},
    "owner": {"public", "members", "parties", "embargo"},
    "author": {"public", "members", "parties", "embargo"},
    "party": {"public", "members", "parties"},
    "member": {"public", "members"},
    "reviewer": {"public", "members"},
    "suspended": {"public"},
    "editor": {"public", "members", "embargo"},
    "committee": {"public", "members"},
}


def test_hits_totals_and_facets_agree_with_what_the_database_shows(world, search):
    queries = (
        {"text": WORD},
        {"text": "", "kinds": ("practice",)},
        {"text": "-rien", "kinds": ("practice",)},
    )
    for who, expected in EXPECTED.items():
        for query in queries:
            results = search(viewer=world[who], **query)

            assert {hit.heading for hit in results.hits} == expected, who
            assert results.total == len(expected), who
            for values in results.facets.values():
                assert all(value.count <= results.total for value in values), who
            assert [(v.value, v.count) for v in results.facets["kind"]] == [("practice", results.total)], who


def test_a_filter_does_not_reveal(world, search):
    owner = Entry.objects.filter(kind="practice").first()
    body = next(value for value in owner.facets if value.startswith("organisation:")).partition(":")[2]

    results = search(WORD, filters={"organisation": [body]})

    assert results.total == 1


class TestSecondAuthorisation:
    def test_hits_that_the_database_refuses_are_dropped_with_their_text(self, write, search):
        sheet = write("Le parking", members=True)
        Entry.objects.filter(object_id=sheet.pk).update(tokens=["public"])  # an engine that lags

        assert search("parking").hits == ()

    def test_things_that_are_gone_are_dropped(self, write, search):
        sheet = write("Le parking")
        type(sheet).objects.filter(pk=sheet.pk).update(live=False)

        assert search("parking").hits == ()


class TestNarrowing:
    def test_acts_at_once(self, write, search):
        sheet = write("Le parking")
        sheet.audience = "members"
        sheet.save()

        assert search("parking").total == 0

    def test_is_not_undone_by_who_knows_a_sheet_as_a_bare_page(self, write, search):
        sheet = write("Le parking", members=True)

        TranslatedPage.objects.get(pk=sheet.pk).save()

        assert search("parking").total == 0
        sheet.refresh_from_db()
        assert "public" not in sheet.tokens

    def test_acts_when_a_bare_page_goes(self, write, search):
        bare = TranslatedPage.objects.get(pk=write("Le parking").pk)
        bare.live = False
        bare.save()

        assert search("parking").total == 0

    def test_of_a_membership_acts_without_a_word_to_search(self, write, search):
        write("Le parking", members=True)
        membership = MembershipFactory()
        user = UserFactory(organisation=membership.organisation)
        assert search("parking", viewer_of(user)).total == 1

        membership.state = MembershipState.SUSPENDED
        membership.save()

        assert search("parking", viewer_of(user)).total == 0


class TestCorrection:
    @staticmethod
    def corrected(results):
        return results.second_pass and results.second_pass.corrected and results.second_pass.text

    def test_puts_a_word_right(self, write, search):
        write("Xylophone")
        vocabulary.rebuild()

        assert self.corrected(search("xylophne")) == "xylophone"
        assert not self.corrected(search("le xylophonne rare"))  # « rare » finds nothing
        assert not self.corrected(search("xylophone"))

    def test_never_comes_from_what_is_closed(self, write, search):
        write("Xylophone", members=True)
        member = viewer_of(UserFactory(organisation=MembershipFactory().organisation))
        vocabulary.rebuild()

        results = search("xylophne")

        assert (results.second_pass, results.suggestion) == (None, None)
        assert self.corrected(search("xylophne", member)) == "xylophone"

    def test_offers_the_form_that_stands_in_what_is_open(self, write, search):
        """The plural finds the public sheet, too; it stands in the closed one alone."""
        write("Xylophone")
        write("Xylophones", members=True)
        member = viewer_of(UserFactory(organisation=MembershipFactory().organisation))
        vocabulary.rebuild()

        assert self.corrected(search("xylophnes")) == "xylophone"
        assert self.corrected(search("xylophnes", member)) == "xylophones"

    def test_holds_the_filters(self, write, search):
        write("Xylophone")
        vocabulary.rebuild()

        results = search("xylophne", filters={"shore": ["america"]})

        assert results.total == 0
        assert results.suggestion is None

    def test_keeps_the_rest_of_the_text(self, write, search):
        write("Xylophone, médiation")
        vocabulary.rebuild()

        results = search('xylophne "médiation" -patrouille')

        assert self.corrected(results) == 'xylophone "médiation" -patrouille'


class TestCompletion:
    def test_offers_pages_terms_and_words(self, write, notions):
        write("Itinérance au centre-ville")
        vocabulary.rebuild()

        found = {(completion.kind, completion.text) for completion in suggest("itin", VISITOR, "fr")}

        assert ("term", "itinérance") in found
        assert ("page", "Itinérance au centre-ville") in found

    def test_gives_the_address_of_pages(self, write):
        sheet = write("Xylophone")

        (completion,) = [found for found in suggest("xylo", VISITOR, "fr") if found.kind == "page"]

        with override("fr"):
            assert completion.url == sheet.get_absolute_url()

    @pytest.mark.parametrize("prefix", ["xylo", "au xylo", "XYLO"])
    def test_folds_what_is_typed(self, write, prefix):
        write("Jouer au xylophone")

        assert [found.text for found in suggest(prefix, VISITOR, "fr")] == ["Jouer au xylophone"]

    def test_never_comes_from_what_is_closed(self, write, notions):
        write("Xylophone en itinérance", members=True)
        vocabulary.rebuild()

        assert suggest("xylo", VISITOR, "fr") == []
        assert suggest("itin", VISITOR, "fr") == []

    @pytest.mark.parametrize(
        "closed",
        [
            {"members": True},
            {"state": State.DRAFT, "live": False},
            {"state": State.ARCHIVED},
            {"state": State.WITHDRAWN},
        ],
        ids=["members", "draft", "archived", "withdrawn"],
    )
    @pytest.mark.parametrize("form", ["xylophones", "xylophoné", "xylophonées"])
    def test_offers_the_form_that_stands_in_what_is_open(self, write, closed, form):
        write("Jouer", "Un xylophone.")
        write("Fermé", f"Des {form}.", **closed)
        vocabulary.rebuild()

        assert [found.text for found in suggest("xylo", VISITOR, "fr")] == ["xylophone"]

    def test_forgets_a_form_with_its_last_text(self, write):
        write("Jouer", "Un xylophone.")
        sheet = write("Deux", "Des xylophones.")
        vocabulary.rebuild()
        assert {found.text for found in suggest("xylo", VISITOR, "fr")} == {"xylophone", "xylophones"}

        sheet.audience = Audience.MEMBERS
        sheet.save()

        assert [found.text for found in suggest("xylo", VISITOR, "fr")] == ["xylophone"]

    def test_finds_what_is_open_behind_many_closed_words(self, write):
        """Words that the viewer may not meet take nobody's place."""
        write("Jouer", "Un xylophone.")
        write("Fermé", " ".join(f"xylo{letter}" for letter in "abcdefghijklmnopqrstuvw"), members=True)
        vocabulary.rebuild()

        assert [found.text for found in suggest("xylo", VISITOR, "fr")] == ["xylophone"]

    def test_asks_a_fixed_number_of_questions(self, write, django_assert_num_queries):
        for number in range(5):
            write(f"Xylophone {number}", f"Des xylophones{'abcde'[number]} et des xylophonistes.")
        vocabulary.rebuild()
        suggest("xylo", VISITOR, "fr")

        with django_assert_num_queries(6):
            assert len(suggest("xylo", VISITOR, "fr")) == 8

    @pytest.mark.parametrize(
        "prefix", ["", "x", "%", "__", "'", "\x00\x00", "\ud800a", "%%%", "\\", "é" * 10_000]
    )
    def test_takes_anything(self, write, prefix):
        write("Xylophone")

        assert suggest(prefix, VISITOR, "xx") == []


class TestRelated:
    def test_shares_notions_and_themes(self, write, themes, notions):
        sheet = write("Sans-abri", themes=[themes["homelessness"]])
        near = write("Itinérance", themes=[themes["homelessness"]])
        write("Autre chose", themes=[themes["schools"]])

        assert [hit.pk for hit in related(sheet, VISITOR, "fr")] == [near.pk]

    def test_leaves_out_what_is_closed(self, write):
        theme = ThemeFactory()
        sheet = write("Un", themes=[theme])
        hidden = write("Deux", themes=[theme], members=True)
        member = viewer_of(UserFactory(organisation=MembershipFactory().organisation))

        assert related(sheet, VISITOR, "fr") == []
        assert [hit.pk for hit in related(sheet, member, "fr")] == [hidden.pk]

    def test_says_nothing_from_a_page_that_the_viewer_may_not_open(self, write):
        theme = ThemeFactory()
        write("Un", themes=[theme])

        assert related(write("Deux", themes=[theme], members=True), VISITOR, "fr") == []


def test_an_unknown_language_is_the_site_s(write):
    write("Le parking")

    assert find(SearchQuery("parking", language="xx"), VISITOR).hits[0].heading == "Le parking"
