"""Workbooks: values stay where a formula would ask another program or another file."""

import re

from exchange.cleaning.markup import local, remove, remove_all, remove_attributes
from exchange.cleaning.refusals import Reason, Refused

TELLING = (
    *("fileSharing", "absPath", "revisionPtr", "customWorkbookViews", "customSheetViews", "webPublishing"),
    *(
        "webPublishObjects",
        "webPublishItems",
        "customProperties",
        "smartTags",
        "cellSmartTags",
        "externalReferences",
    ),
)
ASKS = re.compile(
    r"\b(?:DDE|WEBSERVICE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|IMAGE|EVALUATE|FOPEN|RUN)\s*\(|\bHYPERLINK\s*\(\s*\"(?:file:|\\\\|//)|[\w')]\s*\|[^\"]*!|\[\d+\]",
    re.I,
)


def clean_sheet(root, removed: set[str]) -> None:
    if next(root.iter("{*}oleObject"), None) is not None:
        raise Refused(Reason.EMBEDDED)
    if next(root.iter("{*}externalReference"), None) is not None:
        raise Refused(Reason.LINKED_BOOK)
    keep_values(root, removed)
    remove_all(root, *(f"{{*}}{name}" for name in TELLING))
    remove_attributes(
        root,
        "//@refreshedBy",
        "//@refreshOnLoad",
        "//@queryTableFieldId",
        "//@tableType[.='queryTable']",
        "/*[local-name()='table']/@connectionId",
        "//@*[local-name()='uid']",
    )
    remove_links_to_nowhere(root)


def keep_values(root, removed: set[str]) -> None:
    """Take out formulas that ask others; refuse what has no value that could stand for it."""
    shared = set()
    for formula in list(root.iter("{*}f")):
        if ASKS.search("".join(formula.itertext())):
            if formula.get("t") == "shared":
                shared.add(formula.get("si"))
            remove(formula)
            removed.add("formulas")
    if shared:
        for formula in list(root.iter("{*}f")):
            if formula.get("t") == "shared" and formula.get("si") in shared:
                remove(formula)
    for formula in root.iter(
        "{*}formula", "{*}formula1", "{*}formula2", "{*}definedName", "{*}calculatedColumnFormula"
    ):
        if ASKS.search("".join(formula.itertext())):
            raise Refused(Reason.LINKED_BOOK)


def remove_notes(root) -> None:
    """Take out the boxes of remarks; drawings beside them stay."""
    for note in list(root.iter("{*}ClientData")):
        if note.get("ObjectType") == "Note" and note.getparent() is not None:
            remove(note.getparent())


def remove_links_to_nowhere(root) -> None:
    """Take out links that have lost where they led to."""
    for links in list(root.iter("{*}hyperlinks")):
        for link in list(links):
            leads = link.get("location") or any(local(name) == "id" for name in link.attrib)
            if not leads:
                remove(link)
        if not len(links):
            remove(links)
