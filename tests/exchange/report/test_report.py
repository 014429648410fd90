import datetime as dt
import re
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from lxml import html
from pypdf import PdfReader

from exchange.models import MembershipDecision, RoleName, YearlyReport
from exchange.refusal import Refused
from exchange.report.actions import publish_report, sign_of
from exchange.report.figures import figures_of
from practices import actions
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


AFTERWARDS = dt.datetime(YEAR + 1, 1, 12, 12, tzinfo=dt.UTC)


@pytest.fixture
def january():
    with time_machine.travel(AFTERWARDS, tick=False) as clock:
        yield clock


def published(by, **fields):
    return publish_report(YEAR, by=by, seen=sign_of(figures_of(YEAR)), **fields)


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


class TestLastDayOfTheYear:
    """A report counts its year, whatever was done before it was published."""

    def test_counts_practices_and_members_as_they_were(self, january):
        here, late = OrganisationFactory(), OrganisationFactory(quebec=True)
        in_the_year = dt.datetime(YEAR, 6, 1, tzinfo=dt.UTC)
        january.move_to(in_the_year)
        MembershipFactory(organisation=here, accession_on=dt.date(YEAR, 2, 1))
        _kept, withdrawn, narrowed = (
            PracticeFactory(organisation=here, first_published_at=in_the_year) for _number in range(3)
        )
        january.move_to(AFTERWARDS)
        before = figures_of(YEAR)
        PracticeFactory(organisation=late, first_published_at=AFTERWARDS)
        MembershipFactory(organisation=late, accession_on=AFTERWARDS.date())
        actions.withdraw(withdrawn, by=UserFactory(roles=[RoleName.EDITOR]), reason="owner")
        lead = UserFactory(organisation=here, roles=[RoleName.CONTENT_LEAD])
        protocol = ProtocolFactory(parties=[here, late])
        actions.change_audience(narrowed, audience="parties", protocol=protocol, by=lead, reason="Interne.")
        place = here.memberships.get()
        MembershipDecision.objects.create(
            membership=place, event="suspend", before=place.state, after="suspended", capacity="committee"
        )
        here.memberships.update(state="suspended")

        after = figures_of(YEAR)

        assert after == before
        europe = after["shores"]["europe"]
        assert (europe["members"], europe["sheets"], europe["new_sheets"]) == (1, 3, 3)
        assert figures_of(YEAR + 1)["shores"]["europe"]["sheets"] == 1

    def test_counts_adoptions_as_they_were(self, january):
        giver, taker = OrganisationFactory(quebec=True), OrganisationFactory()
        january.move_to(dt.datetime(YEAR, 6, 1, tzinfo=dt.UTC))
        MembershipFactory(organisation=taker)
        sheet = PracticeFactory(organisation=giver, first_published_at=timezone.now())
        author = UserFactory(organisation=taker, roles=[RoleName.AUTHOR])
        adoption = actions.declare_adoption(sheet, by=author, status="in_use", year=YEAR)
        january.move_to(AFTERWARDS)
        actions.withdraw_adoption(adoption, by=author)

        shores = figures_of(YEAR)["shores"]

        # What one shore took is what the other gave.
        assert shores["europe"]["taken_across"] == shores["america"]["given_across"] == 1
        assert figures_of(YEAR + 1)["shores"]["europe"]["taken_across"] == 0

    def test_tables_count_the_same_things(self):
        real, invented = OrganisationFactory(), OrganisationFactory(fictitious=True)
        seminar = SeminarFactory(starts_on=f"{YEAR}-10-13")
        for body in (real, invented):
            PracticeFactory(organisation=body)
            SeminarAttendance.objects.create(seminar=seminar, organisation=body, people=4)

        figures = figures_of(YEAR)

        assert figures["languages"]["fr"]["sheets"] == 1
        assert sum(shore["sheets"] for shore in figures["shores"].values()) == 1
        assert sum(row["sheets"] for row in figures["bodies"]) == 1
        assert [(row["bodies"], row["people"]) for row in figures["seminars"]] == [(1, 4)]


