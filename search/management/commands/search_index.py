"""Look after the indices outside the database."""

import json
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Min

from exchange.models import User
from exchange.viewers import VISITOR, viewer_of
from search import delivery, generations, reconcile, upkeep
from search.elasticsearch import client, indices, mapping
from search.explanation import UnknownThing, explain
from search.models import Entry, Generation, GenerationState, Outbox

SHOWN = 20
WAIT = 15.0


class Command(BaseCommand):
    help = "Shows the indices of Elasticsearch, builds, exchanges, compares and explains them."

    def add_arguments(self, parser: ArgumentParser):
        told = ArgumentParser(add_help=False)
        told.add_argument("--json", action="store_true", help="answer in JSON")
        commands = parser.add_subparsers(dest="command", required=True)

        def add(name, help_text):
            return commands.add_parser(name, help=help_text, parents=[told])

        add("status", "which index answers, how far it is behind, what is refused")
        rebuild = add("rebuild", "fill a new index beside the one that answers, check it, let it answer")
        rebuild.add_argument("--hold", action="store_true", help="leave it ready, for `promote`")
        add("promote", "let the index that is ready answer")
        add("rollback", "let the index before answer again")
        add("reconcile", "compare the indices with the ledger and put right what differs")
        drain = add("drain", "deliver what waits")
        drain.add_argument("--retry", action="store_true", help="what was refused for good, too")
        explanation = add("explain", "say why a thing is found by somebody, or not")
        explanation.add_argument("reference", help="BE-2024-0001, a number of an import, or practice-12")
        explanation.add_argument("--as", dest="email", metavar="EMAIL", help="who is looking; else a visitor")

    def handle(self, *, command, **options):
        self.is_json = options["json"]
        if command not in ("status", "explain") and not client.is_configured():
            raise CommandError("ELASTICSEARCH_URL is not set: PostgreSQL alone answers.")
        try:
            getattr(self, command)(**options)
        except client.Away as error:
            raise CommandError(f"Elasticsearch is away, PostgreSQL answers: {error}") from error
        except client.Refused as error:
            raise CommandError(f"Elasticsearch refuses this: {error}") from error
        except generations.Busy:
            raise CommandError(busy()) from None
        except generations.Stopped as error:
            raise CommandError(f"{error} was ended meanwhile.") from None
        except delivery.OtherCode as error:
            raise CommandError(f"Another release has made {error}: only that one writes now.") from None

    def status(self, **options):
        status = {
            "configured": client.is_configured(),
            "answering": None,
            "problem": "",
            "readable": Generation.objects.readable(mapping.fingerprint()).exists(),
            "entries": Entry.objects.count(),
            "waiting": Outbox.objects.waiting().count(),
            "narrowing": Outbox.objects.narrowing().count(),
            "oldest": Outbox.objects.waiting().aggregate(at=Min("enqueued_at"))["at"],
            "generations": [facts(generation) for generation in Generation.objects.all()[:SHOWN]],
            "poison": [
                {"thing": f"{row.kind}-{row.object_id}", "rev": row.rev, "error": row.last_error}
                for row in Outbox.objects.poisoned().order_by("pk")[:SHOWN]
            ],
        }
        if status["configured"]:
            try:
                status["answering"] = indices.alias_target()
            except client.ElasticsearchError as error:
                status["problem"] = str(error)
        self.tell(status, told_status(status))

    def rebuild(self, *, hold, **options):
        with generations.alone(wait=WAIT):
            generation = generations.start()
            built = generations.build(generation, progress=self.show_progress, hold=hold)
        if not built:
            raise CommandError(f"{generation.name} stays shut: {generation.note}")
        self.tell(facts(generation), [f"{generation.name}: {generation.done} documents, {generation.state}."])

    def show_progress(self, generation):
        if sys.stderr.isatty():
            filled = generation.percentage // 4
            bar = f"{'█' * filled}{'░' * (25 - filled)}"
            end = "\n" if generation.done >= generation.total else ""
            sys.stderr.write(f"\r  {bar} {generation.done} of {generation.total}{end}")
            sys.stderr.flush()

    def promote(self, **options):
        with generations.alone(wait=WAIT):
            ready = Generation.objects.filter(
                state=GenerationState.READY, fingerprint=mapping.fingerprint()
            ).first()
            if ready is None:
                raise CommandError("No index is ready: `search_index rebuild --hold` makes one.")
            if ready.in_doubt:
                upkeep.trust_again(ready)
            generations.promote(ready)
        self.tell(facts(ready), [f"{ready.name} answers."])

    def rollback(self, **options):
        with generations.alone(wait=WAIT):
            try:
                before = generations.rollback()
            except generations.NothingToReturnTo:
                raise CommandError("No index before this one is kept, or not one to rely on.") from None
        self.tell(facts(before), [f"{before.name} answers again."])

    def reconcile(self, **options):
        delivery.drain()
        told = reconcile.repair_all()
        delivery.drain()
        self.tell(
            {"differences": told},
            [f"{name}: {number} differences, put right." for name, number in told.items()]
            or ["There is no index to compare."],
        )

    def drain(self, *, retry, **options):
        retried = delivery.retry(Outbox.objects.poisoned()) if retry else 0
        delivered = delivery.drain()
        left = Outbox.objects.count()
        self.tell(
            {"delivered": delivered, "retried": retried, "left": left},
            [f"{delivered} delivered, {left} left."],
        )

    def explain(self, *, reference, email, **options):
        viewer = VISITOR
        if email:
            user = User.objects.filter(email__iexact=email, is_active=True).first()
            if user is None:
                raise CommandError(f"Nobody here has the address {email}.")
            viewer = viewer_of(user)
        try:
            explanation = explain(reference, viewer)
        except UnknownThing:
            raise CommandError(f"Search knows nothing of {reference}.") from None
        self.tell(explanation.as_json(), told_explanation(explanation))

    def tell(self, content, lines):
        if self.is_json:
            self.stdout.write(json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(lines))


