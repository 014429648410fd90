"""When things change, search is told in the same transaction."""

from functools import partial

from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_unpublished

from search import ledger
from search.indexes import registry

# What is more than this is left to the worker: names of bodies and themes are found a moment later.
AT_ONCE = 50


def connect() -> None:
    """Listen to every model that an index names, and to what its entries are made from."""
    for index in registry:
        name = f"search.{index.kind}"
        post_save.connect(thing_saved, sender=index.model, dispatch_uid=f"{name}.saved")
        post_delete.connect(
            partial(thing_deleted, index.kind), sender=index.model, weak=False, dispatch_uid=f"{name}.deleted"
        )
        for signal in (page_published, page_unpublished):
            signal.connect(thing_published, sender=index.model, dispatch_uid=f"{name}.published")
        for dependence in index.depends_on:
            post_save.connect(
                partial(related_saved, index, dependence),
                sender=dependence.model,
                weak=False,
                dispatch_uid=f"{name}.{dependence.model.__name__}",
            )


def thing_saved(sender, instance, raw=False, update_fields=None, **kwargs):
    # A whole save holds what its rows will be; in a partial one the instance may carry a draft.
    if not raw:
        ledger.record(instance, reread=update_fields is not None)


def thing_published(sender, instance, **kwargs):
    ledger.record(instance)


def thing_deleted(kind, sender, instance, **kwargs):
    ledger.forget(kind, instance.pk)


def related_saved(index, dependence, sender, instance, created=False, raw=False, **kwargs):
    if created or raw:
        return
    pks = index.published().filter(dependence.things(instance)).order_by("pk").values_list("pk", flat=True)
    pks = list(dict.fromkeys(pks))
    if len(pks) <= AT_ONCE:
        ledger.record_all(index, pks)
    else:
        from search.tasks import record_later

        record_later(index.kind, pks)
