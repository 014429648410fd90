"""What a body takes with it: its sheets as JSON and their files, made while they are sent."""

import json
import zipfile
from collections.abc import Iterator

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import slugify

from exchange.models import Organisation
from practices.leaving.erasing import files_of
from practices.models import Practice

CHUNK = 64 * 1024
# What only the platform's own machinery reads.
INTERNAL = frozenset(
    {
        "pk",
        "path",
        "depth",
        "numchild",
        "content_type",
        "draft_title",
        "translation_key",
        "locale",
        "url_path",
        "latest_revision",
        "live_revision",
        "tokens",
        "wagtail_admin_comments",
        "locked",
        "locked_at",
        "locked_by",
        "index_entries",
    }
)


class Outbox:
    """A file that can only be written to; what was written is taken away again and again."""

    def __init__(self):
        self.written = []

    def write(self, data: bytes) -> int:
        self.written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere."""

    def take(self) -> bytes:
        data, self.written = b"".join(self.written), []
        return data


def archive_of(organisation: Organisation) -> Iterator[bytes]:
    """Yield a zip of every sheet of a body, its unpublished versions and its files, piece by piece."""
    outbox = Outbox()
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_DEFLATED) as archive:
        for pk in Practice.objects.of_organisation(organisation).order_by("pk").values_list("pk", flat=True):
            sheet = Practice.objects.filter(pk=pk).select_related("organisation").first()
            if sheet is None:
                continue
            folder = folder_of(sheet)
            archive.writestr(f"{folder}/sheet.json", as_json(sheet, sheet))
            if sheet.has_unpublished_changes:
                draft = sheet.get_latest_revision_as_object()
                archive.writestr(f"{folder}/unpublished.json", as_json(sheet, draft))
            yield outbox.take()
            for file in files_of(sheet):
                yield from copy(archive, outbox, f"{folder}/files/{file.pk}-{file.filename}", file.file)
    yield outbox.take()


def folder_of(sheet: Practice) -> str:
    return f"{sheet.reference or sheet.pk}-{slugify(sheet.heading)[:60].strip('-') or 'sheet'}"


def as_json(sheet: Practice, version: Practice) -> str:
    content = {name: value for name, value in version.serializable_data().items() if name not in INTERNAL}
    content["organisation"] = str(sheet.organisation)
    content["network"] = str(version.network or "")
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, sort_keys=True)


def copy(archive: zipfile.ZipFile, outbox: Outbox, name: str, file) -> Iterator[bytes]:
    try:
        source = file.storage.open(file.name, "rb")
    except FileNotFoundError:
        return
    with source, archive.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            target.write(chunk)
            yield outbox.take()
