"""What stands in the indices, as those who look after them need it; readers have the engine."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from search.elasticsearch import indices
from search.elasticsearch.client import bulk, speaking

PAGE = 5_000
MOST_KINDS = 100
KEPT_OPEN = "2m"
REQUEST_TIMEOUT = 408


@dataclass(frozen=True)
class Index:
    """An index as the cluster knows it."""

    name: str
    uuid: str
    aliases: frozenset[str]
    is_readonly: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A document that stands in an index; kind and number are what it says of itself."""

    id: str
    version: int
    place: tuple[str, int]


def inventory() -> dict[str, Index]:
    """Return every generation of this installation that stands in the cluster, by name."""
    with speaking():
        found = bulk().indices.get(
            index=f"{settings.ELASTICSEARCH_PREFIX}-entries-g*",
            features=["aliases", "settings"],
            expand_wildcards="all",
        )
    standing = {}
    for name, told in found.items():
        index = told["settings"]["index"]
        blocks = index.get("blocks", {})
        standing[name] = Index(
            name=name,
            uuid=index["uuid"],
            aliases=frozenset(told.get("aliases", ())),
            is_readonly=any(value == "true" for value in blocks.values()),
        )
    return standing


def unheld(names: list[str]) -> set[str]:
    """Return which of these indices no node has a copy of, though the cluster is there and was waited for."""
    if not names:
        return set()
    with speaking():
        cluster = bulk().options(ignore_status=REQUEST_TIMEOUT).cluster
        told = cluster.health(
            index=names, level="indices", wait_for_status="yellow", timeout=f"{indices.COPY_SECONDS}s"
        )
    return {name for name, index in told["indices"].items() if index["status"] == "red"}


def all_documents(name: str) -> Iterator[Held]:
    """Yield what an index holds at one moment, in the order of kinds and numbers."""
    with speaking():
        point = bulk().open_point_in_time(index=name, keep_alive=KEPT_OPEN)["id"]
    last = None
    try:
        while True:
            with speaking():
                answer = bulk().search(
                    pit={"id": point, "keep_alive": KEPT_OPEN},
                    size=PAGE,
                    sort=["kind", "object_id"],
                    search_after=last,
                    source=False,
                    version=True,
                    track_total_hits=False,
                    allow_partial_search_results=False,
                )
            hits = answer["hits"]["hits"]
            point = answer.get("pit_id", point)
            for hit in hits:
                kind, object_id, *_ = hit["sort"]
                yield Held(hit["_id"], hit["_version"], (kind or "", object_id or 0))
            if len(hits) < PAGE:
                return
            last = hits[-1]["sort"]
    finally:
        with speaking():
            bulk().close_point_in_time(id=point)


def revisions(name: str) -> dict[str, tuple[int, int, int]]:
    """Return number, sum and sum of squares of the revisions that an index holds, by kind: in one question."""
    stats = {"revs": {"extended_stats": {"field": "rev"}}}
    with speaking():
        bulk().indices.refresh(index=name)
        answer = bulk().search(
            index=name,
            size=0,
            aggregations={"kinds": {"terms": {"field": "kind", "size": MOST_KINDS}, "aggregations": stats}},
            allow_partial_search_results=False,
        )
    return {
        bucket["key"]: tuple(int(bucket["revs"][name]) for name in ("count", "sum", "sum_of_squares"))
        for bucket in answer["aggregations"]["kinds"]["buckets"]
    }


def versions(name: str, ids: list[str]) -> dict[str, int]:
    """Return the version of each of these documents, as it is at this very moment."""
    if not ids:
        return {}
    with speaking():
        answer = bulk().mget(index=name, ids=ids, source=False)
    return {document["_id"]: document["_version"] for document in answer["docs"] if document.get("found")}


def read(name: str, document_id: str) -> dict | None:
    """Return a document as it is at this very moment, or nothing."""
    with speaking():
        (document,) = bulk().mget(index=name, ids=[document_id])["docs"]
    return document["_source"] if document.get("found") else None


def words(name: str, analyzer: str, text: str) -> list[str]:
    """Return what an analyzer makes of a text."""
    with speaking():
        answer = bulk().indices.analyze(index=name, analyzer=analyzer, text=text)
    return [token["token"] for token in answer["tokens"]]


def finds(name: str, language: str, title: str, document_id: str) -> bool:
    """Say whether a title leads to its document."""
    query = {
        "bool": {
            "must": {"match": {f"{language}.title": {"query": title, "operator": "and"}}},
            "filter": {"ids": {"values": [document_id]}},
        }
    }
    with speaking():
        answer = bulk().search(
            index=name, query=query, size=0, terminate_after=1, allow_partial_search_results=False
        )
    return answer["hits"]["total"]["value"] == 1
