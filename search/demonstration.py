"""Searches that people of both shores make, to see what a change of the concordance would do to them."""

from functools import cache
from pathlib import Path

from search.analysis import CHAINS

FILE = Path(__file__).with_name("demonstration.txt")


@cache
def demonstration() -> list[tuple[str, str]]:
    """Return (language, words) for each search of the file."""
    searches = []
    for line in FILE.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            language, words = line.split(maxsplit=1)
            if language not in CHAINS:
                raise ValueError(f"{FILE.name}: {line!r} begins with no known language.")
            searches.append((language, words.strip()))
    return searches
