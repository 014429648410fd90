import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from exchange.audiences import Audience, State
from exchange.feedback import handle_feedback, reopen_feedback
from exchange.forms import FeedbackForm
from exchange.models import Feedback, HomePage
from exchange.templatetags.feedback import feedback_box
from tests.factories import (
    AntennaFactory,
    ArticlePageFactory,
    InformationPageFactory,
    MembershipFactory,
    OrganisationFactory,
    OrganisationPageFactory,
    PracticeFactory,
    ProtocolFactory,
    SeminarFactory,
    TalkFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
MESSAGE = "Chez nous, la fiche a servi telle quelle."


def address_of(page, language="fr"):
    with override(language):
        return reverse("feedback", args=[page.pk])


def stamp_of(page):
    return FeedbackForm(page=page).fields["stamp"].initial


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def send(client, clock, django_capture_on_commit_callbacks):
    """Return a function that fills in the form of a page ten seconds after it was shown."""

    def send_as_reader(page, *, after=10, address="192.0.2.7", **data):
        stamp = stamp_of(page)
        clock.shift(after)
        data = {"message": MESSAGE, "email": "", "website": "", "stamp": stamp} | data
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address_of(page), data, REMOTE_ADDR=address)

    return send_as_reader


class TestSend:
    @pytest.mark.parametrize(
        "factory",
        [PracticeFactory, TalkFactory, ArticlePageFactory, InformationPageFactory, OrganisationPageFactory],
    )
    def test_keeps_the_message_and_leads_back(self, send, factory):
        page = factory()

        answer = send(page)

        assert answer.status_code == 302
        assert answer.url.endswith("#avis")
        feedback = Feedback.objects.get()
        assert (feedback.page_id, feedback.message, feedback.language) == (page.pk, MESSAGE, "fr")

    def test_shows_what_was_sent_and_when_an_answer_comes(self, client, send):
        answer = client.get(send(PracticeFactory(), email="lecteur@service.example").url)

        assert MESSAGE in answer.text
        assert "lecteur@service.example" in answer.text
        assert "10 jours ouvrables" in answer.text
        assert 'id="avis" tabindex="-1" autofocus' in answer.text
        assert "<textarea" not in answer.text
        assert "no-store" in answer["Cache-Control"]
        assert not client.cookies

    def test_shows_it_to_nobody_without_the_link_and_not_for_long(self, client, clock, send):
        address = send(PracticeFactory()).url.removesuffix("#avis")

        assert client.get(f"{address[:-2]}x/").status_code == 404
        clock.shift(3601)
        assert client.get(address).status_code == 404

    def test_keeps_once_what_is_sent_again(self, send):
        page = PracticeFactory()

        answers = [send(page) for _time in range(4)]

        assert {answer.status_code for answer in answers} == {302}
        assert Feedback.objects.count() == 1
        assert len(mail.outbox) == 1

    def test_keeps_no_address(self, send):
        send(PracticeFactory(), address="192.0.2.7")

        row = Feedback.objects.values().get()

        assert "192.0.2.7" not in str(row)
        assert len(row["sender_digest"]) == 64

    @pytest.mark.parametrize("factory", [HomePage.objects.get, SeminarFactory])
    def test_knows_no_form_on_other_pages(self, send, factory):
        assert send(factory()).status_code == 404

    def test_knows_no_page_that_does_not_exist(self, client):
        with override("fr"):
            address = reverse("feedback", args=[999_999_999_999])

        assert client.post(address, {}).status_code == 404

    @pytest.mark.parametrize(
        "sheet",
        [
            {"members": True},
            {"state": State.DRAFT, "live": False},
            {"state": State.WITHDRAWN},
            {"state": State.PUBLISHED, "live": False},
        ],
    )
    def test_hides_from_a_visitor_what_they_may_not_read(self, send, sheet):
        assert send(PracticeFactory(**sheet)).status_code == 404
        assert not Feedback.objects.exists()

    def test_takes_a_member_s_message_about_a_sheet_for_members(self, client, send):
        member = MembershipFactory()
        client.force_login(UserFactory(organisation=member.organisation, roles=["reader"]))

        assert send(PracticeFactory(members=True)).status_code == 302


