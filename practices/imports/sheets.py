"""Sheets from files: checked like anyone's, complete or not, and published under their bodies."""

from dataclasses import dataclass, field

from django.db import transaction

from exchange.imports.loading import CREATED, KEPT, UNCHANGED, UPDATED, change, set_many, set_rows
from exchange.imports.pages import place_page
from exchange.imports.shared import left_alone, release, shared_columns
from exchange.imports.territories import Places
from exchange.models import OrganisationPage
from exchange.models.people import SECRETARIAT
from exchange.refusal import require
from practices.models import Adoption, Practice
from practices.models.references import next_reference

from .shape import ADOPTION, LEGAL_BASIS, PARTNER, SHEET

MANY = ("themes", "pillars", "settings", "target_groups")
ROWS = ("co_owners", "partners", "staff_profiles", "indicators", "legal_bases", "links")
FIRST = ("external_id", "organisation_id", "original_language", "audience", "protocol_id", "provenance")


@dataclass
class Sheet:
    """One row of a file, in the words of the model."""

    columns: dict
    many: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    keywords: list | None = None
    adoptions: list | None = None
    relations: list = field(default_factory=list)
    published: bool = True


@transaction.atomic
def import_practice(practice, sheet: Sheet, *, by=None) -> bool:
    """Give a sheet what a file says of it and publish it; say whether anything changed.

    Codes, shapes and tokens hold as for anyone; what is missing is shown as not described yet.
    """
    require(by, *SECRETARIAT)
    changed = practice.latest_revision_id is None
    for name, things in sheet.many.items():
        changed = set_many(practice, name, things) or changed
    for name, wanted in sheet.rows.items():
        changed = set_rows(practice, name, wanted) or changed
    changed = add_relations(practice, sheet.relations) or changed
    if sheet.keywords is not None:
        changed = set_keywords(practice, sheet.keywords) or changed
    if sheet.published and not practice.reference:
        sheet.columns["reference"] = next_reference(practice.organisation)
    changed = release(practice, sheet.columns, changed=changed, published=sheet.published, by=by)
    if sheet.adoptions is not None:
        changed = set_adoptions(practice, sheet.adoptions) or changed
    return changed


def add_relations(practice, wanted) -> bool:
    """Add what the files say to what relates already."""
    stored = [{"target_id": row.target_id, "kind": row.kind} for row in practice.relations.all()]
    known = {row["target_id"]: row for row in stored}
    merged = {**known, **{row["target_id"]: row for row in wanted}}
    return bool(wanted) and set_rows(practice, "relations", list(merged.values()))


def set_keywords(practice, wanted) -> bool:
    if {tag.name for tag in practice.keywords.all()} == set(wanted):
        return False
    practice.keywords.set(wanted)
    return True


def set_adoptions(practice, wanted) -> bool:
    stored = {adoption.organisation_id: adoption for adoption in practice.adoptions.all()}
    changed = False
    for row in wanted:
        adoption = stored.get(row["organisation_id"]) or Adoption(
            practice=practice, language=practice.original_language
        )
        if any(getattr(adoption, name) != value for name, value in row.items()):
            for name, value in row.items():
                setattr(adoption, name, value)
            adoption.save()
            changed = True
    return changed


def load_sheets(load, kind="sheets"):
    """Place new sheets first, so that they can point to each other, then fill and publish all."""
    codes = [row.values["external_id"] for row in load.rows[kind]]
    described = Practice.objects.filter(external_id__in=codes).select_related("organisation")
    stored = {page.external_id: page for page in described}
    kept = left_alone(load, Practice)
    folders = {page.organisation_id: page for page in OrganisationPage.objects.all()}
    created = {}
    for row in load.rows[kind]:
        code = row.values["external_id"]
        if code not in stored:
            created[code] = place(load, row, folders)
            load.known.keep(kind, code, created[code].pk)
    terms, relations = Terms(), relations_of(load)
    for row in load.rows[kind]:
        code = row.values["external_id"]
        practice = created.get(code) or stored[code]
        if practice.pk in kept:
            load.count(kind, KEPT)
            continue
        sheet = sheet_of(load, practice, row, terms, created=code in created)
        sheet.relations += relations.get(code, [])
        count_relations(load, practice, sheet.relations)
        changed = import_practice(practice, sheet, by=load.by)
        load.count(kind, CREATED if code in created else UPDATED if changed else UNCHANGED)


