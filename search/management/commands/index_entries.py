"""Write every entry of search again."""

import time

from django.core.management.base import BaseCommand

from search import ledger, vocabulary
from search.indexes import registry
from search.models import Ledger

BATCH = 200


class Command(BaseCommand):
    help = (
        "Rewrites what search holds about every sheet, talk and page; what is right already stays untouched."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--kind", action="append", choices=registry.kinds, help="only this kind; may be repeated"
        )

    def handle(self, *, kind, verbosity, **options):
        start, changed, seen = time.monotonic(), 0, 0
        for index in registry:
            if kind and index.kind not in kind:
                continue
            for pks in batches(index):
                changed += ledger.record_all(index, pks, learn=False)
                seen += len(pks)
                if verbosity:
                    self.stdout.write(f"\r{index.kind}: {seen} looked at, {changed} rewritten", ending="")
                    self.stdout.flush()
        words = vocabulary.rebuild()
        if verbosity:
            self.stdout.write(
                f"\n{seen} entries, {changed} rewritten, {words} words, {time.monotonic() - start:.1f} s."
            )


def batches(index):
    """Yield the keys of everything that is published or was once in search, in order of key."""
    last = 0
    while True:
        things = index.published().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
        held = Ledger.objects.filter(kind=index.kind, deleted=False, object_id__gt=last)
        held = held.order_by("object_id").values_list("object_id", flat=True)[:BATCH]
        pks = sorted({*things, *held})[:BATCH]
        if not pks:
            return
        yield pks
        last = pks[-1]