class TestMistakes:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"message": "Court"},
            {"message": "é" * 4001},
            {"email": "personne"},
            {"website": "https://spam.example"},
            {"stamp": "forged"},
            {"stamp": ""},
            {"after": 1},
            {"after": 25 * 3600},
        ],
    )
    def test_keeps_nothing_and_loses_nothing(self, send, wrong):
        answer = send(PracticeFactory(), **wrong)

        assert answer.status_code == 200
        assert not Feedback.objects.exists()
        assert answer.context["form"].errors
        if "message" not in wrong:
            assert MESSAGE in answer.text

    def test_the_form_of_another_page_does_not_count(self, send):
        other = stamp_of(PracticeFactory())

        assert send(PracticeFactory(), stamp=other).context["form"].non_field_errors()

    def test_an_old_form_can_be_sent_again(self, client, clock, send):
        page = PracticeFactory()
        answer = send(page, after=25 * 3600)
        clock.shift(5)

        again = client.post(
            address_of(page), {"message": MESSAGE, "stamp": answer.context["form"]["stamp"].value()}
        )

        assert again.status_code == 302

    def test_shows_hostile_text_as_text(self, send):
        answer = send(PracticeFactory(), message="<script>alert(1)</script>", email="x")

        assert "<script>alert(1)" not in answer.text


class TestLimit:
    def test_lets_colleagues_behind_one_address_write(self, send):
        pages = PracticeFactory.create_batch(4)

        answers = [send(page, message=f"{MESSAGE} {page.pk} {name}") for page in pages for name in range(5)]

        assert {answer.status_code for answer in answers} == {302}

    def test_refuses_more_about_one_page_than_people_write(self, send, clock, settings):
        settings.FEEDBACK_PER_PAGE = 2
        page = PracticeFactory()
        for number in range(2):
            assert send(page, message=f"{MESSAGE} {number}").status_code == 302

        refused = send(page)

        assert refused.status_code == 429
        assert MESSAGE in refused.text
        assert send(PracticeFactory()).status_code == 302
        assert send(page, address="198.51.100.9").status_code == 302
        clock.shift(3600)
        assert send(page).status_code == 302

    def test_refuses_one_text_about_every_page(self, send):
        answers = [send(page).status_code for page in PracticeFactory.create_batch(4)]

        assert answers == [302, 302, 302, 429]

    def test_counts_a_network_of_the_new_kind_as_one(self, send, settings):
        settings.FEEDBACK_PER_NETWORK = 3
        for number in range(3):
            send(PracticeFactory(), message=f"{MESSAGE} {number}", address=f"2001:db8::{number}")

        assert send(PracticeFactory(), address="2001:db8::abcd").status_code == 429

    def test_believes_no_header_that_a_reader_may_write(self, client, send, settings):
        page = PracticeFactory()
        client.defaults["HTTP_X_FORWARDED_FOR"] = "203.0.113.1"
        send(page)
        client.defaults["HTTP_X_FORWARDED_FOR"] = "203.0.113.2"
        send(page)

        assert Feedback.objects.values("sender_digest").distinct().count() == 1

        settings.TRUSTED_PROXIES = 1
        send(page)
        assert Feedback.objects.values("sender_digest").distinct().count() == 2


