import datetime as dt
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from lxml import html
from pypdf import PdfReader

from exchange.models import RoleName, YearlyReport
from exchange.refusal import Refused
from exchange.report.actions import publish_report
from exchange.report.figures import figures_of
from practices.models import Adoption
from seminars.models import SeminarAttendance
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    SeminarFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

YEAR = 2026


@pytest.fixture
def committee():
    return UserFactory(organisation=None, roles=[RoleName.COMMITTEE])


@pytest.fixture
def december():
    with time_machine.travel(dt.datetime(YEAR, 12, 5, 12, tzinfo=dt.UTC), tick=False):
        yield


class TestFigures:
    def test_count_each_shore_on_its_own(self):
        here, there = OrganisationFactory(), OrganisationFactory(quebec=True)
        MembershipFactory(organisation=here, accession_on=dt.date(YEAR, 2, 1))
        MembershipFactory(organisation=there, accession_on=dt.date(2001, 2, 1))
        sheet = PracticeFactory(organisation=there)
        Adoption.objects.create(practice=sheet, organisation=here, status="in_use")
        Adoption.objects.create(
            practice=sheet, organisation=OrganisationFactory(quebec=True), status="in_use"
        )
        shores = figures_of(YEAR)["shores"]
        assert (shores["europe"]["members"], shores["europe"]["new_members"]) == (1, 1)
        assert (shores["america"]["members"], shores["america"]["new_members"]) == (1, 0)
        assert (shores["europe"]["taken_across"], shores["america"]["taken_across"]) == (1, 0)
        assert (shores["europe"]["sheets"], shores["america"]["sheets"]) == (0, 1)

    def test_leave_out_what_only_parties_read(self):
        body = OrganisationFactory()
        PracticeFactory(organisation=body, parties=True, protocol=ProtocolFactory(parties=[body]))
        figures = figures_of(YEAR)
        assert figures["shores"]["europe"]["sheets"] == 0
        assert figures["languages"]["fr"]["sheets"] == 0

    def test_leave_out_what_is_invented(self):
        PracticeFactory(organisation=OrganisationFactory(fictitious=True))
        assert figures_of(YEAR)["bodies"] == []

    def test_tell_what_is_not_translated(self):
        PracticeFactory(summary_nl="Kort", response_fr="<p>Tout.</p>")
        PracticeFactory()
        languages = figures_of(YEAR)["languages"]
        assert languages["nl"] == {"sheets": 2, "summary": 1, "text": 0}
        assert languages["fr"] == {"sheets": 2, "summary": 2, "text": 1}

    def test_count_who_was_at_the_seminars_of_the_year(self):
        body = OrganisationFactory()
        seminar = SeminarFactory(starts_on=f"{YEAR}-10-13")
        SeminarAttendance.objects.create(seminar=seminar, organisation=body, people=4)
        figures = figures_of(YEAR)
        assert [(row["bodies"], row["people"]) for row in figures["seminars"]] == [(1, 4)]
        assert figures["shores"]["europe"]["attended"] == 1


class TestPublish:
    def test_keeps_the_figures_as_they_are(self, committee, december):
        PracticeFactory()
        report = publish_report(YEAR, by=committee)
        PracticeFactory()
        assert YearlyReport.objects.get().figures["shores"]["europe"]["sheets"] == 1
        assert report.published_by == committee

    def test_happens_once(self, committee, december):
        publish_report(YEAR, by=committee)
        with pytest.raises(Refused, match="déjà"):
            publish_report(YEAR, by=committee)

    def test_waits_for_december(self, committee):
        with (
            time_machine.travel(dt.datetime(YEAR, 11, 30, tzinfo=dt.UTC)),
            pytest.raises(Refused, match="décembre"),
        ):
            publish_report(YEAR, by=committee)

    def test_is_the_committee_s(self, december):
        with pytest.raises(Refused):
            publish_report(YEAR, by=UserFactory(roles=[RoleName.EDITOR]))


class TestPage:
    def test_shows_visitors_no_body(self, client):
        body = OrganisationFactory(name_fr="Zone Unique")
        MembershipFactory(organisation=body)
        page = client.get(reverse("report"))
        assert page.status_code == 200
        assert "Zone Unique" not in page.content.decode()
        client.force_login(UserFactory(organisation=body))
        assert "Zone Unique" in client.get(reverse("report")).content.decode()

    def test_names_its_landmarks_once_and_its_languages_always(self, client):
        SeminarFactory(heading_fr="Colloque", starts_on=str(timezone.localdate()))
        with override("en"):
            page = html.fromstring(client.get(reverse("report")).content)
        labels = page.xpath("//main//*[self::section or @role='region']/@aria-labelledby")
        assert labels
        assert len(labels) == len(set(labels))
        assert page.xpath("string(//th[.='Nederlands']/@lang)") == "nl"
        assert page.xpath("string(//th[.='Colloque']/@lang)") == "fr"

    def test_knows_no_other_year(self, client):
        assert client.get(reverse("report_of_year", args=[2001])).status_code == 404

    def test_shows_what_was_published(self, client, committee, december):
        publish_report(YEAR, by=committee)
        with time_machine.travel(dt.datetime(YEAR + 1, 3, 1, tzinfo=dt.UTC)):
            page = client.get(reverse("report_of_year", args=[YEAR]))
        assert page.status_code == 200
        assert "5 décembre 2026" in page.content.decode()


class TestPdf:
    def words_of(self, client):
        response = client.get(reverse("report_pdf", args=[timezone.localdate().year]))
        assert response["Content-Type"] == "application/pdf"
        assert "no-store" in response["Cache-Control"]
        pages = PdfReader(BytesIO(b"".join(response.streaming_content))).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def test_says_what_the_page_says(self, client):
        body = OrganisationFactory(name_fr="Zone Unique")
        MembershipFactory(organisation=body)
        SeminarFactory(heading_fr="Rencontre #1 *à Liège*", starts_on=str(timezone.localdate().year))
        visitor = self.words_of(client)
        assert "Rencontre #1 *à Liège* 0 0" in visitor
        assert "Zone Unique" not in visitor
        client.force_login(UserFactory(organisation=body))
        assert "Zone Unique 0 0 0 0 0" in self.words_of(client)


class TestDesk:
    def test_publishes_for_the_committee(self, client, committee, december):
        client.force_login(committee)
        assert client.get(reverse("reports_desk")).status_code == 200
        client.post(reverse("reports_desk"), {"year": str(YEAR)})
        assert YearlyReport.objects.get().year == YEAR

    @pytest.mark.parametrize("year", ["", "abc", "99999", "-1", "²026"])
    def test_refuses_what_is_no_year(self, client, committee, december, year):
        client.force_login(committee)
        response = client.post(reverse("reports_desk"), {"year": year}, follow=True)
        assert response.status_code == 200
        assert not YearlyReport.objects.exists()

    def test_lets_editors_look_and_not_publish(self, client, december):
        client.force_login(UserFactory(organisation=None, roles=[RoleName.EDITOR]))
        assert client.get(reverse("reports_desk")).status_code == 200
        client.post(reverse("reports_desk"), {"year": str(YEAR)})
        assert not YearlyReport.objects.exists()

    def test_is_closed_to_bodies(self, client):
        body = OrganisationFactory()
        MembershipFactory(organisation=body)
        client.force_login(UserFactory(organisation=body, roles=[RoleName.AUTHOR]))
        assert client.get(reverse("reports_desk")).status_code == 302
