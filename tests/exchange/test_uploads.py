"""Every door where a file comes in, and the process apart in which it is checked."""

import logging
import subprocess
import sys
import threading
import time
from io import BytesIO

import pikepdf
import psutil
import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import FileField
from django.urls import reverse
from PIL import Image
from wagtail.models import UploadedFile

from exchange.cleaning import bounds
from exchange.cleaning.refusals import Reason
from exchange.models import Attachment, Picture
from exchange.uploads import checked, reasons, sandbox
from tests.documents import docx, odt
from tests.exchange.cleaning.honest_word import with_remarks
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.files import archive_bytes, lying_archive_bytes, pdf_bytes, picture_bytes, telling_jpeg

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def keep(content, name):
    return checked(ContentFile(content, name=name))


def refusal(content, name) -> str:
    with pytest.raises(ValidationError) as refused:
        keep(content, name)
    return refused.value.code


def content_of(stored) -> bytes:
    with stored.file.open() as file:
        return file.read()


def carrying_file(pdf):
    pdf.attachments["evil.exe"] = b"MZ"


def named(value) -> str:
    """Name a case alike in every process: archives hold the minute in which they were made."""
    return value if isinstance(value, str) else "content"


class TestChecked:
    @pytest.mark.parametrize(
        ("content", "name", "code"),
        [
            (SVG, "x.png", Reason.NO_PICTURE),
            (picture_bytes("PNG"), "x.jpg", Reason.NO_PICTURE),
            (picture_bytes(), "x.pdf", Reason.DAMAGED),
            (pdf_bytes(), "x.docx", Reason.DAMAGED),
            (docx(), "x.xlsx", Reason.DAMAGED),
            (odt(), "x.ods", Reason.DAMAGED),
            (b"", "x.pdf", Reason.DAMAGED),
            (SVG, "x.svg", Reason.KIND),
            (SVG, "x", Reason.KIND),
            (docx(), "x.docm", Reason.KIND),
        ],
        ids=named,
    )
    def test_refuses_what_is_not_what_its_name_says(self, content, name, code):
        assert refusal(content, name) == code

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (pdf_bytes(), "Plan.PDF"),
            (docx(), "x.docx"),
            (odt(), "x.odt"),
            (picture_bytes("WEBP"), "x.webp"),
        ],
        ids=named,
    )
    def test_takes_what_is(self, content, name):
        assert keep(content, name).size

    def test_tells_the_log_why_and_no_name(self, caplog):
        with caplog.at_level(logging.WARNING, "exchange.uploads"):
            refusal(SVG, "dossier-de-jean.png")

        assert "Refused an upload, .png" in caplog.text
        assert "jean" not in caplog.text

    def test_tells_the_log_no_word_of_a_file(self, caplog):
        named = docx(parts={"word/document.xml": "<Jean"}, links=[("e", "http://x/Jean", "!Jean")])
        with caplog.at_level(logging.INFO, "exchange.uploads"):
            for extension in ("docx", "pdf", "odt"):
                refusal(named, f"x.{extension}")

        assert caplog.text.count("Refused") == 3
        assert "Jean" not in caplog.text

    def test_bounds_the_size_before_anything_is_read(self, settings, monkeypatch):
        monkeypatch.setattr(sandbox, "run", None)
        settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 100

        with pytest.raises(ValidationError, match="100"):
            keep(pdf_bytes(), "x.pdf")

    def test_makes_pictures_of_pages_no_larger_than_they_are_shown(self):
        kept = Picture(file=ContentFile(picture_bytes(size=(5000, 100)), name="x.jpg"))
        kept.clean()

        assert Image.open(kept.file).size == (4096, 82)


class TestReasons:
    def test_all_have_words(self):
        assert set(reasons.WORDS) == set(Reason)

    def test_a_lock_against_changes_is_no_password(self):
        locked = pikepdf.Encryption(owner="secret", user="", allow=pikepdf.Permissions(modify_other=False))

        kept = keep(pdf_bytes(encryption=locked), "x.pdf").read()

        with pikepdf.open(BytesIO(kept)) as pdf:
            assert not pdf.is_encrypted

    def test_a_password_is(self):
        locked = pikepdf.Encryption(owner="secret", user="secret")

        assert refusal(pdf_bytes(encryption=locked), "x.pdf") == Reason.PASSWORD


