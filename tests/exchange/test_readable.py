"""What could not be kept anywhere is answered at the edge, whatever view it was for."""

import json

import pytest
from django.conf import settings as project
from django.urls import reverse
from django.utils.translation import override

from exchange.models import YearlyReport
from exchange.readable import GREATEST, are_readable, is_in_bounds
from tests.clients import Client
from tests.factories import MembershipFactory, PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db

NUL = "a\x00b"


def deep(brackets: int) -> str:
    return "[" * brackets + "]" * brackets


class TestAreReadable:
    @pytest.mark.parametrize(
        "value",
        [
            NUL,
            "\ud800",
            json.dumps({"text": "\ud800"}),
            json.dumps([{"text": "a\x00"}]),
            json.dumps({"a\x00": 1}),
            deep(100_000),
            f"[{'9' * 5000}]",
        ],
        ids=["nul", "surrogate", "surrogate in JSON", "nul in JSON", "nul in a name", "deep", "many digits"],
    )
    def test_refuses(self, value):
        assert not are_readable(["Un mot.", value])

    @pytest.mark.parametrize(
        "value",
        [
            "",
            "Écrire \\u0000 dans un texte",
            json.dumps({"text": "Écrire \\u0000 dans un texte, 👮 et ᑰ"}),
            json.dumps({"blocks": [{"text": "é", "inlineStyleRanges": []}] * 1000}),
            "[une note] entre crochets \\u00",
            "{",
            "9" * 5000,
        ],
    )
    def test_takes_what_people_write(self, value):
        assert are_readable([value])

    def test_knows_which_numbers_are_keys(self):
        assert is_in_bounds(GREATEST)
        assert is_in_bounds("9" * 100)
        assert not is_in_bounds(GREATEST + 1)


def in_french(name, *args):
    with override("fr"):
        return reverse(name, args=args)


def refused(answer) -> bool:
    return answer.status_code == 400 and "<h1>" in answer.text and 'lang="fr"' in answer.text


class TestEdge:
    @pytest.mark.parametrize(
        "address",
        ["/fr/compte/oidc/%00/login/", "/fr/compte/oidc/%00/login/callback/", "/fr/%00/", "/media/%00.pdf"],
    )
    def test_refuses_a_nul_in_an_address(self, client, address):
        assert refused(client.get(address, headers={"Accept-Language": "fr"}))

    @pytest.mark.parametrize("name", ["home", "search:results", "members", "login", "report"])
    def test_refuses_a_nul_in_a_question(self, client, name):
        assert refused(client.get(in_french(name), {"q": NUL}))
        assert refused(client.get(in_french(name), {NUL: "q"}))

    # Of a session only what is as long as one is looked up.
    @pytest.mark.parametrize("cookie", [r"a\000b", r"\000" + 32 * "a"])
    @pytest.mark.parametrize("path", ["/fr/", "/fr/compte/", f"/fr/{3000 * 'a'}/"])
    def test_refuses_a_nul_in_a_cookie_that_would_be_looked_up(self, client, cookie, path):
        assert refused(client.get(path, headers={"Cookie": f'sessionid="{cookie}"'}))

    def test_refuses_a_nul_in_a_header(self, client):
        assert refused(client.get("/fr/", headers={"User-Agent": NUL}))

    @pytest.mark.parametrize("text", [NUL, json.dumps({"text": "\ud800"})])
    def test_refuses_in_a_form_what_cannot_be_kept(self, client, text, caplog):
        assert refused(client.post(in_french("login"), {"login": text, "password": "x"}))
        assert "could not be read" in caplog.text

    def test_refuses_a_question_without_end(self, client):
        assert refused(client.get("/fr/", {"q": "é" * 8_000}))

    def test_finds_nothing_at_an_address_without_end(self, client):
        assert client.get(f"/fr/{'a' * 2_000}/").status_code == 404

    @pytest.mark.parametrize("number", [GREATEST + 1, 2**63, 10**300])
    def test_finds_nothing_under_a_number_that_no_key_has(self, client, number):
        client.force_login(UserFactory(roles=["administrator"]))
        addresses = [
            in_french("practices:detail", number, "x"),
            in_french("feedback", number),
            in_french("report_of_year", number),
            in_french("report_pdf", number),
            f"/sitemap-{number}.xml",
            reverse("wagtailadmin_pages:edit", args=[number]),
            reverse("organisation:edit", args=[number]),
            reverse("sheet_desk", args=[number]),
        ]

        assert {client.get(address, follow=True).status_code for address in addresses} == {404}


