"""Mail servers that misbehave, each on a port of its own."""

import socket
import threading
import time
from contextlib import contextmanager

from aiosmtpd.controller import Controller


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def silent():
    """Accept connections and never say a word; yields the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held, stopping = [], threading.Event()
        server.settimeout(0.1)

        def accept():
            while not stopping.is_set():
                try:
                    held.append(server.accept()[0])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            stopping.set()
            thread.join(timeout=5)
            for connection in held:
                connection.close()


class Receiver:
    """Takes e-mails, answers as it is told to, and keeps the addresses."""

    def __init__(self, answer: str, seconds: float, to_address: str):
        self.answer, self.seconds, self.to_address, self.addresses = answer, seconds, to_address, []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.to_address.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.to_address

    async def handle_DATA(self, server, session, envelope):
        time.sleep(self.seconds)
        if self.answer.startswith("2"):
            self.addresses += envelope.rcpt_tos
        return self.answer


@contextmanager
def receiving(answer: str = "250 OK", *, seconds: float = 0.0, to_address: str = "250 OK"):
    """Answer each e-mail with these words after so many seconds; yields the port and what was received.

    to_address: the answer to each address, before the e-mail is sent at all.
    """
    receiver = Receiver(answer, seconds, to_address)
    controller = Controller(receiver, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port, receiver
    finally:
        controller.stop()
