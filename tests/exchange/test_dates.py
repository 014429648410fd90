import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from exchange.dates import (
    display_partial_date,
    parse_partial_date,
    read_partial_date,
    validate_partial_date,
)
from exchange.fields import PartialDateFormField


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


class TestReadingWhatPeopleWrite:
    @pytest.mark.parametrize(
        ("text", "stored"),
        [
            ("2023", "2023"),
            (" 2023-3 ", "2023-03"),
            ("2023/03/13", "2023-03-13"),
            ("03/2023", "2023-03"),
            ("3.2023", "2023-03"),
            ("13/03/2023", "2023-03-13"),
            ("13-3-2023", "2023-03-13"),
            ("mars 2023", "2023-03"),
            ("1er août 2023", "2023-08-01"),
            ("13 mars 2023", "2023-03-13"),
            ("Déc. 2023", "2023-12"),
            ("maart 2023", "2023-03"),
            ("13 mrt. 2023", "2023-03-13"),
            ("mei 2023", "2023-05"),
            ("March 2023", "2023-03"),
            ("March 13, 2023", "2023-03-13"),
            ("June 1st 2023", "2023-06-01"),
            ("juin 2023", "2023-06"),
            ("juillet 2023", "2023-07"),
        ],
    )
    def test_understands_three_languages(self, text, stored):
        assert read_partial_date(text) == stored

    @pytest.mark.parametrize(
        "text",
        [
            "printemps 2023",
            "jui 2023",
            "ma 2023",
            "13/2023",
            "31/02/2023",
            "03/13/2023",
            "en 2023",
            "mars",
            "٢٠٢٣",
            "0000",
        ],
    )
    def test_refuses_what_may_mean_two_things_or_none(self, text):
        with pytest.raises(ValueError):
            read_partial_date(text)

    def test_a_form_stores_what_was_meant_and_shows_it_in_words(self):
        field = PartialDateFormField(required=False)

        with translation.override("fr"):
            assert field.clean("maart 2023") == "2023-03"
            assert field.prepare_value("2023-03") == "mars 2023"
            assert not field.has_changed("2023-03", "03/2023")
            with pytest.raises(ValidationError, match="Écrivez par exemple 2023, mars 2023 ou 13 mars 2023"):
                field.clean("printemps 2023")


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
