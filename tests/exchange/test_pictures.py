"""A picture has words for who does not see it, or is decorative, and whoever can be recognised has agreed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.blocks.struct_block import StructBlockValidationError

from exchange.alternative_texts import why_text_is_refused
from exchange.blocks import PictureBlock
from exchange.models import Picture
from exchange.models.illustrated import picture_fields, picture_problems
from practices.rules import problems_of
from tests.exchange.drafts.test_drafts import JSON, form_of, newest
from tests.factories import MembershipFactory, OrganisationFactory, PracticeFactory, UserFactory
from tests.files import picture_bytes

pytestmark = pytest.mark.django_db

WORDS = "Deux agents parlent avec des riverains"


@pytest.fixture
def author(client):
    body = OrganisationFactory()
    MembershipFactory(organisation=body)
    author = UserFactory(organisation=body, roles=["author"], language="fr")
    client.force_login(author)
    return author


@pytest.fixture
def picture(author):
    file = SimpleUploadedFile("fête de quartier 2023.jpg", picture_bytes())
    return Picture.objects.create(
        title="fête de quartier 2023", file=file, people="nobody", uploaded_by_user=author
    )


def problems(picture, *, decorative=False, original="fr", **texts):
    answers = dict.fromkeys(picture_fields(), "") | {
        f"cover_image_alt_{code}": text for code, text in texts.items()
    }
    answers |= {"cover_image": picture, "cover_image_decorative": decorative}
    return list(picture_problems(answers, original))


class TestWords:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "   ",
            "Fête",
            "é" * 151,
            "fête de quartier 2023",
            "Fête-de_quartier 2023.jpg",
            "fete_de_quartier_2023.jpg",
        ],
    )
    def test_are_neither_missing_nor_short_nor_long_nor_the_name_of_the_file(self, picture, text):
        assert why_text_is_refused(text, picture)

    @pytest.mark.parametrize("text", [WORDS, "Un vélo", "é" * 150, "La fête de quartier, vue du kiosque"])
    def test_of_a_sentence_are_taken(self, picture, text):
        assert why_text_is_refused(text, picture) == ""

    def test_are_needed_in_the_original_language_and_checked_in_all(self, picture):
        assert problems(picture) == ["cover_image_alt_fr"]
        assert problems(picture, fr=WORDS) == []
        assert problems(picture, original="nl", fr=WORDS) == ["cover_image_alt_nl"]
        assert problems(picture, fr=WORDS, en="No") == ["cover_image_alt_en"]

    def test_are_not_needed_beside_a_picture_that_is_decorative_or_absent(self, picture):
        assert problems(picture, decorative=True) == []
        assert problems(None) == []

    def test_do_not_make_up_for_people_who_were_not_asked(self, picture):
        picture.people = ""

        assert problems(picture, decorative=True) == ["cover_image"]

    def test_are_suggested_from_a_description_only(self, picture):
        assert picture.default_alt_text == ""


class TestInText:
    def value(self, picture, **said):
        return PictureBlock().to_python({"image": picture.pk, "alt_text": "", "decorative": False, **said})

    @pytest.mark.parametrize("text", ["", "Fête", "Fête de quartier 2023"])
    def test_is_refused_with_an_error_beside_its_words(self, picture, text):
        with pytest.raises(StructBlockValidationError) as refused:
            PictureBlock().clean(self.value(picture, alt_text=text))

        assert "alt_text" in refused.value.block_errors

    @pytest.mark.parametrize("said", [{"alt_text": WORDS}, {"decorative": True}])
    def test_is_taken_with_words_or_as_decoration(self, picture, said):
        assert PictureBlock().clean(self.value(picture, **said)).pk == picture.pk

    def test_is_refused_while_nobody_said_whether_people_agreed(self, picture):
        Picture.objects.update(people="")

        with pytest.raises(StructBlockValidationError) as refused:
            PictureBlock().clean(self.value(picture, alt_text=WORDS))

        assert refused.value.block_errors.keys() == {"image"}


class TestOfAPractice:
    def test_is_asked_for_as_soon_as_the_picture_is_chosen(self, client, author, picture):
        practice = PracticeFactory(organisation=author.organisation, draft=True, owner=author)
        practice.save_revision(user=author)
        address = reverse("wagtailadmin_pages:edit", args=[practice.pk])
        sent = form_of(client, address) | {"cover_image": str(picture.pk)}

        without = client.post(address, sent, headers=JSON).json()
        with_words = client.post(address, sent | {"cover_image_alt_fr": WORDS}, headers=JSON).json()

        assert [answer["id"] for answer in without["unsaved_answers"]] == ["id_cover_image_alt_fr"]
        assert "unsaved_answers" not in with_words
        draft = newest(practice)
        assert (draft.cover_image_id, draft.cover_image_alt_fr) == (picture.pk, WORDS)

    def test_keeps_it_from_being_submitted(self, picture):
        practice = PracticeFactory(cover_image=picture)

        assert "cover_image_alt_fr" in [problem.field for problem in problems_of(practice)]


class TestUpload:
    def send(self, client, view="wagtailimages:add", **data):
        name = "files[]" if "multiple" in view else "file"
        return client.post(
            reverse(view), {"title": "x", name: SimpleUploadedFile("x.jpg", picture_bytes()), **data}
        )

    def test_asks_whether_somebody_can_be_recognised(self, client, author):
        refused = self.send(client, people="")

        assert "people" in refused.context["form"].errors
        assert not Picture.objects.exists()
        self.send(client, people="consent")
        assert Picture.objects.get().people == "consent"

    def test_of_several_asks_beside_each(self, client, author):
        answer = self.send(client, "wagtailimages:add_multiple").json()

        assert answer["success"]
        assert f"image-{Picture.objects.get().pk}-people" in answer["form"]