class TestSandbox:
    def run_program(self, monkeypatch, program: str):
        """Let the process apart do something else than to clean."""
        popen = subprocess.Popen

        def start(command, **options):
            self.process = popen([sys.executable, "-c", program], **options)
            return self.process

        monkeypatch.setattr(sandbox.subprocess, "Popen", start)

    def test_is_killed_when_it_takes_too_long(self, monkeypatch, settings):
        settings.UPLOAD_SECONDS = 0.5
        self.run_program(monkeypatch, "while True: pass")
        start = time.monotonic()

        assert refusal(b"x", "x.pdf") == Reason.HEAVY

        assert time.monotonic() - start < 5
        assert self.process.returncode < 0

    def test_may_die_without_a_word(self, monkeypatch):
        self.run_program(monkeypatch, "import os; os.abort()")

        assert refusal(b"x", "x.pdf") == Reason.HEAVY

    def test_is_bounded_in_memory(self, monkeypatch):
        self.run_program(
            monkeypatch,
            "from exchange.cleaning.confinement import confine; confine()\n"
            "try: bytearray(2_000_000_000)\n"
            "except MemoryError: print('{\"removed\": []}\\nbounded')",
        )

        assert keep(b"x", "x.pdf").read().strip() == b"bounded"

    def test_knows_no_settings_and_writes_no_file(self, monkeypatch, settings):
        monkeypatch.setenv("SECRET_KEY", "known-to-nobody")
        self.run_program(
            monkeypatch,
            "import os, sys, exchange.cleaning.kinds, exchange.cleaning.pdf, exchange.cleaning.ooxml\n"
            "print('{\"removed\": []}'); print(sorted(os.environ), 'django' in sys.modules)",
        )

        found = keep(b"x", "x.pdf").read()

        assert b"SECRET_KEY" not in found
        assert found.endswith(b"False\n")

    def test_runs_so_often_at_once_and_no_more(self, monkeypatch, settings):
        settings.UPLOAD_SECONDS = 0.5
        monkeypatch.setattr(sandbox, "turns", threading.BoundedSemaphore(1))
        with sandbox.turns:
            assert refusal(pdf_bytes(), "x.pdf") == Reason.BUSY

        settings.UPLOAD_SECONDS = 10
        assert keep(pdf_bytes(), "x.pdf")

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (
                archive_bytes({"[Content_Types].xml": "", "word/media/x.bin": b"\0" * 30_000_000}),
                Reason.UNPACKS,
            ),
            (lying_archive_bytes("word/document.xml", 60_000_000), Reason.DAMAGED),
            (
                docx(
                    parts={f"word/media/{n}.png": picture_bytes("PNG", size=(7000, 7000)) for n in range(1)}
                    | {f"word/media/{n}x.png": picture_bytes("PNG", size=(7000, 6999)) for n in range(4)},
                    links=[
                        ("a", "image", "media/0.png"),
                        *((f"b{n}", "image", f"media/{n}x.png") for n in range(4)),
                    ],
                ),
                Reason.PIXELS_TOGETHER,
            ),
        ],
        ids=["packed", "lying", "pictures"],
    )
    def test_refuses_bombs_before_they_go_off(self, content, code):
        before = psutil.Process().memory_info().rss

        assert len(content) < 300_000
        assert refusal(content, "x.docx") == code

        assert psutil.Process().memory_info().rss - before < 20_000_000

    def test_bounds_are_told_to_wagtail_too(self, settings):
        assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == bounds.MOST_PIXELS


class TestRegistry:
    def test_no_other_field_takes_a_file(self):
        """Wagtail's own: files that wait for a form, which ours never keeps, and portraits, whose form is taken out."""
        fields = {
            field.model._meta.label
            for model in apps.get_models()
            for field in model._meta.get_fields()
            if isinstance(field, FileField)
        }

        assert fields - {"wagtailimages.Image", "wagtailimages.Rendition", "wagtaildocs.Document"} == {
            "exchange.Attachment",
            "exchange.Picture",
            "exchange.PictureRendition",
            "wagtailcore.UploadedFile",
            "wagtailusers.UserProfile",
        }


@pytest.fixture
def author(client):
    body = OrganisationFactory()
    MembershipFactory(organisation=body)
    author = UserFactory(organisation=body, roles=["author"])
    client.force_login(author)
    return author


LIES = [
    ("wagtailimages:add", Picture, "x.png", SVG),
    ("wagtailimages:add", Picture, "x.jpg", picture_bytes()[:200]),
    ("wagtaildocs:add", Attachment, "x.pdf", SVG),
    ("wagtaildocs:add", Attachment, "x.pdf", pdf_bytes(carrying_file)),
    ("wagtaildocs:add", Attachment, "x.docx", pdf_bytes()),
    ("wagtaildocs:add", Attachment, "x.svg", SVG),
]
CHOOSERS = {
    "wagtailimages:add": "wagtailimages_chooser:create",
    "wagtaildocs:add": "wagtaildocs_chooser:create",
}
SEVERAL = {"wagtailimages:add": "wagtailimages:add_multiple", "wagtaildocs:add": "wagtaildocs:add_multiple"}


