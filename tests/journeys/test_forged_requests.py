"""Whatever a signed-in person sends: an answer, never a failure, and never half of it written."""

import contextlib
import itertools
import json
import re

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import PageLogEntry, Revision
from wagtail.test.utils.form_data import inline_formset

from exchange.models import Territory
from practices.models import Practice
from tests.factories import PracticeFactory, UserFactory
from tests.journeys.test_life_of_a_sheet import form_of, in_dutch
from tests.practices.cast import cast, complete_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wagtail_indexes")]


def draftail(text):
    block = {"type": "unstyled", "text": text, "depth": 0, "key": "a", "entityRanges": []}
    return json.dumps({"blocks": [{**block, "inlineStyleRanges": []}], "entityMap": {}})


MISSING = object()
WAYS = {
    "missing": MISSING,
    "word": "zz",
    "nul": "a\x00b",
    "broken JSON": '{"blocks": [',
    "other JSON": '{"blocks": 3}',
    "list": "[]",
    "surrogate": draftail("a\ud800b"),
    "nul in JSON": draftail("a\x00b"),
    "great number": "9" * 30,
    "negative": "-1",
    "no digit of ours": "²",
    "empty": "",
}
# One of each kind of field, and of what holds them.
REPRESENTATIVES = (
    "heading_nl",
    "situation_nl",
    "steps_nl-count",
    "steps_nl-0-value-title",
    "practice_type",
    "original_language",
    "relations-0-target",
    "co_owners-0-organisation",
    "indicators-TOTAL_FORMS",
    "contact_antenna",
    "cover_image",
)
DESK_FIELDS = ("grant", "comment", "reason", "verdict", "correction", "audience")
ANSWERS = {200, 302, 400, 409, 422}


def each_broken(form, ways_for_each=1):
    """Yield each kind of key with some of the ways to break it, the ways in turn over the keys."""
    ways = itertools.cycle(WAYS)
    fields = Practice.get_edit_handler().get_form_class().base_fields
    seen = set()
    for key in form:
        kind = kind_of(key, fields)
        if kind not in seen:
            seen.add(kind)
            yield from ((key, way) for way in itertools.islice(ways, ways_for_each))


def kind_of(key, fields):
    """Return what keys that are read alike have in common: class of field, part of a row or of a stream."""
    if key in fields:
        return type(fields[key]), type(fields[key].widget)
    name, _dash, part = key.partition("-")
    row = "row" if part.endswith("_FORMS") else re.sub(r"_(fr|fr_ca|nl|en)$", "", name)
    return "stream" if name.endswith("_nl") else row, re.sub(r"\d+", "0", part)


def broken(form, key, way):
    data = {name: value for name, value in form.items() if name != key}
    return data if WAYS[way] is MISSING else {**data, key: WAYS[way]}


def full_form(world):
    rows = {
        "links": {"label": "Site", "url": "https://zone.example/"},
        "indicators": {"name": "Classes", "baseline": "10"},
        "staff_profiles": {"profile": "Agent", "fte": "1"},
        "legal_bases": {"jurisdiction": "be", "instrument": "Loi", "article": "", "url": ""},
        "relations": {"target": complete_sheet(world.colleague).pk, "kind": "related"},
        "co_owners": {"organisation": world.far.pk},
    }
    return form_of({**in_dutch(world), **{name: inline_formset([row]) for name, row in rows.items()}})


def sign_in(client, person):
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.raise_request_exception = False
    return client


class NotKept(Exception):
    """Ends a trial: the next one finds the database as it was."""


def try_out(client, address, data, **headers):
    """Return the answer, and whether anything was written; then undo it."""
    before = stored()
    with contextlib.suppress(NotKept), transaction.atomic():
        response = client.post(address, data, headers=headers)
        changed = stored() != before
        raise NotKept
    return response.status_code, changed


def stored():
    return [model.objects.count() for model in (Practice, Revision, Territory, PageLogEntry)]


@pytest.mark.parametrize("json", [True, False], ids=["by itself", "by hand"])
def test_each_key_of_a_sheet_may_be_broken(client, json):
    world = cast()
    author = sign_in(client, world.author)
    form = full_form(world)
    add = reverse("wagtailadmin_pages:add", args=["practices", "practice", world.owner.page.pk])
    headers = {"Accept": "application/json"} if json else {}
    assert try_out(author, add, form, **headers) == (200 if json else 302, True)
    trials = list(each_broken(form))
    if not json:
        trials = zip(REPRESENTATIVES, itertools.cycle(["word", "nul", "surrogate"]), strict=False)

    answers = {}
    for key, way in trials:
        answers[key, way] = try_out(author, add, broken(form, key, way), **headers)

    assert {trial: code for trial, (code, _) in answers.items() if code not in ANSWERS} == {}
    assert 400 in {code for code, _ in answers.values()}


