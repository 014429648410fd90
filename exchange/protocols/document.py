"""The PDF of a protocol: the same reading as its page, for the file of whoever must decide on it."""

from pathlib import Path

from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from exchange.caching import present_stamp
from exchange.languages import LANGUAGES, localized
from exchange.protocols.reading import Reading
from exchange.typesetting import typeset

TEMPLATE = Path(__file__).with_name("document.typ")
SECONDS = 60 * 60


def pdf_of(reading: Reading, address: str) -> bytes:
    """Return the PDF; it is typeset once as long as nothing it may show has changed."""
    place = [reading.protocol.pk, reading.version.number, get_language(), *reading.languages, present_stamp()]
    key = "protocol-pdf:" + "-".join(str(part).replace(" ", "_") for part in place)
    pdf = cache.get(key)
    if pdf is None:
        pdf = typeset(TEMPLATE, data_of(reading, address))
        cache.set(key, pdf, SECONDS)
    return pdf


def data_of(reading: Reading, address: str) -> dict:
    protocol = reading.protocol
    return {
        "lang": in_two_letters(get_language()),
        "title": protocol.title,
        "heading": spoken(protocol, "title"),
        "version": version_in_words(reading),
        "address": address,
        "facts": facts_of(protocol),
        "parties": [party_of(row) for row in reading.parties],
        "clauses": [clause_of(clause, reading) for clause in reading.clauses],
        "side-by-side": len(reading.languages) > 1,
        "proposals": proposals_of(reading),
        "labels": {
            "parties": _("Parties and signatures"),
            "text": _("What it says"),
            "colon": pgettext("before a figure", ":"),
            "no_text": _("Its text was not provided."),
            "article": _("Article"),
            "proposals": _("Proposals of the platform"),
            "no_part": _(
                "Not part of the protocol: what its text leaves open, the exchange does as said here."
            ),
        },
    }


def version_in_words(reading: Reading) -> str:
    version = reading.version
    day = date_format(version.since, "DATE_FORMAT") if version.since else _("not provided")
    if version.number == 0:
        return _("Text as signed: %(date)s") % {"date": day}
    return _("Text in force from %(date)s (%(amendment)s)") % {"date": day, "amendment": version.title}


def facts_of(protocol) -> list[dict]:
    unknown = _("not provided")
    facts = [
        (_("State"), protocol.get_state_display()),
        (_("Signed on"), date_format(protocol.signed_on, "DATE_FORMAT") if protocol.signed_on else unknown),
        (_("Place"), protocol.place or unknown),
        (_("Ends on"), date_format(protocol.real_end, "DATE_FORMAT") if protocol.real_end else unknown),
    ]
    facts += [(_("Source"), protocol.source_note)] if protocol.source_note else []
    return [{"label": _("%(label)s:") % {"label": label}, "value": value} for label, value in facts]


def party_of(row) -> dict:
    party = row.party
    rows = [{"capacity": line.words, "filled": filled_in_words(line)} for line in row.lines]
    rows += [{"capacity": ", ".join(other.capacities), "filled": name_of(other)} for other in row.others]
    decision = [party.decision_body or _("not provided")]
    decision += [date_format(party.decided_on, "DATE_FORMAT")] if party.decided_on else []
    decision += [party.decision_reference] if party.decision_reference else []
    said = [_("Decision:") + " " + ", ".join(decision)]
    if row.authorisation:
        said.append(_("Ministerial authorisation:") + " " + row.authorisation)
    return {"name": spoken(party.organisation, "name"), "rows": rows, "decision": ". ".join(said)}


def filled_in_words(line) -> str:
    if line.signature:
        return acting(line.signature.name, line.is_acting)
    if line.waiver:
        return _("not required: %(reason)s") % {"reason": line.waiver.reason}
    return _("not provided")


def name_of(signature) -> str:
    return acting(signature.name, signature.acting)


def acting(name: str, is_acting: bool) -> str:
    return f"{name} ({_('acting')})" if is_acting else name


def clause_of(clause, reading) -> dict:
    by = _("As amended: %(amendment)s") % {"amendment": clause.amendment} if clause.amendment else ""
    grounds = _("It covers:") + " " + ", ".join(clause.grounds) if clause.grounds else ""
    return {
        "number": clause.number,
        "columns": [column_of(column, clause) for column in clause.columns],
        "note": ". ".join(filter(None, [by, grounds])),
    }


def column_of(column, clause) -> dict:
    if column.is_original:
        note = _("Original") + ". " + _("It prevails over its translations.")
    elif column.text:
        note = _("Translation: the text in %(language)s prevails.") % {"language": clause.original}
    else:
        note = _("Not translated yet.")
    return {
        "label": column.label,
        "words": {
            "lang": in_two_letters(column.language),
            "title": column.title,
            "text": column.text,
        },
        "note": note,
    }


def proposals_of(reading) -> list[dict]:
    own = [{"code": clause.columns[0].title, "text": clause.columns[0].text} for clause in reading.proposals]
    return own + [{"code": rule.code, "text": str(rule.text)} for rule in reading.rules]


def spoken(thing, name) -> dict:
    """Return a translated field with the language in which it is shown."""
    words = getattr(thing, name)
    codes = [get_language(), *LANGUAGES]
    language = next((code for code in codes if getattr(thing, localized(name, code)) == words), codes[0])
    return {"text": words, "lang": in_two_letters(language)}


def in_two_letters(language: str) -> str:
    return language.partition("-")[0]
