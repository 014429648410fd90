import pytest
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from exchange.imports import pages
from exchange.models import User
from practices.models import Practice
from seminars.models import Talk
from tests.content import CONTENT, complaints, content, counts, first, load, load_files

pytestmark = pytest.mark.django_db


NOT_JSON = [
    (b"", ["line 1, column 1"]),
    (b'{"sheets": [\n  {"id": "F1",}\n]}', ["line 2, column"]),
    (b"\xff\xfe{", ["Not UTF-8 text (byte 0)"]),
    (b"[]", ["The root is a list; an object is expected"]),
    (b"null", ["The root is null"]),
    (b'"text"', ["The root is a text"]),
    (b"[" * 100_000, ["too many levels"]),
    (b'{"sheets": [{"population_served": ' + b"9" * 5000 + b"}]}", ["too many digits"]),
    (b'{"sheets": [{"staff_fte": NaN}]}', ["sheets[0].staff_fte", "NaN is not a number"]),
    (b'{"sheets": [{"staff_fte": -Infinity}]}', ["sheets[0].staff_fte", "-Infinity is not a number"]),
    (b'{"sheets": [{"id": "a", "id": "b"}]}', ["sheets[0].id", "appears twice in the same object"]),
]

WRONG = [
    ({"sheet": []}, ["sheet", "Did you mean “sheets”?"]),
    ({"sheets": {}}, ["sheets", "A list is expected, not an object"]),
    ({"taxonomies": []}, ["taxonomies", "An object is expected"]),
    ({"taxonomies": {"theme": []}}, ["taxonomies.theme", "Did you mean “themes”?"]),
    (content(sheets=[None]), ["sheets[0]", "An object is expected"]),
    (content(sheets=["F1"]), ["sheets[0]", "An object is expected, not a text"]),
    (first("sheets", titel_fr="x"), ["sheets[0].titel_fr", "Did you mean “title_fr”?"]),
    (first("sheets", title_de="x"), ["sheets[0].title_de", "“de” is not one of our languages"]),
    (first("sheets", title_fr_be="x"), ["sheets[0].title_fr_be", "“fr_be” is not one of our languages"]),
    (first("sheets", source_language="fr-ca"), ["sheets[0].source_language", "not one of: fr, nl, en"]),
    (first("sheets", source_language="de"), ["sheets[0].source_language", "not one of: fr, nl, en"]),
    (first("sheets", title_fr=...), ["sheets[0].title_fr", "missing"]),
    (first("sheets", id=...), ["sheets[0].id", "missing"]),
    (first("sheets", org=...), ["sheets[0].org", "missing"]),
    (first("sheets", org="B9"), ["sheets[0].org", "“B9” does not exist in “organisations”"]),
    (first("sheets", themes=["school"]), ["sheets[0].themes[0]", "Did you mean “schools”?"]),
    (first("sheets", themes=["schools", "schools"]), ["sheets[0].themes[1]", "appears twice"]),
    (first("sheets", themes="schools"), ["sheets[0].themes", "A list is expected, not a text"]),
    (first("sheets", themes=["schools"] * 9), ["sheets[0].themes", "9 values; at most 3"]),
    (first("sheets", evidence_level=9), ["sheets[0].evidence_level", "“9” does not exist"]),
    (first("sheets", evidence_level=True), ["sheets[0].evidence_level", "A code is expected"]),
    (first("sheets", audience="everyone"), ["sheets[0].audience", "not one of: public, members, parties"]),
    (first("sheets", audience="parties"), ["sheets[0].protocol", "names their protocol"]),
    (
        first("sheets", org="Q1", audience="parties", protocol="PR1"),
        ["sheets[0].protocol", "not a party to this protocol"],
    ),
    (first("sheets", start="98"), ["sheets[0].start", "write 2016, 2016-10 or 2016-10-13"]),
    (first("sheets", start="2016-13"), ["sheets[0].start", "is not a date"]),
    (first("sheets", start="2016-02-30"), ["sheets[0].start", "is not a date"]),
    (first("sheets", start="2016-10", end="2016-09-01"), ["sheets[0].end", "before the start"]),
    (first("sheets", embargo_until="2016"), ["sheets[0].embargo_until", "write 2016-10-13"]),
    (first("sheets", title_fr=12), ["sheets[0].title_fr", "A text is expected, not a number"]),
    (first("sheets", title_fr="a\x00b"), ["sheets[0].title_fr", "U+0000 at position 2"]),
    (first("sheets", title_fr="a\x1b[31mb"), ["sheets[0].title_fr", "U+001B"]),
    (first("sheets", title_fr="a\u202eb"), ["sheets[0].title_fr", "U+202E"]),
    (first("sheets", title_fr="a\ud800b"), ["sheets[0].title_fr", "U+D800"]),
    (first("sheets", title_fr="a\nb"), ["sheets[0].title_fr", "One line"]),
    (first("sheets", situation_fr="x" * 10_000_000), ["sheets[0].situation_fr", "10000000 characters"]),
    (first("sheets", title_fr="x" * 121), ["sheets[0].title_fr", "121 characters; at most 120"]),
    (first("sheets", staff_fte="four"), ["sheets[0].staff_fte", "A number is expected"]),
    (first("sheets", staff_fte=-1), ["sheets[0].staff_fte", "not between 0 and 999"]),
    (first("sheets", population_served=1.5), ["sheets[0].population_served", "whole number"]),
    (first("sheets", population_served=0), ["sheets[0].population_served", "not between 1"]),
    (first("sheets", no_personal_data="yes"), ["sheets[0].no_personal_data", "true or false"]),
    (first("sheets", transferability={"legal": 4}), ["transferability.legal", "not one of: 0, 1, 2, 3"]),
    (first("sheets", transferability=2), ["sheets[0].transferability", "An object is expected"]),
    (first("sheets", steps_fr=[{"title": "x"}]), ["sheets[0].steps_fr[0].text", "missing"]),
    (first("sheets", partners=[{"nam": "x"}]), ["partners[0].nam", "Did you mean “name”?"]),
    (first("sheets", budget_annual=10), ["sheets[0].budget_currency", "EUR or CAD"]),
    (first("sheets", links=[{"label": "x", "url": "javascript:alert(1)"}]), ["links[0].url", "https://"]),
    (first("sheets", illustrative_fields=["moon"]), ["illustrative_fields[0]", "No field has this name"]),
    (
        first("sheets", indicators=[{"name": "x", "counts_people": True, "baseline": 3}]),
        ["indicators[0].baseline", "Below five people"],
    ),
    (
        content(sheets=[CONTENT["sheets"][0], CONTENT["sheets"][0]]),
        ["content0.json: sheets[1].id", "appears twice: see content0.json: sheets[0]"],
    ),
    (first("relations", target="F1"), ["relations[0].target", "not related to itself"]),
    (first("relations", target="F9"), ["relations[0].target", "does not exist in “sheets”"]),
    (first("organisations", country="Belgium"), ["organisations[0].country", "7 characters"]),
    (first("organisations", country="be"), ["organisations[0].country", "Two capital letters"]),
    (first("organisations", region="CA-QC"), ["organisations[0].region", "not in the country"]),
    (first("organisations", reference_code="53-44"), ["reference_code", "Capital letters and digits"]),
    (first("organisations", languages=["fr", "xx"]), ["languages[1]", "not one of our languages"]),
    (first("memberships", network="B1"), ["memberships[0].network", "not a network"]),
    (first("memberships", network="Q1"), ["memberships[0].network", "not a member of itself"]),
    (first("memberships", basis="protocol"), ["memberships[0].protocol", "names its protocol"]),
    (first("memberships", accession_on="2016"), ["memberships[0].accession_on", "is not a date"]),
    (first("protocols", parties=["B1"]), ["protocols[0].parties", "two parties"]),
    (first("protocols", ends_on="2015-01-01"), ["protocols[0].ends_on", "before the signature"]),
    (
        first("protocols", signatures=[{"party": "Q1", "name": "x", "capacities": ["y"]}]),
        ["protocols[0].signatures[0].party", "not a party"],
    ),
    (
        first("protocols", grants_accession={"network": "B1", "organisation": "N1"}),
        ["protocols[0].grants_accession.network", "not a network"],
    ),
    (first("protocols", clauses=CONTENT["protocols"][0]["clauses"] * 2), ["clauses[1]", "appears twice"]),
    (first("people", email="nobody"), ["people[0].email", "not an e-mail address"]),
    (first("people", roles=["chief"]), ["people[0].roles[0]", "not one of: reader, author"]),
    (first("people", organisation=None), ["people[0].organisation", "choose the organisation"]),
    (
        content(
            people=[{"email": "a@b.example", "organisation": "B1", "roles": ["editor"]}],
        ),
        ["people[0].organisation", "belongs to no organisation"],
    ),
    (first("pages", kind="novel"), ["pages[0].kind", "not one of: article, information"]),
    (first("pages", body_fr=[{"type": "video"}]), ["pages[0].body_fr[0].type", "not one of: heading"]),
    (first("pages", body_fr=[{"type": "heading"}]), ["pages[0].body_fr[0]", "no text"]),
    (first("pages", translation_state={"de": "draft"}), ["translation_state.de", "our languages"]),
    (first("seminars", starts_on="2016-10", ends_on="2015"), ["seminars[0].ends_on", "before the start"]),
    (first("talks", seminar="S9"), ["talks[0].seminar", "does not exist in “seminars”"]),
    (first("talks", audience="parties"), ["talks[0].protocol", "names their protocol"]),
    (
        first("concordance", silent_terms=["agents"]),
        ["concordance[0].silent_terms", "not one of the words of this concept. Did you mean “agent”?"],
    ),
    (first("concordance", relation="X"), ["concordance[0].relation", "not one of: E, A, F, N"]),
    (first("concordance", broader="c9"), ["concordance[0].broader", "does not exist in “concordance”"]),
    (first("concordance", broader="c1"), ["concordance[0].broader", "Only a narrower concept"]),
    (first("concordance", broader="c1", relation="N"), ["[0].broader", "not broader than itself"]),
    (first("concordance", weight=2), ["concordance[0].weight", "not between 0 and 1"]),
    (first("territories", country="Belgium"), ["territories[0].country", "at most 2"]),
    (first("territories", country="be"), ["territories[0].country", "Two capital letters"]),
    (first("talks", languages=["de"]), ["talks[0].languages[0]", "not one of: fr, nl, en"]),
    (first("pages", sheets=["F9"]), ["pages[0].sheets[0]", "does not exist in “sheets”"]),
]


