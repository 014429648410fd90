import json
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchange.audiences import PUBLIC
from search import documents
from search.models import Entry, EntryText, Ledger
from tests.factories import ThemeFactory

pytestmark = pytest.mark.django_db


def read(sheet):
    (batch,) = documents.of_things([("practice", sheet.pk)])
    (document,) = batch
    return document


class TestDocument:
    def test_holds_what_the_entry_holds(self, write, notions):
        sheet = write(
            "Le sans-abri",
            "Un résumé",
            heading_nl="Dakloosheid",
            themes=[ThemeFactory(code="a")],
            first_published_at=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
        )

        content = json.loads(read(sheet).source)

        entry = Entry.objects.get(kind="practice", object_id=sheet.pk)
        assert content["kind"] == "practice"
        assert content["object_id"] == sheet.pk
        assert content["rev"] == entry.rev == 1
        assert content["tokens"] == [PUBLIC]
        assert "theme:a" in content["facets"]
        assert content["concepts"] == ["g59"]
        assert content["dated"] == "2026-03-01T12:30:00+00:00"
        assert content["archived"] is False
        assert content["evidence"] == entry.evidence
        assert content["external_id"] == entry.external_id
        assert {"fr", "nl"} <= content.keys()
        assert not {"fr-ca", "en"} & content.keys()
        text = EntryText.objects.get(entry=entry, language="fr")
        assert content["fr"] == {
            "title": text.title,
            "summary": text.summary,
            "body": text.body,
            "labels": text.labels,
            "names": text.names,
            "additions": text.additions,
            "terms": text.terms,
            "concepts": text.concepts,
            "title_key": text.title_key,
        }

    def test_bears_every_sign(self, write):
        heading = 'Le "parking" \\ <b> {} 🚓 \u2028 \u202e\t« été »'
        sheet = write(heading)

        content = json.loads(read(sheet).source)

        assert content["fr"]["title"] == EntryText.objects.get(entry__object_id=sheet.pk).title

    def test_is_written_on_one_line(self, write):
        assert "\n" not in read(write("Le parking", "Un\nrésumé")).source

    def test_of_a_thing_that_is_gone_is_a_tombstone(self, write):
        sheet = write("Le parking")
        pk = sheet.pk
        sheet.delete()

        (batch,) = documents.of_things([("practice", pk)])

        assert batch == [documents.Document("practice", pk, Ledger.objects.get(object_id=pk).rev)]


class TestBatches:
    @pytest.fixture
    def sheets(self, write):
        return [write(f"Fiche {number}", "mot " * 200) for number in range(12)]

    def test_end_where_they_are_large_enough(self, sheets):
        things = [("practice", sheet.pk) for sheet in sheets]

        batches = list(documents.of_things(things, size=5_000))

        assert len(batches) > 2
        assert [document.thing for batch in batches for document in batch] == sorted(things)

    def test_hold_one_document_at_least(self, sheets):
        batches = list(documents.of_things([("practice", sheet.pk) for sheet in sheets], size=1))

        assert [len(batch) for batch in batches] == [1] * 12

    def test_follow_each_other_without_gap(self, sheets):
        seen, last = [], 0
        while batch := documents.after(last, number=5, size=5_000):
            assert len(batch) <= 5
            seen += [document.thing for document in batch]
            last = batch[-1].entry

        keys = Entry.objects.order_by("pk").values_list("kind", "object_id")
        assert seen == list(keys)

    def test_cost_one_statement_each(self, sheets):
        for number in (2, 12):
            with CaptureQueriesContext(connection) as context:
                assert len(documents.after(0, number=number)) == number
            assert len(context) == 1

    def test_of_unknown_things_are_none(self):
        assert list(documents.of_things([("practice", 123456)])) == []


class TestThing:
    def test_is_named_by_its_document(self):
        assert documents.thing_of(documents.document_id("organisation_page", 12)) == ("organisation_page", 12)

    @pytest.mark.parametrize("name", ["", "12", "-12", "practice-", "practice-x", f"practice-{'9' * 30}"])
    def test_is_not_named_by_a_stranger(self, name):
        assert documents.thing_of(name) is None
