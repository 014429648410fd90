"""Each rule with a sheet that breaks it and one that keeps it."""

import datetime as dt

import pytest
from django.utils import timezone

from exchange.audiences import Audience
from exchange.models import Attachment
from practices import rules
from practices.models import Indicator, Link, Partner, Practice, PracticeFile, StaffProfile
from tests.factories import (
    AntennaFactory,
    EvidenceLevelFactory,
    LifecycleStageFactory,
    OrganisationFactory,
    PillarFactory,
    ProtocolFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def sheet(**fields):
    """Return a sheet in memory: rules read, they do not need a row."""
    fields = {"original_language": "fr", "audience": Audience.MEMBERS, **fields}
    organisation = fields.pop("organisation", None) or OrganisationFactory()
    return Practice(organisation=organisation, **fields)


def broken(rule, practice):
    return [problem.field for problem in rule(practice)]


def level(number):
    return EvidenceLevelFactory(level=number)


class TestDates:
    def test_end_follows_start(self):
        rule = rules.end_follows_start

        assert broken(rule, sheet(start_date="2016-10", end_date="2015")) == ["end_date"]
        assert broken(rule, sheet(start_date="2016-10", end_date="2016-09-30")) == ["end_date"]
        assert not broken(rule, sheet(start_date="2016-10", end_date="2016"))
        assert not broken(rule, sheet(start_date="2016", end_date=""))

    def test_start_is_plausible(self):
        rule = rules.start_is_plausible
        far_ahead = str(timezone.localdate().year + 2)

        assert broken(rule, sheet(start_date="1969")) == ["start_date"]
        assert broken(rule, sheet(start_date=far_ahead)) == ["start_date"]
        assert not broken(rule, sheet(start_date="1970"))

    def test_embargo_is_short(self):
        today = timezone.localdate()

        assert broken(rules.embargo_is_short, sheet(embargo_until=today + dt.timedelta(days=400)))
        assert not broken(rules.embargo_is_short, sheet(embargo_until=today + dt.timedelta(days=300)))

    def test_stopped_tells_its_end_and_lessons(self):
        rule = rules.stopped_tells_its_end_and_lessons
        stopped = LifecycleStageFactory(code="stopped")

        assert broken(rule, sheet(lifecycle=stopped)) == ["end_date", "lessons"]
        assert not broken(rule, sheet(lifecycle=stopped, end_date="2020", lessons_fr="Écouter d'abord."))
        assert not broken(rule, sheet(lifecycle=LifecycleStageFactory(code="running")))


class TestEvidence:
    def test_evaluation_bears_the_level(self):
        rule = rules.evaluation_bears_the_level

        assert broken(rule, sheet(evaluation_type="none", evidence_level=level(2))) == ["evidence_level"]
        assert not broken(rule, sheet(evaluation_type="none", evidence_level=level(1)))
        assert not broken(rule, sheet(evaluation_type="monitoring", evidence_level=level(2)))

    def test_direction_needs_measures(self):
        rule = rules.direction_needs_measures

        assert broken(rule, sheet(result_direction="positive", evidence_level=level(1)))
        assert not broken(rule, sheet(result_direction="positive", evidence_level=level(2)))
        assert not broken(rule, sheet(result_direction="unknown", evidence_level=level(0)))

    def test_level_two_needs_an_indicator_with_value_date_and_source(self):
        practice = sheet(evidence_level=level(2))
        assert broken(rules.level_rests_on_evidence, practice) == ["indicators"]

        practice.indicators = [Indicator(name="Plaintes", follow_up="40", follow_up_date="2020")]
        assert broken(rules.level_rests_on_evidence, practice) == ["indicators"]

        practice.indicators = [
            Indicator(name="Plaintes", follow_up="40", follow_up_date="2020", source="Bilan")
        ]
        assert not broken(rules.level_rests_on_evidence, practice)

    def test_higher_levels_need_a_report_a_comparison_and_two_references(self):
        practice = sheet(evidence_level=level(5), evaluation_type="external")
        practice.indicators = [Indicator(name="P", follow_up="4", follow_up_date="2020", source="B")]
        assert broken(rules.level_rests_on_evidence, practice) == ["files", "evaluation_type", "links"]

        practice.evaluation_type = "multiple"
        practice.links = [Link(label=n, url=f"https://{n}.example") for n in ("a", "b")]
        assert not broken(rules.level_rests_on_evidence, practice)

    def test_external_evaluation_names_its_evaluator(self):
        rule = rules.external_evaluation_names_its_evaluator

        assert broken(rule, sheet(evaluation_type="external")) == ["evaluator"]
        assert not broken(rule, sheet(evaluation_type="external", evaluator="Université"))
        assert not broken(rule, sheet(evaluation_type="internal"))

    def test_few_people_are_not_counted(self):
        practice = sheet()
        practice.indicators = [Indicator(name="Jeunes", counts_people=True, follow_up="3")]
        assert broken(rules.few_people_are_not_counted, practice) == ["indicators"]

        practice.indicators = [
            Indicator(name="Jeunes", counts_people=True, baseline="0", follow_up="< 5"),
            Indicator(name="Jours", counts_people=False, follow_up="3"),
            Indicator(name="Habitants", counts_people=True, follow_up="5"),
        ]
        assert not broken(rules.few_people_are_not_counted, practice)


class TestPeopleAndMoney:
    def test_empowerment_involves_citizens(self):
        practice = sheet(community_involvement="informed")
        practice.pillars = [PillarFactory(code="empowerment")]
        assert broken(rules.empowerment_involves_citizens, practice) == ["community_involvement"]

        practice.community_involvement = "consulted"
        assert not broken(rules.empowerment_involves_citizens, practice)

    def test_partners_agree_with_the_rest(self):
        practice = sheet(no_partner=True)
        practice.pillars = [PillarFactory(code="partnership")]
        assert broken(rules.partners_agree_with_the_rest, practice) == ["partners"]

        practice.partners = [Partner(name="École")]
        assert broken(rules.partners_agree_with_the_rest, practice) == ["no_partner"]

        practice.no_partner = False
        assert not broken(rules.partners_agree_with_the_rest, practice)

    def test_budget_can_be_compared(self):
        rule = rules.budget_can_be_compared

        assert broken(rule, sheet(budget_annual=100)) == ["budget_currency", "budget_year"]
        assert not broken(rule, sheet(budget_annual=100, budget_currency="CAD", budget_year=2020))
        assert not broken(rule, sheet())

    def test_staff_profiles_add_up(self):
        practice = sheet(staff_fte=4)
        practice.staff_profiles = [StaffProfile(profile="Policiers", fte=3)]
        assert broken(rules.staff_profiles_add_up, practice) == ["staff_profiles"]

        practice.staff_profiles = [StaffProfile(profile="P", fte=3), StaffProfile(profile="C", fte=1)]
        assert not broken(rules.staff_profiles_add_up, practice)

    def test_personal_data_are_safeguarded(self):
        rule = rules.personal_data_are_safeguarded

        assert broken(rule, sheet(processes_personal_data="yes_admin")) == ["privacy_note"]
        assert not broken(rule, sheet(processes_personal_data="yes_admin", privacy_note_fr="Six mois."))
        assert not broken(rule, sheet(processes_personal_data="no"))


class TestDiffusion:
    def test_files_are_no_wider_than_the_sheet(self):
        practice = sheet(audience=Audience.MEMBERS)
        practice.files = [PracticeFile(title="Affiche", audience=Audience.PUBLIC, file=Attachment())]
        assert broken(rules.files_are_no_wider_than_the_sheet, practice) == ["files"]

        practice.audience = Audience.PUBLIC
        assert not broken(rules.files_are_no_wider_than_the_sheet, practice)

    def test_parties_name_their_protocol(self):
        zone = OrganisationFactory()
        parties = {"organisation": zone, "audience": Audience.PARTIES}
        rule = rules.parties_name_their_protocol

        assert broken(rule, sheet(**parties)) == ["protocol"]
        assert broken(rule, sheet(**parties, protocol=ProtocolFactory())) == ["protocol"]
        assert not broken(rule, sheet(**parties, protocol=ProtocolFactory(parties=[zone])))

    def test_parties_add_nothing_once_their_protocol_has_ended(self):
        zone = OrganisationFactory()
        parties = {"organisation": zone, "audience": Audience.PARTIES}
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        in_grace = ProtocolFactory(parties=[zone], ends_on=yesterday)
        signed = ProtocolFactory(parties=[zone], state="signed")

        for protocol in (in_grace, signed):
            assert broken(rules.parties_name_their_protocol, sheet(**parties, protocol=protocol)) == [
                "protocol"
            ]
        in_grace.ends_on = timezone.localdate()
        assert not broken(rules.parties_name_their_protocol, sheet(**parties, protocol=in_grace))

    def test_links_are_secure(self):
        practice = sheet()
        practice.links = [Link(label="Site", url="http://zone.example")]
        assert broken(rules.links_are_secure, practice) == ["links"]

        practice.links = [Link(label="Site", url="https://zone.example")]
        assert not broken(rules.links_are_secure, practice)

    def test_body_owns_antenna(self):
        zone = OrganisationFactory()

        assert broken(rules.body_owns_antenna, sheet(contact_antenna=AntennaFactory()))
        own = AntennaFactory(organisation=zone)
        assert not broken(rules.body_owns_antenna, sheet(organisation=zone, contact_antenna=own))


class TestLengths:
    def test_main_theme_is_a_theme(self):
        theme = ThemeFactory()
        practice = sheet(main_theme=theme)
        assert broken(rules.main_theme_is_a_theme, practice) == ["main_theme"]

        practice.themes = [theme]
        assert not broken(rules.main_theme_is_a_theme, practice)

    def test_texts_have_their_length(self):
        rule = rules.texts_have_their_length

        assert broken(rule, sheet(heading_fr="Court")) == ["heading"]
        assert broken(rule, sheet(situation_fr=f"<p>{'a' * 3001}</p>")) == ["situation"]
        # Without its markup this text is long enough, and a translation may be short.
        assert not broken(rule, sheet(situation_fr=f"<p><b>{'a' * 300}</b></p>", heading_nl="Kort"))
        assert broken(rule, sheet(pitch_nl="a" * 161)) == ["pitch"]

    def test_lists_have_their_length(self):
        practice = sheet()
        practice.themes = [ThemeFactory() for _theme in range(4)]
        practice.steps_fr = [("step", {"title": "Un", "text": "", "duration": ""})]
        assert broken(rules.lists_have_their_length, practice) == ["themes", "steps"]

        practice.themes = practice.themes.all()[:3]
        practice.steps_fr = [("step", {"title": n, "text": "", "duration": ""}) for n in "123"]
        assert not broken(rules.lists_have_their_length, practice)

    def test_components_are_short(self):
        assert broken(rules.components_are_short, sheet(core_components_fr=[("sentence", "a" * 161)]))
        assert not broken(rules.components_are_short, sheet(core_components_fr=[("sentence", "a" * 160)]))


class TestLanguages:
    def test_french_is_always_needed_and_dutch_for_the_public_of_brussels(self):
        brussels = OrganisationFactory(region="BE-BRU")

        assert rules.languages_to_publish(sheet(audience=Audience.PUBLIC)) == ["fr"]
        assert rules.languages_to_publish(sheet(organisation=brussels)) == ["fr"]
        public = sheet(organisation=brussels, audience=Audience.PUBLIC)
        assert rules.languages_to_publish(public) == ["fr", "nl"]

    def test_a_wording_for_quebec_is_no_french_version(self):
        missing = rules.missing_translations(sheet(heading_fr_ca="Titre", pitch_fr="P", summary_fr="S"))

        assert [problem.field for problem in missing] == ["heading_fr"]


class TestEveryRule:
    def test_holds_for_an_empty_sheet(self):
        assert rules.problems_of(sheet()) == []