class TestPublish:
    def test_keeps_the_figures_as_they_were_shown(self, committee, january):
        PracticeFactory(first_published_at=dt.datetime(YEAR, 5, 1, tzinfo=dt.UTC))
        seen = sign_of(figures_of(YEAR))
        late = PracticeFactory(first_published_at=dt.datetime(YEAR, 6, 1, tzinfo=dt.UTC))

        with pytest.raises(Refused):
            publish_report(YEAR, by=committee, seen=seen)
        late.delete()
        report = publish_report(YEAR, by=committee, seen=seen)

        assert report.figures["shores"]["europe"]["sheets"] == 1
        assert report.published_by == committee

    def test_is_put_right_by_an_edition_that_says_what_changed(self, committee, january, client):
        seminar = SeminarFactory(starts_on=f"{YEAR}-10-13", heading_fr="Colloque")
        first = published(committee)
        with pytest.raises(Refused):
            published(committee, note="Rien de neuf.")
        SeminarAttendance.objects.create(seminar=seminar, organisation=OrganisationFactory(), people=4)
        with pytest.raises(Refused):
            published(committee, note="  ")

        second = published(committee, note="Les présences de Colloque manquaient.")

        assert (first.edition, second.edition) == (1, 2)
        address = reverse("report_of_year", args=[YEAR])
        page = client.get(address).text
        assert "Les présences de Colloque manquaient." in page
        assert "0 → 4" in page
        earlier = client.get(f"{address}?edition=1").text
        assert "édition plus récente" in earlier and "Les présences" not in earlier
        assert client.get(f"{address}?edition=3").status_code == 404

    def test_waits_until_the_year_is_over(self, committee):
        with (
            time_machine.travel(dt.datetime(YEAR, 12, 31, 12, tzinfo=dt.UTC)),
            pytest.raises(Refused, match="terminée"),
        ):
            published(committee)

    def test_is_the_committee_s(self, january):
        with pytest.raises(Refused):
            published(UserFactory(roles=[RoleName.EDITOR]))


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

    def test_shows_what_was_published(self, client, committee, january):
        published(committee)
        page = client.get(reverse("report_of_year", args=[YEAR]))
        assert page.status_code == 200
        assert "12 janvier 2027" in page.content.decode()


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
    def test_publishes_for_the_committee(self, client, committee, january):
        client.force_login(committee)
        desk = reverse("reports_desk")
        client.post(desk, {"year": str(YEAR)})
        assert not YearlyReport.objects.exists()
        preview = client.get(desk, {"year": str(YEAR)}).text
        assert "Sur chaque rive" in preview
        seen = re.search(r'name="seen" value="(\w+)"', preview)[1]
        client.post(desk, {"year": str(YEAR), "seen": seen})
        assert YearlyReport.objects.get().year == YEAR

    @pytest.mark.parametrize("year", ["", "abc", "99999", "-1", "²026"])
    def test_refuses_what_is_no_year(self, client, committee, january, year):
        client.force_login(committee)
        response = client.post(reverse("reports_desk"), {"year": year}, follow=True)
        assert response.status_code == 422
        assert not YearlyReport.objects.exists()

    def test_lets_editors_look_and_not_publish(self, client, january):
        client.force_login(UserFactory(organisation=None, roles=[RoleName.EDITOR]))
        assert client.get(reverse("reports_desk")).status_code == 200
        client.post(reverse("reports_desk"), {"year": str(YEAR)})
        assert not YearlyReport.objects.exists()

    def test_is_closed_to_bodies(self, client):
        body = OrganisationFactory()
        MembershipFactory(organisation=body)
        client.force_login(UserFactory(organisation=body, roles=[RoleName.AUTHOR]))
        assert client.get(reverse("reports_desk")).status_code == 302
