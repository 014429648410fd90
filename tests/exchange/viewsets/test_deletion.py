"""Nothing goes that something else names: what names it is listed, with the way out, and nothing else is lost."""

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db.models import PROTECT
from django.urls import reverse

from exchange.deletion.actions import replace_everywhere
from exchange.deletion.uses import naming_fields, things_naming, uses_of
from exchange.models import Antenna, Attachment, Concept, Picture, Territory, Theme
from practices import actions
from practices.models import Practice, PracticeFile
from seminars.models import Seminar
from tests.exchange.viewsets.world import form_of, somebody
from tests.factories import (
    AntennaFactory,
    ArticlePageFactory,
    ConceptFactory,
    EvidenceLevelFactory,
    LicenceFactory,
    PracticeFactory,
    SeminarFactory,
    TalkFactory,
    ThemeFactory,
    UserFactory,
)
from tests.files import pdf_bytes, picture_bytes
from tests.practices.cast import cast
from tests.practices.steps import approved, changed

pytestmark = pytest.mark.django_db


def picture(user):
    return Picture.objects.create(
        title="Place", file=ContentFile(picture_bytes(), name="place.jpg"), uploaded_by_user=user
    )


def attachment(user):
    return Attachment.objects.create(
        title="Annexe", file=ContentFile(pdf_bytes(), name="annexe.pdf"), uploaded_by_user=user
    )


class TestAnAntenna:
    def test_that_a_practice_names_leads_to_what_names_it_and_the_rest_is_saved(self, client, world):
        body = world["body"]
        antenna = AntennaFactory(organisation=body, name_fr="Antenne de la place")
        PracticeFactory(organisation=body, contact_antenna=antenna, heading_fr="Une médiation au parc")
        client.force_login(somebody(world, "organisation_administrator"))
        address = reverse("organisation:edit", args=[body.pk])

        sent = form_of(client, address) | {
            "antennas-0-DELETE": "on",
            "antennas-0-telephone": "+32 2 123 45 67",
        }
        answer = client.post(address, sent, follow=True)

        assert answer.redirect_chain == [(reverse("delete_antenna", args=[antenna.pk]), 302)]
        assert "Une médiation au parc" in answer.text
        assert Antenna.objects.get(pk=antenna.pk).telephone == "+32 2 123 45 67"

    def test_that_nothing_names_goes(self, client, world):
        antenna = AntennaFactory(organisation=world["body"])
        client.force_login(somebody(world, "organisation_administrator"))
        address = reverse("organisation:edit", args=[world["body"].pk])

        client.post(address, form_of(client, address) | {"antennas-0-DELETE": "on"})

        assert not Antenna.objects.filter(pk=antenna.pk).exists()

    def test_gives_its_place_to_another_in_published_and_drafted_versions(self, client, world):
        old, new, foreign = (
            AntennaFactory(organisation=world[place], name_fr=name)
            for place, name in (("body", "Ancienne"), ("body", "Nouvelle"), ("other", "Ailleurs"))
        )
        practice = PracticeFactory(organisation=world["body"], contact_antenna=old)
        practice.save_revision()
        client.force_login(somebody(world, "organisation_administrator"))
        address = reverse("delete_antenna", args=[old.pk])

        page = client.get(address)
        assert str(practice) in page.text
        assert "Nouvelle" in page.text
        assert "Ailleurs" not in page.text

        refused = client.post(address, {"replacement": foreign.pk})
        assert refused.status_code == 409
        assert Antenna.objects.filter(pk=old.pk).exists()

        client.post(address, {"replacement": new.pk})
        assert not Antenna.objects.filter(pk=old.pk).exists()
        practice = Practice.objects.get(pk=practice.pk)
        assert practice.contact_antenna == new
        assert practice.get_latest_revision_as_object().contact_antenna == new

    def test_that_gives_its_place_changes_no_text_that_somebody_has_approved(self):
        world = cast()
        sheet = changed(approved(world), world.editor, heading_en="Adopt a class for a year")
        old, new = sheet.contact_antenna, AntennaFactory(organisation=world.owner)

        replace_everywhere(old, by=new, user=world.administrator)

        sheet = actions.publish(sheet, by=world.editor)
        assert sheet.contact_antenna == new

    def test_is_not_taken_away_by_another_organisation(self, client, world):
        antenna = AntennaFactory(organisation=world["body"])
        address = reverse("delete_antenna", args=[antenna.pk])

        for role, place in (("organisation_administrator", "other"), ("author", "body")):
            client.force_login(somebody(world, role, place))
            client.get(address)
            client.post(address)

        assert Antenna.objects.filter(pk=antenna.pk).exists()


class TestWhatAnOrganisationSays:
    """What it permits, how sure it is and how far it came: nobody puts something else in its place."""

    @pytest.mark.parametrize(
        ("factory", "field", "name"),
        [(LicenceFactory, "licence", "licence"), (EvidenceLevelFactory, "evidence_level", "evidencelevel")],
    )
    def test_stays_as_it_was_said(self, client, world, factory, field, name):
        said, other = (
            factory(code="said"),
            factory(code="other", **({"level": 2} if field != "licence" else {})),
        )
        practice = PracticeFactory(organisation=world["body"], **{field: said})
        client.force_login(somebody(world, "editor"))
        address = reverse(f"{name}:delete", args=[said.pk])

        page = client.get(address)
        client.post(address, {"replacement": other.pk})

        assert str(practice) in page.text
        assert page.context["form"] is None
        assert getattr(Practice.objects.get(pk=practice.pk), field) == said


