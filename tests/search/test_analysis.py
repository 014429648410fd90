import pytest

from search import analysis


class TestWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("l'école d’hier", ["école", "hier"]),
            ("aujourd'hui", ["aujourd", "hui"]),
            ("sans-abri", ["sans", "abri"]),
            ("#GARDEÇAPOURTOI !", ["GARDEÇAPOURTOI"]),
            ("snake_case", ["snake", "case"]),
            ("", []),
        ],
    )
    def test_leaves_out_signs_and_elided_articles(self, text, expected):
        assert analysis.words(text) == expected

    def test_spans_point_into_the_text(self):
        text = "À l’école, d'abord"

        assert [text[start:end] for start, end, _word in analysis.spans(text)] == ["À", "école", "abord"]


class TestPhrase:
    def test_keeps_the_gap_of_an_article_inside_it(self):
        assert analysis.phrase("l'école d’hier") == ("école", "d", "hier")
        assert analysis.telling(("école", "d", "hier")) == ("école", "hier")
        assert analysis.telling(("plan", "D")) == ("plan", "D")
        assert analysis.phrase("l'") == analysis.telling(()) == ()


class TestRoot:
    @pytest.mark.parametrize(
        ("one", "other", "language"),
        [
            ("assistante", "Assistants", "fr"),
            ("itinérant", "itinérantes", "fr-ca"),
            ("écoles", "ecole", "fr"),
            ("wijkagenten", "wijkagent", "nl"),
            ("dakloos", "daklozen", "nl"),
            ("burenruzies", "burenruzie", "nl"),
            ("officers", "officer", "en"),
        ],
    )
    def test_brings_forms_of_a_word_together(self, one, other, language):
        assert analysis.root(one, language) == analysis.root(other, language)

    def test_keeps_short_words_and_numbers_apart(self):
        assert len({analysis.root(word, "fr") for word in ("5344", "sas", "sa", "SPVM")}) == 4


class TestOrdinals:
    @pytest.mark.parametrize(
        "word", ["6e", "6ième", "6ème", "6de", "6th", "sixième", "SIXIÈME", "zesde", "sixth"]
    )
    def test_have_one_form(self, word):
        assert analysis.ordinal_of(word) == "ordinal6"

    @pytest.mark.parametrize("word", ["6", "e", "6x", "sixaine", "1990s"])
    def test_are_not_seen_where_there_are_none(self, word):
        assert analysis.ordinal_of(word) is None


class TestCompounds:
    @pytest.mark.parametrize(
        ("word", "parts"),
        [
            ("wijkagent", ("wijk", "agent")),
            ("overlegassistenten", ("overleg", "assistent")),
            ("slachtofferbejegening", ("slachtoffer", "bejegening")),
            ("buurtinformatienetwerk", ("buurt", "informatie", "netwerk")),
            ("politiezone", ("politie", "zone")),
            ("veiligheidsgevoel", ()),  # one part is not known
            ("wijk", ()),
            ("xyzagent", ()),
        ],
    )
    def test_are_cut_where_every_part_is_known(self, word, parts):
        assert analysis.compound_parts(word) == parts


class TestClean:
    def test_takes_out_what_cannot_be_seen(self):
        assert analysis.clean("a\x00b\u200bc\u202ed\ue000e\ud800f\n g") == "abcdef  g"

    def test_brings_forms_of_a_letter_together(self):
        assert analysis.clean("e\u0301 ﬁ Ａ") == "é fi A"


class TestCut:
    def test_never_halves_a_letter(self):
        assert analysis.cut("ééé", 5) == "éé"
        assert analysis.cut("ééé", 6) == "ééé"
