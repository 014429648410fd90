import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from exchange.audiences import Audience, State
from exchange.models import Organisation
from practices.models import Keyword, Practice
from search import ledger
from search.indexes import registry
from search.models import Entry, EntryText, Ledger, Outbox, Vocable
from seminars.models import TalkPractice
from tests.factories import OrganisationFactory, PracticeFactory, SeminarFactory, TalkFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def rev(thing, kind="practice"):
    return Ledger.objects.get(kind=kind, object_id=thing.pk).rev


def content():
    """Return all that search holds, but for revisions and keys."""
    entries = {
        (entry.kind, entry.object_id): (entry.tokens, entry.facets, entry.concepts, entry.digest)
        for entry in Entry.objects.all()
    }
    texts = sorted(
        EntryText.objects.values_list(
            "entry__kind",
            "entry__object_id",
            "language",
            "title",
            "summary",
            "body",
            "labels",
            "names",
            "terms",
        )
    )
    return entries, texts


class TestRecord:
    def test_writes_ledger_entry_and_outbox(self, write):
        sheet = write("Le parking")

        entry = Entry.objects.get(kind="practice", object_id=sheet.pk)
        row = Ledger.objects.get(kind="practice", object_id=sheet.pk)
        assert entry.rev == row.rev == 1
        assert not row.deleted
        assert list(Outbox.objects.filter(kind="practice").values_list("object_id", "rev")) == [(sheet.pk, 1)]

    def test_writes_nothing_where_nothing_changed(self, write):
        sheet = write("Le parking")

        sheet.save()
        ledger.record(sheet)

        assert rev(sheet) == 1
        assert Outbox.objects.filter(kind="practice").count() == 1

    def test_raises_the_revision_once_per_transaction(self, write):
        sheet = write("Le parking")  # the transaction of this test is the first one

        sheet.heading_fr = "Le grand parking"
        sheet.save()
        sheet.heading_fr = "Le petit parking"
        sheet.save()

        assert rev(sheet) == 1
        assert EntryText.objects.get(entry__object_id=sheet.pk).title == "Le petit parking"
        assert Outbox.objects.filter(kind="practice").count() == 1

    def test_keeps_only_the_languages_that_exist(self, write):
        sheet = write("Le parking", heading_nl="De parking", summary_en="A summary without heading")

        languages = EntryText.objects.filter(entry__object_id=sheet.pk).values_list("language", flat=True)
        assert sorted(languages) == ["fr", "nl"]

    def test_copies_no_text_into_another_language(self, write):
        sheet = write("Le parking", "Un résumé en français", heading_nl="De parking")

        assert EntryText.objects.get(entry__object_id=sheet.pk, language="nl").summary == ""

    def test_writes_quebec_only_where_it_differs(self, write):
        same = write("Le parking", heading_fr_ca="Le parking")
        other = write("Le parking", heading_fr_ca="Le stationnement")

        assert EntryText.objects.filter(entry__object_id=same.pk).count() == 1
        assert EntryText.objects.get(entry__object_id=other.pk, language="fr-ca").title == "Le stationnement"

    def test_reads_the_rows_of_a_sheet_that_is_being_made(self, zone):
        sheet = PracticeFactory(organisation=zone, themes=[ThemeFactory(code="schools")])

        assert "theme:schools" in Entry.objects.get(object_id=sheet.pk).facets

    def test_drafts_leave_no_entry(self, write):
        sheet = write("Le parking", draft=True)

        assert not Entry.objects.filter(object_id=sheet.pk).exists()
        assert not Outbox.objects.filter(object_id=sheet.pk).exists()


