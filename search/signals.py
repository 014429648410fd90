"""When things change, search is told in the same transaction."""

from collections import defaultdict
from functools import partial

from django.db import connection
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_unpublished

from exchange.models import Concept, ConceptTerm, TranslatedPage
from search import analysis, concordance, ledger
from search.indexes import registry
from search.tasks import record_later
from search.tsqueries import CONFIGURATIONS, is_in

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

    post_save.connect(bare_page_saved, sender=TranslatedPage, dispatch_uid="search.bare_page")
    for model in (Concept, ConceptTerm):
        for signal in (post_save, post_delete):
            signal.connect(notion_changed, sender=model, dispatch_uid=f"search.{model.__name__}")


def thing_saved(sender, instance, raw=False, update_fields=None, **kwargs):
    # A whole save holds what its rows will be; in a partial one the instance may carry a draft.
    if not raw:
        ledger.record(instance, reread=update_fields is not None)


def bare_page_saved(sender, instance, raw=False, **kwargs):
    """Follow a page that was saved without its own type."""
    if not raw and (index := registry.of_model(instance.specific_class)):
        ledger.record_all(index, [instance.pk])


def thing_published(sender, instance, **kwargs):
    ledger.record(instance)


def thing_deleted(kind, sender, instance, **kwargs):
    ledger.forget(kind, instance.pk)


def related_saved(index, dependence, sender, instance, created=False, raw=False, **kwargs):
    if created or raw:
        return
    pks = index.published().filter(dependence.things(instance)).order_by("pk").values_list("pk", flat=True)
    record_soon(index, dict.fromkeys(pks))


def notion_changed(sender, instance, raw=False, **kwargs):
    """Tag again what was tagged with a notion, and what says the word."""
    if not raw:
        for kind, pks in things_with(instance).items():
            record_soon(registry.of_kind(kind), pks)


def things_with(instance: Concept | ConceptTerm) -> dict[str, list[int]]:
    """Return by kind what is tagged with a notion, and what says the word."""
    concept, text, chain = instance, "", "fr"
    if isinstance(instance, ConceptTerm):
        concept, text, chain = instance.concept, instance.text, concordance.LANGUAGE_OF[instance.variety]
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            select kind, object_id from search_entry where concepts && array[%(code)s]::varchar[]
            union
            select e.kind, e.object_id from search_entrytext t join search_entry e on e.id = t.entry_id
            where t.language {is_in(chain)}
              and t.vector @@ phraseto_tsquery('public.{CONFIGURATIONS[chain][-1]}', %(text)s)
            """,  # noqa: S608 -- names of configurations
            {"code": concept.code, "text": " ".join(analysis.phrase(text))},
        )
        for kind, pk in cursor.fetchall():
            found[kind].append(pk)
    return found


def record_soon(index, pks) -> None:
    pks = sorted(pks)
    if len(pks) <= AT_ONCE:
        ledger.record_all(index, pks)
    else:
        record_later(index.kind, pks)
