"""Seminars and talks that come in files."""

from django.db import models, transaction
from django.utils.translation import gettext as _

from exchange.dates import parse_partial_date
from exchange.imports.loading import CREATED, KEPT, UNCHANGED, UPDATED, change, set_many, set_rows
from exchange.imports.pages import (
    TRANSLATED_PAGE,
    OriginalLanguage,
    edited_by_people,
    place_page,
    publish,
    settle,
)
from exchange.imports.rows import Shape
from exchange.imports.shapes import Address, Blocks, Choice, Flag, Listed, PartialDate, Reference, Text, Whole
from exchange.imports.shared import SHARED_PAGE, check_shared, left_alone, release, shared_columns
from exchange.models import Protocol
from exchange.models.people import SECRETARIAT
from exchange.refusal import require
from seminars.models import Seminar, Talk
from seminars.models.seminar import Mode
from seminars.models.talk import Format

SEMINAR = Shape(
    section="seminars",
    fields={
        **TRANSLATED_PAGE,
        "edition": Whole(least=1, most=999),
        "theme": Text(longest=255, translated=True),
        "hosts": Listed(of=Reference(to="organisations"), most=20),
        "starts_on": PartialDate(),
        "ends_on": PartialDate(),
        "place": Text(longest=120, translated=True),
        "mode": Choice(of=Mode, blank=Mode.ON_SITE.value),
        "protocols": Listed(of=Reference(to="protocols")),
        "illustrative": Flag(),
        "note": Text(longest=255, translated=True),
    },
)
TALK = Shape(
    section="talks",
    fields={
        **SHARED_PAGE,
        "seminar": Reference(to="seminars", required=True),
        "speaker_function": Text(longest=150, spoken=True),
        "languages": Listed(of=Choice(of=OriginalLanguage)),
        "duration_min": Whole(least=1, most=1000),
        "format": Choice(of=Format, blank=Format.TALK.value),
        "takeaways": Blocks(type="sentence", of=Text(longest=200), most=3, translated=True),
        "questions_left_open": Text(lines=True, translated=True),
        "video_url": Address(),
        "transcript": Text(lines=True, translated=True),
        "practices": Reference(to="sheets"),
        "related_practices": Listed(of=Reference(to="sheets"), most=8),
    },
)
FIRST = ("external_id", "organisation_id", "original_language", "audience", "protocol_id", "provenance")


def check_seminar(row, visit):
    start, end = row.get("starts_on"), row.get("ends_on")
    if start and end and parse_partial_date(end[: len(start)]) < parse_partial_date(start[: len(end)]):
        visit.key("ends_on").error(_("The end is before the start."))


def check_talk(row, visit):
    check_shared(row, visit, TALK, "talks")


@transaction.atomic
def import_seminar(
    seminar, columns, *, hosts=None, protocols: list[models.Model] | None = None, by=None
) -> bool:
    """Give a seminar what a file says of it and publish it; say whether anything changed."""
    require(by, *SECRETARIAT)
    changed = not seminar.live
    if hosts is not None:
        changed = set_rows(seminar, "hosts", [{"organisation_id": pk} for pk in hosts]) or changed
    if protocols:
        signed = {protocol.pk: protocol for protocol in [*seminar.protocols.all(), *protocols]}
        changed = set_many(seminar, "protocols", list(signed.values())) or changed
    changed = bool(settle(seminar, columns)) or changed
    if changed:
        publish(seminar, by=by)
    return changed


def load_seminars(load, *, folder, kind="seminars"):
    """Load seminars under the page that `folder` gives, with the protocols signed there."""
    stored = {page.external_id: page for page in Seminar.objects.exclude(external_id=None)}
    kept = edited_by_people(load, Seminar)
    signed = signed_there(load)
    for row in load.rows[kind]:
        code = row.values["external_id"]
        seminar = stored.get(code)
        if seminar is not None and seminar.pk in kept:
            load.count(kind, KEPT)
            continue
        columns = load.resolved(SEMINAR, row.values)
        created = seminar is None
        hosts = columns.pop("hosts", None)
        codes = [*columns.pop("protocols", []), *signed.get(code, [])]
        if created:
            seminar = Seminar()
            settle(seminar, columns)
            place_page(seminar, under=folder(), by=load.by)
            load.known.keep(kind, code, seminar.pk)
        changed = import_seminar(
            seminar,
            columns,
            hosts=None if hosts is None else load.keys("organisations", hosts),
            protocols=list(Protocol.objects.filter(pk__in=load.keys("protocols", codes))),
            by=load.by,
        )
        load.count(kind, CREATED if created else UPDATED if changed else UNCHANGED)


def signed_there(load) -> dict[str, list[str]]:
    """Return the protocols of the files by the seminar at which they were signed."""
    found = {}
    for row in load.rows["protocols"]:
        if seminar := row.values.get("signed_at_seminar"):
            found.setdefault(seminar, []).append(row.values["external_id"])
    return found


@transaction.atomic
def import_talk(talk, columns, *, practices=None, published=True, by=None) -> bool:
    """Give a talk what a file says of it and publish it; say whether anything changed."""
    require(by, *SECRETARIAT)
    changed = talk.latest_revision_id is None
    if practices is not None:
        changed = set_rows(talk, "practice_links", [{"practice_id": pk} for pk in practices]) or changed
    return release(talk, columns, changed=changed, published=published, by=by)


def load_talks(load, kind="talks"):
    codes = [row.values["external_id"] for row in load.rows[kind]]
    stored = {page.external_id: page for page in Talk.objects.filter(external_id__in=codes)}
    kept = left_alone(load, Talk)
    seminars = Seminar.objects.in_bulk()
    for row in load.rows[kind]:
        code = row.values["external_id"]
        talk = stored.get(code)
        if talk is not None and talk.pk in kept:
            load.count(kind, KEPT)
            continue
        created = talk is None
        columns = shared_columns(load, TALK, row.values, created=created)
        seminar = columns.pop("seminar_id", None)
        practices = practices_of(load, columns)
        if created:
            talk = Talk(**{name: columns[name] for name in FIRST if columns.get(name) is not None})
            # The state of its translations is told once all of it is there.
            change(talk, {name: value for name, value in columns.items() if name.startswith("heading")})
            place_page(talk, under=seminars[seminar], by=load.by)
            load.known.keep(kind, code, talk.pk)
        published = row.values.get("publish", True)
        changed = import_talk(talk, columns, practices=practices, published=published, by=load.by)
        load.count(kind, CREATED if created else UPDATED if changed else UNCHANGED)


def practices_of(load, columns) -> list[int] | None:
    """Return the sheets that a talk is about, or None when the file does not say."""
    if "practices_id" not in columns and "related_practices" not in columns:
        return None
    first = columns.pop("practices_id", None)
    rest = load.keys("sheets", columns.pop("related_practices", []))
    return [*([first] if first else []), *(pk for pk in rest if pk != first)]
