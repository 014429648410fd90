"""Uploads that lie about their type, act by themselves, unpack without end, or tell who made them."""

import logging
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
    TextStringObject,
)
from wagtail.models import UploadedFile

from exchange.models import Attachment, Picture
from exchange.uploads import checked
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.files import archive_bytes, pdf_bytes, picture_bytes

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
GPS, ARTIST = 0x8825, 0x013B
DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}
ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}


def keep(content, name):
    return checked(ContentFile(content, name=name))


def refusal(content, name) -> str:
    with pytest.raises(ValidationError) as refused:
        keep(content, name)
    return refused.value.messages[0]


def telling_jpeg() -> bytes:
    exif = Image.Exif()
    exif[ARTIST] = "Somebody Nearby"
    exif.get_ifd(GPS)[2] = (50.0, 51.0, 2.0)
    return picture_bytes(exif=exif)


def content_of(stored) -> bytes:
    with stored.file.open() as file:
        return file.read()


def parts_of(content) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def named(value) -> str:
    """Name a case alike in every process: archives hold the minute in which they were made."""
    return value if isinstance(value, str) else "content"


class TestKind:
    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (SVG, "x.png"),
            (SVG, "x.pdf"),
            (picture_bytes("PNG"), "x.jpg"),
            (picture_bytes("GIF"), "x.png"),
            (picture_bytes(), "x.pdf"),
            (pdf_bytes(), "x.jpg"),
            (pdf_bytes(), "x.docx"),
            (archive_bytes(DOCX), "x.xlsx"),
            (archive_bytes(ODT), "x.ods"),
            (archive_bytes({"evil.exe": "MZ"}), "x.docx"),
            (b"MZ\x90\x00", "x.odt"),
            (b"", "x.pdf"),
            (b"%PDF-1.7", "x.pdf"),
            (b"PK\x03\x04", "x.docx"),
            (picture_bytes()[:200], "x.jpg"),
        ],
        ids=named,
    )
    def test_is_what_the_content_says(self, content, name):
        assert refusal(content, name)

    @pytest.mark.parametrize("name", ["x.svg", "x.html", "x.exe", "x", "x.docm", "x.heic"])
    def test_is_one_of_those_that_are_taken(self, name):
        assert refusal(SVG, name)

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (pdf_bytes(), "Plan.PDF"),
            (archive_bytes(DOCX), "x.docx"),
            (archive_bytes(ODT), "x.odt"),
            (picture_bytes("WEBP"), "x.webp"),
        ],
        ids=named,
    )
    def test_is_taken_when_the_two_agree(self, content, name):
        assert keep(content, name).size

    def test_is_told_in_the_log_without_the_name(self, caplog):
        with caplog.at_level(logging.WARNING, "exchange.uploads"):
            refusal(SVG, "dossier-de-jean.png")

        assert "Refused an upload, .png" in caplog.text
        assert "jean" not in caplog.text


class TestSize:
    def test_of_a_file_has_an_end(self, settings):
        settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 100

        assert "100" in refusal(pdf_bytes(), "x.pdf")

    def test_of_a_picture_counts_its_pixels(self):
        bomb = picture_bytes("PNG", size=(9000, 9000))

        assert len(bomb) < 1_000_000
        assert "50" in refusal(bomb, "x.png")

    def test_of_an_archive_counts_what_it_unpacks_to(self):
        bomb = archive_bytes({**DOCX, "word/media/x.bin": b"\0" * 30_000_000})

        assert len(bomb) < 100_000
        assert refusal(bomb, "x.docx")

    def test_of_an_archive_counts_its_parts(self):
        assert refusal(archive_bytes({**DOCX, **{f"x{n}": "" for n in range(5001)}}), "x.docx")

    @pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a\\b", "a/../../b"])
    def test_names_of_parts_stay_inside(self, name):
        assert refusal(archive_bytes({**DOCX, name: "x"}), "x.docx")


def javascript(writer):
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(script)})


def carried_file(writer):
    writer.add_attachment("evil.exe", b"MZ")


def launch(writer):
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd")}
    )
    writer.root_object[NameObject("/OpenAction")] = action


def password(writer):
    writer.encrypt("secret")


class TestPdf:
    @pytest.mark.parametrize("change", [javascript, carried_file, launch, password])
    def test_does_nothing_by_itself(self, change):
        assert refusal(pdf_bytes(change), "x.pdf")

    def test_forgets_who_made_it(self):
        def sign(writer):
            writer.add_metadata({"/Author": "Somebody Nearby", "/Title": "Plan"})
            about = StreamObject()
            about._data = b"<x:xmpmeta>Somebody Nearby</x:xmpmeta>"
            writer.root_object[NameObject("/Metadata")] = writer._add_object(about)
            note = DictionaryObject(
                {
                    NameObject("/Subtype"): NameObject("/Text"),
                    NameObject("/Rect"): ArrayObject([FloatObject(number) for number in (0, 0, 9, 9)]),
                    NameObject("/T"): TextStringObject("Somebody Nearby"),
                }
            )
            writer.pages[0][NameObject("/Annots")] = ArrayObject([note])

        content = pdf_bytes(sign)
        assert content.count(b"Somebody") == 3

        kept = keep(content, "x.pdf").read()

        assert b"Somebody" not in kept
        assert len(PdfReader(BytesIO(kept)).pages) == 1

    def test_forgets_where_its_pictures_were_taken(self):
        output = BytesIO()
        picture = StreamObject()
        picture._data = telling_jpeg()

        def show(writer):
            picture[NameObject("/Filter")] = NameObject("/DCTDecode")
            writer.pages[0][NameObject("/Resources")] = DictionaryObject(
                {NameObject("/XObject"): DictionaryObject({NameObject("/I"): writer._add_object(picture)})}
            )

        kept = keep(pdf_bytes(show), "x.pdf").read()

        assert b"Somebody" not in kept
        shown = PdfReader(BytesIO(kept)).pages[0]["/Resources"]["/XObject"]["/I"]
        output.write(shown._data)
        assert Image.open(output).size == (40, 20)


