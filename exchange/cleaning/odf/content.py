"""Texts of OpenDocument files: changes accepted, nothing that acts or asks others, nobody's name."""

import base64
import re
from collections.abc import Callable

from exchange.cleaning.markup import local, remove, remove_all, remove_attributes, unwrap
from exchange.cleaning.refusals import Reason, Refused

XLINK = "{http://www.w3.org/1999/xlink}href"
ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|#)", re.I)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\|/", re.I)
CLICKED = ("a", "image-map", "area-rectangle", "area-circle", "area-polygon")

# Remarks, changes that are no text any more, and what acts or asks.
GONE = (
    *("annotation", "annotation-end", "tracked-changes", "change", "change-start", "change-end"),
    *(
        "scripts",
        "event-listeners",
        "event-listener",
        "script",
        "dde-connection-decls",
        "dde-source",
        "dde-links",
    ),
    *("section-source", "cell-range-source", "database-source-sql", "database-source-table"),
    *("database-source-query", "sound", "database-ranges-source", "connection-resource"),
)
# Of these what they show stays.
UNWRAPPED = ("dde-connection", "execute-macro", "database-display", "database-name", "meta-field-external")
XFORMS = "{http://www.w3.org/2002/xforms}model"  # forms that send what is written in them
REFUSED = {
    "plugin": Reason.MEDIA,
    "applet": Reason.MEDIA,
    "audio": Reason.MEDIA,
    "video": Reason.MEDIA,
    "object-ole": Reason.EMBEDDED,
    "floating-frame": Reason.INSERTED,
    "table-source": Reason.LINKED_BOOK,
    "dde-link": Reason.LINKED_BOOK,
}
# Of the settings of a program: its printer, whoever changed what, data that is not in the document.
SETTINGS = re.compile(
    r"printer(?!independentlayout)|rsid|database|redline|trackedchanges|changes|userdata|signature|link|uri|url|path",
    re.I,
)
ASKS = re.compile(r"\b(?:DDE|WEBSERVICE)\s*\(|'?file:|'?https?:|\\\\|'?ftp:", re.I)


def clean_content(
    root, removed: set[str], is_shown: Callable[[str], bool], clean_data: Callable[[bytes], bytes]
) -> list[str]:
    """Clean a text; return the paths of the parts that it names.

    `is_shown` says whether a path leads to a part, `clean_data` cleans a picture that stands in the text itself.
    """
    for name, reason in REFUSED.items():
        if next(root.iter(f"{{*}}{name}"), None) is not None:
            raise Refused(reason)
    if next((one for one in root.iter("{*}module") if (one.text or "").strip()), None) is not None:
        raise Refused(Reason.MACROS)
    for name in GONE:
        found = list(root.iter(f"{{*}}{name}"))
        for element in found:
            remove(element)
        if found and name in ("annotation", "tracked-changes", "event-listeners"):
            removed.add(name)
    for name in UNWRAPPED:
        for element in list(root.iter(f"{{*}}{name}")):
            unwrap(element)
    keep_values(root, removed)
    remove_all(root, XFORMS)
    remove_attributes(
        root, "//@*[local-name()='image-data' or local-name()='datasource' or local-name()='command']"
    )
    remove_all(root, "{*}meta") if local(root.tag) == "document-content" else None
    for item in list(root.iter("{*}config-item")):
        name = next((value for key, value in item.attrib.items() if local(key) == "name"), "")
        if SETTINGS.search(name):
            remove(item)
    remove_attributes(
        root, "//@*[local-name()='rsid' or local-name()='paragraph-rsid']", "//@*[local-name()='macro-name']"
    )
    for data in root.iter("{*}binary-data"):
        data.text = base64.b64encode(clean_data(base64.b64decode(data.text or ""))).decode()
    return followed(root, removed, is_shown)


def keep_values(root, removed: set[str]) -> None:
    """Take out formulas that ask other programs and files; the value that they found stays beside them."""
    for value in root.xpath("//@*[local-name()='formula']"):
        if ASKS.search(value):
            value.getparent().attrib.pop(value.attrname, None)
            removed.add("formulas")
    for value in root.xpath("//@*[local-name()='condition' or local-name()='expression']"):
        if ASKS.search(value):
            raise Refused(Reason.LINKED_BOOK)


def followed(root, removed: set[str], is_shown: Callable[[str], bool]) -> list[str]:
    """Return the parts that a text names; take out what names something outside."""
    named = []
    for element in list(root.iter("*")):
        target = element.get(XLINK)
        if target is None or element.getparent() is None:
            continue
        target = target.strip()
        if local(element.tag) in CLICKED:
            if not ADDRESS.match(target):
                element.attrib[XLINK] = "#"
                removed.add("links")
        elif target.startswith("#") or not target:
            continue
        elif SCHEME.match(target) or not is_shown(target):
            remove(element)
            removed.add("links" if SCHEME.match(target) else "parts")
        else:
            named.append(target)
    return named
