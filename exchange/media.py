"""Images and files: each opening is checked against the pages that use the file."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from wagtail.models import ReferenceIndex

from exchange.audiences import (
    EDITORIAL,
    PUBLISHED_STATES,
    State,
    desk_token,
)
from exchange.models import Attachment, Picture, PictureRendition, SharedPage, TranslatedPage
from exchange.viewers import VISITOR, Viewer

# Long enough to spare a page its pictures, short enough for a page that is narrowed.
PUBLIC_SECONDS = 300
# More drafts than that are not searched for a picture that no saved page shows yet.
DRAFTS_SEARCHED = 50

CONTENT_TYPES = {
    "avif": "image/avif",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def serve(request, name):
    """Send a picture, one of its renditions or an attached file to whoever may read a page with it."""
    stored = stored_file(name)
    if stored is None:
        raise Http404
    used = stored.image if isinstance(stored, PictureRendition) else stored
    # Asking as a visitor first leaves the session alone, so that public pictures may be cached.
    public = opens(used, VISITOR)
    if not public and not opens(used, request.viewer):
        raise Http404
    file = stored.file
    try:
        changed_at = file.storage.get_modified_time(file.name).timestamp()
    except FileNotFoundError:
        raise Http404 from None
    etag = f'"{salted_hmac("media", f"{file.name} {changed_at}").hexdigest()}"'
    response = get_conditional_response(request, etag=etag, last_modified=int(changed_at))
    if response is None:
        response = FileResponse(
            file.storage.open(file.name, "rb"),
            as_attachment=isinstance(stored, Attachment),
            filename=file.name.rpartition("/")[2],
            content_type=CONTENT_TYPES.get(name.lower().rpartition(".")[2], "application/octet-stream"),
        )
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed_at)
    response["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}" if public else "private, no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def stored_file(name: str):
    """Return the rendition, picture or attachment kept under this name; only known names are looked for."""
    if "\x00" in name:
        return None
    return (
        PictureRendition.objects.filter(file=name).select_related("image__uploaded_by_user").first()
        or Picture.objects.filter(file=name).select_related("uploaded_by_user").first()
        or Attachment.objects.filter(file=name).select_related("uploaded_by_user").first()
    )


def opens(used: Picture | Attachment, viewer: Viewer) -> bool:
    """Say whether this viewer may open a file: because of a page, a draft, or the desk it came from."""
    if any(is_opened_by(page, references, viewer) for page, references in uses(used, viewer)):
        return True
    if viewer.is_visitor:
        return False
    return is_at_home(used, viewer) or is_in_draft(used, viewer)


def is_at_home(used, viewer: Viewer) -> bool:
    """Say whether the viewer works where the file was uploaded: a body's desk, or the secretariat."""
    uploader = used.uploaded_by_user
    if uploader is None or uploader.organisation_id is None:
        return EDITORIAL in viewer.tokens
    return uploader.pk == viewer.user_id or desk_token(uploader.organisation_id) in viewer.tokens


def uses(used, viewer: Viewer):
    """Yield (page, references) for the pages with this file whose tokens the viewer holds."""
    found = {}
    for reference in ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(used),
        to_object_id=str(used.pk),
        base_content_type=ContentType.objects.get_for_model(TranslatedPage),
    ):
        found.setdefault(int(reference.object_id), []).append(reference)
    pages = TranslatedPage.objects.visible_to(viewer).filter(pk__in=found)
    for page in pages.specific().iterator(chunk_size=100):
        yield page, found[page.pk]


def is_opened_by(page, references, viewer: Viewer) -> bool:
    """Say whether a page that the viewer may read also shows the file to them."""
    state = getattr(page, "state", None)
    if state == State.WITHDRAWN or (state in PUBLISHED_STATES and not page.live):
        return False
    return any(viewer.opens(tokens_of_use(page, reference)) for reference in references)


def tokens_of_use(page, reference) -> list[str]:
    """Return what opens a file where a page uses it: a row may have a narrower audience than its page."""
    relation, _dot, rest = reference.content_path.partition(".")
    if ".item." not in reference.model_path:
        return page.tokens
    row = getattr(page, relation).filter(pk=rest.partition(".")[0]).first()
    return row_tokens(page, row) if row is not None else []


def row_tokens(page, row) -> list[str]:
    """Return the tokens that open a row of a page, an attached file for example."""
    if getattr(row, "audience", None) is None or not isinstance(page, SharedPage):
        return page.tokens
    return page.tokens_of_row(row)


def is_in_draft(used, viewer: Viewer) -> bool:
    """Say whether a draft that the viewer may read shows the file; the index of references has saved pages only."""
    uploader = used.uploaded_by_user
    drafts = TranslatedPage.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
    if uploader is not None and uploader.organisation_id is not None:
        drafts = drafts.filter(owner__organisation=uploader.organisation_id)
    else:
        drafts = drafts.filter(latest_revision__user=uploader)
    target = (ContentType.objects.get_for_model(used).pk, str(used.pk))
    # To make a page of a revision asks the database many times: only of those that name such a number.
    words = Cast("latest_revision__content", TextField())
    drafts = drafts.alias(words=words).filter(words__regex=rf"\m{used.pk}\M")
    for page in drafts.order_by("-latest_revision_created_at", "pk")[:DRAFTS_SEARCHED]:
        draft = page.get_latest_revision_as_object()
        if viewer.opens(draft_tokens(draft)):
            references = ReferenceIndex._extract_references_from_object(draft)
            if any(found[:2] == target for found in references):
                return True
    return False


def draft_tokens(page) -> list[str]:
    """Return what opens the unpublished version of a page."""
    if not isinstance(page, SharedPage):
        return [EDITORIAL]
    if not page.live:
        return page.tokens
    state = State.RELEASED if page.workflow_in_progress else State.DRAFT
    return page.tokens_in(state, page.effective_audience())
