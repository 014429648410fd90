"""The one table of names: what files say on the left, the field of the model on the right.

A name that is not here is the same on both sides. The suffixes _fr, _nl, _en and _fr_ca are added
to the names of what exists per language.
"""

PAGE = {
    "id": "external_id",
    "title": "heading",
    "source_language": "original_language",
    "translation_status": "translation_state",
}
SHARED = {**PAGE, "org": "organisation"}

NAMES = {
    "vocabulary": {
        "fr": "name_fr",
        "nl": "name_nl",
        "en": "name_en",
        "fr_ca": "name_fr_ca",
        "scope": "description",
        "meaning": "description",
        "belgium": "belgian_source",
        "quebec": "quebec_source",
    },
    "concordance": {"id": "code", "fr_BE": "fr-be", "fr_QC": "fr-ca"},
    "abbreviations": {},
    "organisations": {"id": "external_id", "presentation": "summary"},
    "antennas": {"id": "external_id"},
    "memberships": {},
    "territories": {},
    "charters": {},
    "protocols": {"id": "external_id", "grants_accession": "accession", "unknown": "not_known"},
    "protocols.decisions": {
        "body": "decision_body",
        "on": "decided_on",
        "reference": "decision_reference",
        "ref": "decision_reference",
    },
    "people": {},
    "pages": {
        **PAGE,
        "language": "original_language",
        "first_published": "happened_on",
    },
    "sheets": {
        **SHARED,
        "start": "start_date",
        "end": "end_date",
        "co_organisations": "co_owners",
        "staff_profile": "staff_profiles",
        "inspired_by": "inspired_by_note",
        "attribution_text": "attribution",
    },
    "sheets.indicators": {"year": "follow_up_date"},
    "relations": {},
    "seminars": PAGE,
    "talks": {
        **SHARED,
        "language": "original_language",
        "abstract": "summary",
        "sheet": "practices",
    },
}

# Read, and not kept: notes of whoever gathered the content, and what the code knows by itself.
NOTES = {"documented", "sources"}
LEFT_OUT = {
    "vocabulary": {"evaluation_type", "college", "crimesolutions"},
    "sheets": {"illustrative"},
}
SECTIONS_LEFT_OUT = {"fields", "glossary", "rules", "silent_words"}
