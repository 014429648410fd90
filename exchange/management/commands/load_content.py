"""Loads content from JSON files: everything is checked first, then loaded all or nothing."""

import time
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from exchange.imports import charters, organisations, pages, people, protocols, territories, vocabularies
from exchange.imports.checking import Section, check
from exchange.imports.known import VOCABULARY_MODELS, Known, by_external_id
from exchange.imports.loading import CREATED, KEPT, UNCHANGED, UPDATED, Load
from exchange.imports.names import SECTIONS_LEFT_OUT
from exchange.imports.reading import read
from exchange.imports.report import Report
from exchange.imports.shared import stored_shared
from exchange.languages import LANGUAGES, language_of_terminal
from exchange.models import HomePage
from practices.imports import load_relations, load_sheets, shape
from practices.models import Practice, PracticeIndexPage
from seminars import imports as seminars
from seminars.models import Seminar, SeminarIndexPage, Talk

HEADINGS = {
    PracticeIndexPage: {
        "heading_fr": "Fiches de pratique",
        "heading_nl": "Praktijkfiches",
        "heading_en": "Practice sheets",
    },
    SeminarIndexPage: {"heading_fr": "Séminaires", "heading_nl": "Seminaries", "heading_en": "Seminars"},
}


def folder_of(model):
    """Return the list page of this type, made under the home page if there is none yet."""
    page = model.objects.first()
    if page is None:
        page = model(**HEADINGS[model])
        pages.place_page(page, under=HomePage.objects.get(), by=None)
        pages.publish(page, by=None)
    # Its number of children changed with each child.
    return model.objects.get(pk=page.pk)


def sections() -> dict[str, Section]:
    """Return what files may hold, in the order of loading: each refers to what stands above it."""
    found = {
        name: Section(
            shape, vocabularies.load_vocabulary, key="level" if name == "evidence_levels" else "code"
        )
        for name, shape in vocabularies.TERM_SHAPES.items()
    }
    return found | {
        "concordance": Section(
            vocabularies.CONCEPT,
            vocabularies.load_concordance,
            key="code",
            check=vocabularies.check_concordance,
        ),
        "abbreviations": Section(vocabularies.ABBREVIATION, vocabularies.load_abbreviations, key="short"),
        "territories": Section(
            territories.TERRITORY,
            territories.load_territories,
            key=("name_fr", "country"),
            check=territories.check_territory,
        ),
        "charters": Section(charters.CHARTER, charters.load_charters, key=("major", "minor")),
        "organisations": Section(
            organisations.ORGANISATION,
            lambda load, kind: organisations.load_organisations(
                load, folder=lambda: folder_of(PracticeIndexPage)
            ),
            check=organisations.check_organisation,
        ),
        "antennas": Section(organisations.ANTENNA, organisations.load_antennas),
        "protocols": Section(protocols.PROTOCOL, protocols.load_protocols, check=protocols.check_protocol),
        "memberships": Section(
            organisations.MEMBERSHIP,
            organisations.load_memberships,
            key=("organisation", "network"),
            check=organisations.check_membership,
        ),
        "people": Section(people.PERSON, people.load_people, key="email", check=people.check_person),
        "seminars": Section(
            seminars.SEMINAR,
            lambda load, kind: seminars.load_seminars(load, folder=lambda: folder_of(SeminarIndexPage)),
            check=seminars.check_seminar,
        ),
        "sheets": Section(shape.SHEET, load_sheets, check=shape.check_sheet),
        "relations": Section(
            shape.RELATION, load_relations, key=("source", "target"), check=shape.check_relation
        ),
        "talks": Section(seminars.TALK, seminars.load_talks, check=seminars.check_talk),
        "pages": Section(pages.TEXT_PAGE, pages.load_pages),
    }


