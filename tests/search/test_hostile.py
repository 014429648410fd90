"""Anything may be typed; the answer is an answer."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.viewers import VISITOR
from search.find import find
from search.queries import LONGEST_TEXT, MOST_TERMS, SearchQuery, parse

HOSTILE = [
    "a" * 100_000,
    "mot " * 500,
    " ".join(f"mot{number}" for number in range(500)),
    '"' * 999,
    '"non fermé',
    "« jamais fermé",
    "-a -b -c",
    '-"',
    "--- -- -",
    "\x00\x01\x02parking\x7f",
    "\u202eparking\u202c\u200b\u200f",
    "👮‍♀️ 🚓 parking",
    "\ud800\udfff",
    "../../etc/passwd",
    "'; drop table search_entry; --",
    "%s %(x)s %% {0} {x}",
    "<script>alert(1)</script>",
    "a & b | !c <-> d:* (e",
    ":*",
    "\\",
    "\ue000parking\ue001",
    "parking:ABC",
    "OU OU OU",
    "١٢٣ 漢字 Ελληνικά кириллица",
    "１２３ ﬁn",
    "x" * 59 + "-" + "y" * 70,
    "-" * 5000,
    "𝒑𝒂𝒓𝒌𝒊𝒏𝒈",
    "+parking -nuit~2 /park.*/ park* p?rk {a TO b} [1 TO 9] fr.title:x AND NOT (_exists_:body)^9",
    '{"match_all": {}}',
    '"parking la nuit" OU "' + "mot " * 200 + '"',
    " ".join(f"-mot{number}" for number in range(200)),
    " OU ".join(f"mot{number}" for number in range(200)),
    " ".join(f"{number}e neighbour-organisation" for number in range(99)),
    "parking " * 3 + '« la nuit » -"le jour"',
]
LANGUAGES = ["fr", "fr-ca", "nl", "en"]


@pytest.fixture
def world(write):
    write("Le parking", "La nuit, une médiation")
    write("Parking la nuit", heading_nl="Parking in de nacht", summary_nl="Voor 6e en 7e leerjaar")
    write("Neighbour organisation", heading_en="A neighbour, an organisation", summary_en="mot1 漢字 123")


@pytest.fixture
def ask(db, deliver):
    """Return a function that asks both engines, and says what they found where they agree."""

    def both(words, language):
        deliver()
        query = SearchQuery(words, language=language)
        first, second = (find(query, VISITOR, engine=engine) for engine in ("postgres", "elasticsearch"))
        assert {hit.pk for hit in first.hits} == {hit.pk for hit in second.hits}, ascii(words[:80])
        assert (first.total, first.truncated) == (second.total, second.truncated)
        different = {
            name: (first.facets.get(name), second.facets.get(name))
            for name in first.facets | second.facets
            if first.facets.get(name) != second.facets.get(name)
        }
        assert different == {}
        return second

    return both


@pytest.mark.django_db
class TestHostileQueries:
    @pytest.mark.usefixtures("world")
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_get_the_same_answer_from_every_engine(self, ask, language):
        for words in HOSTILE:
            results = ask(words, language)

            assert results.total >= len(results.hits)

    def test_control_and_invisible_characters_do_not_hide_words(self, write, search):
        write("Le parking")

        assert search("\x00par\u200bking\x07").total == 1

    def test_say_that_they_were_cut(self, search):
        assert search("a" * (LONGEST_TEXT + 1)).truncated
        assert search("mot " * (MOST_TERMS + 1)).truncated
        assert not search("mot " * MOST_TERMS).truncated

    def test_values_of_filters_may_be_anything(self, write, search):
        write("Le parking")
        filters = {"theme": ["\x00", "'", "a" * 10_000, "%s", *map(str, range(1000))], "year": ["-1", "x"]}

        assert search("parking", filters=filters).total == 0

    @pytest.mark.usefixtures("world")
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(words=st.text(max_size=80), language=st.sampled_from(LANGUAGES))
    def test_of_any_text_get_an_answer(self, ask, words, language):
        ask(words, language)


class TestParse:
    @given(st.text(max_size=300))
    def test_never_fails_and_never_grows(self, words):
        tree = parse(words)

        assert len(tree.must) + len(tree.without) <= MOST_TERMS


@pytest.mark.django_db
class TestHostileTexts:
    """What people write into sheets may be hostile too."""

    def test_markup_never_reaches_the_reader(self, write, search):
        write("<script>alert(1)</script> parking", "<img src=x onerror=alert(1)> parking & \ue000b\ue001")

        hit = search("parking").hits[0]

        assert "<img" not in hit.highlight
        assert "&lt;img src=x onerror=alert(1)&gt; <mark>parking</mark> &amp; b" in hit.highlight

    @pytest.mark.parametrize(
        "text", ["é漢" * 2_000_000, " ".join(f"m{number}" for number in range(1_200_000))]
    )
    def test_ten_megabytes_are_cut(self, write, search, text):
        write("Parking", lessons_fr=text)

        assert search("parking").total == 1

    def test_control_characters_are_taken_out(self, write, search):
        write("Par\x07king\u200b", "a\u202eb")

        assert search("parking").total == 1
