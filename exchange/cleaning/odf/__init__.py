"""OpenDocument files: the parts that are needed, each written anew."""

from .package import Package


def clean_odf(content: bytes, extension: str, removed: set[str]) -> bytes:
    """Return the same document without what acts, what it loads, and what tells of people."""
    return Package(content, extension, removed).cleaned()
