import datetime as dt
import io

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from exchange.actions import place_person
from exchange.audiences import Audience
from exchange.models import Invitation, RoleName
from exchange.people import update_person
from exchange.traces.trail import in_words, lines
from exchange.traces.words import ACTIONS, KEPT_LONG, Kind, actions_of, kind_of
from tests.factories import MembershipFactory, OrganisationFactory, PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db


def body_of(answer) -> str:
    return b"".join(answer.streaming_content).decode()


class TestAppendOnly:
    @pytest.fixture
    def _lines(self, author):
        log(instance=author, action="exchange.account.sign_in", user=author)
        log(instance=PracticeFactory(), action="practices.freeze", user=author)

    @pytest.mark.usefixtures("_lines")
    @pytest.mark.parametrize("entries", [ModelLogEntry, PageLogEntry])
    @pytest.mark.parametrize(
        "statement",
        ["update {} set label = 'x'", "update {} set user_id = null", "delete from {}"],
    )
    def test_the_database_refuses(self, entries, statement):
        number = entries.objects.count()

        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format(entries._meta.db_table))

        assert entries.objects.count() == number > 0

    @pytest.mark.parametrize("entries", [ModelLogEntry, PageLogEntry])
    def test_nor_does_it_empty_them(self, entries):
        with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(f"truncate {entries._meta.db_table}")

    @pytest.mark.usefixtures("_lines")
    def test_the_purge_gets_only_what_is_old(self):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("select set_config('exchange.purge_before', %s, true)", ["2020-01-01"])
            ModelLogEntry.objects.all().delete()


class TestWords:
    def test_every_action_has_a_kind(self):
        for action in ACTIONS:
            assert kind_of(action) in Kind

    def test_rights_and_decisions_are_kept_long(self):
        long = set(actions_of(*KEPT_LONG))

        assert {"exchange.membership.change", "exchange.role.change", "practices.withdraw"} <= long
        assert not {"exchange.account.sign_in", "wagtail.edit", "exchange.data.export_log"} & long

    def test_says_which_roles_were_given_and_taken(self, committee, author):
        administrator = UserFactory(roles=[RoleName.ADMINISTRATOR])
        update_person(author, name="Ann", language="fr", roles=["reviewer"], is_active=True, by=administrator)

        (trace,) = in_words(lines(lambda log: log.filter(action="exchange.role.change")), reader=committee)

        assert str(RoleName.REVIEWER.label) in trace.details
        assert str(RoleName.AUTHOR.label) in trace.details

    def test_says_how_far_a_sheet_was_opened(self, committee, author):
        data = {"before": "members", "after": "public", "reason": "Mot secret"}
        log(instance=PracticeFactory(), action="practices.widen", user=author, data=data)

        (trace,) = in_words(lines(lambda log: log.filter(action="practices.widen")), reader=committee)

        assert trace.details == f"{Audience.MEMBERS.label} → {Audience.PUBLIC.label}"

    def test_says_that_an_account_was_closed(self, author):
        administrator = UserFactory(roles=[RoleName.ADMINISTRATOR])
        update_person(author, name="Ann", language="fr", roles=["author"], is_active=False, by=administrator)

        assert ModelLogEntry.objects.get(user=administrator).action == "exchange.account.close"