def place(load, row, folders) -> Practice:
    columns = shared_columns(load, SHEET, row.values, created=True)
    practice = Practice(**{name: columns[name] for name in FIRST if columns.get(name) is not None})
    # The state of its translations is told once all of it is there.
    change(practice, {name: value for name, value in columns.items() if name.startswith("heading")})
    folder = folders[practice.organisation_id]
    return place_page(practice, under=folder, by=load.by)


def sheet_of(load, practice, row, terms, *, created) -> Sheet:
    """Return a row in the words of the model, with keys in the place of codes."""
    columns = shared_columns(load, SHEET, row.values, created=created)
    sheet = Sheet(columns, published=row.values.get("publish", True))
    for name in MANY:
        if name in columns:
            codes = columns.pop(name)
            sheet.many[name] = [terms.term(name, code) for code in codes]
            if name == "themes":
                columns["main_theme_id"] = sheet.many[name][0].pk if codes else None
    if "territories" in columns:
        language = columns.get("original_language") or practice.original_language
        country = practice.organisation.country
        sheet.many["territories"] = terms.places.of(columns.pop("territories"), country, language)
    for name in ROWS:
        if name in columns:
            sheet.rows[name] = list_of(load, name, columns.pop(name))
    for name, score in columns.pop("transferability", {}).items():
        columns[f"transfer_{name}"] = score
    sheet.keywords = columns.pop("keywords", None)
    if "adoptions" in columns:
        sheet.adoptions = [load.resolved(ADOPTION, adoption) for adoption in columns.pop("adoptions")]
    related = load.keys("sheets", columns.pop("related", []))
    sheet.relations = [{"target_id": pk, "kind": "related"} for pk in related]
    if (source := columns.get("inspired_by_note")) and source in load.known.codes("sheets"):
        columns["inspired_by_id"] = load.known.pk("sheets", source)
        columns["inspired_by_note"] = ""
    return sheet


def list_of(load, name, rows) -> list[dict]:
    if name == "co_owners":
        return [{"organisation_id": pk} for pk in load.keys("organisations", rows)]
    shape = {"partners": PARTNER, "legal_bases": LEGAL_BASIS}.get(name)
    rows = [load.resolved(shape, row) if shape else dict(row) for row in rows]
    for row in rows:
        if change := row.pop("change", ""):
            after = row.get("follow_up")
            row["follow_up"] = f"{after} ({change})" if after else change
    return rows


def relations_of(load) -> dict[str, list[dict]]:
    """Return the relations of the files by the code of their source."""
    found = {}
    for row in load.rows["relations"]:
        target = load.known.pk("sheets", row.values["target"])
        found.setdefault(row.values["source"], []).append({"target_id": target, "kind": row.values["kind"]})
    return found


def count_relations(load, practice, wanted) -> None:
    stored = {(row.target_id, row.kind) for row in practice.relations.all()}
    for row in wanted:
        load.count("relations", UNCHANGED if (row["target_id"], row["kind"]) in stored else CREATED)


def load_relations(load, kind="relations"):
    """Relate sheets that the files do not describe; the others are related as they are loaded."""
    described = {row.values["external_id"] for row in load.rows["sheets"]}
    kept = left_alone(load, Practice)
    for code, relations in relations_of(load).items():
        if code in described:
            continue
        practice = Practice.objects.get(pk=load.known.pk("sheets", code))
        if practice.pk in kept:
            load.count(kind, KEPT)
            continue
        count_relations(load, practice, relations)
        import_practice(practice, Sheet({}, relations=relations, published=practice.live), by=load.by)


class Terms:
    """Terms and territories, each kind read once."""

    def __init__(self):
        self.found = {}
        self.places = Places()

    def term(self, kind, code):
        if kind not in self.found:
            model = Practice._meta.get_field(kind).related_model
            self.found[kind] = {term.code: term for term in model.objects.all()}
        return self.found[kind][code]
