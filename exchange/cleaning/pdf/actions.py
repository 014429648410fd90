"""What a PDF does by itself or at a click: only what leads to another place in it, or to a web or mail address."""

import re

from pikepdf import Array, Dictionary, Object

from .names import (
    HARMFUL_ACTIONS,
    HARMLESS_ACTIONS,
    NAMED_ACTIONS,
    PARTS_OF_ACTIONS,
    PLACES_OF_ACTIONS,
    RESOURCES,
)

ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|#)", re.I)
MOST_FOLLOWING = 20


def drop_actions(thing: Object, removed: set[str]) -> None:
    """Take out of a dictionary every action that is not known to be harmless."""
    if "/AA" in thing and not is_resource(thing["/AA"]):
        del thing["/AA"]
        removed.add("actions")
    for place in PLACES_OF_ACTIONS:
        if place in thing and not is_harmless(thing[place]):
            del thing[place]
            removed.add("actions")
    # Wherever a program may find one: what is an action by its kind is emptied.
    is_script = "/JS" in thing and not is_resource(thing["/JS"])
    leads_away = name_of(thing, "/S") == "/URI" and not is_address(thing)
    if is_script or leads_away or name_of(thing, "/S") in HARMFUL_ACTIONS:
        for name in set(thing.keys()) - {"/Length", "/Filter"}:
            del thing[name]
        removed.add("actions")


def is_resource(value) -> bool:
    """Say whether this is a font, a picture or the like, which pages may name as they please."""
    return isinstance(value, Dictionary) and name_of(value, "/Type") in RESOURCES


def is_harmless(value, depth: int = 0) -> bool:
    """Say whether an action, each of a list, and each that follows may stay."""
    if depth > MOST_FOLLOWING:
        return False
    if isinstance(value, Array):
        return all(is_harmless(item, depth + 1) for item in value)
    if not isinstance(value, Dictionary):
        return True  # a place in the document, or a picture that a page names so
    kind = name_of(value, "/S")
    if not kind:
        return is_resource(value) or not any(part in value for part in PARTS_OF_ACTIONS)
    if kind == "/URI" and not is_address(value):
        return False
    if "/F" in value:
        return False  # a place in another file
    if kind == "/Named" and name_of(value, "/N") not in NAMED_ACTIONS:
        return False
    return kind in HARMLESS_ACTIONS and ("/Next" not in value or is_harmless(value["/Next"], depth + 1))


def is_address(action: Dictionary) -> bool:
    try:
        address = str(action.get("/URI", ""))
    except ValueError:
        return False
    return bool(ADDRESS.match(address.strip("\0\t\n\r ")))


def name_of(thing: Object, key: str) -> str:
    try:
        return str(thing.get(key, ""))
    except (TypeError, ValueError):
        return ""
