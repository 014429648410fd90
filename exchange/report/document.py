"""The PDF of a yearly report."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exchange.typesetting import typeset

TEMPLATE = Path(__file__).with_name("document.typ")


def pdf_of(reading: dict) -> bytes:
    """Return the PDF of what exchange.report.views.reading_of() returns."""
    return typeset(
        TEMPLATE,
        {
            "lang": get_language().partition("-")[0],
            "title": _("The year %(year)s in figures") % {"year": reading["year"]},
            "author": str(settings.SITE_NAME),
            "lead": reading["method"],
            "standing": reading["standing"],
            "note": note_of(reading),
            "tables": [
                {
                    "title": table.title,
                    "note": table.note,
                    "head": table.head,
                    "rows": [[str(cell) for cell in row] for row in table.rows],
                }
                for table in reading["tables"]
            ],
        },
    )


def note_of(reading: dict) -> str:
    """Return what the edition says of itself, and which numbers it gives otherwise than the one before."""
    report = reading["report"]
    if report is None or not report.note:
        return ""
    changes = [
        f"{one.table}, {one.row}, {one.column}: {one.before} → {one.after}" for one in reading["changes"]
    ]
    return "; ".join([report.note, *changes])
