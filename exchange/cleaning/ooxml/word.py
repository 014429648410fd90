"""Texts of Word: changes accepted, remarks gone, fields that load or start something replaced by what they show."""

from exchange.cleaning.markup import local, remove, remove_all, remove_attributes, unwrap
from exchange.cleaning.refusals import Reason, Refused

from .fields import flatten_fields

REMARKS = (
    "commentRangeStart",
    "commentRangeEnd",
    "commentReference",
    "annotationRef",
    "permStart",
    "permEnd",
    "rsid",
)
CHANGES_OF_FORM = (
    *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange"),
    *("tblGridChange", "numberingChange", "cellIns", "cellMerge"),
)
RANGES = tuple(
    f"{what}Range{end}"
    for what in ("moveFrom", "moveTo", "customXmlIns", "customXmlDel", "customXmlMoveFrom", "customXmlMoveTo")
    for end in ("Start", "End")
)
# Of the settings: what names people, machines and other files, or what acts when the document is opened.
SETTINGS = (
    *(
        "rsids",
        "trackRevisions",
        "revisionView",
        "attachedTemplate",
        "linkStyles",
        "mailMerge",
        "docVars",
        "docId",
    ),
    *(
        "saveThroughXslt",
        "useXSLTWhenSaving",
        "attachedSchema",
        "schemaLibrary",
        "smartTagType",
        "updateFields",
    ),
    *("writeProtection", "removePersonalInformation", "removeDateAndTime", "forceUpgrade"),
)
# What a form does when its field is entered, and where hidden data fills it from.
ACTS = ("entryMacro", "exitMacro", "macroName", "dataBinding", "control", "movie", "background-macro")
INSERTED = ("altChunk", "subDoc")


def clean_text(root, removed: set[str]) -> None:
    if next(root.iter(*tags(INSERTED)), None) is not None:
        raise Refused(Reason.INSERTED)
    accept_changes(root, removed)
    flatten_fields(root, removed)
    if next(root.iter(*tags(REMARKS)), None) is not None:
        removed.add("remarks")
    remove_all(root, *tags(REMARKS), *tags(ACTS))
    if local(root.tag) == "settings":
        remove_all(root, *tags(SETTINGS))
    remove_attributes(
        root,
        "//@*[starts-with(local-name(), 'rsid')]",
        "//@*[local-name()='author' or local-name()='initials' or local-name()='dirty']",
        "//@*[local-name()='paraId' or local-name()='textId']",
    )


def tags(names) -> list[str]:
    return [f"{{*}}{name}" for name in names]


def accept_changes(root, removed: set[str]) -> None:
    """Leave the text as it reads when every change is accepted."""
    remove_all(root, *tags(CHANGES_OF_FORM))
    rows, cells, marks = [], [], []
    for change in list(root.iter("{*}del", "{*}moveFrom", "{*}cellDel")):
        holder = change.getparent()
        if holder is None:  # it stood in another one
            continue
        removed.add("changes")
        if local(change.tag) == "cellDel":
            cells.append(holder.getparent())
        elif local(holder.tag) == "trPr":
            rows.append(holder.getparent())
        elif local(holder.tag) == "rPr" and local(holder.getparent().tag) == "pPr":
            marks.append(holder.getparent().getparent())
        remove(change)
    for change in list(root.iter("{*}ins", "{*}moveTo")):
        removed.add("changes")
        unwrap(change)
    for paragraph in marks:
        join_with_next(paragraph)
    for thing in (*cells, *rows):
        remove_with_empty_table(thing)
    remove_all(root, *tags(RANGES))


def join_with_next(paragraph) -> None:
    """Put the text of a paragraph whose end was deleted before that of the next one."""
    following = paragraph.getnext()
    content = [child for child in paragraph if local(child.tag) != "pPr"]
    if following is None or local(following.tag) != "p":
        is_needed = (
            content
            or local(paragraph.getparent().tag) == "tc"
            or paragraph.find("{*}pPr/{*}sectPr") is not None
        )
        if not is_needed:
            remove(paragraph)
        return
    place = 1 if len(following) and local(following[0].tag) == "pPr" else 0
    for number, child in enumerate(content):
        following.insert(place + number, child)
    remove(paragraph)


def remove_with_empty_table(thing) -> None:
    table = next(thing.iterancestors("{*}tbl"), None)
    remove(thing)
    if table is not None and table.find(".//{*}tc") is None:
        remove(table)