class TestBadInput:
    @pytest.mark.parametrize(("raw", "words"), NOT_JSON)
    def test_says_what_is_no_content(self, tmp_path, raw, words):
        before = counts()

        lines = complaints(tmp_path, raw)

        assert any(all(word in line for word in words) for line in lines), lines
        assert counts() == before

    @pytest.mark.parametrize(
        ("wrong", "words"), WRONG, ids=lambda value: value[0] if isinstance(value, list) else ""
    )
    def test_says_where_and_what_would_be_right(self, tmp_path, wrong, words):
        before = counts()

        lines = complaints(tmp_path, wrong)

        assert any(all(word in line for word in words) for line in lines), lines
        assert all(line.startswith("content0.json") and " — " in line for line in lines)
        assert counts() == before

    def test_reports_every_error_of_every_file(self, tmp_path):
        lines = complaints(
            tmp_path,
            first("sheets", org="B9", start="98"),
            {"talks": [{"id": "T9"}]},
            b"{",
        )

        told = "\n".join(lines)
        for place in (
            "content0.json: sheets[0].org",
            "content0.json: sheets[0].start",
            "content1.json: talks[0].org",
            "content1.json: talks[0].seminar",
            "content2.json — Not JSON",
        ):
            assert place in told

    def test_prints_no_control_signs_of_the_file(self, tmp_path):
        lines = complaints(tmp_path, {"\x1b[2Jsheets": []})

        assert "\x1b" not in "\n".join(lines)

    def test_names_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(CommandError, match="nothing was loaded"):
            load_files(tmp_path / "absent.json")

    def test_refuses_demonstration_people_in_production(self, tmp_path, settings):
        settings.SETTINGS_MODULE = "exchange.settings.production"

        lines = complaints(tmp_path, CONTENT)

        assert lines == [
            "content0.json: people[0] — Demonstration people share one password: "
            "they are refused in production."
        ]
        assert not User.objects.exists()