class TestMail:
    def test_goes_to_the_contact_antenna(self, send):
        body = OrganisationFactory(languages=["nl", "fr"])
        antenna = AntennaFactory(organisation=body, email="contact@zone.example")
        page = PracticeFactory(
            organisation=body, contact_antenna=antenna, heading_nl="Buurtconflict", summary_fr="Le secret."
        )

        send(page, email="lecteur@service.example")

        (message,) = mail.outbox
        assert message.to == ["contact@zone.example"]
        assert message.reply_to == ["lecteur@service.example"]
        assert "Buurtconflict" in message.subject
        assert MESSAGE in message.body
        assert page.get_full_url().rsplit("/", 2)[0].rpartition("/")[2] not in ("", None)
        assert "Le secret." not in message.body
        assert Feedback.objects.get().organisation == body

    def test_goes_to_the_secretariat_when_there_is_no_antenna(self, send, settings):
        send(ArticlePageFactory())

        assert mail.outbox[0].to == [settings.SECRETARIAT_EMAIL]

    def test_tells_the_secretariat_nothing_of_what_parties_keep_among_themselves(self, client, send):
        body = OrganisationFactory()
        client.force_login(UserFactory(organisation=body, roles=["reader"]))
        page = PracticeFactory(
            organisation=body, audience=Audience.PARTIES, protocol=ProtocolFactory(parties=[body])
        )

        send(page)

        assert not mail.outbox
        assert Feedback.objects.get().organisation == body

    def test_a_heading_never_becomes_a_header(self, send):
        send(PracticeFactory(heading_fr="Un titre\nBcc: autre@zone.example"))

        assert "\n" not in mail.outbox[0].subject


class TestReadableBy:
    def test_shows_each_their_share(self):
        from exchange.viewers import VISITOR, viewer_of

        body, other = OrganisationFactory.create_batch(2)
        protocol = ProtocolFactory(parties=[body, other])
        public = Feedback.objects.create(
            page=PracticeFactory(organisation=body), organisation=body, message="1"
        )
        among_parties = Feedback.objects.create(
            page=PracticeFactory(organisation=body, audience=Audience.PARTIES, protocol=protocol),
            organisation=body,
            message="2",
        )
        elsewhere = Feedback.objects.create(page=ArticlePageFactory(), message="3")

        def seen(viewer):
            return set(Feedback.objects.readable_by(viewer))

        assert seen(VISITOR) == set()
        assert seen(viewer_of(UserFactory(organisation=body, roles=["author"]))) == set()
        assert seen(viewer_of(UserFactory(roles=["committee"]))) == set()
        assert seen(viewer_of(UserFactory(roles=["editor"]))) == {public, elsewhere}
        own = UserFactory(organisation=body, roles=["organisation_administrator"])
        assert seen(viewer_of(own)) == {public, among_parties}
        assert seen(viewer_of(UserFactory(organisation=other, roles=["organisation_administrator"]))) == set()


class TestHandle:
    def test_notes_who_and_when_and_can_be_undone(self):
        editor = UserFactory(roles=["editor"])
        feedback = Feedback.objects.create(page=ArticlePageFactory(), message=MESSAGE)

        handle_feedback(feedback, by=editor)

        feedback.refresh_from_db()
        assert (feedback.handled_by, feedback.handled_at.date()) == (editor, timezone.now().date())
        reopen_feedback(feedback, by=editor)
        feedback.refresh_from_db()
        assert (feedback.handled_by, feedback.handled_at) == (None, None)
        actions = ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)
        assert list(actions) == ["exchange.feedback.handle", "exchange.feedback.reopen"]

    def test_refuses_a_stranger(self):
        stranger = UserFactory(organisation=OrganisationFactory(), roles=["organisation_administrator"])
        feedback = Feedback.objects.create(page=ArticlePageFactory(), message=MESSAGE)

        with pytest.raises(PermissionDenied):
            handle_feedback(feedback, by=stranger)


class TestBox:
    def test_stands_below_what_is_published(self, rf):
        assert "stamp" in feedback_box({"request": rf.get("/")}, PracticeFactory())

    def test_is_away_in_a_preview_and_on_the_home_page(self, rf):
        request = rf.get("/")
        assert feedback_box({"request": request}, HomePage.objects.get()) == {}
        request.is_preview = True
        assert feedback_box({"request": request}, PracticeFactory()) == {}
