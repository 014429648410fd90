"""Every address that the resolver knows, and paths that lead to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern, URLPattern

PART = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")
GROUP = re.compile(r"\(\?P<(?P<name>\w+)>(?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)[*+?]?")
BARE = re.compile(r"\(\?:(?P<first>[^|()]+)\|[^()]*\)")


@dataclass(frozen=True)
class Address:
    """One address of the site: its name, its parts, and the patterns that lead to it."""

    name: str
    patterns: tuple

    @property
    def route(self) -> str:
        return "".join(template(pattern) for pattern in self.patterns)

    @property
    def arguments(self) -> list[tuple[str, str]]:
        """Return name and converter of each part that may be filled."""
        return [(found["name"], found["converter"] or "str") for found in PART.finditer(self.route)]

    def path(self, values: dict) -> str:
        """Return the path with these values, quoted as a browser would; bytes that are no text are kept as they are."""

        def fill(found):
            value = values[found["name"]]
            return quote(value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass"))

        return "/" + PART.sub(fill, self.route)


def template(pattern) -> str:
    """Return one pattern as a route, whatever it was written as."""
    if isinstance(pattern, LocalePrefixPattern):
        return "fr/"
    if isinstance(pattern, RoutePattern):
        return str(pattern)
    route = GROUP.sub(lambda found: f"<str:{found['name']}>", pattern.regex.pattern)
    route = BARE.sub(lambda found: found["first"], route)
    # What stands in a bare group is part of a path: that of a page of Wagtail.
    route = re.sub(r"\((?!\?)(?:[^()]|\([^()]*\))*\)", "<str:path>", route)
    return re.sub(r"[\^$]|\\[AZ]", "", route).replace("\\.", ".").replace("\\-", "-")


def addresses(resolver=None, above=(), namespace="") -> Iterator[Address]:
    """Yield every address of the site, those without a name too."""
    for entry in (resolver or get_resolver()).url_patterns:
        patterns = (*above, entry.pattern)
        if isinstance(entry, URLPattern):
            name = entry.name or f"({getattr(entry.callback, '__name__', 'view')})"
            yield Address(f"{namespace}{name}", patterns)
        else:
            space = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, patterns, space)
