"""What the tests of the write path ask of indices and database."""

from search.elasticsearch import contents, indices
from search.models import Ledger


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
