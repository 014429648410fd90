"""Images and files: each opening is checked against the pages that use the file."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, TextField, prefetch_related_objects
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
# Most pictures stand on one page; one that stands on many is looked for in so many at a time.
PAGES_AT_ONCE = 100
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
    return (
        PictureRendition.objects.filter(file=name).select_related("image__uploaded_by_user").first()
        or Picture.objects.filter(file=name).select_related("uploaded_by_user").first()
        or Attachment.objects.filter(file=name).select_related("uploaded_by_user").first()
    )


def opens(used: Picture | Attachment, viewer: Viewer) -> bool:
    """Say whether this viewer may open a file: because of a page, a draft, or the desk it came from."""
    if any(map(viewer.opens, uses(used, viewer))):
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
    """Yield what opens the file at each place where a page shows it whose tokens the viewer holds."""
    places = {}
    for place in ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(used),
        to_object_id=str(used.pk),
        base_content_type=ContentType.objects.get_for_model(TranslatedPage),
    ):
        places.setdefault(int(place.object_id), []).append(place)
    visible = TranslatedPage.objects.visible_to(viewer)
    for start in range(0, len(places), PAGES_AT_ONCE):
        some = list(places)[start : start + PAGES_AT_ONCE]
        pages = [page for page in visible.filter(pk__in=some).specific() if shows_files(page)]
        rows = rows_shown(pages, places)
        for page in pages:
            for place in places[page.pk]:
                relation, key = row_of(place)
                if not key:
                    yield page.tokens
                elif row := rows.get((type(page), relation, key)):
                    yield row_tokens(page, row)


def shows_files(page) -> bool:
    """Say whether a page that the viewer may read shows its files, too."""
    state = getattr(page, "state", None)
    return state != State.WITHDRAWN and (state not in PUBLISHED_STATES or page.live)


def row_of(place) -> tuple[str, str]:
    """Return relation and key of the row in which a page uses a file; no key where the page itself does."""
    relation, _dot, rest = place.content_path.partition(".")
    return relation, rest.partition(".")[0] if ".item." in place.model_path else ""


def rows_shown(pages, places) -> dict:
    """Return the rows in which pages use a file, with what says who may open them: in one go for each type."""
    wanted, owners = {}, {}
    for page in pages:
        for relation, key in map(row_of, places[page.pk]):
            if key:
                wanted.setdefault((type(page), relation), set()).add(key)
                owners.setdefault(type(page), []).append(page)
    for page_type, of_type in owners.items():
        prefetch_related_objects(of_type, *getattr(page_type, "token_relations", ()))
    return {
        (page_type, relation, str(row.pk)): row
        for (page_type, relation), keys in wanted.items()
        for row in page_type._meta.get_field(relation).related_model.objects.filter(pk__in=keys)
    }


def row_tokens(page, row) -> list[str]:
    """Return the tokens that open a row of a page: it may have a narrower audience than its page."""
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
    # The tokens of a page that is not live open its draft; those of a live one open what is published of it.
    drafts = drafts.filter(Q(live=True) | Q(tokens__overlap=list(viewer.tokens)))
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
    # Of a next version at a step, the state that a first version has there.
    state = (
        getattr(page.current_workflow_task, "state", State.RELEASED)
        if page.workflow_in_progress
        else State.DRAFT
    )
    return page.tokens_in(state, page.effective_audience())
