"""Read and write the archives that office documents are: bounded by what really comes out of them."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from .bounds import MOST_PARTS, MOST_RATIO, MOST_UNPACKED, SMALL_UNPACKED
from .refusals import Damaged, Reason, Refused

PIECE = 64 * 1024
ENCRYPTED = 1
COMPOUND_FILE = b"\xd0\xcf\x11\xe0"  # what Word makes of a document with a password, and of old formats
STRANGE_NAME = re.compile(r"^/|\\|(?:^|/)\.\.(?:/|$)|[\x00-\x1f]|^\w:")


def read_archive(content: bytes) -> dict[str, bytes]:
    """Return the parts of an archive by name; refuse as soon as more comes out than is allowed."""
    if content.startswith(COMPOUND_FILE):
        raise Refused(Reason.PASSWORD)
    most = min(MOST_UNPACKED, max(SMALL_UNPACKED, MOST_RATIO * len(content)))
    parts: dict[str, bytes] = {}
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_PARTS:
                raise Refused(Reason.UNPACKS)
            refuse_strange(entries)
            for entry in entries:
                parts[entry.filename] = read_entry(archive, entry, most)
                most -= len(parts[entry.filename])
    except BadZipFile as error:
        raise Damaged("It is no archive, or a broken one.") from error
    return parts


def refuse_strange(entries: list[ZipInfo]) -> None:
    names = [entry.filename.casefold() for entry in entries]
    if len(set(names)) != len(names) or any(map(STRANGE_NAME.search, names)):
        raise Damaged("Its parts have names that no office program gives.")
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise Refused(Reason.PASSWORD)
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise Damaged("Its parts are packed as no office program does.")


def read_entry(archive: ZipFile, entry: ZipInfo, most: int) -> bytes:
    """Return one part, unpacked piece by piece: what its directory says about its size may be a lie."""
    pieces, size = [], 0
    with archive.open(entry) as part:
        while piece := part.read(PIECE):
            size += len(piece)
            if size > most:
                raise Refused(Reason.UNPACKS)
            pieces.append(piece)
    return b"".join(pieces)


def write_archive(parts: dict[str, bytes], first: str) -> bytes:
    """Return an archive of these parts, without the dates and names of systems; one of them comes first."""
    output = BytesIO()
    order = [first, *(name for name in parts if name != first)]
    with ZipFile(output, "w", ZIP_DEFLATED) as archive:
        for name in order:
            # An OpenDocument file begins with its kind, as it is.
            method = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(ZipInfo(name), parts[name], method)
    return output.getvalue()