class TestOffice:
    @pytest.mark.parametrize(
        "name", ["word/vbaProject.bin", "word/embeddings/oleObject1.bin", "Basic/script-lb.xml"]
    )
    def test_holds_no_program(self, name):
        assert refusal(archive_bytes({**DOCX, name: "x"}), "x.docx")

    def test_loads_nothing_from_elsewhere(self):
        relation = (
            '<Relationship Type="http://x/attachedTemplate" Target="http://x/a.dotm" TargetMode="External"/>'
        )

        assert refusal(archive_bytes({**DOCX, "word/_rels/settings.xml.rels": relation}), "x.docx")

    def test_forgets_who_wrote_and_remarked(self):
        kept = parts_of(
            keep(
                archive_bytes(
                    {
                        **DOCX,
                        "docProps/core.xml": "<dc:creator>Somebody</dc:creator>",
                        "docProps/app.xml": "<Company>Somebody</Company>",
                        "word/comments.xml": "<w:comment w:author=\"Somebody\" w:initials='SN'>Oui</w:comment>",
                        "word/media/image1.jpeg": telling_jpeg(),
                    }
                ),
                "x.docx",
            ).read()
        )

        assert not any(b"Somebody" in content or b"SN" in content for content in kept.values())
        assert b"Oui" in kept["word/comments.xml"]

    def test_forgets_who_wrote_in_an_open_document(self):
        kept = keep(
            archive_bytes(
                {
                    **ODT,
                    "content.xml": "<office:annotation><dc:creator>Somebody</dc:creator>Oui</office:annotation>",
                    "meta.xml": "<meta:initial-creator>Somebody</meta:initial-creator>",
                }
            ),
            "x.odt",
        ).read()

        assert not any(b"Somebody" in content for content in parts_of(kept).values())
        assert kept[30:38] == b"mimetype"

    def test_still_opens(self):
        book, output = Workbook(), BytesIO()
        book.properties.creator = "Somebody"
        book.active["A1"] = "Oui"
        book.save(output)

        kept = keep(output.getvalue(), "x.xlsx")

        read = load_workbook(BytesIO(kept.read()))
        assert read.active["A1"].value == "Oui"
        assert read.properties.creator != "Somebody"


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
    ("wagtaildocs:add", Attachment, "x.pdf", pdf_bytes(javascript)),
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

    @pytest.mark.parametrize(("door", "model", "name", "content"), LIES)
    def test_say_what_is_wrong_and_keep_nothing(self, client, door, model, name, content):
        answer = client.post(reverse(door), {"title": "x", "file": SimpleUploadedFile(name, content)})

        assert answer.context["form"].errors["file"]
        assert not model.objects.exists()
        assert self.kept() == []

    @pytest.mark.parametrize(("door", "model", "name", "content"), LIES)
    def test_of_choosers_too(self, client, door, model, name, content):
        prefix = "image-chooser-upload" if model is Picture else "document-chooser-upload"
        data = {f"{prefix}-title": "x", f"{prefix}-file": SimpleUploadedFile(name, content)}

        answer = client.post(reverse(CHOOSERS[door]), data)

        assert answer.status_code == 200
        assert answer.json()["step"] == "reshow_creation_form"
        assert not model.objects.exists()
        assert self.kept() == []

    @pytest.mark.parametrize(("door", "model", "name", "content"), LIES)
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

    def test_clean_what_a_library_kept_on_its_way(self, author):
        picture = Picture(title="x", uploaded_by_user=author)
        picture.file.save("x.jpg", ContentFile(telling_jpeg()), save=False)

        picture.save()

        assert b"Somebody" not in content_of(picture)
        assert len(self.kept()) == 1

    def test_clean_a_file_that_replaces_another(self, client, author):
        picture = Picture.objects.create(
            title="x", file=ContentFile(picture_bytes(), name="x.jpg"), uploaded_by_user=author
        )

        client.post(
            reverse("wagtailimages:edit", args=[picture.pk]),
            {"title": "y", "file": SimpleUploadedFile("y.jpg", telling_jpeg())},
        )

        picture.refresh_from_db()
        assert picture.title == "y"
        assert b"Somebody" not in content_of(picture)
