"""How a provider is asked over the network."""

import time

import requests


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
