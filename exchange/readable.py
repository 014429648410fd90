"""What nobody sends who uses the site, and what no view should meet: found before any view is asked."""

import json
import re
from collections.abc import Iterable

NUL = "\x00"
LONGEST_PATH = 1_000
LONGEST_QUERY = 8_000
# What PostgreSQL takes for an integer; no key and no page of a list is beyond it.
GREATEST = 2**31 - 1
# Python refuses to make a number of more digits, wherever it reads one.
MANY_DIGITS = re.compile(r"\d{4000}")
MANY_BRACKETS = 500


def is_plain(text: str) -> bool:
    """Say whether a database can keep a text: no NUL, and nothing that UTF-8 cannot write."""
    if NUL in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def are_readable(values: Iterable[str]) -> bool:
    """Say whether every value of a form can be read and kept, what is written in JSON too."""
    return all(is_plain(value) and not (value[:1] in ("[", "{") and hides(value)) for value in values)


def hides(value: str) -> bool:
    """Say whether a JSON text holds what a plain one may not, or more than a parser takes.

    One that is no JSON at all is for the form to refuse: it knows which field that is.
    """
    brackets = value.count("[") + value.count("{")
    if "\\u" not in value and brackets < MANY_BRACKETS and not MANY_DIGITS.search(value):
        return False
    try:
        return not all(map(is_plain, strings_of(json.loads(value))))
    except json.JSONDecodeError:
        return False
    except (RecursionError, ValueError):
        return True


def strings_of(value) -> Iterable[str]:
    """Yield every string of a parsed JSON text, names of fields among them."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, list):
            waiting += found
        elif isinstance(found, dict):
            waiting += [*found, *found.values()]


def is_in_bounds(value) -> bool:
    """Say whether a value that an address was read as is one that a key could have."""
    return not isinstance(value, int) or abs(value) <= GREATEST