class TestWhatItKeepsBack:
    def test_names_and_addresses_stay_out_of_it(self, author, zone):
        place_person("neu@zone.example", name="Neu", organisation=zone, roles=["author"])
        invitation = Invitation.objects.create(email="gast@zone.example", organisation=zone)
        log(instance=invitation, action="exchange.invitation.send", user=author)

        kept = str(list(ModelLogEntry.objects.values()))

        assert "zone.example" not in kept
        assert "Neu" not in kept

    def test_a_title_that_the_reader_may_not_open_is_a_number(self, committee, author, zone):
        hidden = PracticeFactory(organisation=zone, draft=True, heading_fr="Secret de polichinelle")
        shown = PracticeFactory(organisation=zone, heading_fr="Connu de tous")
        for page in (hidden, shown):
            log(instance=page, action="practices.freeze", user=author, data={"reason": "Parce que secret"})

        things = str(in_words(lines(lambda log: log.filter(action="practices.freeze")), reader=committee))

        assert "Connu de tous" in things
        assert f"#{hidden.pk}" in things
        assert "ecret" not in things

    def test_somebody_of_the_other_shore_is_a_function(self, author, service):
        reader = UserFactory(roles=[RoleName.COMMITTEE], organisation=service)
        log(instance=author, action="exchange.account.sign_in", user=author)

        (trace,) = in_words(lines(lambda log: log.filter(user=author)), reader=reader)

        assert "Ann" not in f"{trace.who} {trace.thing}"
        assert "Zone du Nord" in trace.who


class TestLogPage:
    @pytest.mark.parametrize("name", ["exchange_log", "exchange_log_results", "exchange_retention"])
    @pytest.mark.parametrize("role", ["editor", "organisation_administrator", "privacy_delegate", "author"])
    def test_is_not_for(self, client, zone, role, name):
        client.force_login(UserFactory(roles=[role], organisation=zone))

        assert client.get(reverse(name)).status_code == 302

    def test_a_visitor_is_sent_to_the_door(self, client):
        assert client.get(reverse("exchange_log")).status_code == 302

    @pytest.mark.parametrize("role", ["committee", "administrator"])
    def test_is_for(self, client, author, role):
        log(instance=author, action="exchange.account.sign_in", user=author)
        client.force_login(UserFactory(roles=[role]))

        assert "Ann Auteur" in client.get(reverse("exchange_log")).text

    def test_wagtail_s_own_is_closed(self, client):
        client.force_login(UserFactory(roles=[RoleName.ADMINISTRATOR], is_superuser=True))

        assert client.get(reverse("wagtailadmin_reports:site_history"), follow=True).status_code == 404

    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            ({"kind": "accounts"}, {"Connexion"}),
            ({"kind": "rights"}, {"Rôles changés"}),
            ({"user": "author"}, {"Connexion"}),
            ({"body": "zone"}, {"Connexion"}),
            ({"number": "author"}, {"Connexion", "Rôles changés"}),
            ({"timestamp_from": "2199-01-01"}, set()),
        ],
    )
    def test_is_narrowed(self, client, committee, author, zone, filters, found):
        log(instance=author, action="exchange.account.sign_in", user=author)
        log(instance=author, action="exchange.role.change", data={"roles": []})
        client.force_login(committee)
        known = {"author": author.pk, "zone": zone.pk}

        answer = client.get(
            reverse("exchange_log"), {name: known.get(value, value) for name, value in filters.items()}
        )

        assert {row.what for row in answer.context["table"].data} == found

    def test_asks_as_often_for_many_lines_as_for_few(
        self, client, committee, author, django_assert_max_num_queries
    ):
        client.force_login(committee)
        log(instance=author, action="exchange.account.sign_in", user=author)
        log(instance=PracticeFactory(), action="practices.freeze", user=author)
        client.get(reverse("exchange_log"))
        with django_assert_max_num_queries(60) as few:
            client.get(reverse("exchange_log"))
        for _time in range(15):
            person = UserFactory(organisation=OrganisationFactory(), roles=["reviewer"])
            log(instance=person, action="exchange.account.sign_in", user=person)
            log(instance=PracticeFactory(), action="practices.freeze", user=person)

        with django_assert_max_num_queries(len(few)):
            client.get(reverse("exchange_log"))

    def test_taking_it_away_is_written_down(self, client, committee, author):
        log(instance=author, action="exchange.account.sign_in", user=author)
        client.force_login(committee)

        answer = client.get(reverse("exchange_log"), {"export": "csv", "user": author.pk})

        assert "Ann Auteur" in body_of(answer)
        entry = ModelLogEntry.objects.get(action="exchange.data.export_log")
        assert (entry.user, entry.data) == (committee, {"count": 1})

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_tells_the_time_of_the_screen(self, client, author, form):
        montreal = OrganisationFactory(quebec=True, time_zone="America/Toronto")
        MembershipFactory(organisation=montreal)
        reader = UserFactory(organisation=montreal, roles=[RoleName.COMMITTEE])
        with time_machine.travel(dt.datetime(2026, 7, 1, 2, 30, 15, tzinfo=dt.UTC), tick=False):
            log(instance=author, action="exchange.account.sign_in", user=author)
            client.force_login(reader)
            shown = client.get(reverse("exchange_log"), {"user": author.pk}).text
            answer = client.get(reverse("exchange_log"), {"export": form, "user": author.pk})
            content = b"".join(answer.streaming_content)

        assert "22:30" in shown or "22 h 30" in shown
        if form == "csv":
            heading, line = content.decode().splitlines()[:2]
            assert "America/Toronto" in heading
            assert line.startswith("2026-06-30 22:30:15,")
        else:
            heading, moment = [cell.value for cell in load_workbook(io.BytesIO(content)).active["A"]]
            assert "America/Toronto" in heading
            assert moment == "2026-06-30 22:30:15"

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_no_cell_is_a_formula(self, client, committee, author, form):
        author.name = "=1+1"
        author.save()
        log(instance=author, action="exchange.account.sign_in", user=author)
        client.force_login(committee)

        answer = client.get(reverse("exchange_log"), {"export": form, "user": author.pk})

        content = b"".join(answer.streaming_content)
        if form == "csv":
            assert ",=1+1" not in content.decode()
        else:
            cells = load_workbook(io.BytesIO(content)).active["B"]
            assert [cell.data_type for cell in cells] == ["s", "s"]


