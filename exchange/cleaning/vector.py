"""Pictures of lines: without names in their header, without scripts, loading nothing."""

import re
import struct

from lxml import etree

from .markup import local, parse, remove, serialize

SVG_ACTS = {
    "script",
    "foreignObject",
    "handler",
    "listener",
    "metadata",
    "set",
    "animate",
    "iframe",
    "use-script",
}
WITHIN = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif)[;,])", re.I)
# No drawing needs a sign of CSS written as a number: it hides one of these.
LOADS = re.compile(r"@import|url\s*\(\s*['\"]?\s*(?!#)[^)\s]|expression\s*\(|javascript:|\\", re.I)
SVG = "http://www.w3.org/2000/svg"
# What stands in anything else is kept by programs for themselves: names of files and people among it.
SHOWN = frozenset({None, SVG, "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"})


def emf_without_traces(content: bytes) -> bytes:
    """Return a metafile without the name of the program and of the picture in its header."""
    length, place = struct.unpack_from("<II", content, 60)
    end = place + 2 * length
    if not length or place < 88 or end > len(content):
        return content
    return content[:place] + b"\0" * (2 * length) + content[end:]


def svg_without_traces(content: bytes, removed: set[str]) -> bytes:
    """Return a drawing that does nothing and shows nothing of elsewhere."""
    root = parse(content)
    for element in list(root.iter("*")):
        if etree.QName(element).namespace not in SHOWN:
            remove(element)
            continue
        if local(element.tag) in SVG_ACTS or (
            local(element.tag) == "style" and LOADS.search("".join(element.itertext()))
        ):
            remove(element)
            removed.add("scripts")
            continue
        for name, value in list(element.attrib.items()):
            if etree.QName(name).namespace not in SHOWN:
                del element.attrib[name]
                continue
            acts = local(name).lower().startswith("on")
            leads_away = local(name) in ("href", "src", "base") and not WITHIN.match(value)
            if acts or leads_away or LOADS.search(value):
                del element.attrib[name]
                removed.add("scripts")
    return serialize(root)
