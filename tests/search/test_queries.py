import pytest

from search.queries import Either, Phrase, SearchQuery, Word, parse


class TestParse:
    @pytest.mark.parametrize(
        ("text", "must", "without"),
        [
            ("médiation école", (Word("médiation"), Word("école")), ()),
            ('"bon coup" ici', (Phrase(("bon", "coup")), Word("ici")), ()),
            ("« bon coup »", (Phrase(("bon", "coup")),), ()),
            ("“goede praktijk”", (Phrase(("goede", "praktijk")),), ()),
            ("sans-abri", (Phrase(("sans", "abri"), hyphenated=True),), ()),
            ("médiation -école", (Word("médiation"),), (Word("école"),)),
            ('"l’agent d\'école"', (Phrase(("agent", "d", "école")),), ()),
            ('"l\'"', (), ()),
            ('-"bon coup"', (), (Phrase(("bon", "coup")),)),
            ("l'école", (Word("école"),), ()),
            ("C.P.A.S.", (Word("CPAS"),), ()),
            ("6 e primaire", (Word("6e"), Word("primaire")), ()),
            ("a OU b OF c d", (Either((Word("a"), Word("b"), Word("c"))), Word("d")), ()),
            ("ou or of", (Word("ou"), Word("or"), Word("of")), ()),
            ('"ouvert médiation', (Word("ouvert"), Word("médiation")), ()),
            ("theme:x", (Phrase(("theme", "x"), hyphenated=True),), ()),
            ("! & | ( ) * :", (), ()),
            ("", (), ()),
        ],
    )
    def test_reads_what_was_typed(self, text, must, without):
        tree = parse(text)

        assert (tree.must, tree.without) == (must, without)

    def test_is_not_cut_in_silence(self):
        assert not parse("mot " * 40).truncated
        assert parse("mot " * 41).truncated
        assert len(parse("mot " * 41).must) == 40


class TestSearchQuery:
    def test_is_brought_into_range(self):
        query = SearchQuery(
            "x",
            language="de",
            filters={"theme": ["a", "a", "\x00b"], "colour": ["red"], "year": []},
            sort="colour",
            page=-3,
            size=10_000,
            kinds=("talk", "nothing"),
        )

        sane = query.normalised(facets={"theme", "year"}, kinds={"talk", "practice"})

        assert sane == SearchQuery(
            "x", language="fr", filters={"theme": ["a", "b"]}, page=1, size=100, kinds=("talk",)
        )
