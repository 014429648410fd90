"""The words that stand in the texts, from which others are proposed."""

from search import analysis
from search.models import EntryText, Vocable

SHORTEST, LONGEST = 4, 30
BATCH = 2_000


def words_of(text: dict) -> set[tuple[str, str]]:
    """Return (word, language) for what is worth proposing in a text."""
    language = analysis.chain(text["language"])
    whole = " ".join((text["title"], text["summary"], text["body"], text["labels"], text["names"]))
    return {
        (word.casefold(), language)
        for word in set(analysis.words(whole))
        if SHORTEST <= len(word) <= LONGEST and word.isalpha()
    }


def learn(texts: list[dict]) -> None:
    """Keep the words of texts that were just written; sorted, so that two writers never wait in a ring."""
    found = sorted(set().union(*(words_of(text) for text in texts)))
    for start in range(0, len(found), BATCH):
        Vocable.objects.bulk_create(
            [
                Vocable(word=word, folded=analysis.fold(word), language=language)
                for word, language in found[start : start + BATCH]
            ],
            ignore_conflicts=True,
        )


def rebuild() -> int:
    """Learn every text again, forget what no text says any more, and return how many words stand."""
    fields = ("language", "title", "summary", "body", "labels", "names")
    said: set[tuple[str, str]] = set()
    for text in EntryText.objects.order_by("pk").values(*fields).iterator(chunk_size=500):
        said |= words_of(text)
    held = {
        (word, language): pk for pk, word, language in Vocable.objects.values_list("pk", "word", "language")
    }
    Vocable.objects.filter(pk__in=[pk for key, pk in held.items() if key not in said]).delete()
    missing = sorted(said - held.keys())
    Vocable.objects.bulk_create(
        (Vocable(word=word, folded=analysis.fold(word), language=language) for word, language in missing),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return len(said)
