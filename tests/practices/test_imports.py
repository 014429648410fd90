import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageLogEntry

from exchange.imports.shared import SHARED_PAGE
from exchange.models import User
from practices.imports import import_practice
from practices.imports.shape import FIELDS, SHEET
from practices.imports.sheets import Sheet
from practices.models import Practice
from tests.content import complaints, counts, first, load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def sheet(code="F1"):
    return Practice.objects.get(external_id=code)


class TestSheet:
    def test_is_published_under_its_body(self):
        found = sheet()

        assert (found.state, found.live, found.tokens) == ("published", True, ["public"])
        assert found.get_parent().specific.organisation.external_id == "B1"
        assert found.reference == "BE-1111-0001"
        assert found.provenance == "imported"
        assert found.licence.code == "cc_by"
        assert found.last_verified_on is None

    def test_keeps_what_the_file_says(self):
        found = sheet()

        assert found.situation_fr == "<p>Un &lt;b&gt;problème&lt;/b&gt;.</p><p>Et sa suite.</p>"
        assert [block.value for block in found.objectives_fr] == ["Se connaître."]
        assert found.steps_fr[0].value["duration"] == "un mois"
        assert found.main_theme.code == "schools"
        assert {theme.code for theme in found.themes.all()} == {"schools", "victims"}
        assert [place.name for place in found.territories.all()] == ["Evere"]
        assert list(found.keywords.names()) == ["parrainage"]
        assert found.partners.get().role == "Accueillent."
        assert (found.transfer_legal, found.transfer_partners) == (2, None)
        assert found.contact_antenna.external_id == "A1"
        assert found.illustrative_fields == ["steps", "start_date"]
        assert found.relations.get().target == sheet("F2")

    def test_keeps_a_revision_and_a_log_of_how_it_came(self):
        found = sheet()

        assert found.latest_revision == found.live_revision
        actions = PageLogEntry.objects.filter(page=found.pk).values_list("action", flat=True)
        assert set(actions) >= {"wagtail.create", "wagtail.publish"}

    def test_for_the_parties_opens_to_them_only(self):
        found = sheet("F2")

        assert found.tokens == [f"organisation:{found.organisation_id}", f"protocol:{found.protocol_id}"]

    def test_stores_hostile_text_as_text(self, tmp_path):
        attack = "<script>alert(1)</script> & <img src=x onerror=alert(1)>"

        load(tmp_path, first("sheets", situation_fr=attack, title_fr=attack, mechanism_fr=attack))

        found = sheet()
        assert found.situation_fr == (
            "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;img src=x onerror=alert(1)&gt;</p>"
        )
        assert found.heading_fr == found.mechanism_fr == attack

    def test_may_name_its_body_by_its_code(self, tmp_path):
        load(tmp_path, {"sheets": [{"id": "F3", "org": "1111", "title_fr": "Par le code"}]})

        assert sheet("F3").organisation.external_id == "B1"

    def test_for_members_when_the_row_says_nothing(self, tmp_path):
        load(tmp_path, {"sheets": [{"id": "F3", "org": "B1", "title_fr": "Sans diffusion"}]})

        assert sheet("F3").audience == "members"
        assert "public" not in sheet("F3").tokens

    def test_can_come_as_a_draft_and_be_published_later(self, tmp_path):
        row = {"id": "F3", "org": "B1", "title_fr": "Un brouillon", "audience": "public"}

        load(tmp_path, {"sheets": [{**row, "publish": False, "themes": ["victims"]}]})
        draft = sheet("F3")
        assert (draft.state, draft.live, draft.reference) == ("draft", False, None)
        assert draft.tokens == [f"desk:{draft.organisation_id}"]
        assert [theme.code for theme in draft.get_latest_revision_as_object().themes.all()] == ["victims"]

        load(tmp_path, {"sheets": [row]})
        assert (sheet("F3").state, sheet("F3").live) == ("published", True)
        assert sheet("F3").reference == "BE-1111-0003"

    def test_does_not_pass_to_another_body(self, tmp_path):
        lines = complaints(tmp_path, first("sheets", org="Q1"))

        assert any("sheets[0].org" in line and "another organisation" in line for line in lines)

    def test_may_be_inspired_by_a_sheet_or_by_words(self, tmp_path):
        load(tmp_path, first("sheets", inspired_by="F2"))
        assert (sheet().inspired_by, sheet().inspired_by_note) == (sheet("F2"), "")

        load(tmp_path, first("sheets", inspired_by="Abbotsford"))
        assert sheet().inspired_by_note == "Abbotsford"

    def test_shows_an_indicator_with_its_change(self, tmp_path):
        indicators = [{"name_fr": "Classes", "follow_up": 107, "change": "+47 %", "year": 2023}]

        load(tmp_path, first("sheets", indicators=indicators))

        indicator = sheet().indicators.get()
        assert (indicator.follow_up, indicator.follow_up_date) == ("107 (+47 %)", "2023")

    def test_is_refused_to_whoever_is_no_editor(self):
        author = User.objects.get(email="auteur@une.example")

        with pytest.raises(PermissionDenied):
            import_practice(sheet(), Sheet({"heading_fr": "Changé"}), by=author)
        assert sheet().heading_fr == "Parrainer une classe"


STRANGE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=30)
    | st.sampled_from(["F1", "B1", "PR1", "schools", "public", "parties", "2016", "2016-10", "<b>", "\x00"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["title", "text", "name", "organisation", "legal", "fte", "year", "status", "zzz"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
NAMES = sorted({*SHEET.all_names(), *SHARED_PAGE, "unknown", "title_de"})


class TestFuzz:
    def test_knows_every_field_by_name(self):
        assert set(FIELDS) <= set(NAMES)

    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(changes=st.dictionaries(st.sampled_from(NAMES), STRANGE, min_size=1, max_size=4))
    def test_loads_or_reports_and_never_breaks(self, tmp_path, changes):
        row = {"id": "FZ", "org": "B1", "title_fr": "Un essai", **changes}
        # Such a row is refused or loads: what a file can say, json can write.
        json.dumps(row)
        before = counts()

        with transaction.atomic():
            lines = complaints(tmp_path, {"sheets": [row]})
            if lines:
                assert all(line.startswith("content0.json: sheets[0]") for line in lines), lines
                assert counts() == before
            else:
                assert Practice.objects.filter(external_id=row["id"]).exists()
            transaction.set_rollback(True)
