import pytest

from search.spelling import distance


class TestDistance:
    @pytest.mark.parametrize(
        ("one", "other", "far"),
        [
            ("voisinage", "voisinage", 0),
            ("voisinnage", "voisinage", 1),
            ("parainage", "parrainage", 1),
            ("itinerence", "itinerance", 1),
            ("patruoille", "patrouille", 1),  # two letters swapped
            ("slachtoferbejegenning", "slachtofferbejegening", 2),
            ("", "ab", 2),
        ],
    )
    def test_counts_letters(self, one, other, far):
        assert distance(one, other, 3) == distance(other, one, 3) == far

    def test_stops_where_words_differ_in_length(self):
        assert distance("nuit", "nuitamment", 2) == 3