class TestNarrowing:
    """What closes a thing to somebody is told before anything else."""

    @pytest.fixture
    def sheet(self, write):
        sheet = write("Le parking")
        Outbox.objects.all().delete()
        Ledger.objects.update(changed_in=0)  # as if by an earlier transaction
        return sheet

    def narrows(self):
        return Outbox.objects.narrowing().exists()

    def test_is_a_token_that_was_lost(self, sheet):
        sheet.audience = Audience.MEMBERS
        sheet.save()

        assert self.narrows()

    def test_is_a_deletion(self, sheet):
        sheet.delete()

        assert self.narrows()

    def test_is_the_archive(self, sheet):
        sheet.state = State.ARCHIVED
        sheet.save()

        assert self.narrows()

    def test_is_no_other_word(self, sheet):
        sheet.heading_fr = "Le grand parking"
        sheet.save()

        assert Outbox.objects.exists()
        assert not self.narrows()

    def test_is_no_opening(self, write):
        sheet = write("Le parking", audience=Audience.MEMBERS)
        Outbox.objects.all().delete()

        sheet.audience = Audience.PUBLIC
        sheet.save()

        assert not self.narrows()

    def test_stays_when_more_changes_in_the_same_transaction(self, sheet):
        sheet.audience = Audience.MEMBERS
        sheet.save()
        sheet.heading_fr = "Le grand parking"
        sheet.save()

        assert Outbox.objects.count() == 1
        assert self.narrows()


class TestDrafts:
    def test_of_a_published_sheet_stay_out(self, write, found):
        sheet = write("Le parking")

        sheet.heading_fr = "Le xylophone"
        sheet.save_revision()

        assert found("xylophone") == []
        assert found("parking") == ["Le parking"]

    def test_are_found_once_published(self, write, found):
        sheet = write("Le parking")
        sheet.heading_fr = "Le xylophone"

        sheet.save_revision().publish()

        assert found("xylophone") == ["Le xylophone"]
        assert found("parking") == []


class TestDisappearance:
    def test_by_a_change_of_state(self, write, search):
        sheet = write("Le parking")

        sheet.state = State.FROZEN
        sheet.save(update_fields=["state", "tokens"])

        assert search("parking").total == 0
        assert Ledger.objects.get(kind="practice", object_id=sheet.pk).deleted

    def test_by_unpublishing(self, write, search):
        write("Le parking").unpublish()

        assert search("parking").total == 0

    def test_by_deletion_leaves_a_tombstone(self, write, search):
        sheet = write("Le parking")
        pk = sheet.pk

        Practice.objects.get(pk=pk).delete()

        assert search("parking").total == 0
        assert Ledger.objects.get(kind="practice", object_id=pk).deleted
        assert not Entry.objects.filter(kind="practice", object_id=pk).exists()

    def test_with_the_branch_of_the_tree(self, write, search):
        sheet = write("Le parking")

        sheet.get_parent().delete()

        assert search("parking").total == 0

    def test_is_followed_by_return(self, write, search):
        sheet = write("Le parking", state=State.FROZEN)
        sheet.state = State.PUBLISHED
        sheet.save()

        assert search("parking").total == 1


class TestRelatedRows:
    def test_a_body_that_changes_its_name_takes_its_sheets_along(self, write, search, zone):
        write("Le parking")

        zone.name_fr = "Zone des Trois Rivières"
        zone.aliases = ["zone 77"]
        zone.save()

        assert search("parking rivières", strict=True).total == 1
        assert search("parking zone 77", strict=True).total == 1

    def test_a_theme_that_changes_its_name_too(self, write, search):
        theme = ThemeFactory(name_fr="Voisinage")
        write("Le parking", themes=[theme])

        theme.name_fr = "Cohabitation"
        theme.save()

        assert search("parking cohabitation").total == 1
        assert search("parking voisinage", strict=True).total == 0

    def test_a_keyword_that_changes_too(self, write, search):
        sheet = write("Le parking")
        sheet.keywords.add("incivilités")
        sheet.save()
        assert search("parking incivilités").total == 1

        keyword = Keyword.objects.get(name="incivilités")
        keyword.name = "nuisances"
        keyword.save()

        assert search("parking nuisances").total == 1

    def test_a_talk_follows_its_sheets_and_its_seminar(self, write, search, themes):
        seminar = SeminarFactory(starts_on="2016-10-13")
        talk = TalkFactory(heading_fr="Conférence", parent=seminar)
        sheet, closed = write("Le parking"), write("Fermé", members=True, themes=[themes["schools"]])
        talk.practice_links = [TalkPractice(practice=sheet), TalkPractice(practice=closed)]
        talk.save()

        sheet.themes = [themes["mediation"]]
        sheet.save()
        seminar.starts_on = "2017"
        seminar.save()

        assert search("conférence", filters={"theme": ["mediation"], "year": ["2017"]}).total == 1
        assert search("conférence", filters={"theme": ["schools"]}).total == 0

    def test_what_touches_nothing_costs_nothing(self, write, zone):
        sheet = write("Le parking")

        OrganisationFactory(name_fr="Ailleurs").save()
        zone.save()

        assert rev(sheet) == 1


