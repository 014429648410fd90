"""Keeping what was typed into a draft and could not be saved, until it can."""

from exchange.models import UnsavedInput


def show_unsaved_input(page, *, user) -> None:
    """Let the form of a page show again what this person typed and could not save."""
    kept = UnsavedInput.objects.of(page, user).first()
    page.unsaved_input = kept.data if kept else None


def keep_unsaved_input(page, data, *, user) -> bool:
    """Keep the form as it was sent if some of it was not saved, else forget what was kept; say which it was.

    data: the QueryDict that was sent. Rows that were saved get their keys, so that they are not made twice.
    """
    form = getattr(page, "draft_form", None)
    if form is None or not (form.set_aside or form.rows_set_aside):
        UnsavedInput.objects.filter(page=page.pk, user=user).delete()
        return False
    data = data.copy()
    for name, value in form.get_field_updates_for_resave():
        data[name] = value
    for name in ("csrfmiddlewaretoken", "overwrite_revision_id", "loaded_revision_id"):
        data.pop(name, None)
    UnsavedInput.objects.update_or_create(
        page_id=page.pk,
        user=user,
        defaults={"revision_id": page.latest_revision_id, "data": data.urlencode()},
    )
    return True
