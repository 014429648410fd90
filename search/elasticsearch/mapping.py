"""What an index is made of: one document per entry, with all its languages."""

import hashlib
import json

from search.analysis import CHAINS
from search.elasticsearch.chains import analysis

# Raised when documents are made in another way while the mapping stays.
DOCUMENT_VERSION = 1
# A page far down costs a sort of what was found, no more: nothing above what an index holds.
DEEPEST = 10_000_000
KEPT_ONLY = {"index": False, "doc_values": False}


def body(name: str = "", *, building: bool = False) -> dict:
    """Return settings and mappings of a generation; while it is built nobody reads it."""
    return {
        "settings": {
            "number_of_shards": 1,
            **(BUILDING if building else SERVING),
            # One more copy as soon as there is a second node: one that is being filled outlives a node, too.
            "auto_expand_replicas": "0-1",
            # A tombstone outlives the slowest delivery: nothing that was deleted comes back.
            "gc_deletes": "1h",
            "max_result_window": DEEPEST,
            "analysis": analysis(),
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"generation": name, "fingerprint": fingerprint()},
            "properties": _properties(),
        },
    }


SERVING = {"refresh_interval": "1s"}
BUILDING = {"refresh_interval": "-1"}


def fingerprint() -> str:
    """Return a mark of everything that decides what a document becomes in the index."""
    made_of = json.dumps([DOCUMENT_VERSION, _properties(), analysis()], sort_keys=True)
    return hashlib.blake2b(made_of.encode(), digest_size=16).hexdigest()


def _properties() -> dict:
    return {
        "kind": {"type": "keyword"},
        "object_id": {"type": "long"},
        "rev": {"type": "long"},
        "tokens": {"type": "keyword", "doc_values": False},
        "facets": {"type": "keyword", "eager_global_ordinals": True},
        "concepts": {"type": "keyword", "doc_values": False},
        "archived": {"type": "boolean"},
        "dated": {"type": "date"},
        "evidence": {"type": "short"},
        "reference": {"type": "keyword", **KEPT_ONLY},
        "external_id": {"type": "keyword", **KEPT_ONLY},
        **{language: {"properties": _texts(language, chain)} for language, chain in CHAINS.items()},
    }


def _texts(language: str, chain: str) -> dict:
    """Return the fields of a language: `text` gathers all that is found as words, labels apart.

    Offsets stand where fragments are cut, so that nothing is analysed again to show it.
    """
    text, names = f"{language}.text", f"{language}.names"
    words = {"type": "text", "analyzer": chain}
    return {
        "title": {**words, "copy_to": text},
        "summary": {**words, "index_options": "offsets", "copy_to": text},
        "body": {**words, "index_options": "offsets", "norms": False, "copy_to": text},
        "labels": words,
        "names": {"type": "text", "analyzer": "exact", "copy_to": text},
        "additions": {"type": "text", "index": False, "norms": False, "copy_to": [text, names]},
        "text": words,
        "terms": {"type": "keyword"},
        "concepts": {"type": "keyword"},
        "title_key": {"type": "keyword", "index": False},
    }