HOSTILE = ("\x00", "zz", "-1", "9" * 30, "²", "[", "1.5", "")


def asked(name, *args, **parameters):
    return reverse(name, args=args), parameters


def questions(sheet, value):
    """Return what a view of the editor may be asked, with one value in every place."""
    parent = sheet.get_parent().pk
    kinds = {"page_type": value, "parent_page_id": value, "user_perms": value, "q": value, "p": value}
    return [
        ("/admin/api/main/pages/", {"search": value}),
        ("/admin/api/main/pages/", {"child_of": value, "order": value, "limit": value, "fields": value}),
        ("/admin/api/main/pages/find/", {"id": value}),
        ("/admin/api/main/images/find/", {"id": value}),
        asked("wagtailadmin_explore", parent, q=value, p=value, ordering=value),
        asked("wagtailadmin_choose_page", **kinds),
        asked("wagtailadmin_choose_page_child", parent, **kinds),
        asked("wagtailadmin_choose_page_search", **kinds),
        asked("wagtailadmin_choose_page_external_link", **kinds, link_url=value),
        asked("wagtailadmin_choose_page_email_link", **kinds),
        asked("wagtailadmin_pages:search", q=value, content_type=value),
        asked("wagtailadmin_pages:choose_parent", "practices", "practice", locale=value),
        asked("wagtailimages:index", q=value, p=value, collection_id=value, tag=value, ordering=value),
        asked("wagtailimages_chooser:choose", q=value, p=value, collection_id=value),
        asked("wagtailimages_chooser:choose_results", q=value, p=value),
        asked("wagtaildocs:index", q=value, p=value, collection_id=value, ordering=value),
        asked("wagtaildocs_chooser:choose_results", q=value, p=value),
        asked("wagtailadmin_tag_model_autocomplete", "practices", "keyword", term=value),
        asked("wagtailadmin_pages:history", sheet.pk, p=value, user=value, action=value),
    ]


def test_every_question_to_the_editor_has_an_answer(client):
    world = cast()
    sheet = complete_sheet(world.author)
    sign_in(client, world.author)

    failed = {
        (address, value): code
        for value in HOSTILE
        for address, parameters in questions(sheet, value)
        if (code := client.get(address, parameters).status_code) not in {*ANSWERS, 404}
    }

    assert failed == {}


def test_what_is_sent_to_a_chooser_by_nobody_has_an_answer(client):
    world = cast()
    sign_in(client, world.author)

    for name in ("external", "email", "phone", "anchor"):
        address = reverse(f"wagtailadmin_choose_page_{name}_link")
        assert client.post(address, {"nothing": "of it"}).status_code in ANSWERS, name


@pytest.mark.parametrize("value", ["\x00", "zz\x00" * 9, "\ud800", "9" * 400, "{", "\u202e"], ids=ascii)
def test_desk_and_public_forms_show_what_is_wrong(client, value):
    world = cast()
    sheet = complete_sheet(world.author)
    public = PracticeFactory(organisation=world.owner)
    text = value.encode("utf-8", "surrogatepass")
    with override("fr"):
        login, search = reverse("login"), reverse("search:results")
        feedback = reverse("feedback", args=[public.pk])
    sign_in(client, UserFactory(organisation=world.owner, roles=["author", "content_lead"]))
    posts = [
        (reverse("sheet_deed", args=[sheet.pk, verb]), {f"{verb}-{name}": text for name in DESK_FIELDS})
        for verb in ("submit", "freeze", "withdraw", "nonsense")
    ]
    posts += [
        (login, {"login": text, "password": text}),
        (feedback, {"message": text, "email": text, "stamp": text}),
    ]

    answers = [client.post(address, data).status_code for address, data in posts]
    answers += [client.get(search, {"q": text, "theme": text, "page": text, "sort": text}).status_code]

    assert set(answers) <= {*ANSWERS, 404}


def test_the_answer_is_a_page_of_the_exchange_and_a_line_in_the_log(client, caplog):
    world = cast()
    sign_in(client, world.author)

    response = client.get("/admin/api/main/pages/", {"search": "\x00"}, headers={"Accept-Language": "nl"})

    assert response.status_code == 400
    assert "<h1>" in response.content.decode()
    assert "/admin/api/main/pages/" in caplog.text
