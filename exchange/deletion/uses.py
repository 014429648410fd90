"""What names a thing, so that nobody deletes it unawares: rows, lists and drafts."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS
from django.db.models import CASCADE, Model, ProtectedError
from django.db.models.deletion import Collector
from django.utils.text import capfirst
from modelcluster.fields import ParentalKey
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import ReferenceIndex, Revision
from wagtail.permissions import policy_registry

from exchange.audiences import State
from exchange.models import TranslatedPage
from exchange.viewers import viewer_kept_with

ANY_ACTION = ("view", "add", "change", "delete", "choose")


@dataclass(frozen=True)
class Use:
    """One thing that names another, as it stands in a list; url is None where the person may only read the name."""

    kind: str
    name: str
    url: str | None


@dataclass(frozen=True)
class Uses:
    """What names a thing; `has_hidden` says that there is more, which this person may not know."""

    named: tuple[Use, ...] = ()
    has_hidden: bool = False

    def __bool__(self):
        return bool(self.named) or self.has_hidden


def uses_of(thing, user) -> Uses:
    """Return what stands in the way of deleting this thing, as far as this person may know it."""
    named, has_hidden = [], False
    finder = AdminURLFinder(user)
    for one in things_naming(thing):
        if may_know(one, user):
            url = finder.get_edit_url(one) or address_of(one)
            named.append(Use(capfirst(one._meta.verbose_name), str(one), url))
        else:
            has_hidden = True
    return Uses(tuple(named), has_hidden)


def things_naming(thing) -> list[Model]:
    """Return each whole thing that would lose something if this one went, once.

    These are the rows that the database protects, what has it in a list or in a field of a page, pages whose
    draft names it, and texts that link to it.
    """
    found = [*protected_by(thing), *texts_linking_to(thing)]
    for field in naming_fields(type(thing)):
        if field.many_to_many or (issubclass(field.model, TranslatedPage) and field.editable):
            found += field.model._base_manager.filter(**{field.name: thing})
        found += pages_with_draft_naming(field, thing)
    itself = whole(thing)
    return [one for one in {(type(one), one.pk): one for one in map(whole, found)}.values() if one != itself]


def naming_fields(model) -> list:
    """Return the fields of other models that point to this one; rows that go with it are no uses.

    Hidden relations (`related_name="+"`) are among them.
    """
    relations = [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.many_to_many)
    ]
    return [
        relation.field
        for relation in relations
        if not relation.related_model._meta.auto_created
        and (relation.many_to_many or relation.on_delete is not CASCADE)
    ]


def protected_by(thing) -> list[Model]:
    """Return the rows for whose sake the database would refuse the deletion."""
    try:
        Collector(using=DEFAULT_DB_ALIAS, origin=thing).collect([thing])
    except ProtectedError as error:
        return list(error.protected_objects)
    return []


def pages_with_draft_naming(field, thing) -> list[Model]:
    """Return the pages whose newest version names the thing in this field."""
    if not issubclass(field.model, TranslatedPage):
        return []
    wanted = {f"content__{field.name}__contains": [thing.pk] if field.many_to_many else thing.pk}
    newest = field.model._base_manager.exclude(latest_revision=None).values("latest_revision")
    versions = Revision.objects.filter(pk__in=newest, **wanted)
    return list(field.model._base_manager.filter(latest_revision__in=versions.values("pk")))


def texts_linking_to(thing) -> list[Model]:
    """Return the pages whose texts link to a page or show a file."""
    if not isinstance(thing, TranslatedPage | AbstractImage | AbstractDocument):
        return []
    keys = ReferenceIndex.get_references_to(thing).filter(
        base_content_type=ContentType.objects.get_for_model(TranslatedPage)
    )
    return list(
        TranslatedPage.objects.filter(pk__in=[int(key) for key in keys.values_list("object_id", flat=True)])
    )


def whole(thing) -> Model:
    """Return the thing that a row is a part of: what people know by name."""
    while parent := next((field for field in thing._meta.fields if isinstance(field, ParentalKey)), None):
        thing = getattr(thing, parent.name)
    return thing.specific if isinstance(thing, TranslatedPage) else thing


def may_know(thing, user) -> bool:
    if user.is_superuser:
        return True
    if isinstance(thing, TranslatedPage):
        is_tombstone = getattr(thing, "state", None) == State.WITHDRAWN
        return not is_tombstone and viewer_kept_with(user).opens(thing.tokens)
    policy = policy_registry.get(thing)
    return policy is None or policy.user_has_any_permission_for_instance(user, ANY_ACTION, thing)


def address_of(thing) -> str | None:
    return thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else None
