"""Read and write XML of others: no entities, nothing loaded, prefixes kept as they are.

lxml and not ElementTree: « mc:Ignorable » and values of types name prefixes, which must survive.
"""

from lxml import etree

from .refusals import Damaged

STRANGE = (etree.Comment, etree.ProcessingInstruction, etree.Entity)


def parse(content: bytes):
    """Return the root of a part, whatever its encoding; refuse a part with a document type."""
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Damaged("A part is no XML.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Damaged("A part has a document type.")
    return root


def serialize(root) -> bytes:
    """Return a part; what stood beside its root, stylesheets say, stays behind."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def local(name: str) -> str:
    return name.rpartition("}")[2]


def remove(element) -> None:
    """Take out an element, and leave the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def unwrap(element) -> None:
    """Put what an element holds in its place."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    children = list(element)
    tail, text = element.tail, element.text
    element.tail = None
    parent.remove(element)
    for number, child in enumerate(children):
        parent.insert(place + number, child)
    if text:
        add_text(parent, place, text)
    if tail:
        add_text(parent, place + len(children), tail)


def add_text(parent, place: int, text: str) -> None:
    """Add text before the child at this place."""
    if place:
        before = parent[place - 1]
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def remove_all(root, *tags: str) -> None:
    for element in list(root.iter(*tags)):
        remove(element)


def remove_attributes(root, *xpaths: str, namespaces: dict[str, str] | None = None) -> None:
    """Take out attributes that these paths find."""
    for path in xpaths:
        for value in root.xpath(path, namespaces=namespaces):
            value.getparent().attrib.pop(value.attrname, None)
