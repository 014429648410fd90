"""A body is replaced by another: its pages go over at once, and its name stays beside them."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from wagtail.actions.move_page import MovePageAction
from wagtail.log_actions import log

from exchange.actions import open_organisation_page
from exchange.models import Organisation, OrganisationPage, SharedPage
from practices.models import CoOwner, FormerOwner, Practice, PracticeIndexPage


@transaction.atomic
def hand_over_sheets(organisation: Organisation, successor: Organisation, *, by=None) -> int:
    """Let the successor answer for every sheet of a body, drafts and tombstones among them."""
    sheets = Practice.objects.of_organisation(organisation).select_for_update(of=("self",)).order_by("path")
    sheets = list(sheets)
    if sheets:
        face = face_of(successor, by=by)
        for sheet in sheets:
            hand_over(sheet, successor, by=by)
            move_below(face, sheet, by=by)
    for row in CoOwner.objects.filter(organisation=organisation).select_related("practice"):
        replace_co_owner(row, successor)
    return len(sheets)


def hand_over(page: SharedPage, successor: Organisation, *, by) -> None:
    """Give one page another owner; who published it, and until when, is kept with it."""
    former = page.organisation
    FormerOwner.objects.get_or_create(
        page_id=page.pk, organisation=former, defaults={"until": last_day_of(former)}
    )
    page.organisation = successor
    page.save(update_fields=["organisation", "tokens"], clean=False)
    data = {"before": former.pk, "after": successor.pk}
    log(instance=page, action="practices.hand_over", user=by, data=data)


def last_day_of(organisation: Organisation) -> dt.date:
    return organisation.succeeded_on or timezone.localdate()


def face_of(organisation: Organisation, *, by) -> OrganisationPage:
    """Return the page of a body, where its sheets stand; a new body gets one."""
    page = OrganisationPage.objects.filter(organisation=organisation).first()
    index = PracticeIndexPage.objects.get()
    return page or open_organisation_page(organisation, under=index)


def move_below(face: OrganisationPage, sheet: Practice, *, by) -> None:
    face = OrganisationPage.objects.get(pk=face.pk)
    sheet = Practice.objects.get(pk=sheet.pk)
    if face.get_children().filter(slug=sheet.slug).exists():
        sheet.slug = f"{sheet.slug[:200]}-{sheet.pk}"
        sheet.save(update_fields=["slug"], clean=False)
    MovePageAction(sheet, face, pos="last-child", user=by).execute(skip_permission_checks=True)


def replace_co_owner(row: CoOwner, successor: Organisation) -> None:
    """Let the successor stand where a body answered for a sheet of another, unless it does so already."""
    practice = row.practice
    known = {practice.organisation_id, *practice.co_owners.values_list("organisation", flat=True)}
    before = row.organisation_id
    if successor.pk in known:
        row.delete()
    else:
        row.organisation = successor
        # It takes over what was agreed, too.
        row.accepted_for = successor if row.accepted_at else None
        row.save(update_fields=["organisation", "accepted_for"])
    for version in practice.revisions.filter(pk__in={practice.latest_revision_id, practice.live_revision_id}):
        rows = version.content.get("co_owners", [])
        others = [kept for kept in rows if kept["organisation"] != before]
        if successor.pk not in known:
            others += [{**kept, "organisation": successor.pk} for kept in rows if kept not in others]
        version.content["co_owners"] = others
        version.save(update_fields=["content"])
    Practice.objects.get(pk=practice.pk).save(update_fields=["tokens"], clean=False)


def organisation_succeeded(sender, organisation, successor, by=None, **news) -> None:
    hand_over_sheets(organisation, successor, by=by)