class TestLoad:
    def test_takes_any_split_over_files_in_any_order(self, tmp_path):
        parts = [{name: rows} for name, rows in reversed(CONTENT.items())]

        load(tmp_path, *parts)

        assert Practice.objects.count() == 2
        assert Talk.objects.get().practice_links.get().practice.external_id == "F1"

    def test_takes_what_refers_to_the_database(self, tmp_path):
        load(tmp_path, content(sheets=[], relations=[], talks=[], pages=[]))

        load(tmp_path, {"sheets": CONTENT["sheets"]})
        load(tmp_path, {"relations": CONTENT["relations"]})

        sheet = Practice.objects.get(external_id="F1")
        assert [relation.target.external_id for relation in sheet.relations.all()] == ["F2"]

    def test_says_what_it_does_not_load_to_whoever_asks(self, tmp_path):
        noted = first("organisations", documented="a note of the gatherer")
        noted |= {"glossary": [], "fields": [], "rules": []}

        said = load(tmp_path, noted, verbosity=2)

        for name in ("glossary", "fields", "rules", "organisations.documented"):
            assert name in said.partition("read but not stored: ")[2]
        assert "not stored" not in load(tmp_path, noted)

    def test_writes_nothing_on_a_dry_run(self, tmp_path):
        before = counts()

        said = load(tmp_path, CONTENT, dry_run=True)

        assert "nothing written" in said
        assert counts() == before

    @pytest.mark.parametrize(
        ("terminal", "wanted", "words"),
        [
            ("nl_BE.UTF-8", None, "niets weggeschreven"),
            ("fr_CA.UTF-8", None, "rien n’est écrit"),
            ("de_DE.UTF-8", None, "nothing written"),
            ("C.UTF-8", None, "nothing written"),
            ("nl_BE.UTF-8", "fr", "rien n’est écrit"),
        ],
    )
    def test_answers_in_the_language_of_the_terminal(self, tmp_path, monkeypatch, terminal, wanted, words):
        monkeypatch.setenv("LC_ALL", terminal)

        assert words in load(tmp_path, {"sheets": []}, language=wanted, dry_run=True)

    def test_leaves_nothing_when_the_last_row_fails(self, tmp_path, monkeypatch):
        before = counts()

        def fail(*args, **kwargs):
            raise ValidationError("refused")

        monkeypatch.setattr(pages, "publish", fail)

        with pytest.raises(CommandError, match="nothing was loaded"):
            load(tmp_path, CONTENT)
        assert counts() == before
