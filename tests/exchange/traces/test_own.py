"""One's own data: taken away whole, erased whole, and nobody else's."""

import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.db import models
from django.db.models.functions import Cast
from django_tasks_db.models import DBTaskResult
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from exchange.models import Feedback, Invitation, RoleName, User
from practices.models import Remark
from tests.clients import Client
from tests.factories import AssignmentFactory, PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db

MARK = "zyborquine"


@pytest.fixture
def person(zone):
    """Return somebody who left a trace wherever one can be left."""
    person = UserFactory(
        roles=[RoleName.AUTHOR], organisation=zone, name=f"Nom {MARK}", email=f"{MARK}@zone.example"
    )
    log(instance=person, action="exchange.person.place", user=person)
    invitation = Invitation.objects.create(email=person.email, organisation=zone)
    log(instance=invitation, action="exchange.invitation.accept", user=person)
    page = PracticeFactory(organisation=zone, owner=person, heading_fr="La fiche du corps")
    page.save_revision(user=person)
    message = Feedback.objects.create(page=page, message="Merci", email=person.email, language="fr")
    log(message, "exchange.feedback.handle", user=person)
    Remark.objects.create(practice=page, made_by=person, chapter="response", text="Mes mots à moi")
    session = SessionStore()
    session["account_authentication_methods"] = [{"method": "password", "email": person.email}]
    session.create()
    UserSession.objects.create(
        user=person, session_key=session.session_key, ip="192.0.2.7", user_agent=f"Firefox {MARK}"
    )
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": MARK})
    EmailAddress.objects.create(user=person, email=person.email)
    UserProfile.get_for_user(person)
    DBTaskResult.objects.create(
        args_kwargs={"args": [1, person.email], "kwargs": {}},
        status="SUCCESSFUL",
        task_path="exchange.tasks.letters.mail_feedback",
        backend_name="default",
        run_after="2026-01-01T00:00Z",
        exception_class_path="",
        traceback="",
    )
    return person


def rows_that_say(words: str) -> list[str]:
    """Return every column of every table that holds these words."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.local_concrete_fields:
            text = Cast(field.attname, models.TextField())
            rows = model._base_manager.annotate(as_text=text).filter(as_text__icontains=words)
            if rows.exists():
                found.append(f"{model._meta.label}.{field.name}")
    return found


def opened(answer) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


class TestExport:
    def test_holds_what_leads_to_the_account_and_nobody_else(self, client, person, zone, address):
        other = UserFactory(organisation=zone, name="Olga Autre", email="olga@zone.example")
        Invitation.objects.create(email="invitee@zone.example", organisation=zone, invited_by=person)
        Remark.objects.create(
            practice=PracticeFactory(), made_by=other, chapter="response", text="Les mots d'une autre"
        )
        log(instance=other, action="exchange.role.change", user=person, data={"roles": []})
        client.force_login(person)

        answer = client.post(address("own_archive"))

        files = opened(answer)
        assert set(files) == {"data.json", "data.html"}
        for text in files.values():
            assert f"{MARK}@zone.example" in text
            assert "La fiche du corps" in text
            assert "Mes mots à moi" in text
            assert "192.0.2.7" in text
            for foreign in ("olga@", "invitee@", "Les mots d"):
                assert foreign not in text
        filled = [rows for rows in json.loads(files["data.json"]).values() if rows]
        assert len(filled) == 7
        assert "no-store" in answer["Cache-Control"]
        assert ModelLogEntry.objects.filter(action="exchange.data.export_own", user=person).exists()

    @pytest.mark.parametrize("name", ["own_data", "own_archive", "erase_account"])
    def test_asks_again_who_it_is(self, person, address, name):
        client = Client()
        client.force_login(person)

        answer = client.post(address(name)) if name == "own_archive" else client.get(address(name))

        assert answer.status_code == 302
        asked = "mfa_reauthenticate_webauthn"
        assert answer.url.startswith(f"{address(asked)}?")

    @pytest.mark.parametrize("name", ["own_data", "own_archive", "erase_account"])
    def test_a_visitor_is_sent_to_the_door(self, client, address, name):
        assert client.get(address(name)).url.startswith(address("login"))


class TestErasure:
    def erase(self, client, person, address, email=None):
        client.force_login(person)
        return client.post(address("erase_account"), {"email": email or person.email})

    def test_leaves_neither_name_nor_address_anywhere(self, client, person, address):
        assert rows_that_say(MARK)

        answer = self.erase(client, person, address)

        assert answer.status_code == 302
        assert rows_that_say(MARK) == []
        person = User.objects.get(pk=person.pk)
        assert not person.is_active
        assert not person.has_usable_password()
        assert str(person.pk) in str(person)
        assert not person.roles.exists()

    def test_ends_the_session(self, client, person, address):
        self.erase(client, person, address)

        assert client.get(address("account")).status_code == 302

    def test_leaves_the_body_what_is_the_body_s(self, client, person, zone, address):
        self.erase(client, person, address)

        assert "La fiche du corps" in [practice.heading for practice in zone.practices.all()]
        entry = ModelLogEntry.objects.get(action="exchange.data.erase")
        assert (entry.user_id, entry.label) == (person.pk, f"#{person.pk}")

    def test_wants_the_address_of_the_account(self, client, person, address):
        answer = self.erase(client, person, address, email="autre@zone.example")

        assert answer.status_code == 200
        assert not User.objects.get(pk=person.pk).is_erased

    def test_waits_for_open_reviews(self, client, person, address):
        AssignmentFactory(reviewer=person)

        answer = self.erase(client, person, address)

        assert answer.status_code == 200
        assert not User.objects.get(pk=person.pk).is_erased

    def test_keeps_the_last_administrator(self, client, address):
        last = UserFactory(roles=[RoleName.ADMINISTRATOR])

        self.erase(client, last, address)

        assert not User.objects.get(pk=last.pk).is_erased
