"""Generated entries for measures of the index: written below the models, so that many cost little.

Paragraphs are drawn once and put together anew for each sheet, in three languages. PostgreSQL's own vectors
are left out: building them would take longer than all that is measured here.
"""

import hashlib
import random
from datetime import UTC, datetime, timedelta

from django.db import connection

from search.entries import key
from tests.benchmarks.sheets import Writer

KIND = "practice"
PARAGRAPHS, WORDS_IN_ONE = 4_000, 45
LEDGER = "kind, object_id, rev, deleted, changed_in"
ENTRY = "id, kind, object_id, rev, tokens, facets, concepts, archived, dated, evidence, reference, external_id, digest"
TEXT = "entry_id, language, title, summary, body, labels, names, additions, concepts, terms, title_key"


def without_vectors() -> None:
    """Let rows be written without the vectors of the other engine."""
    with connection.cursor() as cursor:
        for column in ("vector", "short_vector"):
            cursor.execute(f"alter table search_entrytext alter column {column} drop expression if exists")


def fill(count: int, seed: int = 1) -> None:
    """Replace all entries by so many generated ones."""
    writer, draw = Writer(seed), random.Random(seed)
    paragraphs = {
        language: [writer.sentences(language, WORDS_IN_ONE) for _ in range(PARAGRAPHS)]
        for language in ("fr", "nl", "en")
    }
    now = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            "truncate search_entry, search_entrytext, search_ledger, search_outbox, search_generation"
        )
        with cursor.copy(f"copy search_ledger ({LEDGER}) from stdin") as copy:
            for number in range(1, count + 1):
                copy.write_row((KIND, number, 1, False, 0))
        with cursor.copy(f"copy search_entry ({ENTRY}) from stdin") as copy:
            for number in range(1, count + 1):
                copy.write_row(entry(number, draw, now))
        with cursor.copy(f"copy search_entrytext ({TEXT}) from stdin") as copy:
            for number in range(1, count + 1):
                for language in ("fr", *(code for code in ("nl", "en") if draw.random() < 0.6)):
                    copy.write_row(text(number, language, paragraphs[language], draw))
        cursor.execute("select setval('search_entry_id_seq', %s)", [count])
        cursor.execute("vacuum analyze search_entry, search_entrytext, search_ledger")


def entry(number, draw, now) -> tuple:
    facets = [
        f"kind:{KIND}",
        "language:fr",
        f"theme:theme_{draw.randrange(22)}",
        f"organisation:{draw.randrange(40)}",
        f"shore:{draw.choice(['europe', 'america'])}",
        f"year:{draw.randint(1995, 2026)}",
    ]
    return (
        number,
        KIND,
        number,
        1,
        ["members"] if number % 8 == 0 else ["public"],
        facets,
        [],
        False,
        now - timedelta(hours=number),
        draw.randrange(6),
        f"BE-2026-{number:06}",
        "",
        hashlib.blake2b(str(number).encode(), digest_size=16).hexdigest(),
    )


def text(number, language, paragraphs, draw) -> tuple:
    title = " ".join(draw.choice(paragraphs).split()[:8])
    return (
        number,
        language,
        title,
        draw.choice(paragraphs),
        "\n".join(draw.choices(paragraphs, k=12 if language == "fr" else 6)),
        "médiation · voisinage",
        f"CP{number % 40}",
        "",
        [],
        [],
        key(title),
    )
