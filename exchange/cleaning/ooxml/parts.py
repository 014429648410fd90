"""What is done to every part of an office document, and who does the rest."""

from lxml import etree

from exchange.cleaning.markup import local, remove, remove_all, remove_attributes
from exchange.cleaning.refusals import Reason, Refused

from .names import EMPTY_WITHOUT, GO_WITH_THEIR_PART, RELATIONS, SHOWN_PROGRAMS
from .sheets import clean_sheet, remove_notes
from .slides import clean_slide
from .word import clean_text

VML = ("urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office")
# Of the root of a part, the first word of its namespace's last parts.
SPACES = {"wordprocessingml": clean_text, "presentationml": clean_slide, "spreadsheetml": clean_sheet}


def clean_part(root, gone: dict[str, str], removed: set[str]) -> None:
    """Clean a part, of which the relations of these keys are gone."""
    show_objects_as_pictures(root, removed)
    forget_relations(root, gone)
    load_nothing(root)
    remove_notes(root)
    remove_all(root, "{*}imgProps", "{*}externalData")
    clean_clicks(root, removed)
    space = etree.QName(root).namespace or ""
    for name, clean in SPACES.items():
        if f"/{name}/" in space:
            clean(root, removed)


def show_objects_as_pictures(root, removed: set[str]) -> None:
    """Leave the picture of an object of another program, and nothing to start; refuse what is no picture."""
    for thing in list(root.iter("{*}OLEObject")):
        refuse_unknown_program(thing.get("ProgID", ""))
        remove(thing)
        removed.add("object")
    for frame in list(root.iter("{*}graphicFrame")):
        objects = list(frame.iter("{*}oleObj"))
        if not objects:
            continue
        for thing in objects:
            refuse_unknown_program(thing.get("progId", ""))
        shown = next(frame.iter("{*}pic"), None)
        if shown is None:
            raise Refused(Reason.EMBEDDED)
        frame.getparent().replace(frame, shown)
        removed.add("object")
    for ink in list(root.iter("{*}contentPart")):
        show_ink_as_picture(ink)


def refuse_unknown_program(name: str) -> None:
    if not SHOWN_PROGRAMS.match(name):
        raise Refused(Reason.EMBEDDED)


def show_ink_as_picture(ink) -> None:
    """Put the picture of what was drawn by hand in the place of its strokes."""
    choice = next(ink.iterancestors("{*}AlternateContent"), None)
    fallback = None if choice is None else choice.find("{*}Fallback")
    if fallback is None:
        remove(ink)
        return
    parent, place = choice.getparent(), choice.getparent().index(choice)
    for number, child in enumerate(fallback):
        parent.insert(place + number, child)
    remove(choice)


def load_nothing(root) -> None:
    """Take out addresses that stand beside the relations: pictures of old drawings name files so."""
    for space in VML:
        for path in ("@src", "@href", "@*[local-name()='href']", "@*[local-name()='althref']"):
            for value in root.xpath(f"//*[namespace-uri()=$space]/{path}", space=space):
                if not value.startswith("#"):
                    value.getparent().attrib.pop(value.attrname, None)


def clean_clicks(root, removed: set[str]) -> None:
    """Leave clicks that turn the page; take out those that start a program or a macro."""
    for click in list(root.iter(*(f"{{*}}{name}" for name in EMPTY_WITHOUT))):
        action = click.get("action", "").lower()
        if action.startswith(
            ("ppaction://program", "ppaction://macro", "ppaction://ole", "ppaction://hlinkfile")
        ) or (action and not action.startswith("ppaction://")):
            remove(click)
            removed.add("actions")
    remove_attributes(root, "//@macro", "//@invalidUrl", "//@*[local-name()='fmlaMacro']")
    remove_all(root, "{*}FmlaMacro")


def forget_relations(root, gone: dict[str, str]) -> None:
    """Take out what named a relation that is not kept."""
    if not gone:
        return
    for space in RELATIONS:
        for value in root.xpath("//@*[namespace-uri()=$space]", space=space):
            if value in gone:
                forget(value.getparent(), value.attrname)
    for value in root.xpath("//@*[local-name()='relid']"):
        if value in gone:
            value.getparent().attrib.pop(value.attrname, None)


def forget(element, attribute: str) -> None:
    name = local(element.tag)
    if name in GO_WITH_THEIR_PART:
        remove(element)
    elif name in EMPTY_WITHOUT:
        element.set(attribute, "")
    else:
        element.attrib.pop(attribute, None)
