"""A small content that loads, for tests to change or to break."""

import copy
import io
import json
import re

from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from exchange import models

COUNTED = (
    models.Theme,
    models.Concept,
    models.ConceptTerm,
    models.Abbreviation,
    models.Territory,
    models.Organisation,
    models.TranslatedPage,
    models.Protocol,
    models.Membership,
    models.User,
    models.Role,
    Revision,
    ModelLogEntry,
    PageLogEntry,
)
WRITES = re.compile(r"^\s*(insert|update|delete)", re.IGNORECASE)

CONTENT = {
    "taxonomies": {
        "themes": [
            {"code": "schools", "fr": "Écoles", "nl": "Scholen", "en": "Schools", "scope_fr": "parrainage"},
            {"code": "victims", "fr": "Victimes", "nl": "Slachtoffers", "en": "Victims"},
        ],
        "pillars": [{"code": "partnership", "fr": "Partenariat", "belgium": "CP 1", "quebec": "2000"}],
        "evidence_levels": [{"level": 1, "fr": "Décrite", "nl": "Beschreven", "en": "Described"}],
        "licences": [{"code": "cc_by", "fr": "CC BY", "default_for": "public"}],
        "organisation_types": [
            {"code": "zone", "fr": "Zone de police"},
            {"code": "network", "fr": "Réseau"},
        ],
    },
    "concordance": [
        {
            "id": "c1",
            "relation": "E",
            "fr_BE": ["agent de quartier", "agent"],
            "fr_QC": ["policier communautaire"],
            "nl": ["wijkagent"],
            "en": ["beat officer"],
            "definition_fr": "Policier d'un quartier.",
            "silent_terms": ["agent"],
            "unreached_terms": ["beat officer"],
        }
    ],
    "abbreviations": [{"short": "PDQ", "long": "poste de quartier", "language": "fr"}],
    "territories": [
        {"name_fr": "Saint-Josse-ten-Noode", "name_nl": "Sint-Joost-ten-Node", "country": "BE"},
    ],
    "organisations": [
        {
            "id": "B1",
            "name_fr": "Zone Une",
            "name_nl": "Zone Een",
            "short_name": "Une",
            "type": "zone",
            "country": "BE",
            "region": "BE-BRU",
            "codes": ["1111"],
            "presentation_fr": "Une zone.",
        },
        {
            "id": "Q1",
            "name_fr": "Service Un",
            "short_name": "SU",
            "type": "zone",
            "country": "CA",
            "region": "CA-QC",
        },
        {
            "id": "N1",
            "name_fr": "Réseau",
            "short_name": "Réseau",
            "type": "network",
            "country": "CA",
            "region": "CA-QC",
        },
    ],
    "antennas": [{"id": "A1", "organisation": "B1", "name_fr": "Antenne", "email": "antenne@une.example"}],
    "protocols": [
        {
            "id": "PR1",
            "title_fr": "Protocole",
            "kind": "network",
            "parties": ["B1", "N1"],
            "signed_on": "2016-10-13",
            "signed_at_seminar": "S1",
            "state": "in_force",
            "grants_accession": {"network": "N1", "organisation": "B1"},
            "signatures": [{"party": "B1", "name": "M. Exemple", "capacities": ["chef", "président"]}],
            "decisions": [{"party": "N1", "body_fr": "conseil"}],
            "clauses": [{"number": "1", "title_fr": "Objet", "text_fr": "Échanger.", "origin": "documented"}],
        }
    ],
    "memberships": [
        {
            "organisation": "Q1",
            "network": "N1",
            "category": "member",
            "state": "active",
            "basis": "application",
            "illustrative": True,
        }
    ],
    "people": [
        {"email": "auteur@une.example", "organisation": "B1", "roles": ["author"], "language": "fr"},
        {"email": "redaction@exchange.example", "organisation": None, "roles": ["editor"]},
    ],
    "seminars": [
        {"id": "S1", "title_fr": "Séminaire", "hosts": ["N1"], "starts_on": "2016-10", "mode": "on_site"}
    ],
    "sheets": [
        {
            "id": "F1",
            "org": "B1",
            "title_fr": "Parrainer une classe",
            "title_nl": "Een klas peteren",
            "summary_fr": "Un policier suit une classe.",
            "themes": ["schools", "victims"],
            "pillars": ["partnership"],
            "start": "1998",
            "evidence_level": 1,
            "audience": "public",
            "keywords": ["parrainage"],
            "territories": ["Evere"],
            "situation_fr": "Un <b>problème</b>.\n\nEt sa suite.",
            "objectives_fr": ["Se connaître."],
            "steps_fr": [{"title": "Choisir", "text": "Une classe.", "duration": "un mois"}],
            "partners": [{"name": "Écoles", "role_fr": "Accueillent.", "formal_agreement": None}],
            "transferability": {"legal": 2},
            "contact_antenna": "A1",
            "illustrative_fields": ["steps", "start"],
        },
        {
            "id": "F2",
            "org": "B1",
            "title_fr": "Entre parties",
            "audience": "parties",
            "protocol": "PR1",
        },
    ],
    "relations": [{"kind": "part_of", "source": "F1", "target": "F2"}],
    "talks": [
        {
            "id": "T1",
            "org": "B1",
            "seminar": "S1",
            "sheet": "F1",
            "language": "fr",
            "title_fr": "Une conférence",
            "abstract_fr": "Son résumé.",
            "takeaways_fr": ["À retenir."],
            "audience": "public",
        }
    ],
    "pages": [
        {
            "kind": "article",
            "id": "P1",
            "title_fr": "Une signature",
            "protocol": "PR1",
            "sheets": ["F1"],
            "talks": ["T1"],
            "seminar": "S1",
            "body_fr": [
                {"type": "heading", "text": "Deux objets"},
                {"type": "paragraph", "text": "Le premier & le second."},
                {"type": "list", "items": ["un", "deux"]},
                {"type": "quote", "text": "Ensemble.", "source": "Une annonce"},
            ],
        }
    ],
}


def counts() -> dict[str, int]:
    """Return how many of each there are: what a refused load leaves as it was."""
    return {model.__name__: model.objects.count() for model in COUNTED}


def content(**sections) -> dict:
    """Return a copy of the content, with these sections in the place of its own."""
    return {**copy.deepcopy(CONTENT), **copy.deepcopy(sections)}


def first(section: str, **values) -> dict:
    """Return the content with other values in the first row of a section; `...` removes one."""
    changed = content()
    changed[section][0] = {
        name: value for name, value in {**changed[section][0], **values}.items() if value is not ...
    }
    return changed


def load(folder, *contents, **options) -> str:
    """Load contents, each a file of its own, and return what the command said."""
    return load_files(*written(folder, contents), **options)


def written(folder, contents):
    paths = []
    for number, found in enumerate(contents):
        path = folder / f"content{number}.json"
        path.write_bytes(found if isinstance(found, bytes) else json.dumps(found).encode())
        paths.append(path)
    return paths


def load_files(*paths, **options) -> str:
    output = io.StringIO()
    options = {"language": "en", **options}
    call_command("load_content", *map(str, paths), stdout=output, stderr=output, **options)
    return output.getvalue()


def complaints(folder, *contents, **options) -> list[str]:
    """Load contents that are wrong, and return the errors that the command reported."""
    output = io.StringIO()
    paths = written(folder, contents)
    try:
        options = {"language": "en", **options}
        call_command("load_content", *map(str, paths), stdout=output, stderr=output, **options)
    except CommandError as error:
        assert "nothing was loaded" in str(error)
        return output.getvalue().splitlines()
    return []