class TestDoors:
    @pytest.fixture(autouse=True)
    def _author(self, author, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        }
        self.folder = tmp_path

    def kept(self):
        return [path for path in self.folder.rglob("*") if path.is_file()]

    @pytest.mark.parametrize(("door", "model", "name", "content"), LIES, ids=named)
    def test_say_what_is_wrong_and_keep_nothing(self, client, door, model, name, content):
        answer = client.post(reverse(door), {"title": "x", "file": SimpleUploadedFile(name, content)})

        assert answer.context["form"].errors["file"]
        assert not model.objects.exists()
        assert self.kept() == []

    @pytest.mark.parametrize(("door", "model", "name", "content"), LIES, ids=named)
    def test_of_choosers_too(self, client, door, model, name, content):
        prefix = "image-chooser-upload" if model is Picture else "document-chooser-upload"
        data = {f"{prefix}-title": "x", f"{prefix}-file": SimpleUploadedFile(name, content)}

        answer = client.post(reverse(CHOOSERS[door]), data)

        assert answer.status_code == 200
        assert answer.json()["step"] == "reshow_creation_form"
        assert not model.objects.exists()
        assert self.kept() == []

    @pytest.mark.parametrize(("door", "model", "name", "content"), LIES, ids=named)
    def test_of_several_at_once_too(self, client, door, model, name, content):
        answer = client.post(
            reverse(SEVERAL[door]), {"title": "x", "files[]": SimpleUploadedFile(name, content)}
        )

        assert answer.json()["success"] is False
        assert answer.json()["error_message"]
        assert not model.objects.exists()
        assert self.kept() == []

    @pytest.mark.parametrize(
        ("door", "model", "name", "content"),
        [
            ("wagtailimages:add_multiple", Picture, "x.jpg", telling_jpeg()),
            ("wagtaildocs:add_multiple", Attachment, "x.pdf", pdf_bytes()),
        ],
    )
    def test_keep_no_file_beside_a_form_that_is_refused(self, client, door, model, name, content):
        answer = client.post(
            reverse(door), {"title": "x" * 300, "files[]": SimpleUploadedFile(name, content)}
        )

        assert answer.json()["success"] is False
        assert not UploadedFile.objects.exists()
        assert self.kept() == []

    def test_open_no_picture_in_the_process_of_the_site(self, client, monkeypatch):
        opened = []
        open_picture = Image.open
        monkeypatch.setattr(
            Image,
            "open",
            lambda file, *a, **k: opened.append(file.read()) or file.seek(0) or open_picture(file, *a, **k),
        )
        given = telling_jpeg()

        client.post(reverse("wagtailimages:add"), {"title": "x", "file": SimpleUploadedFile("x.jpg", given)})
        client.post(
            reverse("wagtailimages:add"), {"title": "x", "file": SimpleUploadedFile("x.jpg", given[:200])}
        )
        Picture.objects.create(title="x", file=ContentFile(given, name="x.jpg"))

        assert [picture.width for picture in Picture.objects.all()] == [40, 40]
        assert opened
        assert not any(b"Somebody" in content or content in given for content in opened)

    def test_take_no_portrait(self, client, author):
        client.post(
            reverse("wagtailadmin_account"), {"avatar-avatar": SimpleUploadedFile("x.jpg", telling_jpeg())}
        )

        assert self.kept() == []

    def test_tell_the_author_what_was_taken_out(self, client, author):
        sent = {"title": "x", "file": SimpleUploadedFile("x.docx", with_remarks())}

        answer = client.post(reverse("wagtaildocs:add"), sent, follow=True)

        assert "commentaires" in " ".join(str(message) for message in answer.context["messages"])

    def test_tell_nothing_where_nothing_was(self, client, author):
        sent = {"title": "x", "file": SimpleUploadedFile("x.pdf", pdf_bytes())}

        answer = client.post(reverse("wagtaildocs:add"), sent, follow=True)

        assert len(list(answer.context["messages"])) == 1

    def test_clean_what_a_library_kept_on_its_way(self, author):
        picture = Picture(title="x", uploaded_by_user=author)
        picture.file.save("x.jpg", ContentFile(telling_jpeg()), save=False)

        picture.save()

        assert b"Somebody" not in content_of(picture)
        assert len(self.kept()) == 1

    def test_answer_a_file_sent_to_a_form_that_takes_none(self, client, author):
        picture = Picture.objects.create(
            title="x", file=ContentFile(picture_bytes(), name="x.jpg"), uploaded_by_user=author
        )
        sent = {"title": "", "file": SimpleUploadedFile("x.jpg", picture_bytes())}

        answer = client.post(reverse("wagtailimages:edit", args=[picture.pk]), sent)

        assert answer.context["form"].errors.keys() == {"title", "people"}

    @pytest.mark.parametrize(
        ("model", "view", "content"),
        [(Picture, "wagtailimages:edit", picture_bytes), (Attachment, "wagtaildocs:edit", pdf_bytes)],
    )
    def test_are_never_put_in_the_place_of_another(self, client, author, model, view, content):
        """Pages show what was reviewed with them, in every version."""
        name = "x.jpg" if model is Picture else "x.pdf"
        stored = model.objects.create(
            title="x", file=ContentFile(content(), name=name), uploaded_by_user=author
        )
        address, before = reverse(view, args=[stored.pk]), stored.file.name
        sent = {"title": "y", "people": "nobody", "file": SimpleUploadedFile(name, content())}
        sent |= {f"focal_point_{part}": "" for part in ("x", "y", "width", "height")}

        assert 'name="file"' not in client.get(address).text
        client.post(address, sent)

        stored.refresh_from_db()
        assert (stored.title, stored.file.name) == ("y", before)
