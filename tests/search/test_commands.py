import json

import pytest
from django.core.management import CommandError, call_command

from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    def command(*arguments):
        call_command("search", *arguments)
        return capsys.readouterr().out

    return command


class TestSearch:
    def test_answers_in_json(self, write, run):
        write("Le parking", "Un parking la nuit", reference="BE-5344-0001", external_id="P99")

        answer = json.loads(run("parking", "--json", "--language", "nl"))

        assert (answer["engine"], answer["total"], answer["suggestion"]) == ("postgres", 1, None)
        (result,) = answer["results"]
        assert result["url"].endswith("le-parking/")
        del result["url"]
        assert result == {
            "reference": "BE-5344-0001",
            "external_id": "P99",
            "type": "practice",
            "title": "Le parking",
            "language": "fr",
            "highlight": "Un <mark>parking</mark> la nuit",
        }
        assert {"value": "europe", "count": 1} in answer["facets"]["shore"]

    def test_answers_in_words(self, write, run, notions):
        write("En itinérance", reference="BE-5344-0001")

        told = run("sans-abri")

        assert "1 result (postgres)" in told
        assert "BE-5344-0001  En itinérance" in told
        assert "Also found: itinérance (Québec)" in told

    def test_looks_with_the_eyes_of_somebody(self, write, run):
        write("Le parking", members=True)
        user = UserFactory(organisation=MembershipFactory().organisation, email="lecteur@zone.example")

        assert json.loads(run("parking", "--json"))["total"] == 0
        assert json.loads(run("parking", "--json", "--as", user.email.upper()))["total"] == 1

    def test_keeps_to_the_limit(self, write, run):
        for number in range(3):
            write(f"Parking {number}")

        answer = json.loads(run("parking", "--json", "--limit", "2"))

        assert (answer["total"], len(answer["results"])) == (3, 2)

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            (["--as", "personne@zone.example"], "personne@zone.example"),
            (["--language", "de"], "Unknown language: de"),
            (["--engine", "lucene"], "Unknown engine: lucene"),
            (["--limit", "0"], "from 1 to"),
        ],
    )
    def test_says_what_it_does_not_know(self, run, arguments, reason):
        with pytest.raises(CommandError, match=reason):
            run("parking", *arguments)

    def test_says_that_an_engine_that_was_named_does_not_answer(self, run, settings):
        settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"

        with pytest.raises(CommandError, match="Elasticsearch does not answer"):
            run("parking", "--engine", "elasticsearch")
        assert "(postgres, no_index)" in run("parking")

    def test_does_not_look_for_people_who_left(self, run):
        UserFactory(email="ancien@zone.example", is_active=False)

        with pytest.raises(CommandError, match="ancien@"):
            run("parking", "--as", "ancien@zone.example")