class Command(BaseCommand):
    help = "Loads content from JSON files: checks everything first, then loads all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="check and count, and write nothing")
        parser.add_argument(
            "--overwrite", action="store_true", help="also change what people changed on the site since"
        )
        parser.add_argument(
            "--language", choices=LANGUAGES, help="in which to answer; by default that of the terminal"
        )

    def handle(self, *, language, **options):
        with override(language or language_of_terminal()):
            self.read_and_load(**options)

    def read_and_load(self, *, files, dry_run, overwrite, verbosity, **options):
        began = time.monotonic()
        report, known_sections = Report(), sections()
        taxonomies = tuple(VOCABULARY_MODELS)
        rows = read(
            files,
            sections=tuple(name for name in known_sections if name not in taxonomies),
            taxonomies=taxonomies,
            left_out=SECTIONS_LEFT_OUT | vocabularies.TAXONOMIES_LEFT_OUT,
            report=report,
        )
        known = Known(
            stored={
                "sheets": by_external_id(Practice),
                "seminars": by_external_id(Seminar),
                "talks": by_external_id(Talk),
            },
            shared={"sheets": stored_shared(Practice), "talks": stored_shared(Talk)},
        )
        checked = check(rows, known_sections, known, report)
        if rows["people"] and not demonstration_allowed():
            report.error(
                rows["people"][0].place,
                _("Demonstration people share one password: they are refused in production."),
            )
        if report.errors:
            for line in report.lines():
                self.stderr.write(line)
            raise CommandError(_("%(count)s errors; nothing was loaded.") % {"count": len(report.errors)})
        load = Load(known, checked, overwrite=overwrite, password=people.PASSWORD)
        load.progress = self.show_progress if self.stdout.isatty() else None
        self.load(load, known_sections, dry_run=dry_run)
        if report.left_out and verbosity > 1:
            names = ", ".join(sorted(report.left_out))
            self.stdout.write("  " + _("read but not stored: %(names)s") % {"names": names})
        self.summarise(load, dry_run=dry_run, seconds=time.monotonic() - began)

    def load(self, load, known_sections, *, dry_run):
        kind = ""
        try:
            with transaction.atomic():
                for kind, section in known_sections.items():
                    load.under_way = kind
                    if load.rows[kind]:
                        section.load(load, kind)
                        self.tell(load, kind)
                if dry_run:
                    transaction.set_rollback(True)
        except (ValidationError, DatabaseError) as error:
            raise CommandError(
                _("%(kind)s: the database refuses this; nothing was loaded. %(reason)s")
                % {"kind": kind, "reason": " ".join(str(error).split())}
            ) from error

    def show_progress(self, kind, done, total):
        self.stdout.write(f"\r  {kind} {done}/{total}", ending="")
        self.stdout.flush()

    def tell(self, load, kind):
        words = {
            CREATED: _("created"),
            UPDATED: _("updated"),
            UNCHANGED: _("unchanged"),
            KEPT: _("kept as people changed them"),
        }
        counts = load.tally.get(kind, {})
        colon = pgettext("before a figure", ":")
        told = ", ".join(
            f"{word}{colon} {counts[outcome]}" for outcome, word in words.items() if counts.get(outcome)
        )
        start = "\r" if load.progress else ""
        self.stdout.write(f"{start}  {kind}: {told}")

    def summarise(self, load, *, dry_run, seconds):
        changed = sum(counts[CREATED] + counts[UPDATED] for counts in load.tally.values())
        if dry_run:
            message = _("Dry run: %(count)s changes, nothing written.") % {"count": changed}
        elif changed:
            message = _("%(count)s changes in %(seconds)s s.") % {
                "count": changed,
                "seconds": f"{seconds:.1f}",
            }
        else:
            message = _("Unchanged: the database holds all of it already.")
        self.stdout.write(self.style.SUCCESS(message))


def demonstration_allowed() -> bool:
    """Say whether this is a machine of development or tests."""
    return settings.DEBUG or settings.SETTINGS_MODULE.endswith(".test")