class TestYear:
    @pytest.mark.parametrize("name", ["report_of_year", "report_pdf"])
    @pytest.mark.parametrize("year", [0, 1, 9999, 10_000, 2_000_000_000])
    def test_without_a_report_is_not_found(self, client, name, year):
        assert client.get(in_french(name, year)).status_code == 404
        assert not YearlyReport.objects.exists()


AFTER = [").", ",", " »", " »", "…", "!", "%22", "%3E", ");", "’", "/)", "/)."]


class TestPastedAddress:
    @pytest.mark.parametrize("after", AFTER)
    def test_leads_to_the_page(self, client, after):
        address = PracticeFactory().get_url()

        answer = client.get(address.removesuffix("/") + after)

        assert (answer.status_code, answer.url) == (302, address)

    def test_leads_to_the_present_name_of_the_page(self, client):
        page = PracticeFactory()

        answer = client.get(in_french("practices:detail", page.pk, "x") + ").")

        assert (answer.status_code, answer.url) == (302, page.get_url())

    def test_keeps_what_was_asked(self, client):
        assert client.get("/fr/).?q=a").url == "/fr/?q=a"

    def test_finds_a_file_without_a_slash(self, client):
        assert client.get("/robots.txt).").url == "/robots.txt"

    @pytest.mark.parametrize(
        "sheet", [{"members": True}, {"state": "draft", "live": False}, {"state": "withdrawn"}]
    )
    def test_tells_nothing_of_what_is_not_open(self, client, sheet):
        page = PracticeFactory(**sheet)

        answer = client.get(in_french("practices:detail", page.pk, "x") + ").")

        assert answer.status_code == 404
        assert str(page.heading) not in answer.text

    def test_leads_a_member_to_what_members_read(self, client):
        client.force_login(UserFactory(organisation=MembershipFactory().organisation, roles=["reader"]))
        address = PracticeFactory(members=True).get_url()

        assert client.get(address + ",").url == address

    @pytest.mark.parametrize(
        "address",
        ["/fr/compte/).", "//evil.example/).", "/fr//evil.example/).", "/%5Cevil.example/).", "/fr/rien/)."],
    )
    def test_leads_nowhere_else(self, client, address):
        assert client.get(address, headers={"Host": "testserver"}).status_code == 404

    def test_leaves_the_editor_and_what_is_sent_alone(self, client):
        client.force_login(UserFactory(roles=["administrator"]))

        assert client.get("/admin/reports/).", follow=True).status_code == 404
        assert client.post("/fr/).").status_code == 404


class TestErrorPages:
    @pytest.mark.parametrize("language", ["fr", "fr-ca", "nl", "en"])
    def test_a_form_without_its_secret_promises_nothing(self, language):
        with override(language):
            answer = Client(enforce_csrf_checks=True).post(reverse("login"), {"login": "a"})

        assert answer.status_code == 403
        assert f'<html lang="{language}"' in answer.text
        assert 'class="site-header"' in answer.text
        assert 'rel="stylesheet"' in answer.text
        for promise in ("toujours là", "still there", "nog altijd"):
            assert promise not in answer.text

    def test_stands_in_the_design_of_the_site_when_signed_in(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(UserFactory(roles=["editor"]))

        assert 'class="site-header"' in client.post("/admin/territory/new/", {}).text

    def test_errors_of_the_site_itself_name_it(self, client, monkeypatch):
        client.raise_request_exception = False
        monkeypatch.setattr("exchange.views.MembersView.get_queryset", lambda view: 1 / 0)

        answer = client.get(in_french("members"))

        assert answer.status_code == 500
        assert '<header><a href="/">Rives</a></header>' in answer.text
        assert 'lang="fr"' in answer.text


@pytest.fixture
def development(settings):
    settings.DEBUG = True
    settings.MIDDLEWARE = [*project.MIDDLEWARE, "exchange.development.ErrorPagesMiddleware"]
    return Client(raise_request_exception=False)


class TestErrorPagesInDevelopment:
    @pytest.mark.parametrize("address", ["/fr/rien/", "/fr/fiches/999999-x/", "/fr/fiches/9/9/"])
    def test_what_is_not_found_looks_as_it_will(self, development, address):
        answer = development.get(address, headers={"Accept-Language": "fr"})

        assert answer.status_code == 404
        assert 'class="site-header"' in answer.text
        assert "URLconf" not in answer.text

    def test_what_cannot_be_read_looks_as_it_will(self, development):
        assert refused(development.get("/fr/", {"q": NUL}))

    def test_a_mistake_of_ours_shows_where(self, development, monkeypatch):
        monkeypatch.setattr("exchange.views.MembersView.get_queryset", lambda view: 1 / 0)

        answer = development.get(in_french("members"))

        assert answer.status_code == 500
        assert "ZeroDivisionError" in answer.text
