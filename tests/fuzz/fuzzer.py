"""Requests drawn at random, what each may do, and what it did."""

import json
import re
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from urllib.parse import urlencode, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import TestCase

from tests.clients import WatchfulClient as Client
from tests.fuzz.rules import LOOKING, watched
from tests.fuzz.values import HOSTILE, IN_PATHS, QUESTIONS
from tests.fuzz.world import VISITOR, likely

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WRITES = re.compile(r"""^\s*(?:insert\s+into|update|delete\s+from)\s+"?(\w+)""", re.I)
# What merely looking leaves behind: sessions, figures of search, thumbnails, who has a page open in the editor.
LEFT_BY_LOOKING = {
    "django_session",
    "exchange_change",
    "exchange_picturerendition",
    "exchange_shared_cache",
    "exchange_submission",
    "search_tally",
    "search_unanswered",
    "usersessions_usersession",
    "wagtailadmin_editingsession",
    "wagtailcore_pagesubscription",
    "wagtailusers_userprofile",
}


@dataclass
class Request:
    """One request: who sends it, and everything that is sent."""

    person: str
    method: str
    path: str
    question: list = field(default_factory=list)
    body: object = None
    kind: str = "form"
    headers: dict = field(default_factory=dict)

    def __str__(self):
        return f"Request({self.person!r}, {self.method!r}, {self.path!r}, {self.question!a:.600}, {self.body!a:.3000}, {self.kind!r}, {self.headers!a})"


@dataclass
class Answer:
    status: int
    wrote: set
    location: str
    text: str
    error: BaseException | None
    theirs: str = ""


class Fields(HTMLParser):
    """The fields of every form on a page that is sent by POST, with what stands in them."""

    def __init__(self):
        super().__init__()
        self.found, self.is_open, self.select, self.area = {}, False, "", ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.is_open = (attrs.get("method") or "").lower() == "post"
        name = attrs.get("name")
        if not self.is_open:
            return
        if tag in ("input", "button") and name:
            if attrs.get("type") in ("checkbox", "radio") and "checked" not in attrs and name in self.found:
                return
            self.found[name] = attrs.get("value") or ""
        elif tag == "select" and name:
            self.select = name
            self.found.setdefault(name, "")
        elif tag == "option" and self.select and ("selected" in attrs or not self.found[self.select]):
            self.found[self.select] = attrs.get("value") or ""
        elif tag == "textarea" and name:
            self.area = name
            self.found[name] = ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_open = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data):
        if self.area:
            self.found[self.area] += data


def fields_of(text: str) -> dict:
    reader = Fields()
    reader.feed(text)
    return reader.found