class TestAWord:
    def test_in_use_gives_its_place_to_another_and_goes(self, client, world):
        old, new = ThemeFactory(name_fr="Bruit"), ThemeFactory(name_fr="Nuisances")
        practice = PracticeFactory(main_theme=old)
        practice.themes.add(old)
        practice.save()
        both = PracticeFactory()
        both.themes.add(old, new)
        both.save()
        both.save_revision()
        client.force_login(somebody(world, "editor"))
        address = reverse("theme:delete", args=[old.pk])

        page = client.get(address)
        assert str(new) in page.text
        assert str(practice) in page.text
        assert client.post(address).status_code == 409
        client.post(address, {"replacement": new.pk})

        assert not Theme.objects.filter(pk=old.pk).exists()
        practice, both = (Practice.objects.get(pk=one.pk) for one in (practice, both))
        assert practice.main_theme == new
        assert list(practice.themes.all()) == list(both.themes.all()) == [new]
        assert list(both.get_latest_revision_as_object().themes.all()) == [new]

    def test_that_only_a_draft_names_is_in_use(self):
        theme = ThemeFactory()
        practice = PracticeFactory()
        practice.themes.add(theme)
        practice.save_revision()

        assert things_naming(theme) == [practice]

    def test_a_concept_with_narrower_ones_is_kept(self, client, world):
        broader = ConceptFactory()
        narrower = ConceptFactory(relation="N", broader=broader)
        client.force_login(somebody(world, "editor"))
        address = reverse("concept:delete", args=[broader.pk])

        assert reverse("concept:edit", args=[narrower.pk]) in client.get(address).text
        assert client.post(address).status_code == 409
        assert Concept.objects.filter(pk=broader.pk).exists()

    def test_a_territory_that_nothing_names_goes(self, client, world):
        client.force_login(somebody(world, "editor"))

        client.post(reverse("territory:delete", args=[world["territory"].pk]))

        assert not Territory.objects.filter(pk=world["territory"].pk).exists()


class TestAPage:
    def test_to_which_a_text_leads_is_kept(self, client, world, wagtail_indexes):
        target = ArticlePageFactory(heading_fr="La réunion de mai")
        link = f'<p><a linktype="page" id="{target.pk}">voir</a></p>'
        source = ArticlePageFactory(heading_fr="Le compte rendu", body_fr=[("paragraph", link)])
        client.force_login(somebody(world, "administrator"))

        answer = client.post(reverse("wagtailadmin_pages:delete", args=[target.pk]))

        assert answer.status_code == 409
        assert str(source) in answer.text
        assert type(target).objects.filter(pk=target.pk).exists()

    def test_a_seminar_with_talks_is_kept(self, client, world):
        seminar = SeminarFactory()
        TalkFactory(parent=seminar)
        client.force_login(somebody(world, "administrator"))

        assert client.post(reverse("wagtailadmin_pages:delete", args=[seminar.pk])).status_code == 302
        assert Seminar.objects.filter(pk=seminar.pk).exists()


class TestWhatNamesAThing:
    def test_is_not_told_to_who_may_not_open_it(self, world):
        theme = ThemeFactory()
        PracticeFactory(organisation=world["other"], draft=True, main_theme=theme, heading_fr="Un brouillon")
        PracticeFactory(organisation=world["body"], main_theme=theme, heading_fr="Une fiche publique")

        uses = uses_of(theme, UserFactory(roles=["editor"]))

        assert [use.name for use in uses.named] == ["Une fiche publique"]
        assert uses.has_hidden
        assert "Un brouillon" not in str(uses)

    def test_is_not_counted_for_who_may_not_open_it(self, client, world, wagtail_indexes):
        target = PracticeFactory(organisation=world["body"])
        link = f'<p><a linktype="page" id="{target.pk}">Lisez</a></p>'
        for place in ("body", "other"):
            PracticeFactory(organisation=world[place], draft=True, response_fr=link)
        client.force_login(somebody(world, "author"))

        page = client.get(reverse("wagtailadmin_pages:usage", args=[target.pk]))
        panel = client.get(reverse("wagtailadmin_pages:edit", args=[target.pk]))

        assert len(page.context["object_list"]) == 1
        assert panel.context["usage_count"] == 1

    # Wagtail leaves the temporary file of a new rendition to the collector.
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
    @pytest.mark.parametrize("kind", ["images", "docs"])
    def test_of_a_file_is_not_counted_for_who_may_not_open_it(self, client, world, wagtail_indexes, kind):
        author = somebody(world, "author")
        file = (picture if kind == "images" else attachment)(author)
        for place in ("body", "other"):
            shows = (
                {"cover_image": file}
                if kind == "images"
                else {"files": [PracticeFile(file=file, title="Annexe")]}
            )
            PracticeFactory(organisation=world[place], draft=True, **shows)
        client.force_login(author)

        page = client.get(reverse(f"wagtail{kind}:edit", args=[file.pk]))
        query = {"layout": "list", "ordering": "usage_count"}
        (listed,) = client.get(reverse(f"wagtail{kind}:index"), query).context["object_list"]
        (plain,) = client.get(reverse(f"wagtail{kind}:index"), {"layout": "list"}).context["object_list"]
        used = client.get(reverse(f"wagtail{kind}:index"), {"usage_count_min": 2}).context["object_list"]

        assert page.context["usage_count_val"] == 1
        assert (listed.usage_count, plain.usage_count, len(used)) == (1, 1, 0)

    def test_is_looked_for_in_every_field_that_protects(self):
        """A new field with PROTECT on what the editor deletes is seen without being listed anywhere."""
        for model in (Antenna, Territory, Theme, Concept):
            protecting = {
                field
                for other in apps.get_models()
                for field in other._meta.local_fields
                if field.is_relation
                and field.related_model is model
                and field.remote_field.on_delete is PROTECT
            }
            assert protecting <= set(naming_fields(model)), model
