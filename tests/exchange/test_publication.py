"""Pages that appear and go at a chosen moment: by the clock of whoever chose it, and by the rules of that moment."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from exchange import schedule
from exchange.models import ArticlePage
from exchange.publication import expire_due, publish_due
from exchange.tasks import publish_scheduled
from exchange.viewers import VISITOR
from search.find import find
from search.queries import SearchQuery
from seminars.models import Seminar
from tests.factories import (
    ArticlePageFactory,
    OrganisationFactory,
    PracticeFactory,
    TalkFactory,
    UserFactory,
    seminar_index,
)

pytestmark = pytest.mark.django_db

SOON = timedelta(hours=2)


@pytest.fixture
def editor():
    return UserFactory(roles=["editor"])


def planned(editor, *, go_live=None, expire=None, **columns):
    """Make an article that its editor has planned."""
    article = ArticlePageFactory(live=go_live is None, heading_fr="Marmotte", **columns)
    article.go_live_at, article.expire_at = go_live, expire
    article.save_revision(user=editor).publish(user=editor)
    article.refresh_from_db()
    return article


def is_found(words="marmotte") -> bool:
    return find(SearchQuery(words), VISITOR, engine="postgres").total > 0


class TestPublication:
    def test_happens_at_its_moment_everywhere(self, client, editor):
        article = planned(editor, go_live=timezone.now() + SOON)
        address = article.get_absolute_url()
        assert publish_due() == 0
        assert client.get(address).status_code == 404 and not is_found()

        with time_machine.travel(timezone.now() + SOON + timedelta(minutes=1)):
            call_command("publish_scheduled", verbosity=0)

            assert client.get(address).status_code == 200
            assert is_found()
            assert address in client.get("/sitemap-1.xml").content.decode()

    def test_of_a_new_version_leaves_the_one_before_until_then(self, client, editor):
        article = planned(editor)
        article.heading_fr = "Bouquetin"
        article.go_live_at = timezone.now() + SOON
        article.save_revision(user=editor).publish(user=editor)
        assert is_found("marmotte") and not is_found("bouquetin")

        with time_machine.travel(timezone.now() + SOON):
            publish_due()

        assert is_found("bouquetin") and not is_found("marmotte")

    def test_is_looked_at_every_minute(self):
        (recurrence,) = [one for one in schedule.recurrences() if one.task == publish_scheduled]

        assert recurrence.interval == timedelta(minutes=1)

    def test_of_one_that_fails_holds_up_no_other(self, editor, monkeypatch, caplog):
        planned(editor, go_live=timezone.now() + SOON)
        broken = ArticlePage.objects.get().get_latest_revision()
        other = planned(editor, go_live=timezone.now() + SOON)
        publish = type(broken).publish

        def fail(revision, **options):
            if revision.pk == broken.pk:
                raise ZeroDivisionError
            return publish(revision, **options)

        monkeypatch.setattr(type(broken), "publish", fail)
        with time_machine.travel(timezone.now() + SOON):
            assert publish_due() == 1

        other.refresh_from_db()
        assert other.live
        assert "is tried again" in caplog.text


class TestEnd:
    def test_comes_at_its_moment_everywhere(self, client, editor):
        article = planned(editor, expire=timezone.now() + SOON)
        address = article.get_absolute_url()
        assert client.get(address).status_code == 200 and is_found()

        with time_machine.travel(timezone.now() + SOON):
            call_command("publish_scheduled", verbosity=0)

            assert client.get(address).status_code == 404
            assert not is_found()
            assert address not in client.get("/sitemap-1.xml").content.decode()
        article.refresh_from_db()
        assert article.expired and article.tokens == ["editorial"]


class TestTimeZone:
    @pytest.mark.parametrize(
        ("zone", "moment"),
        [
            ("America/Toronto", datetime(2027, 3, 1, 17, 0, tzinfo=UTC)),
            ("Europe/Brussels", datetime(2027, 3, 1, 11, 0, tzinfo=UTC)),
            # The clocks of Québec change on 14 March, those of Belgium a fortnight later.
            ("America/Toronto", datetime(2027, 3, 20, 16, 0, tzinfo=UTC)),
        ],
    )
    def test_is_that_of_whoever_chose_the_moment(self, client, zone, moment):
        organisation = OrganisationFactory(time_zone=zone)
        administrator = UserFactory(is_superuser=True, organisation=organisation)
        client.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
        fields = {
            "original_language": "fr",
            "heading_fr": "Deuxième séminaire",
            "starts_on": "2027-10",
            "mode": "hybrid",
            "hosts": inline_formset([{"organisation": OrganisationFactory().pk}]),
            "attendance": inline_formset([]),
            "go_live_at": f"{moment:%Y-%m-%d} 12:00",
            "action-publish": "1",
        }
        add = reverse("wagtailadmin_pages:add", args=["seminars", "seminar", seminar_index().pk])
        assert client.post(add, nested_form_data(fields)).status_code == 302

        for minutes, live in ((-1, False), (0, True)):
            with time_machine.travel(moment + timedelta(minutes=minutes), tick=False):
                publish_due()
            assert Seminar.objects.get(heading_fr="Deuxième séminaire").live is live


class TestRules:
    @pytest.mark.parametrize("loss", ["account", "role", "body"])
    def test_hold_what_its_editor_may_not_publish_any_more(self, editor, loss):
        body = OrganisationFactory()
        article = planned(editor, go_live=timezone.now() + SOON, organisation=body)
        if loss == "account":
            editor.is_active = False
        elif loss == "role":
            editor.roles.all().delete()
        else:  # nobody publishes what their own body wrote
            editor.organisation = body
        editor.save()

        with time_machine.travel(timezone.now() + SOON):
            assert publish_due() == 0
            assert publish_due() == 0

        article.refresh_from_db()
        assert not article.live
        (line,) = PageLogEntry.objects.filter(page=article.pk, action="exchange.publication.hold")
        assert "right" in line.data["reason"]

    def test_hold_what_is_not_valid_any_more(self, editor):
        article = planned(editor, go_live=timezone.now() + SOON)
        revision = article.get_latest_revision()
        revision.content["heading_fr"] = revision.content["title"] = "x" * 5000
        revision.save()

        with time_machine.travel(timezone.now() + SOON):
            publish_due()

        article.refresh_from_db()
        revision.refresh_from_db()
        assert not article.live and revision.approved_go_live_at is None

    @pytest.mark.parametrize("factory", [PracticeFactory, TalkFactory])
    def test_know_no_moment_for_what_bodies_share(self, factory):
        thing = factory()
        type(thing).objects.filter(pk=thing.pk).update(expire_at=timezone.now() - SOON)

        assert expire_due() == 0
        thing.refresh_from_db()
        assert thing.live
        thing.go_live_at = timezone.now() + SOON
        revision = thing.save_revision()
        assert revision.as_object().go_live_at is None

    def test_offer_a_moment_only_where_it_counts(self):
        from exchange.models import HomePage
        from practices.models import Practice
        from seminars.models import Talk

        def offers(model):
            return "go_live_at" in model.get_edit_handler().get_form_class().base_fields

        assert offers(ArticlePage) and offers(Seminar)
        assert not offers(Practice) and not offers(Talk) and not offers(HomePage)
