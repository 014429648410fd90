"""Why a thing is found by somebody, or not: what the database holds, what each index holds, what waits."""

from dataclasses import asdict, dataclass, field

from django.db.models import Q

from exchange.viewers import Viewer
from search.documents import document_id, thing_of
from search.elasticsearch import client, contents
from search.models import Entry, Generation, Ledger, Outbox


class UnknownThing(LookupError):
    """Search never heard of it."""


@dataclass(frozen=True)
class Copy:
    """A thing as one index holds it."""

    index: str
    state: str
    rev: int | None = None
    tokens: list[str] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True)
class Explanation:
    """Everything that decides whether somebody finds a thing."""

    thing: str
    rev: int
    is_deleted: bool
    title: str = ""
    languages: list[str] = field(default_factory=list)
    facets: list[str] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)
    is_archived: bool = False
    opened_by: list[str] = field(default_factory=list)
    held_of_these: list[str] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    waiting: list[dict] = field(default_factory=list)
    verdict: str = ""

    def as_json(self) -> dict:
        return asdict(self)


def explain(reference: str, viewer: Viewer) -> Explanation:
    ledger = find_ledger(reference)
    key = document_id(ledger.kind, ledger.object_id)
    entry = Entry.objects.filter(kind=ledger.kind, object_id=ledger.object_id).first()
    waiting = list(
        Outbox.objects.filter(kind=ledger.kind, object_id=ledger.object_id)
        .order_by("rev")
        .values("rev", "narrows", "attempts", "enqueued_at", "next_at", "last_error")
    )
    copies = [copy_in(generation, key) for generation in followers()]
    facts = {
        "thing": key,
        "rev": ledger.rev,
        "is_deleted": ledger.deleted,
        "copies": copies,
        "waiting": waiting,
    }
    if entry:
        texts = dict(entry.texts.order_by("pk").values_list("language", "title"))
        facts |= {
            "title": next(iter(texts.values()), ""),
            "languages": list(texts),
            "facets": entry.facets,
            "concepts": entry.concepts,
            "is_archived": entry.archived,
            "opened_by": entry.tokens,
            "held_of_these": sorted(set(entry.tokens) & set(viewer.tokens)),
        }
    explanation = Explanation(**facts)
    return Explanation(**facts, verdict=verdict(explanation))


def find_ledger(reference: str) -> Ledger:
    """Return what the ledger says of a reference, a number of an import, or a kind and number."""
    known = Q(reference__iexact=reference) | Q(external_id__iexact=reference)
    entry = Entry.objects.filter(known).exclude(reference="", external_id="").first()
    thing = (entry.kind, entry.object_id) if entry else thing_of(reference)
    row = Ledger.objects.filter(kind=thing[0], object_id=thing[1]).first() if thing else None
    if row is None:
        raise UnknownThing(reference)
    return row


def followers() -> list[Generation]:
    return list(Generation.objects.active()) if client.is_configured() else []


def copy_in(generation: Generation, key: str) -> Copy:
    try:
        document = contents.read(generation.name, key)
    except client.ElasticsearchError as error:
        return Copy(generation.name, generation.state, problem=str(error))
    if document is None:
        return Copy(generation.name, generation.state)
    return Copy(generation.name, generation.state, document["rev"], document["tokens"])


def verdict(explanation: Explanation) -> str:
    """Say in a sentence whether it is found, by words that stand in it."""
    if explanation.is_deleted:
        found = "It is not published, or was deleted: nobody finds it."
    elif not explanation.held_of_these:
        return "This person holds none of the tokens that open it: not found, in no engine."
    elif explanation.is_archived:
        found = "Found only where archived things are asked for."
    else:
        found = "Found by the words that stand in it."
    held = None if explanation.is_deleted else explanation.rev
    behind = [copy.index for copy in explanation.copies if copy.rev != held]
    if not behind:
        return found
    cause = "what changed was refused" if is_refused(explanation) else "what changed is on its way"
    if not explanation.waiting:
        cause = "nothing is on its way: run `search_index reconcile`"
    return f"{found} PostgreSQL says so already; not yet {', '.join(behind)}: {cause}."


def is_refused(explanation: Explanation) -> bool:
    return any(row["attempts"] for row in explanation.waiting)
