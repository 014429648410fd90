import io
import json

import pytest
from django.core.management import CommandError, call_command

from search.relevance import interval, keeps, ndcg, recall
from tests.factories import PracticeFactory, TalkFactory

GOOD = {"id": "q1", "lang": "fr", "kind": "word", "query": "médiation", "grades": {"P01": 3}}


@pytest.fixture
def judged(tmp_path):
    """Return a function that writes a file of judgements."""

    def write(*rows):
        path = tmp_path / "judged.jsonl"
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
        return str(path)

    return write


@pytest.fixture
def sheets(db):
    PracticeFactory(external_id="P01", heading_fr="Médiation de voisinage")
    PracticeFactory(external_id="P02", heading_fr="Parking", summary_fr="Une médiation", members=True)
    TalkFactory(external_id="T01", heading_fr="La médiation")


def evaluate(*arguments, **options):
    output, errors = io.StringIO(), io.StringIO()
    call_command("search_evaluate", *arguments, engine="postgres", stdout=output, stderr=errors, **options)
    return output.getvalue(), errors.getvalue()


class TestMeasures:
    def test_the_best_order_is_one(self):
        grades = {"a": 3, "b": 2, "c": 1}

        assert ndcg(["a", "b", "c"], grades) == 1
        assert 0 < ndcg(["c", "b", "a"], grades) < 1
        assert ndcg(["x", "y"], grades) == 0

    def test_what_stands_below_the_fold_counts_for_nothing(self):
        assert ndcg(["x"] * 5 + ["a"], {"a": 3}) == 0

    def test_recall_asks_for_no_more_than_there_is_room_for(self):
        assert recall(["a", "b", "c"], {"a": 3, "b": 2, "c": 1, "d": 1}) == 1
        assert recall(["a", "x", "y", "b"], {"a": 3, "b": 1, "c": 0}) == 0.5

    @pytest.mark.parametrize(
        ("ranked", "kept"),
        [(["good", "bad"], True), (["bad", "good"], False), (["bad"], False), (["good"], True), ([], True)],
    )
    def test_a_trap_is_kept_where_the_bad_one_stands_below(self, ranked, kept):
        assert keeps(ranked, ("good", "bad")) is kept

    def test_the_interval_holds_the_mean_and_is_the_same_every_time(self):
        values = [0.2, 0.9, 1, 1, 0.7]
        low, high = interval(values)

        assert low < sum(values) / 5 < high
        assert interval(values) == (low, high)


class TestCommand:
    def test_tells_by_language_and_by_kind(self, sheets, judged):
        output, _errors = evaluate(
            judged(GOOD, {**GOOD, "id": "q2", "lang": "nl", "kind": "other", "grades": {"P01": 3, "T01": 2}})
        )

        assert "By language" in output
        assert "By kind" in output
        assert {line.split()[0] for line in output.splitlines() if line.strip()} >= {
            "fr", "nl", "word", "other", "all",
        }  # fmt: skip

    def test_gives_what_was_found_in_json(self, sheets, judged):
        row = {**GOOD, "lang": "fr-BE", "grades": {"P01": 3, "T01": 1}, "traps": [["P01", "T01"]]}
        output, _errors = evaluate(judged(row), json=True)
        answer = json.loads(output)

        assert answer["engine"] == "postgres"
        assert [query["lang"] for query in answer["queries"]] == ["fr"]
        assert set(answer["queries"][0]["ranked"]) == {"P01", "T01"}
        assert answer["all"]["traps"] == 1
        assert answer["all"]["empty"] == 0
        assert 0 < answer["languages"]["fr"]["ndcg"] <= 1

    def test_finds_what_the_one_who_looks_may_see(self, sheets, judged, django_user_model):
        row = {**GOOD, "grades": {"P01": 3, "P02": 1}}
        django_user_model.objects.create_superuser(email="admin@exchange.example", password="x")

        found = {
            email: json.loads(evaluate(judged(row), json=True, email=email)[0])["queries"][0]["ranked"]
            for email in ("", "admin@exchange.example")
        }

        assert found == {"": ["P01"], "admin@exchange.example": ["P01", "P02"]}

    def test_asks_only_for_the_kinds_that_are_judged(self, sheets, judged):
        output, _errors = evaluate(judged(GOOD), json=True)

        assert json.loads(output)["queries"][0]["ranked"] == ["P01"]

    def test_says_what_is_judged_and_not_here(self, sheets, judged):
        _output, errors = evaluate(judged({**GOOD, "grades": {"P01": 3, "P99": 2}}))

        assert errors.strip() == "Judged, and not here: P99."

    def test_reads_several_files_and_leaves_blank_lines_out(self, sheets, judged, tmp_path):
        other = tmp_path / "other.jsonl"
        other.write_text("\ufeff" + json.dumps(GOOD) + "\n\n")
        output, _errors = evaluate(judged(GOOD, ""), str(other), json=True)

        assert json.loads(output)["all"]["queries"] == 2


class TestBadFiles:
    @pytest.mark.parametrize(
        ("row", "message"),
        [
            ("{", "this is no JSON object"),
            ("[1]", "this is no JSON object"),
            ("[" * 5000, "this is no JSON object"),
            ({"id": "q1", "lang": "fr"}, "grades, query missing"),
            ({**GOOD, "grade": 3}, "nothing is called grade here"),
            ({**GOOD, "lang": "de"}, "unknown language 'de'; known: fr, fr-be, fr-ca, nl, en"),
            ({**GOOD, "lang": 3}, "lang is a text"),
            ({**GOOD, "query": " "}, "query is a text"),
            ({**GOOD, "grades": {"P01": 4}}, "from 0 to 3"),
            ({**GOOD, "grades": {"P01": True}}, "from 0 to 3"),
            ({**GOOD, "grades": ["P01"]}, "from 0 to 3"),
            ({**GOOD, "grades": {}}, "nothing is graded above 0"),
            ({**GOOD, "traps": [["P01"]]}, "traps are pairs"),
            ({**GOOD, "traps": "P01"}, "traps are pairs"),
            ({**GOOD, "query": "x" * 30_000}, "the line is too long"),
        ],
    )
    def test_are_refused_with_their_line(self, db, judged, row, message):
        path = judged({**GOOD, "id": "first"}, "", row)

        with pytest.raises(CommandError) as refusal:
            evaluate(path)
        assert str(refusal.value).startswith(f"{path}, line 3: ")
        assert message in str(refusal.value)

    def test_name_the_line_of_a_second_id(self, db, judged):
        with pytest.raises(CommandError, match="line 2: the id 'q1' stands twice"):
            evaluate(judged(GOOD, GOOD))

    def test_are_refused_when_empty_missing_or_not_text(self, db, judged, tmp_path):
        with pytest.raises(CommandError, match="there is no judged query in it"):
            evaluate(judged(""))
        with pytest.raises(CommandError, match="No such file"):
            evaluate(str(tmp_path / "nowhere.jsonl"))
        (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
        with pytest.raises(CommandError, match="this is no UTF-8 text"):
            evaluate(str(tmp_path / "bytes.jsonl"))

    def test_an_unknown_engine_or_person_is_refused(self, sheets, judged):
        with pytest.raises(CommandError, match="Unknown engine: lucene"):
            call_command("search_evaluate", judged(GOOD), engine="lucene")
        with pytest.raises(CommandError, match="Nobody here has the address"):
            evaluate(judged(GOOD), email="nobody@exchange.example")
