"""Sheets that come in files."""

from .sheets import import_practice, load_relations, load_sheets

__all__ = ["import_practice", "load_relations", "load_sheets"]
