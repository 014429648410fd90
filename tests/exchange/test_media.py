"""The leak table of pictures, their renditions and attached files."""

from io import BytesIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from exchange.audiences import Audience, State
from exchange.models import Attachment, Picture
from practices.models import PracticeFile
from tests.factories import (
    ArticlePageFactory,
    AssignmentFactory,
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    TalkFactory,
    UserFactory,
)
from tests.files import pdf_bytes

pytestmark = [
    pytest.mark.usefixtures("wagtail_indexes"),
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a new rendition to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

GPS = 0x8825
ARTIST = 0x013B
ORIENTATION = 0x0112


def picture_bytes(form="JPEG", size=(40, 20), **options):
    output = BytesIO()
    Image.new("RGB", size, "navy").save(output, form, **options)
    return output.getvalue()


def new_picture(uploader=None, content=None, name="photo.jpg", **fields):
    file = ContentFile(content or picture_bytes(), name=name)
    return Picture.objects.create(title="Photo", file=file, uploaded_by_user=uploader, **fields)


def new_attachment(uploader=None, content=None, name="plan.pdf"):
    return Attachment.objects.create(
        title="Plan", file=ContentFile(content or pdf_bytes(), name=name), uploaded_by_user=uploader
    )


@pytest.fixture
def world():
    """Two bodies bound by a protocol, a third member, a candidate, and the platform's own people."""
    owner, party, other, candidate = OrganisationFactory.create_batch(4)
    protocol = ProtocolFactory(parties=[owner, party])
    for body in (owner, party, other):
        MembershipFactory(organisation=body)
    MembershipFactory(organisation=candidate, state="candidate")
    people = {
        "author": UserFactory(organisation=owner, roles=["author"]),
        "reader": UserFactory(organisation=owner, roles=["reader"]),
        "party": UserFactory(organisation=party, roles=["author"]),
        "member": UserFactory(organisation=other, roles=["author", "content_lead"]),
        "candidate": UserFactory(organisation=candidate, roles=["organisation_administrator"]),
        "editor": UserFactory(roles=["editor"]),
        "committee": UserFactory(roles=["committee"]),
        "closed": UserFactory(organisation=owner, roles=["author"], is_active=False),
    }
    return {"owner": owner, "protocol": protocol, "people": people}


def who_opens(client, people, address):
    """Return the names of those who get the file; « visitor » is nobody in particular."""
    client.logout()
    found = {"visitor"} if client.get(address).status_code == 200 else set()
    for name, person in people.items():
        client.force_login(person)
        answer = client.get(address)
        assert answer.status_code in (200, 404)
        if answer.status_code == 200:
            found.add(name)
    return found


EVERYBODY = {"visitor", "author", "reader", "party", "member", "candidate", "editor", "committee", "closed"}
MEMBERS = {"author", "reader", "party", "member", "editor", "committee"}

SHEETS = [
    ({}, EVERYBODY),
    ({"audience": Audience.MEMBERS}, MEMBERS),
    ({"audience": Audience.PARTIES}, {"author", "reader", "party"}),
    ({"state": State.DRAFT, "live": False}, {"author"}),
    ({"state": State.RELEASED, "live": False}, {"author", "editor"}),
    ({"state": State.RELEASED, "live": False, "audience": Audience.PARTIES}, {"author"}),
    ({"state": State.FROZEN}, {"author", "editor", "committee"}),
    ({"state": State.ARCHIVED, "audience": Audience.MEMBERS}, MEMBERS),
    ({"state": State.WITHDRAWN}, {"author"}),
    ({"state": State.PUBLISHED, "live": False}, {"author"}),
]


class TestServe:
    @pytest.mark.parametrize(("sheet", "expected"), SHEETS)
    def test_opens_a_picture_to_whoever_reads_the_sheet(self, client, world, sheet, expected):
        picture = new_picture(world["people"]["author"])
        if sheet.get("audience") == Audience.PARTIES:
            sheet = {**sheet, "protocol": world["protocol"]}

        PracticeFactory(organisation=world["owner"], cover_image=picture, **sheet)

        assert who_opens(client, world["people"], picture.file.url) == expected
        assert who_opens(client, world["people"], picture.get_rendition("width-20").url) == expected

    @pytest.mark.parametrize(("sheet", "expected"), SHEETS)
    def test_opens_an_attached_file_to_whoever_reads_the_sheet(self, client, world, sheet, expected):
        attachment = new_attachment(world["people"]["author"])
        if sheet.get("audience") == Audience.PARTIES:
            sheet = {**sheet, "protocol": world["protocol"]}

        practice = PracticeFactory(organisation=world["owner"], **sheet)
        PracticeFile.objects.create(
            practice=practice, file=attachment, audience=Audience.PUBLIC, title="Plan"
        )

        assert who_opens(client, world["people"], attachment.url) == expected

    @pytest.mark.parametrize(
        ("audience", "expected"),
        [
            (Audience.PUBLIC, EVERYBODY),
            (Audience.MEMBERS, MEMBERS),
            (Audience.PARTIES, {"author", "reader", "party"}),
        ],
    )
    def test_a_row_may_be_narrower_than_its_sheet(self, client, world, audience, expected):
        attachment = new_attachment(world["people"]["author"])
        practice = PracticeFactory(organisation=world["owner"], protocol=world["protocol"])

        PracticeFile.objects.create(practice=practice, file=attachment, audience=audience, title="Plan")

        assert who_opens(client, world["people"], attachment.url) == expected

    def test_closes_as_soon_as_the_sheet_is_narrowed(self, client, world):
        picture = new_picture(world["people"]["author"])
        practice = PracticeFactory(organisation=world["owner"], cover_image=picture)
        address = picture.get_rendition("width-20").url
        assert client.get(address).status_code == 200

        practice.audience = Audience.MEMBERS
        practice.save()

        assert client.get(address).status_code == 404
        client.force_login(world["people"]["member"])
        assert client.get(address).status_code == 200

    def test_closes_as_soon_as_a_member_is_suspended(self, client, world):
        picture = new_picture(world["people"]["author"])
        PracticeFactory(organisation=world["owner"], cover_image=picture, members=True)
        member = world["people"]["member"]
        client.force_login(member)
        assert client.get(picture.file.url).status_code == 200

        member.organisation.memberships.update(state="suspended")

        assert client.get(picture.file.url).status_code == 404

    def test_the_widest_page_decides_for_a_picture_used_twice(self, client, world):
        picture = new_picture(world["people"]["author"])
        PracticeFactory(organisation=world["owner"], cover_image=picture, draft=True)
        assert client.get(picture.file.url).status_code == 404

        ArticlePageFactory(cover_image=picture)

        assert client.get(picture.file.url).status_code == 200

    def test_opens_slides_of_a_talk(self, client, world):
        slides = new_attachment(world["people"]["author"])

        TalkFactory(organisation=world["owner"], slides=slides, members=True)

        assert who_opens(client, world["people"], slides.url) == MEMBERS

    def test_keeps_what_no_page_uses_at_the_desk_it_came_from(self, client, world):
        of_body = new_picture(world["people"]["author"])
        of_secretariat = new_picture(world["people"]["editor"])

        assert who_opens(client, world["people"], of_body.file.url) == {"author"}
        assert who_opens(client, world["people"], of_secretariat.file.url) == {"editor"}

    def test_opens_a_picture_of_the_draft_to_its_reviewer_and_to_no_other_member(self, client, world):
        author = world["people"]["author"]
        reviewer = UserFactory(roles=["reviewer"], organisation=MembershipFactory().organisation)
        practice = PracticeFactory(
            organisation=world["owner"], state=State.HOME_REVIEW, live=False, owner=author
        )
        AssignmentFactory(page=practice, reviewer=reviewer)
        practice.save()
        picture = new_picture(author)
        practice.cover_image = picture
        practice.save_revision(user=author)
        people = {**world["people"], "reviewer": reviewer}

        assert who_opens(client, people, picture.file.url) == {"author", "reviewer", "editor"}

    def test_asks_as_often_whatever_the_number_of_drafts(self, client, world):
        author = world["people"]["author"]
        practice = PracticeFactory(organisation=world["owner"], owner=author)
        practice.cover_image = picture = new_picture(author, pk=987_654)
        practice.save_revision(user=author)
        client.force_login(world["people"]["party"])
        client.get(picture.file.url)
        with CaptureQueriesContext(connection) as few:
            assert client.get(picture.file.url).status_code == 404

        for _number in range(6):
            PracticeFactory(organisation=world["owner"], owner=author).save_revision(user=author)
        with CaptureQueriesContext(connection) as many:
            assert client.get(picture.file.url).status_code == 404

        assert len(many) == len(few)

    def test_asks_as_often_whatever_the_number_of_sheets_with_the_file(self, client, world):
        attachment, picture = new_attachment(), new_picture()

        def use(number):
            for _number in range(number):
                sheet = PracticeFactory(
                    organisation=world["owner"], protocol=world["protocol"], cover_image=picture, members=True
                )
                PracticeFile.objects.create(
                    practice=sheet, file=attachment, audience=Audience.PARTIES, title="Plan"
                )

        def queries():
            ContentType.objects.clear_cache()
            with CaptureQueriesContext(connection) as captured:
                assert client.get(attachment.url).status_code == 404
                assert client.get(picture.file.url).status_code == 200
            return len(captured)

        client.force_login(world["people"]["member"])
        use(2)
        few = queries()
        use(6)

        assert queries() == few

    def test_a_draft_of_a_public_sheet_shows_its_new_picture_to_the_desk_only(self, client, world):
        author = world["people"]["author"]
        practice = PracticeFactory(organisation=world["owner"], owner=author)
        picture = new_picture(author)
        practice.cover_image = picture
        practice.save_revision(user=author)

        assert who_opens(client, world["people"], picture.file.url) == {"author"}

    @pytest.mark.parametrize(
        "address",
        [
            "/media/../../etc/passwd",
            "/media/%2e%2e/%2e%2e/etc/passwd",
            "/media//etc/passwd",
            "/media/original_images/nothing.jpg",
        ],
    )
    def test_knows_no_other_name(self, client, address):
        assert client.get(address).status_code == 404

    def test_a_lost_file_is_not_an_error(self, client):
        picture = new_picture()
        ArticlePageFactory(cover_image=picture)
        picture.file.storage.delete(picture.file.name)

        assert client.get(picture.file.url).status_code == 404

    def test_refuses_to_change_anything(self, client):
        picture = new_picture()
        ArticlePageFactory(cover_image=picture)

        assert client.post(picture.file.url).status_code == 405


class TestHeaders:
    def test_says_what_a_picture_is_and_lets_it_be_kept(self, client):
        picture = new_picture()
        ArticlePageFactory(cover_image=picture)

        answer = client.get(picture.file.url)

        assert answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cache-Control"] == "public, max-age=300"
        assert "Cookie" not in answer.get("Vary", "")

    def test_lets_nobody_keep_what_is_not_public(self, client, world):
        picture = new_picture(world["people"]["author"])
        PracticeFactory(organisation=world["owner"], cover_image=picture, members=True)
        client.force_login(world["people"]["member"])

        answer = client.get(picture.file.url)

        assert answer["Cache-Control"] == "private, no-cache"

    def test_gives_a_document_to_keep_and_not_to_show(self, client):
        attachment = new_attachment(name="page.pdf")
        TalkFactory(slides=attachment)

        answer = client.get(attachment.url)

        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment")

    def test_answers_nothing_new_to_who_has_it(self, client):
        picture = new_picture()
        ArticlePageFactory(cover_image=picture)
        first = client.get(picture.file.url)

        again = client.get(picture.file.url, headers={"if-none-match": first["ETag"]})
        since = client.get(picture.file.url, headers={"if-modified-since": first["Last-Modified"]})

        assert (again.status_code, since.status_code) == (304, 304)

    def test_checks_before_it_says_that_nothing_is_new(self, client, world):
        picture = new_picture(world["people"]["author"])
        practice = PracticeFactory(organisation=world["owner"], cover_image=picture)
        etag = client.get(picture.file.url)["ETag"]

        practice.audience = Audience.MEMBERS
        practice.save()

        assert client.get(picture.file.url, headers={"if-none-match": etag}).status_code == 404


class TestMetadata:
    @pytest.mark.parametrize(("form", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
    def test_forgets_author_and_place_and_turns_the_picture_upright(self, form, name):
        exif = Image.Exif()
        exif[ARTIST] = "Somebody Nearby"
        exif[ORIENTATION] = 6
        exif.get_ifd(GPS)[2] = (50.0, 51.0, 2.0)
        content = picture_bytes(form, exif=exif)
        assert b"Somebody" in content

        picture = new_picture(content=content, name=name)

        kept = picture.file.open().read()
        assert b"Somebody" not in kept
        assert dict(Image.open(BytesIO(kept)).getexif()) == {}
        assert (picture.width, picture.height) == (20, 40)

    def test_cleans_pictures_among_the_attachments_too(self):
        exif = Image.Exif()
        exif[ARTIST] = "Somebody Nearby"

        attachment = new_attachment(content=picture_bytes(exif=exif), name="affiche.jpg")

        assert b"Somebody" not in attachment.file.open().read()
        assert attachment.file_size == len(attachment.file.open().read())

    def test_refuses_a_picture_that_is_none(self):
        attachment = Attachment(title="x", file=ContentFile(b"GIF89a nothing", name="x.png"))
        with pytest.raises(ValidationError) as refusal:
            attachment.full_clean()
        assert "file" in refusal.value.message_dict
