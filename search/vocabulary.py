"""The words that stand in the texts, from which others are proposed."""

from search import analysis
from search.models import EntryText, Vocable

SHORTEST, LONGEST = 4, 30
BATCH = 2_000
READ = ("title", "summary", "body", "labels", "names")


def forms_of(text: dict) -> list[str]:
    """Return the words of a text that are worth proposing, in the very form in which they stand there."""
    whole = " ".join(text[name] for name in READ)
    return sorted(
        {
            word.casefold()
            for word in set(analysis.words(whole))
            if SHORTEST <= len(word) <= LONGEST and word.isalpha()
        }
    )


def learn(texts: list[tuple[str, list[str]]]) -> None:
    """Keep the words of (language, forms) just written; sorted, so that two writers never wait in a ring."""
    found = sorted({(word, analysis.chain(language)) for language, forms in texts for word in forms})
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
    said: set[tuple[str, str]] = set()
    texts = EntryText.objects.order_by("pk").values_list("language", "forms")
    for language, forms in texts.iterator(chunk_size=500):
        said |= {(word, analysis.chain(language)) for word in forms}
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