class TestRebuild:
    def test_equals_what_was_written_on_the_way(self, write, notions, montreal):
        sheet = write("Itinérance et médiation", heading_nl="Dakloosheid", themes=[ThemeFactory()])
        write("Autre", organisation=montreal, lessons_fr="sans-abri")
        TalkFactory(heading_fr="Conférence")
        sheet.lessons_fr = "Deux leçons"
        sheet.save()
        Organisation.objects.get(pk=montreal.pk).save()
        before = content()

        call_command("index_entries", verbosity=0)
        assert content() == before

        Entry.objects.all().delete()
        call_command("index_entries", verbosity=0)
        assert content() == before

    def test_takes_away_what_is_gone(self, write):
        sheet = write("Le parking")
        Practice.objects.filter(pk=sheet.pk).update(state=State.WITHDRAWN)

        call_command("index_entries", verbosity=0)

        assert not Entry.objects.filter(kind="practice", object_id=sheet.pk).exists()

    def test_learns_words_and_forgets_them(self, write):
        sheet = write("Xylophone")
        call_command("index_entries", verbosity=0)
        assert Vocable.objects.filter(word="xylophone").exists()

        sheet.heading_fr = "Parking"
        sheet.save()
        call_command("index_entries", "--kind", "practice", verbosity=0)

        assert not Vocable.objects.filter(word="xylophone").exists()

    def test_costs_as_many_statements_for_ten_as_for_two(self, write):
        index = registry.of_kind("practice")
        pks = [write(f"Fiche {number}", themes=[ThemeFactory()]).pk for number in range(12)]
        Entry.objects.all().delete()

        def statements(some):
            with CaptureQueriesContext(connection) as context:
                assert ledger.record_all(index, some) == len(some)
            return len(context)

        assert statements(pks[:2]) == statements(pks[2:]) < 30


class TestTransaction:
    def test_that_fails_leaves_nothing(self, write):
        sheet = write("Le parking")
        Ledger.objects.update(changed_in=0)  # as if by an earlier transaction
        before = (rev(sheet), Outbox.objects.count(), content())

        with pytest.raises(ZeroDivisionError), transaction.atomic():
            sheet.heading_fr = "Xylophone"
            sheet.save()
            assert rev(sheet) == before[0] + 1
            raise ZeroDivisionError

        assert (rev(sheet), Outbox.objects.count(), content()) == before

    def test_raises_the_revision_each(self, write):
        sheet = write("Le parking")
        for number in (2, 3):
            Ledger.objects.update(changed_in=0)
            sheet.heading_fr = f"Parking {number}"
            sheet.save()
            assert rev(sheet) == number

        revs = Outbox.objects.filter(kind="practice", object_id=sheet.pk).values_list("rev", flat=True)
        assert sorted(revs) == [1, 2, 3]

    def test_teaches_the_words_once_it_is_over(self, write, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            write("Xylophone")
            assert not Vocable.objects.filter(word="xylophone").exists()

        assert Vocable.objects.filter(word="xylophone").exists()
