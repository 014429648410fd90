"""Documents of Word, PowerPoint and Excel: the parts that are needed, reached one from the other, each written anew."""

from .package import Package


def clean_ooxml(content: bytes, extension: str, removed: set[str]) -> bytes:
    """Return the same document without what acts, what it loads, and what tells of people."""
    return Package(content, extension, removed).cleaned()
