"""The indices themselves: made, filled, named, looked at, removed."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.conf import settings

from search.elasticsearch import mapping
from search.elasticsearch.client import (
    SERVER_ERRORS,
    TOO_MANY_REQUESTS,
    Away,
    Missing,
    bulk,
    interactive,
    speaking,
)

CONFLICT, NOT_FOUND = 409, 404
# Writing goes through a name that only a real generation has: a cluster that lost everything
# refuses, and makes up no index of its own.
WRITING = "write"
MERGE_SECONDS = 600.0
# So long the cluster waits for a copy of an index to be at work, before it says that there is none.
COPY_SECONDS = 20
# Where a reason goes on with the document that was sent: reasons are logged and shown, documents are not.
REPEATED = ", source["


class State(StrEnum):
    """What became of one delivery."""

    DONE = "done"  # it is there, or something newer is
    MISSING = "missing"  # there is no such index
    REFUSED = "refused"  # this document will never be taken
    AWAY = "away"  # later, perhaps


@dataclass(frozen=True)
class Delivery:
    """A document as it is sent, or nothing where the thing is gone."""

    id: str
    version: int
    document: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What one index said about one delivery."""

    index: str
    id: str
    version: int
    state: State
    reason: str = ""


def alias() -> str:
    """Return the name under which readers find the live generation."""
    return f"{settings.ELASTICSEARCH_PREFIX}-entries"


def new_name() -> str:
    """Return a name for a generation made now by this code."""
    return f"{alias()}-g{datetime.now(UTC):%Y%m%d%H%M%S}-{mapping.fingerprint()[:8]}"


def create(name: str, *, building: bool = True) -> None:
    """Make an index, and wait a little for its copies: one that is lost at once is not lost alone."""
    body = mapping.body(name, building=building)
    with speaking():
        bulk().indices.create(
            index=name,
            aliases={_writing(name): {}},
            wait_for_active_shards="all",
            timeout=f"{COPY_SECONDS}s",
            **body,
        )


def delete(name: str) -> None:
    """Remove an index; that it is gone already is as good."""
    with speaking():
        bulk().indices.delete(index=name, ignore_unavailable=True)


def names(prefix: str | None = None) -> list[str]:
    """Return the generations that stand in the cluster, oldest first."""
    with speaking():
        found = bulk().indices.get(
            index=f"{prefix or settings.ELASTICSEARCH_PREFIX}-entries-g*",
            features="aliases",
            expand_wildcards="all",
        )
    return sorted(found)


def swap(name: str, *, add: str) -> None:
    """Lead readers to this index alone, in one call: there is no moment without, and none with two."""
    actions = [
        {"remove": {"index": f"{name}-g*", "alias": name, "must_exist": False}},
        {"add": {"index": add, "alias": name}},
    ]
    with speaking():
        bulk().indices.update_aliases(actions=actions)


def alias_target(name: str | None = None) -> str | None:
    """Return the index that readers are led to; two would be as wrong as none."""
    try:
        with speaking():
            found = list(bulk().indices.get_alias(name=name or alias()))
    except Missing:
        return None
    return found[0] if len(found) == 1 else None


def meta(name: str) -> dict | None:
    """Return what an index says of itself, with the identity that the cluster gave it."""
    try:
        with speaking():
            found = bulk().indices.get(index=name, features=["mappings", "settings"])
    except Missing:
        return None
    (index,) = found.values()
    return {**index["mappings"].get("_meta", {}), "uuid": index["settings"]["index"]["uuid"]}


def count(name: str) -> int:
    with speaking():
        return bulk().count(index=name)["count"]


def look() -> None:
    """Ask the index of readers for a sign of life, as hastily as they do."""
    with speaking():
        interactive().search(
            index=alias(), size=0, track_total_hits=False, allow_partial_search_results=False
        )


def refresh(name: str) -> None:
    """Let what was delivered be found."""
    with speaking():
        bulk().indices.refresh(index=name)


def merge(name: str) -> None:
    """Bring a filled index into one piece, in which questions are answered sooner.

    What takes longer than anybody waits goes on in the cluster, and answers meanwhile.
    """
    with suppress(Away), speaking():
        bulk().options(request_timeout=MERGE_SECONDS).indices.forcemerge(index=name, max_num_segments=1)


def set_settings(name: str, **values) -> None:
    with speaking():
        bulk().indices.put_settings(index=name, settings=values)


def put(names: Iterable[str], deliveries: list[Delivery], *, refresh: bool = False) -> list[Outcome]:
    """Deliver to several indices at once and return what became of each; the order does not matter.

    Versions are those of the ledger: what is older than what stands there changes nothing.
    """
    lines: list = []
    targets = {_writing(name): name for name in names}
    for target in targets:
        for delivery in deliveries:
            action = "delete" if delivery.document is None else "index"
            head = {
                "_index": target,
                "_id": delivery.id,
                "version": delivery.version,
                "version_type": "external_gte",
            }
            lines.append({action: head})
            if delivery.document is not None:
                lines.append(delivery.document)
    if not lines:
        return []
    with speaking():
        answer = bulk().bulk(
            operations=lines, refresh=refresh, require_alias=True, timeout=f"{COPY_SECONDS}s"
        )
    sent = [(name, delivery) for name in targets.values() for delivery in deliveries]
    return [
        _outcome(name, delivery, next(iter(item.values())))
        for (name, delivery), item in zip(sent, answer["items"], strict=True)
    ]


def _outcome(name, delivery, item) -> Outcome:
    status, error = item["status"], item.get("error") or {}
    state = State.REFUSED
    if status == CONFLICT or (status == NOT_FOUND and not error) or status < 300:
        state = State.DONE
    elif status == NOT_FOUND:
        state = State.MISSING
    elif (
        status == TOO_MANY_REQUESTS
        or status >= SERVER_ERRORS
        or error.get("type") == "cluster_block_exception"
    ):
        state = State.AWAY
    cause = error.get("caused_by") or {}
    reasons = (said.partition(REPEATED)[0] for said in (error.get("reason"), cause.get("reason")) if said)
    return Outcome(name, delivery.id, delivery.version, state, " ".join(reasons))


def _writing(name: str) -> str:
    return f"{name}-{WRITING}"
