"""What stands in the log: an address or a trace may hold a secret, and whoever reads logs needs none."""

import logging
import re

HIDDEN = "…"
SECRETS = [
    # Signed links, as those of invitations, and links that choose another password.
    (re.compile(r"[\w=-]{2,}:(?:[\w-]+:)?[\w-]{43}\b"), HIDDEN),
    (re.compile(r"\b[0-9A-Za-z]+-[0-9a-z]{6}-[0-9a-f]{32}\b"), HIDDEN),
    # Whom a mail server refused.
    (re.compile(r"""\{['"][^{}]{0,300}@[^{}]{0,300}['"]: \("""), f"{{{HIDDEN}: ("),
    # What a request or an address says of itself.
    (re.compile(r"(://[^/\s:@]*):[^/\s@]+@"), rf"\1:{HIDDEN}@"),
    (re.compile(r"\b(Bearer|Basic|ApiKey)\s+[\w.~+/=-]+", re.I), rf"\1 {HIDDEN}"),
    (
        re.compile(
            r"""((?:password\d?|passwd|secret|token|sessionid|csrftoken|csrfmiddlewaretoken|api_key)['"]?\s*[=:]\s*)"""
            r"""(?:'[^']*'|"[^"]*"|[^\s&;,)}]+)""",
            re.I,
        ),
        rf"\1{HIDDEN}",
    ),
]


def without_secrets(text: str) -> str:
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


class DiscreetFormatter(logging.Formatter):
    """Writes a line and its trace without the secrets in them."""

    def format(self, record):
        return without_secrets(super().format(record))
