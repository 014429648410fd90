"""How a provider is asked over the network."""

import ipaddress
import socket
import time
from urllib.parse import urlsplit

import requests


def is_inside(address: str) -> bool:
    """Say whether an address leads, by one of its numbers, to this machine or to a network that is no public one."""
    host = urlsplit(address).hostname or ""
    try:
        found = {entry[4][0].partition("%")[0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return True
    numbers = [ipaddress.ip_address(number) for number in found]
    return not numbers or any(not (getattr(one, "ipv4_mapped", None) or one).is_global for one in numbers)


class BoundedSession(requests.Session):
    """Reads as much of an answer as one can need, for as long as somebody can wait, from where it was asked."""

    MOST = 200_000  # bytes; a configuration has five thousand, keys a few more
    LONGEST = 10  # seconds
    PAUSE = 5  # seconds without a byte

    def request(self, method, url, **kwargs):
        began, body = time.monotonic(), bytearray()
        kwargs = {**kwargs, "timeout": self.PAUSE, "stream": True, "allow_redirects": False}
        with super().request(method, url, **kwargs) as response:
            while chunk := response.raw.read1(16_384, decode_content=True):
                body += chunk
                if len(body) > self.MOST or time.monotonic() - began > self.LONGEST:
                    raise requests.RequestException("too much, or too slow")
        response._content, response._content_consumed = bytes(body), True
        return response
