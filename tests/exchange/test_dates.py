import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from exchange.dates import display_partial_date, parse_partial_date, validate_partial_date


class TestParse:
    @pytest.mark.parametrize(
        ("text", "date"),
        [
            ("2016", dt.date(2016, 1, 1)),
            ("2016-10", dt.date(2016, 10, 1)),
            ("2016-10-13", dt.date(2016, 10, 13)),
        ],
    )
    def test_returns_the_first_day_it_may_mean(self, text, date):
        assert parse_partial_date(text) == date

    @pytest.mark.parametrize(
        "text", ["", "16", "2016-13", "2016-02-30", "13/10/2016", "2016-10-13T10", "٢٠١٦", "0000"]
    )
    def test_refuses_what_is_no_date(self, text):
        with pytest.raises(ValidationError):
            validate_partial_date(text)


class TestDisplay:
    @pytest.mark.parametrize(
        ("language", "shown"),
        [("fr", "13 octobre 2016"), ("nl", "13 oktober 2016"), ("en", "13 October 2016")],
    )
    def test_speaks_the_readers_language(self, language, shown):
        with translation.override(language):
            assert display_partial_date("2016-10-13") == shown

    def test_says_no_more_than_is_known(self):
        with translation.override("fr"):
            assert display_partial_date("2016-10") == "octobre 2016"
            assert display_partial_date("2016") == "2016"
            assert display_partial_date("") == ""
