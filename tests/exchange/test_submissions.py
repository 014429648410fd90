"""What is sent twice is done once, whichever form it was."""

import re
from types import SimpleNamespace

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse
from django.utils.translation import override
from wagtail.models import PageLogEntry

from exchange.models import Dispute, Submission
from exchange.submissions import EXEMPT, is_exempt, key_of
from practices.models import Adoption
from tests.clients import Client
from tests.factories import MembershipFactory, PracticeFactory, UserFactory
from tests.fuzz.fuzzer import fields_of

pytestmark = pytest.mark.django_db

FORM = re.compile(r"<form[^>]*method=[\"']?post.*?</form>", re.I | re.S)
# Forms that are put together from other templates, where the key of the form stands.
PUT_TOGETHER = {
    "components/feedback.html": "has a signed stamp of its own: pages that hold it are kept without a cookie"
}


def in_french(name, *args):
    with override("fr"):
        return reverse(name, args=args)


def callbacks(resolver=None, name=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from callbacks(entry, f"{name}{entry.namespace or ''}:")
        else:
            yield f"{name}{entry.name or entry.pattern}", entry.callback


class TestEveryForm:
    def test_has_a_key_drawn_anew_for_each(self):
        folder = project.BASE_DIR / "templates"
        forms = {
            str(path.relative_to(folder)): FORM.findall(path.read_text()) for path in folder.rglob("*.html")
        }

        without = {
            name
            for name, found in forms.items()
            if any("{% csrf_token %}" not in form for form in found) and name not in PUT_TOGETHER
        }

        assert any(forms.values())
        assert without == set()

    def test_reaches_a_view_that_acts_once(self):
        unguarded = {name for name, view in callbacks() if not getattr(view, "acts_once", False)}

        assert unguarded == set()

    def test_is_exempt_by_its_own_name(self):
        """« invitation » is the page that opens an account, and not the editor's list of invitations."""
        names = {re.sub(r":+", ":", name).strip(":") for name, _view in callbacks()}
        exempt = {
            name
            for name in names
            if is_exempt(SimpleNamespace(resolver_match=SimpleNamespace(view_name=name)))
        }

        assert "invitation:add" in names
        assert {name for name in exempt if "_" not in name} == {"invitation", "login", "logout"}

    def test_says_why_when_it_is_exempt(self):
        assert all(EXEMPT.values())


@pytest.fixture
def member():
    return UserFactory(
        organisation=MembershipFactory().organisation, roles=["content_lead", "organisation_administrator"]
    )


@pytest.fixture
def signed_in(member):
    """Return a browser, as far as forms go: it shows them before it sends them."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    return client


def form_at(client, address) -> dict:
    return fields_of(client.get(address).text)


def dispute(client, **changes) -> dict:
    other = MembershipFactory().organisation
    form = form_at(client, in_french("dispute_raise"))
    return form | {"subject": "Une fiche", "account": "Elle est la nôtre.", "other": other.pk} | changes


class TestAnsweredOnce:
    def test_raises_one_dispute_however_often_it_is_sent(self, signed_in):
        form = dispute(signed_in)

        answers = [signed_in.post(in_french("dispute_raise"), form) for _time in range(4)]

        assert Dispute.objects.count() == 1
        assert {(answer.status_code, answer.url) for answer in answers} == {(302, answers[0].url)}

    def test_writes_one_line_for_one_withdrawal(self, signed_in, member):
        sheet = PracticeFactory()
        Adoption.objects.create(practice=sheet, organisation=member.organisation, status="in_use")
        address = in_french("practices:adoption", sheet.pk)
        form = form_at(signed_in, address) | {"withdraw": "1"}

        answers = [signed_in.post(address, form) for _time in range(3)]

        assert {answer.status_code for answer in answers} == {302}
        assert PageLogEntry.objects.filter(action="practices.withdraw_adoption").count() == 1

    def test_says_that_it_was_done_once(self, signed_in):
        form = dispute(signed_in)
        signed_in.post(in_french("dispute_raise"), form)

        page = signed_in.post(in_french("dispute_raise"), form, follow=True)

        assert "envoyé deux fois" in page.text

    def test_takes_other_words_for_another_form(self, signed_in):
        form = dispute(signed_in)
        for subject in ("Une fiche", "Une autre", "Une fiche"):
            signed_in.post(in_french("dispute_raise"), form | {"subject": subject})

        assert list(Dispute.objects.order_by("pk").values_list("subject", flat=True)) == [
            "Une fiche",
            "Une autre",
            "Une fiche",
        ]

    def test_takes_the_form_as_it_is_shown_next_time(self, signed_in):
        form = dispute(signed_in)
        signed_in.post(in_french("dispute_raise"), form)
        shown = form_at(signed_in, in_french("dispute_raise"))

        signed_in.post(
            in_french("dispute_raise"), form | {"csrfmiddlewaretoken": shown["csrfmiddlewaretoken"]}
        )

        assert Dispute.objects.count() == 2

    def test_lets_what_was_wrong_be_sent_again(self, signed_in, member):
        form = dispute(signed_in, other=member.organisation_id)
        assert signed_in.post(in_french("dispute_raise"), form).status_code == 200
        assert not Submission.objects.exists()

        assert signed_in.post(in_french("dispute_raise"), form).status_code == 200

    def test_leaves_nothing_of_what_broke_half_way(self, signed_in, monkeypatch):
        signed_in.raise_request_exception = False
        form = dispute(signed_in)
        monkeypatch.setattr("exchange.disputes.views.messages.success", lambda *args: 1 / 0)
        assert signed_in.post(in_french("dispute_raise"), form).status_code == 500
        assert not Dispute.objects.exists()
        monkeypatch.undo()

        assert signed_in.post(in_french("dispute_raise"), form).status_code == 302
        assert Dispute.objects.count() == 1

    def test_knows_two_people_apart(self, signed_in, member):
        form = dispute(signed_in)
        signed_in.post(in_french("dispute_raise"), form)
        other = Client()
        other.force_login(UserFactory(organisation=member.organisation, roles=["content_lead"]))

        other.post(in_french("dispute_raise"), form)

        assert Dispute.objects.count() == 2

    def test_keeps_no_word_of_what_was_written(self, signed_in):
        signed_in.post(in_french("dispute_raise"), dispute(signed_in))

        assert "fiche" not in str(Submission.objects.values("key", "place").get())


class TestKey:
    def test_reads_files_too_and_leaves_them_to_be_read(self, rf):
        def key(content):
            file = SimpleUploadedFile("a.pdf", content)
            request = rf.post("/", {"csrfmiddlewaretoken": "x", "file": file})
            return key_of(request), request.FILES["file"].read()

        assert key(b"one") == key(b"one")
        assert key(b"one")[0] != key(b"two")[0]
        assert key(b"two")[1] == b"two"

    def test_leaves_what_saves_itself_alone(self, rf):
        data = {"csrfmiddlewaretoken": "x"}

        assert key_of(rf.post("/", data))
        assert not key_of(rf.post("/", data, headers={"Accept": "application/json"}))
        assert not key_of(rf.post("/", {}))
