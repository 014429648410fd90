import pytest
from django.core.exceptions import PermissionDenied

from exchange.models import User
from seminars.imports import import_talk
from seminars.models import Seminar, Talk
from tests.content import first, load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


class TestSeminar:
    def test_is_published_with_hosts_and_protocols(self):
        seminar = Seminar.objects.get(external_id="S1")

        assert (seminar.live, seminar.tokens, seminar.starts_on) == (True, ["public"], "2016-10")
        assert [host.organisation.external_id for host in seminar.hosts.all()] == ["N1"]
        assert [protocol.external_id for protocol in seminar.protocols.all()] == ["PR1"]

    def test_changes_with_the_file(self, tmp_path):
        load(tmp_path, first("seminars", hosts=["N1", "Q1"], theme_fr="S'exposer"))

        seminar = Seminar.objects.get(external_id="S1")
        assert {host.organisation.external_id for host in seminar.hosts.all()} == {"N1", "Q1"}
        assert seminar.theme_fr == "S'exposer"


class TestTalk:
    def test_is_published_under_its_seminar_with_its_sheets(self):
        talk = Talk.objects.get(external_id="T1")

        assert (talk.state, talk.live, talk.tokens) == ("published", True, ["public"])
        assert talk.get_parent().specific == Seminar.objects.get(external_id="S1")
        assert [link.practice.external_id for link in talk.practice_links.all()] == ["F1"]
        assert [block.value for block in talk.takeaways_fr] == ["À retenir."]
        assert talk.summary_fr == "Son résumé."

    def test_may_be_about_several_sheets(self, tmp_path):
        load(tmp_path, first("talks", related_practices=["F1", "F2"]))

        links = Talk.objects.get(external_id="T1").practice_links.all()
        assert [link.practice.external_id for link in links] == ["F1", "F2"]

    def test_is_refused_to_whoever_is_no_editor(self):
        author = User.objects.get(email="auteur@une.example")

        with pytest.raises(PermissionDenied):
            import_talk(Talk.objects.get(external_id="T1"), {"heading_fr": "Changé"}, by=author)
