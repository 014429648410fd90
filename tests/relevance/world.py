"""The demonstration content and the invented sheets beside it, as judged queries find them."""

import io
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from exchange.audiences import Audience, State
from exchange.models import OrganisationPage, Setting, Theme
from practices.models import Practice
from search import ledger, vocabulary
from search.indexes import registry
from tests.benchmarks.sheets import insert
from tests.relevance.fillers import fillers

FOLDER = settings.BASE_DIR / "tests" / "relevance"
CONTENT = settings.BASE_DIR / "exchange" / "content"
# One who sees every demonstration sheet.
READER = "auteur@brunord.example"


def write() -> None:
    """Load the content as anybody does, and copy the rest in: two hundred pages one by one take minutes."""
    files = sorted(str(path) for path in CONTENT.glob("*.json"))
    call_command("load_content", *files, stdout=io.StringIO(), stderr=io.StringIO())
    parents = {page.organisation.external_id: page for page in OrganisationPage.objects.all()}
    rows = fillers()
    pages = [_page(row, parents[row["org"]], place) for place, row in enumerate(rows, 1000)]
    insert(pages)
    for name, field, model in (("themes", "theme", Theme), ("settings", "setting", Setting)):
        terms = {term.code: term for term in model.objects.all()}
        through = Practice._meta.get_field(name).remote_field.through
        through.objects.bulk_create(
            through(practice_id=page.pk, **{f"{field}_id": terms[code].pk})
            for page, row in zip(pages, rows, strict=True)
            for code in row[name]
        )
    ledger.record_all(registry.of_model(Practice), [page.pk for page in pages], learn=False)
    vocabulary.rebuild()


def _page(row, parent, place) -> Practice:
    names = ("title", "pitch", "summary", "situation", "response")
    texts = {
        f"{'heading' if name == 'title' else name}_{language}": text
        for name in names
        for language in ("fr", "fr_ca", "nl", "en")
        if (text := row.get(f"{name}_{language}"))
    }
    slug = row["id"].lower()
    title = texts[f"heading_{row['source_language']}"]
    return Practice(
        external_id=row["id"],
        title=title,
        draft_title=title,
        slug=slug,
        path=f"{parent.path}{Practice._int2str(place).rjust(Practice.steplen, '0')}",
        depth=parent.depth + 1,
        url_path=f"{parent.url_path}{slug}/",
        content_type=ContentType.objects.get_for_model(Practice),
        locale_id=parent.locale_id,
        organisation=parent.organisation,
        original_language=row["source_language"],
        live=True,
        state=State.PUBLISHED,
        audience=Audience.PUBLIC,
        tokens=["public"],
        first_published_at=datetime(2026, 1, 1, tzinfo=UTC),
        **texts,
    )
