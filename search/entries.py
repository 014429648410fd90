"""What search holds, made from the things themselves and written in few statements."""

import hashlib
import json
from dataclasses import asdict, dataclass

from django.utils.translation import override

from search import analysis, vocabulary
from search.concordance import Concordance
from search.indexes import PageIndex
from search.models import Entry, EntryText

# PostgreSQL refuses a vector of more than a megabyte; two chains share it.
LONGEST_BODY = 160_000
LONGEST_SUMMARY = 20_000
LONGEST_TITLE = 1_000
LONGEST_LABELS = 8_000
LONGEST_KEY = 300
UPDATED = (
    "rev",
    "tokens",
    "facets",
    "concepts",
    "archived",
    "dated",
    "evidence",
    "reference",
    "external_id",
    "digest",
)


@dataclass
class Draft:
    """An entry before it is written: the same thing always gives the same digest."""

    kind: str
    object_id: int
    values: dict
    texts: list[dict]

    @property
    def digest(self) -> str:
        content = json.dumps(asdict(self), sort_keys=True, default=str)
        return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()


def draft(index: PageIndex, thing, notions: Concordance) -> Draft:
    """Return what search should hold about a thing now."""
    languages = index.languages(thing)
    texts = [_text(index, thing, language, notions) for language in languages]
    facets = {**index.facets(thing), "kind": [index.kind], "language": languages}
    values = {
        "tokens": sorted(thing.tokens),
        "facets": sorted(
            {
                f"{name}:{value}"[:80]
                for name, found in facets.items()
                for value in found
                if value not in (None, "")
            }
        ),
        "concepts": sorted({code for text in texts for code in text["concepts"]}),
        "archived": index.is_archived(thing),
        "dated": index.dated(thing),
        "evidence": index.evidence(thing),
        "reference": index.reference(thing),
        "external_id": index.external_id(thing),
    }
    return Draft(index.kind, thing.pk, values, texts)


def _text(index, thing, language, notions) -> dict:
    with override(language):
        texts = index.texts(thing, language)
    title = readable(texts.title, LONGEST_TITLE)
    summary = readable(texts.summary, LONGEST_SUMMARY)
    body = readable(texts.body, LONGEST_BODY)
    labels = readable(texts.labels, LONGEST_LABELS)
    whole = f"{title}\n{summary}\n{body}"
    terms = notions.tag(whole, language)
    names = [analysis.clean(name) for name in index.names(thing) if name]
    return {
        "language": language,
        "title": title,
        "summary": summary,
        "body": body,
        "labels": labels,
        "names": " · ".join(dict.fromkeys([*names, *("".join(analysis.words(name)) for name in names)])),
        "additions": analysis.additions(f"{whole}\n{labels}", language),
        "concepts": sorted({term.code for term in terms}),
        "terms": sorted({term.mark for term in terms}),
        "title_key": key(title),
    }


def readable(text: str, limit: int) -> str:
    """Return as much of a text as search reads; cut first, for one may have pasted a library."""
    return analysis.cut(analysis.clean(text[:limit]), limit)


def key(title: str) -> str:
    """Return a title as it is sorted and completed: folded, with a space before each word."""
    return (" " + " ".join(analysis.WORD.findall(analysis.fold(title))))[:LONGEST_KEY]


def write(drafts: list[Draft], revs: dict[int, int]) -> list[tuple[str, list[str]]]:
    """Replace the entries of one kind by these, and return the words of each text with its language."""
    if not drafts:
        return []
    written = Entry.objects.bulk_create(
        [
            Entry(
                kind=draft.kind,
                object_id=draft.object_id,
                rev=revs[draft.object_id],
                digest=draft.digest,
                **draft.values,
            )
            for draft in drafts
        ],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=UPDATED,
    )
    EntryText.objects.filter(entry__in=[entry.pk for entry in written]).delete()
    texts = EntryText.objects.bulk_create(
        EntryText(entry=entry, forms=vocabulary.forms_of(text), **text)
        for entry, draft in zip(written, drafts, strict=True)
        for text in draft.texts
    )
    return [(text.language, text.forms) for text in texts]


def erase(kind: str, object_ids) -> None:
    Entry.objects.filter(kind=kind, object_id__in=list(object_ids)).delete()
