import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.utils import timezone, translation

from exchange.models import Incident, Membership, RoleName
from exchange.refusal import Refused
from exchange.traces.incidents import change_incident, close_incident, report_incident
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def report(committee, django_capture_on_commit_callbacks):
    def report_it(*organisations, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            return report_incident(
                **{
                    "what": "Une liste partie au mauvais endroit",
                    "kinds_of_data": "Adresses de service, une dizaine",
                    "measures": "",
                    "discovered_at": timezone.now(),
                    "organisations": organisations,
                    "by": committee,
                    **fields,
                }
            )

    return report_it


class TestReport:
    def test_tells_the_privacy_contacts_of_the_bodies_at_once(self, report, zone, service, delegate):
        Membership.objects.filter(organisation=service).update(privacy_email="vie-privee@fleuve.example")

        incident = report(zone, service)

        assert sorted(letter.to[0] for letter in mail.outbox) == [
            "dpo@zone.example",
            "vie-privee@fleuve.example",
        ]
        assert all(notice.sent_at for notice in incident.notices.all())

    def test_each_shore_reads_its_own_deadlines(self, report, zone, service, delegate):
        UserFactory(
            organisation=service, roles=[RoleName.PRIVACY_DELEGATE], email="prp@fleuve.example", language="en"
        )
        delegate.language = "en"
        delegate.save()

        report(zone, service)

        letters = {letter.to[0]: letter.body for letter in mail.outbox}
        assert "72 hours" in letters["dpo@zone.example"]
        assert "Commission d’accès" in letters["prp@fleuve.example"]
        assert "72 hours" not in letters["prp@fleuve.example"]

    @pytest.mark.parametrize("language", ["fr", "fr-ca", "nl", "en"])
    def test_speaks_the_language_of_the_contact(self, report, zone, delegate, language):
        delegate.language = language
        delegate.save()

        report(zone)

        with translation.override(language):
            expected = str(translation.gettext("What happened:"))
        assert expected in mail.outbox[0].body

    def test_a_body_without_contact_stays_to_be_told(self, client, report, zone, committee, address):
        incident = report(zone)
        client.force_login(committee)

        answer = client.get(address("incident", pk=incident.pk))

        assert not mail.outbox
        assert not answer.context["notices"][0].has_contact
        assert len(answer.context["letters"]) == 4

    def test_clocks_run_from_the_discovery(self, report, zone):
        with time_machine.travel(NOW, tick=False):
            incident = report(zone, discovered_at=NOW - dt.timedelta(hours=2))

        assert incident.notice_due_at == NOW + dt.timedelta(hours=22)
        assert incident.authority_due_at == NOW + dt.timedelta(hours=70)

    @pytest.mark.parametrize("role", ["reader", "author", "organisation_administrator"])
    def test_is_not_for(self, client, report, zone, role, address):
        person = UserFactory(roles=[role], organisation=zone)
        client.force_login(person)

        assert client.get(address("incident_report")).status_code == 403
        assert client.get(address("incidents")).status_code == 403
        with pytest.raises(Refused):
            report(zone, by=person)

    def test_not_from_the_future_nor_about_nobody(self, report, zone):
        with pytest.raises(Refused):
            report(zone, discovered_at=timezone.now() + dt.timedelta(hours=1))
        with pytest.raises(Refused):
            report()


class TestRegister:
    def test_a_delegate_reads_what_concerns_the_own_body(
        self, client, report, zone, service, delegate, address
    ):
        own, foreign = report(zone, service), report(service)
        client.force_login(delegate)

        answer = client.get(address("incident", pk=own.pk))

        assert answer.status_code == 200
        assert "Service du Fleuve" not in answer.text
        assert client.get(address("incident", pk=foreign.pk)).status_code == 404
        assert [row.pk for row in client.get(address("incidents")).context["incidents"]] == [own.pk]

    def test_a_visitor_is_sent_to_the_door(self, client, report, zone, address):
        incident = report(zone)

        assert client.get(address("incident", pk=incident.pk)).url.startswith(address("login"))

    def test_the_form_reports(self, client, zone, delegate, address):
        client.force_login(delegate)
        data = {
            "discovered_at": "2026-01-05T10:00",
            "what": "Un fichier",
            "kinds_of_data": "Noms",
            "measures": "",
            "organisations": [zone.pk],
        }

        answer = client.post(address("incident_report"), data)

        incident = Incident.objects.get()
        assert answer.url == incident.get_absolute_url()
        assert incident.reported_by == delegate

    def test_a_form_that_fails_loses_nothing(self, client, delegate, address):
        client.force_login(delegate)

        answer = client.post(address("incident_report"), {"what": "Long récit", "discovered_at": "demain"})

        assert answer.status_code == 200
        assert "Long récit" in answer.text

    def test_new_bodies_are_told_and_old_ones_not_twice(
        self, report, zone, delegate, committee, django_capture_on_commit_callbacks
    ):
        incident = report(zone)
        other = OrganisationFactory()
        UserFactory(organisation=other, roles=[RoleName.PRIVACY_DELEGATE], email="autre@other.example")

        with django_capture_on_commit_callbacks(execute=True):
            change_incident(
                incident, what="x", kinds_of_data="y", measures="z", organisations=[zone, other], by=committee
            )

        assert [letter.to[0] for letter in mail.outbox] == ["dpo@zone.example", "autre@other.example"]

    def test_closes_with_measures_only_and_by_the_platform(self, report, zone, delegate, committee):
        incident = report(zone, measures="Repris")
        with pytest.raises(Refused):
            close_incident(incident, by=delegate)
        with pytest.raises(Refused):
            close_incident(report(zone), by=committee)

        assert close_incident(incident, by=committee).closed_at
        with pytest.raises(Refused):
            close_incident(incident, by=committee)