def busy() -> str:
    filling = Generation.objects.filter(state=GenerationState.BUILDING).first()
    if filling:
        return f"{filling.name} is being filled by another process: {filling.percentage} %."
    return "Another process is at work on the indices: try again in a moment."


def facts(generation: Generation) -> dict:
    return {
        "name": generation.name,
        "state": generation.state,
        "documents": generation.done,
        "percentage": generation.percentage,
        "in_doubt": generation.in_doubt,
        "of_this_code": generation.fingerprint == mapping.fingerprint(),
        "created_at": generation.created_at,
        "promoted_at": generation.promoted_at,
        "checked_at": generation.checked_at,
        "differences": generation.differences,
        "note": generation.note,
    }


def told_status(status: dict) -> list[str]:
    if not status["configured"]:
        return ["ELASTICSEARCH_URL is not set: PostgreSQL alone answers."]
    if status["problem"]:
        lines = [f"Elasticsearch is away, PostgreSQL answers: {status['problem']}"]
    elif status["readable"]:
        lines = [f"{status['answering']} answers."]
    else:
        lines = ["No index can be relied on now, PostgreSQL answers."]
    for told in status["generations"]:
        doubt = ", in doubt" if told["in_doubt"] else ""
        other = "" if told["of_this_code"] else ", of other code"
        how_far = (
            f"{told['percentage']} %" if told["state"] == "building" else f"{told['documents']} documents"
        )
        note = f" · {told['note']}" if told["note"] else ""
        lines.append(f"  {told['name']}  {told['state']}{doubt}{other}, {how_far}{note}")
    oldest = f", the oldest of {status['oldest']:%Y-%m-%d %H:%M:%S}" if status["oldest"] else ""
    lines.append(f"{status['entries']} entries, {status['waiting']} changes wait{oldest}.")
    lines += [f"Refused for good: {row['thing']}: {row['error']}" for row in status["poison"]]
    return lines


def told_explanation(explanation) -> list[str]:
    lines = [f"{explanation.thing} · revision {explanation.rev} · {explanation.title or 'no entry'}"]
    if explanation.languages:
        lines += [
            f"  languages: {', '.join(explanation.languages)}",
            f"  facets: {', '.join(explanation.facets)}",
            f"  notions: {', '.join(explanation.concepts) or '–'}",
            f"  opened by: {', '.join(explanation.opened_by)}",
            f"  of these the person holds: {', '.join(explanation.held_of_these) or 'none'}",
        ]
    for copy in explanation.copies:
        told = copy.problem or (f"revision {copy.rev}" if copy.rev is not None else "not there")
        lines.append(f"  {copy.index} ({copy.state}): {told}")
    for row in explanation.waiting:
        error = f": {row['last_error']}" if row["last_error"] else ""
        lines.append(f"  waits: revision {row['rev']}, {row['attempts']} attempts{error}")
    return [*lines, explanation.verdict]