class Fuzzer:
    def __init__(self, world, seed):
        self.world, self.seed = world, seed
        self.clients, self.forms = {}, {}

    def client(self, person) -> Client:
        if person not in self.clients:
            self.clients[person] = client = Client(raise_request_exception=False)
            if person != VISITOR:
                client.force_login(getattr(self.world, person), backend=BACKEND)
        return self.clients[person]

    def request(self, address, person, method, number) -> Request:
        """Draw one request; the same seed and number draw the same one."""
        random = Random(f"{self.seed} {address.name} {address.route} {person} {method} {number}")
        path = self.path(address, random)
        request = Request(person, method, path)
        if random.random() < 0.5:
            names = random.sample(QUESTIONS, random.randint(1, 4))
            request.question = [
                (name, random.choice(HOSTILE)) for name in names for _ in range(random.choice([1, 1, 2]))
            ]
        if method in ("POST", "PUT"):
            self.fill(request, random)
        if random.random() < 0.15:
            request.headers = random.choice(HEADERS)
        return request

    def path(self, address, random) -> str:
        values = {name: likely(self.world, address, name, random) for name, _ in address.arguments}
        if values and random.random() < 0.3:
            values[random.choice(list(values))] = random.choice(IN_PATHS)
        return address.path(values)

    def fill(self, request, random):
        """Take the form that stands at the address, and break some of its fields; or send something else."""
        way = random.random()
        if way < 0.1:
            request.kind, request.body = "json", random.choice([{}, [], None, 3, "a", {"a": [1]}, [[]] * 3])
            return
        if way < 0.15:
            request.kind, request.body = (
                "raw",
                random.choice([b"", b"\xff\xfe", b"a=%zz&%=&&&=", b"--x\r\n", b"{"]),
            )
            return
        form = dict(self.form(request))
        names = sorted(form)
        for name in random.sample(names, min(len(names), random.choice([0, 1, 1, 2, 3, 10]))):
            turn = random.random()
            if turn < 0.2:
                del form[name]
            elif turn < 0.3:
                form[name] = [random.choice(HOSTILE) for _ in range(3)]
            elif turn < 0.4:
                form[name] = SimpleUploadedFile("a.txt", b"\x00\xff" * 20)
            else:
                form[name] = random.choice(HOSTILE)
        for _ in range(random.choice([0, 0, 1, 2])):
            form[random.choice(EXTRA)] = random.choice(HOSTILE)
        request.body = form

    def form(self, request) -> dict:
        """Return the fields that the page at this address has, asked for once by each person."""
        key = request.person, request.path
        if key not in self.forms:
            with transaction.atomic():
                answer = self.client(request.person).get(request.path)
                text = "" if answer.streaming else answer.content.decode("utf-8", "replace")
                transaction.set_rollback(True)
            self.forms[key] = fields_of(text)
        return self.forms[key]

    def send(self, request) -> Answer:
        """Send a request, and undo it; return what it answered and which tables it wrote."""
        client, wrote, errors = self.client(request.person), set(), []

        def watch(execute, sql, params, many, context):
            if found := WRITES.match(sql if isinstance(sql, str) else ""):
                wrote.add(found[1])
            return execute(sql, params, many, context)

        def note(sender, request, **kwargs):
            errors.append(sys.exc_info()[1])

        got_request_exception.connect(note)
        cookies = client.cookies.output()
        try:
            with transaction.atomic(), connection.execute_wrapper(watch):
                with TestCase.captureOnCommitCallbacks(execute=True):
                    response = self.ask(client, request)
                text = "" if response.streaming else response.content.decode("utf-8", "replace")
                if response.streaming:
                    for _part in response.streaming_content:
                        pass
                if file := getattr(response, "file_to_stream", None):
                    file.close()
                theirs = watched(self.world) if request.method not in LOOKING else ""
                transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(note)
        if client.cookies.output() != cookies:
            # What was answered belongs to a session that is undone: the next request begins anew.
            del self.clients[request.person]
        error = errors[0] if errors else None
        return Answer(response.status_code, wrote, response.get("Location", ""), text, error, theirs)

    def ask(self, client, request):
        path = request.path + (
            "?"
            + urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in request.question])
            if request.question
            else ""
        )
        more = {"headers": request.headers}
        if request.kind == "json":
            return client.generic(request.method, path, json.dumps(request.body), "application/json", **more)
        if request.kind == "raw":
            kind = (
                "multipart/form-data; boundary=x"
                if request.body.startswith(b"--")
                else "application/x-www-form-urlencoded"
            )
            return client.generic(request.method, path, request.body, kind, **more)
        if request.body is None:
            return client.generic(request.method, path, **more)
        data = {name: encoded(value) for name, value in request.body.items()}
        if any(isinstance(value, SimpleUploadedFile) for value in data.values()):
            for value in data.values():
                if isinstance(value, SimpleUploadedFile):
                    value.seek(0)
            return (
                client.post(path, data, **more)
                if request.method == "POST"
                else client.generic(request.method, path, **more)
            )
        return client.generic(
            request.method, path, urlencode(data, doseq=True), "application/x-www-form-urlencoded", **more
        )


def encoded(value):
    if isinstance(value, list):
        return [encoded(one) for one in value]
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


HEADERS = [
    {"Accept": "application/json"},
    {"X-Requested-With": "XMLHttpRequest"},
    {"HX-Request": "true", "HX-Target": "\u202e"},
    {"Accept-Language": "x" * 2000},
    {"Accept-Language": "fr-\x00,*;q=zz"},
    {"Cookie": r'sessionid="\000\000"; csrftoken=a; messages=zz; django_language=%00'},
    {"X-Forwarded-For": "a, \x00, 999.1.1.1"},
    {"If-Modified-Since": "zz", "If-None-Match": "zz", "Range": "bytes=5-1"},
    {"User-Agent": "é" * 500},
    {"Referer": "https://evil.example/"},
]
EXTRA = [
    "action-publish",
    "action-unpublish",
    "action-submit",
    "go_live_at",
    "owner",
    "organisation",
    "tokens",
    "state",
    "reference",
    "first_published_at",
    "next",
    "network",
    "keep",
    "deed",
    "overwrite_revision_id",
    "loaded_revision_created_at",
    "is_superuser",
    "title",
    "content_type",
    "steps_fr-count",
    "comments-TOTAL_FORMS",
]


def leads_away(location: str) -> bool:
    """Say whether a redirect leaves the site."""
    if not location:
        return False
    if location.startswith(("//", "/\\", "\\")):
        return True
    parts = urlsplit(location)
    return bool(parts.scheme or parts.netloc) and parts.netloc not in ("testserver", "localhost:8000")