class TestTrailOfABody:
    def test_shows_its_administrator_its_own_people(self, client, zone, author, address):
        other = UserFactory(organisation=OrganisationFactory(), name="Omar Ailleurs")
        for person in (author, other):
            log(instance=person, action="exchange.account.sign_in", user=person)
        client.force_login(UserFactory(roles=[RoleName.ORGANISATION_ADMINISTRATOR], organisation=zone))

        answer = client.get(address("body_trail"))

        assert "Ann Auteur" in answer.text
        assert "Omar" not in answer.text

    def test_is_not_for_others(self, client, author, address):
        client.force_login(author)

        assert client.get(address("body_trail")).status_code == 403


class TestRefusals:
    def test_a_request_that_no_screen_makes_is_written_down_once(self, client, author, service, address):
        client.force_login(author)
        for _time in range(3):
            assert (
                client.post(address("transfer_basis", pk=service.pk), {"note": "secret"}).status_code == 403
            )

        entry = ModelLogEntry.objects.get(action="exchange.account.refused")
        assert (entry.user, entry.data) == (author, {"address": "transfer_basis"})

    def test_in_the_editor_too(self, client, zone):
        author = UserFactory(roles=[RoleName.AUTHOR], organisation=zone)
        client.force_login(author)

        client.post(reverse("exchange_retention"))
        client.post(reverse("exchange_log"))

        assert ModelLogEntry.objects.filter(action="exchange.account.refused", user=author).exists()

    def test_looking_is_no_attack(self, client, author, service, address):
        client.force_login(author)

        client.get(address("transfer_basis", pk=service.pk))

        assert not ModelLogEntry.objects.filter(action="exchange.account.refused").exists()

    def test_it_is_told_again_later(self, client, author, service, address):
        client.force_login(author)
        entry = log(
            instance=author,
            action="exchange.account.refused",
            data={"address": "transfer_basis"},
            timestamp=timezone.now() - dt.timedelta(hours=2),
        )

        client.post(address("transfer_basis", pk=service.pk))

        assert ModelLogEntry.objects.filter(action=entry.action).count() == 2
