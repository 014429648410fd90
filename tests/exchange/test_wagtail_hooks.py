"""What the editor shows of files, menus and reports, and to whom."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from exchange.models import Attachment, Picture
from tests.factories import (
    ArticlePageFactory,
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    UserFactory,
)
from tests.files import pdf_bytes

pytestmark = [
    pytest.mark.usefixtures("wagtail_indexes"),
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a new rendition to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def picture_content():
    output = BytesIO()
    Image.new("RGB", (40, 20), "navy").save(output, "JPEG")
    return output.getvalue()


@pytest.fixture
def world():
    body, other = OrganisationFactory.create_batch(2)
    MembershipFactory(organisation=body)
    MembershipFactory(organisation=other)
    author = UserFactory(organisation=body, roles=["author"])
    return {
        "author": author,
        "colleague": UserFactory(organisation=body, roles=["content_lead"]),
        "stranger": UserFactory(organisation=other, roles=["author"]),
        "reviewer": UserFactory(organisation=other, roles=["reviewer"]),
        "editor": UserFactory(roles=["editor"]),
        "administrator": UserFactory(roles=["administrator"]),
        "picture": Picture.objects.create(
            title="Photo cachee", file=ContentFile(picture_content(), name="x.jpg"), uploaded_by_user=author
        ),
        "attachment": Attachment.objects.create(
            title="Plan cache", file=ContentFile(pdf_bytes(), name="x.pdf"), uploaded_by_user=author
        ),
    }


LISTS = [
    ("picture", "wagtailimages:index"),
    ("picture", "wagtailimages_chooser:choose"),
    ("picture", "wagtailimages_chooser:choose_results"),
    ("picture", "wagtailadmin_api:images:listing"),
    ("attachment", "wagtaildocs:index"),
    ("attachment", "wagtaildocs_chooser:choose"),
    ("attachment", "wagtaildocs_chooser:choose_results"),
    ("attachment", "wagtailadmin_api:documents:listing"),
]
DOORS = [
    ("picture", "wagtailimages:edit"),
    ("picture", "wagtailimages:delete"),
    ("picture", "wagtailimages:image_usage"),
    ("picture", "wagtailimages_chooser:chosen"),
    ("picture", "wagtailimages_chooser:select_format"),
    ("picture", "wagtailadmin_api:images:detail"),
    ("attachment", "wagtaildocs:edit"),
    ("attachment", "wagtaildocs:delete"),
    ("attachment", "wagtaildocs:document_usage"),
    ("attachment", "wagtaildocs_chooser:chosen"),
    ("attachment", "wagtailadmin_api:documents:detail"),
]


class TestFiles:
    @pytest.mark.parametrize(("kind", "view"), LISTS)
    def test_are_listed_to_the_desk_they_came_from(self, client, world, kind, view):
        for who, sees in {
            "author": True,
            "colleague": True,
            "stranger": False,
            "reviewer": False,
            "editor": False,
        }.items():
            client.force_login(world[who])
            assert (world[kind].title in client.get(reverse(view)).text) is sees, who

    @pytest.mark.parametrize(("kind", "view"), DOORS)
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_open_to_nobody_else(self, client, world, kind, view, method):
        address = reverse(view, args=[world[kind].pk])

        for who in ("stranger", "reviewer", "editor"):
            client.force_login(world[who])
            answer = getattr(client, method)(address)
            assert answer.status_code in (302, 403, 404, 405), who
            assert world[kind].title not in answer.text
            assert type(world[kind]).objects.filter(pk=world[kind].pk).exists()

    @pytest.mark.parametrize(("kind", "view"), DOORS)
    def test_open_to_their_author(self, client, world, kind, view):
        client.force_login(world["author"])

        assert client.get(reverse(view, args=[world[kind].pk])).status_code == 200

    def test_an_editor_chooses_among_pictures_that_they_may_read(self, client, world):
        ArticlePageFactory(cover_image=world["picture"])
        client.force_login(world["editor"])

        assert world["picture"].title in client.get(reverse("wagtailimages_chooser:choose")).text
        answer = client.post(reverse("wagtailimages:delete", args=[world["picture"].pk]))
        assert answer.status_code == 302
        assert Picture.objects.exists()

    @pytest.mark.parametrize(
        ("view", "model", "name"),
        [("wagtailimages:add", Picture, "photo.jpg"), ("wagtaildocs:add", Attachment, "plan.pdf")],
    )
    def test_are_uploaded_by_authors_and_not_by_reviewers(self, client, world, view, model, name):
        def upload():
            content = picture_content() if model is Picture else pdf_bytes()
            data = {"title": "Nouveau", "file": SimpleUploadedFile(name, content)}
            data |= {"people": "nobody"} | {
                f"focal_point_{part}": "" for part in ("x", "y", "width", "height")
            }
            client.post(reverse(view), data)
            return model.objects.filter(title="Nouveau")

        client.force_login(world["reviewer"])
        assert not upload().exists()

        client.force_login(world["author"])
        assert upload().get().uploaded_by_user == world["author"]

    @pytest.mark.parametrize("name", ["dessin.svg", "page.html", "photo.jpg"])
    def test_a_picture_is_a_picture(self, client, world, name):
        client.force_login(world["author"])
        file = SimpleUploadedFile(name, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")

        answer = client.post(reverse("wagtailimages:add"), {"title": "Nouveau", "file": file})

        assert answer.status_code == 200
        assert not Picture.objects.filter(title="Nouveau").exists()


class TestMenus:
    def names(self, client, user):
        client.force_login(user)
        text = client.get("/admin/").text
        links = {
            name: reverse(view)
            for name, view in {
                "people": "people:index",
                "organisations": "organisation:index",
                "words": "theme:index",
                "feedback": "feedback:index",
                "reports": "wagtailadmin_reports:aging_pages",
                "users": "wagtailusers_users:index",
                "pictures": "wagtailimages:index",
            }.items()
        }
        return {name for name, address in links.items() if f'"{address}"' in text}

    @pytest.mark.parametrize(
        ("who", "expected"),
        [
            ("author", {"pictures"}),
            ("editor", {"organisations", "words", "feedback", "reports", "pictures"}),
            ("administrator", {"people", "organisations", "words", "feedback", "reports", "pictures"}),
        ],
    )
    def test_show_what_opens(self, client, world, who, expected):
        assert self.names(client, world[who]) == expected

    def test_an_account_opens(self, client, world):
        client.force_login(world["author"])

        answer = client.get(reverse("wagtailadmin_account"))

        assert answer.status_code == 200
        assert 'type="file"' not in answer.text
        assert 'name="name_email-' not in answer.text


class TestClosedDoors:
    @pytest.mark.parametrize(
        "view",
        [
            "locked_pages",
            "workflow",
            "workflow_tasks",
            "aging_pages",
        ],
    )
    def test_reports_are_the_secretariat_s(self, client, world, view):
        address = reverse(f"wagtailadmin_reports:{view}")
        client.force_login(world["author"])
        assert client.get(address).status_code == 302

        client.force_login(world["editor"])
        expected = 302 if view.startswith("locked") else 200
        assert client.get(address).status_code == expected

        client.force_login(world["administrator"])
        assert client.get(address).status_code == 200

    @pytest.mark.parametrize("who", ["author", "editor", "administrator"])
    def test_the_report_that_names_the_last_edited_page_is_closed(self, client, world, who):
        client.force_login(world[who])

        assert client.get(reverse("wagtailadmin_reports:page_types_usage")).status_code == 302

    @pytest.mark.parametrize("who", ["author", "editor", "administrator"])
    @pytest.mark.parametrize(
        "path",
        [
            "users/",
            "users/new/",
            "groups/",
            "bulk/exchange/translatedpage/delete/",
            "bulk/exchange/picture/delete/",
            "choose-page/chosen-multiple/",
        ],
    )
    def test_what_is_not_used_does_not_exist(self, client, world, who, path):
        practice = PracticeFactory(heading_fr="Fiche secrète", draft=True)
        client.force_login(world[who])

        for number in (practice.pk, world["picture"].pk):
            answer = client.get(f"/admin/{path}?id={number}", follow=True)
            assert answer.status_code == 404
            assert "secrète" not in answer.text

    @pytest.mark.parametrize("view", ["wagtailadmin_workflows:index", "wagtailadmin_collections:index"])
    def test_settings_are_the_administrators(self, client, world, view):
        for who in ("author", "editor"):
            client.force_login(world[who])
            assert client.get(reverse(view)).status_code == 302


def test_what_only_fails_is_not_there(client, world):
    client.force_login(world["administrator"])

    assert client.get(reverse("wagtailadmin_error_test"), follow=True).status_code == 404
