"""Stands between the site and Elasticsearch, and does to what passes what a test asks for."""

import http.client
import re
import threading
import time
from collections.abc import Callable
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

# Of the connection, not of the message: each side has its own.
OF_THE_CONNECTION = {"connection", "content-length", "keep-alive", "transfer-encoding"}


class Passage(BaseHTTPRequestHandler):
    """One request on its way, and the ways in which it can go wrong."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle_request(self):
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            with self.server.proxy.acting_on(self) as act:
                act(self)
        except (OSError, http.client.HTTPException):
            self.leave_unanswered()

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_request

    def forward(self, body: bytes | None = None) -> tuple[int, dict, bytes]:
        """Send the request on and return status, headers and body of the answer."""
        with closing(http.client.HTTPConnection(self.server.proxy.target, timeout=120)) as connection:
            headers = self.own(self.headers.items())
            connection.request(self.command, self.path, self.body if body is None else body, headers)
            answer = connection.getresponse()
            return answer.status, self.own(answer.getheaders()), answer.read()

    def relay(self, status: int, headers: dict, body: bytes, *, length: int | None = None) -> None:
        """Answer; with a length that is not that of the body, the rest never comes."""
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        if length is not None:
            self.leave_unanswered()

    def leave_unanswered(self) -> None:
        self.close_connection = True

    @staticmethod
    def own(headers) -> dict:
        return {name: value for name, value in headers if name.lower() not in OF_THE_CONNECTION}


def passes(passage: Passage) -> None:
    passage.relay(*passage.forward())


def slow(seconds: float):
    def act(passage):
        time.sleep(seconds)
        passes(passage)

    return act


def answers(status: int):
    """Answer as a cluster does that is too busy, or not there behind its proxy."""
    headers = {"Content-Type": "application/json", "X-Elastic-Product": "Elasticsearch"}
    return lambda passage: passage.relay(
        status, headers, b'{"error": {"type": "made up", "reason": "a test"}}'
    )


def cut_short(passage: Passage) -> None:
    """Answer with the first half of the body."""
    status, headers, body = passage.forward()
    passage.relay(status, headers, body[: len(body) // 2], length=len(body))


def arrives_unanswered(passage: Passage) -> None:
    """Let the request arrive, and its answer get lost."""
    passage.forward()
    passage.leave_unanswered()


def half_arrives(passage: Passage) -> None:
    """Let the first half of a bulk arrive, and lose the answer."""
    lines = passage.body.splitlines(keepends=True)
    half, number = [], 0
    while number < len(lines) and len(half) < len(lines) // 2:
        step = 1 if lines[number].startswith(b'{"delete"') else 2
        half += lines[number : number + step]
        number += step
    passage.forward(b"".join(half))
    passage.leave_unanswered()


def followed_by(act, deed: Callable[[], object]):
    """Do something when the request has arrived, and before anybody hears of it."""

    def both(passage):
        act(passage)
        deed()

    return both


@dataclass
class Fault:
    """What happens to the requests of a path, once or always."""

    path: str
    act: Callable[[Passage], None]
    times: float
    hits: int = 0
    happened: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def concerns(self, passage: Passage) -> bool:
        return self.hits < self.times and re.search(self.path, passage.path) is not None


class Proxy:
    """An address that leads to Elasticsearch, most of the time."""

    def __init__(self, target: str):
        self.target = urlsplit(target).netloc
        self.faults: list[Fault] = []
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Passage)
        self.server.daemon_threads = True
        self.server.proxy = self
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @contextmanager
    def acting_on(self, passage: Passage):
        """Give what is to happen to a request, and note when it is over."""
        fault = self.fault_of(passage)
        try:
            yield fault.act if fault else passes
        finally:
            if fault:
                fault.over.set()

    def fault_of(self, passage: Passage) -> Fault | None:
        with self.lock:
            for fault in self.faults:
                if fault.concerns(passage):
                    fault.hits += 1
                    fault.happened.set()
                    return fault
        return None

    @contextmanager
    def fault(self, path: str, act, *, times: float = float("inf")):
        """Let something happen to the requests whose path looks like this."""
        fault = Fault(path, act, times)
        self.faults.append(fault)
        try:
            yield fault
        finally:
            self.faults.remove(fault)
