"""What tests ask of indices and database, and an index filled at once."""

from search import documents
from search.elasticsearch import contents, indices
from search.elasticsearch.client import bulk
from search.models import Generation, Ledger


def held(name: str) -> dict[str, int]:
    """Return the revision of every document that an index holds."""
    indices.refresh(name)
    return {document.id: document.version for document in contents.all_documents(name)}


def expected() -> dict[str, int]:
    """Return the revision of everything that an index should hold."""
    rows = Ledger.objects.filter(deleted=False)
    return {f"{row.kind}-{row.object_id}": row.rev for row in rows}


def as_if_by_earlier_transactions() -> None:
    """Let the next change raise a revision, though the test is one transaction."""
    Ledger.objects.update(changed_in=0)


def batches():
    """Yield every document of the database, as it would be delivered, a batch at a time."""
    last = 0
    while batch := documents.after(last):
        yield batch
        last = batch[-1].entry


def lead_readers_to(name: str) -> None:
    """Make an index anew, empty, and lead readers to it."""
    indices.delete(name)
    indices.create(name, building=False)
    indices.swap(indices.alias(), add=name)


def lose_all_copies(name: str) -> None:
    """Leave an index without a copy on any node, as where the disks that held it are lost."""
    indices.delete(name)
    bulk().indices.create(
        index=name,
        aliases={f"{name}-{indices.WRITING}": {}},
        settings={"index.routing.allocation.require._name": "a node that is not there"},
        wait_for_active_shards=0,
    )
    # It is made anew: Elasticsearch gives a copy that it has to a node, whatever the settings say.
    Generation.objects.filter(name=name).update(uuid=indices.meta(name)["uuid"])


def fill(name: str) -> None:
    """Lead readers to a new index that holds everything that stands in the database."""
    lead_readers_to(name)
    for batch in batches():
        sent = [indices.Delivery(document.id, document.rev, document.source) for document in batch]
        indices.put([name], sent, refresh=True)
