"""What an index must show before it answers: it holds what the ledger says, its words work, it finds."""

from collections.abc import Callable

from search import delivery, reconcile
from search.elasticsearch import chains, contents, indices
from search.models import Entry, EntryText, Generation, Outbox

# Others write meanwhile: what differs is put right and looked at again.
LOOKS = 5
# A document that is refused does not keep all others from being found; many show that something is wrong.
REFUSED_SHARE, REFUSED_FEW = 0.01, 10
SAMPLES = 5


def trouble(generation: Generation, *, is_stopping: Callable[[], bool] = lambda: False) -> str:
    """Return why this index should not answer, in words for whoever runs the exchange, or nothing."""
    return _words(generation) or _differences(generation, is_stopping) or _refused() or _search(generation)


def _words(generation) -> str:
    for analyzer in chains.analysis()["analyzer"]:
        if not contents.words(generation.name, analyzer, "Police 2026"):
            return f"The analyzer {analyzer} makes nothing of words."
    return ""


def _differences(generation, is_stopping) -> str:
    for _look in range(LOOKS):
        delivery.drain(is_stopping)
        indices.refresh(generation.name)
        number = reconcile.repair(generation)
        if not number:
            return ""
    return f"{number} documents differ from the ledger after {LOOKS} looks."


def _refused() -> str:
    number, entries = Outbox.objects.filter(attempts__gt=0).count(), Entry.objects.count()
    if number > max(REFUSED_FEW, REFUSED_SHARE * entries):
        return f"{number} of {entries} documents are refused."
    return ""


def _search(generation) -> str:
    """Look for a few titles; one may have been deleted this moment, not all of them."""
    texts = EntryText.objects.exclude(title="").order_by("-pk")[:SAMPLES].select_related("entry")
    looks = [
        contents.finds(
            generation.name, text.language, text.title, f"{text.entry.kind}-{text.entry.object_id}"
        )
        for text in texts
    ]
    return "" if any(looks) or not looks else "It finds no sheet by its title."
