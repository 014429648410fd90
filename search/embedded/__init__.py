"""The Elasticsearch of development and tests, used only when ELASTICSEARCH_URL is unset.

One server per checkout, on a free port of the loopback address, shared by every process of it; nothing
stops it behind another's back (`make stop` does).
"""

import os
from pathlib import Path

from exchange import embedded
from search.embedded.program import NoElasticsearchError, one_at_a_time
from search.embedded.server import Server, three_nodes

__all__ = ["NoElasticsearchError", "Server", "remove", "shared", "start", "stop", "three_nodes"]


def shared() -> Server:
    """Return the server of this checkout."""
    name = f"exchange-{embedded.checkout_digest()}"
    if embedded.is_root():
        return Server(embedded.SHARED / f"{name}-elasticsearch", cluster=name)
    return Server(embedded.BASE_DIR / ".data" / "elasticsearch", cluster=name)


def start() -> str:
    """Return the address of the Elasticsearch to use, started if it is the embedded one and does not run."""
    if address := os.environ.get("ELASTICSEARCH_URL"):
        return address
    server = shared()
    if server.is_answering():
        return server.url
    try:
        with one_at_a_time(Path(f"{server.home}.lock")):
            return server.start()
    except OSError as error:
        raise NoElasticsearchError(server.advice(str(error))) from error


def stop() -> bool:
    """Stop the server if it runs, and say whether it did."""
    return shared().stop()


def remove() -> None:
    """Stop the server and remove its data; its program stays, for other checkouts."""
    server = shared()
    server.remove()
    Path(f"{server.home}.lock").unlink(missing_ok=True)
