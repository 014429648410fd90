"""Documents on paper: a Typst template and data give a PDF that screen readers can follow."""

import json
from pathlib import Path

import typst


def typeset(template: Path, data: dict) -> bytes:
    """Return the PDF of a template, which reads `data` with json(); words in it are never taken for code."""
    return typst.compile(
        template.read_bytes(),
        format="pdf",
        # The same letters on every machine.
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        sys_inputs={"data": json.dumps(data)},
    )
