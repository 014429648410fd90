"""Editors translate what is published; its original stays with its organisation."""

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from practices import actions
from tests.factories import UserFactory
from tests.practices.cast import LONG, cast, fresh
from tests.practices.steps import changed, published, seen

pytestmark = pytest.mark.django_db

DUTCH = {
    "heading_nl": "Een klas begeleiden",
    "pitch_nl": "Een agent volgt een klas een jaar lang.",
    "summary_nl": LONG[:300],
}


def enter(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


class TestTranslating:
    def test_makes_a_minor_version_in_the_log(self):
        world = cast()
        practice = changed(published(world), world.editor, **DUTCH)

        practice = actions.publish_translations(practice, by=world.editor)

        assert (practice.version, practice.heading_nl) == ("1.1", "Een klas begeleiden")
        assert practice.translation_status("nl") == "reviewed"
        assert not practice.has_unpublished_changes
        entry = PageLogEntry.objects.get(action="practices.translate")
        assert (entry.user, entry.data) == (world.editor, {"version": "1.1", "languages": ["nl"]})

    def test_goes_through_the_editor_and_the_desk(self, client, wagtail_indexes):
        world = cast()
        practice = published(world)
        editor = enter(client, world.editor)
        edit = reverse("wagtailadmin_pages:edit", args=[practice.pk])
        shown = editor.get(edit)
        names = shown.context["form"].fields.keys()
        assert "heading_nl" in names and "heading_fr" not in names and "density" not in names
        assert 'name="partners-TOTAL_FORMS"' not in shown.content.decode()
        streams = ("objectives", "steps", "core_components", "adaptable_components")
        empty = {f"{name}_{code}-count": 0 for name in streams for code in ("fr_ca", "nl", "en")}

        saved = editor.post(edit, {**empty, **DUTCH, "heading_fr": "Détourné", "action-to-desk": "1"})
        assert saved.url == reverse("sheet_desk", args=[practice.pk])
        deed = reverse("sheet_deed", args=[practice.pk, "translate"])
        assert editor.post(deed, {"seen": seen(practice, "translate")}).status_code == 302

        practice = fresh(practice)
        assert (practice.heading_nl, practice.heading_fr) == (
            "Een klas begeleiden",
            "Parrainer les classes de sixième",
        )
        assert practice.partners.count() == 1

    def test_stops_where_the_next_version_begins(self):
        world = cast()
        practice = changed(published(world), world.author)

        assert not practice.permissions_for_user(world.editor).can_edit()
        with pytest.raises(actions.Refused):
            actions.publish_translations(practice, by=world.editor)

    def test_never_publishes_an_original(self):
        world = cast()
        practice = changed(published(world), world.editor, density="rural")

        with pytest.raises(actions.NotReady):
            actions.publish_translations(practice, by=world.editor)

    def test_is_the_secretariats_of_another_organisation(self):
        world = cast()
        practice = changed(published(world), world.editor, **DUTCH)
        insider = UserFactory(organisation=world.owner, roles=["editor"])

        for person in (world.author, world.lead, insider, world.home_reviewer, world.committee):
            with pytest.raises(actions.Refused):
                actions.publish_translations(practice, by=person)


class TestQueue:
    def test_names_what_is_missing_or_outdated(self, client):
        world = cast()
        practice = changed(published(world), world.editor, **DUTCH)
        actions.publish_translations(practice, by=world.editor)
        address = reverse("sheet_languages")

        (row,) = enter(client, world.editor).get(address).context["rows"]
        assert [(label, str(status)) for label, status in row["wanting"]] == [("English", "manquante")]

        draft = fresh(practice).get_latest_revision_as_object()
        draft.lessons_fr += " Encore."
        draft.save_revision().publish(skip_permission_checks=True)
        (row,) = client.get(address).context["rows"]
        assert ("Nederlands", "dépassée") in [(label, str(status)) for label, status in row["wanting"]]

    def test_is_for_the_secretariat(self, client):
        world = cast()

        for person in (world.author, world.reader, world.committee):
            assert enter(client, person).get(reverse("sheet_languages")).status_code in (302, 404)
