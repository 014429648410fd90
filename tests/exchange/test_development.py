import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.http import Http404

from exchange.development import MailView, sent_messages

BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def kept(settings, tmp_path):
    """Keep messages in a folder, as on a machine of development."""
    settings.EMAIL_FILE_PATH = tmp_path
    settings.ROOT_URLCONF = "tests.exchange.urls_of_development"
    return tmp_path


def send(folder, subject, text="Bonjour"):
    message = EmailMultiAlternatives(subject, text, "rives@exchange.example", ["auteur@brunord.example"])
    message.attach_alternative(f"<p>{text}</p>", "text/html")
    message.connection = get_connection(BACKEND, file_path=folder)
    message.send()


class TestSentMessages:
    def test_reads_what_the_recipient_would(self, kept):
        send(kept, "Votre fiche a été relue – merci", "Trois remarques vous attendent.\nÀ bientôt")

        (message,) = sent_messages(kept)

        assert message.subject == "Votre fiche a été relue – merci"
        assert message.recipients == "auteur@brunord.example"
        assert message.text == "Trois remarques vous attendent.\nÀ bientôt"

    def test_keeps_messages_of_one_connection_apart(self, kept):
        connection = get_connection(BACKEND, file_path=kept)
        messages = [EmailMultiAlternatives(subject, "…", None, ["a@b.example"]) for subject in ("one", "two")]
        connection.send_messages(messages)

        assert [message.subject for message in sent_messages(kept)] == ["two", "one"]

    def test_is_empty_before_the_first_message(self, tmp_path):
        assert sent_messages(tmp_path / "nowhere") == []


class TestMailView:
    def test_shows_messages_as_text(self, kept, client, settings):
        settings.DEBUG = True
        send(kept, "<script>alert(1)</script>", "Voir http://localhost:8000/fr/")

        page = client.get("/development/mail/").content.decode()

        assert "<script>alert" not in page
        assert 'href="http://localhost:8000/fr/"' in page

    def test_does_not_exist_outside_development(self, kept, rf, settings):
        settings.DEBUG = False

        with pytest.raises(Http404):
            MailView.as_view()(rf.get("/mail/"))
