"""What texts and rows lead to is named only to whoever may open it: on the site, and in the editor."""

import json

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import override
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.contrib.redirects.models import Redirect
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from exchange import caching
from exchange.audiences import State
from exchange.blocks import ParagraphBlock
from exchange.fields import refuse_links_to_nothing
from exchange.models import ArticlePage, Attachment, HomePage, Picture, TranslatedPage
from exchange.viewers import current_viewer, viewer_of
from practices.models import Practice, Relation
from tests.factories import (
    ArticlePageFactory,
    PracticeFactory,
    UserFactory,
)
from tests.files import pdf_bytes, picture_bytes
from tests.practices.cast import cast, complete_sheet
from tests.practices.test_wagtail_hooks import blank_rows

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HEADING, SLUG = "Zéphyr caché", "zephyr-cache"
NO_NUMBERS = ["abc", "9" * 5_000, "-1", "0", "1 or 1=1", "", "1.5", "٣", "99999999999"]


def attachment(user):
    return Attachment.objects.create(
        title=SLUG, file=ContentFile(pdf_bytes(), name=f"{SLUG}.pdf"), uploaded_by_user=user
    )


def link(page, words="lisez ceci"):
    return f'<p><a linktype="page" id="{getattr(page, "pk", page)}">{words}</a></p>'


def says(response) -> bool:
    """Say whether something tells the title of the closed sheet, or its address, which has it."""
    text = response.content.decode()
    return any(name in text for name in (HEADING, SLUG, json.dumps(HEADING)[1:-1]))


@pytest.fixture
def world(wagtail_indexes):
    """Publish a sheet that everybody reads, and one for the members that it leads to."""
    world = cast()
    world.hidden = PracticeFactory(organisation=world.far, heading_fr=HEADING, members=True)
    world.open = PracticeFactory(organisation=world.far, heading_fr="Ouvert à tous")
    world.sheet = PracticeFactory(
        organisation=world.owner,
        heading_fr="Lisible",
        response_fr=link(world.hidden) + link(world.open, "et cela"),
    )
    return world


def read(client, sheet):
    with override("fr"):
        return client.get(sheet.get_url())


@pytest.mark.parametrize("number", [*NO_NUMBERS, "1\x00"])
def test_a_number_that_is_none_is_refused(number):
    with pytest.raises(ValidationError):
        refuse_links_to_nothing(link(number))
    with pytest.raises(ValidationError):
        ParagraphBlock().clean(RichText(link(number)))
    refuse_links_to_nothing(link(12) + '<p><a href="https://x.example/">y</a></p>')


def test_a_link_without_an_address_is_none():
    converter = ContentstateConverter(["link"])
    stored = json.loads(converter.from_database_format('<p><a href="https://x.example/">y</a></p>'))
    stored["entityMap"]["0"]["data"] = {}

    assert "href" not in converter.to_database_format(json.dumps(stored))


class TestReading:
    def test_leads_to_what_is_open_only(self, client, world):
        response = read(client, world.sheet)

        assert not says(response)
        assert "<a>lisez ceci</a>" in response.content.decode()
        with override("fr"):
            assert f'<a href="{world.open.url}">et cela</a>' in response.content.decode()

    def test_leads_whoever_may_to_all(self, client, world):
        client.force_login(world.reader, backend=BACKEND)

        with override("fr"):
            assert (
                f'<a href="{world.hidden.url}">lisez ceci</a>' in read(client, world.sheet).content.decode()
            )

    def test_keeps_pages_for_whoever_holds_the_same_tokens(self, client, world, monkeypatch):
        cache.clear()
        monkeypatch.setattr(caching, "is_in_transaction", lambda: False)
        member, visitor = client, client.__class__()
        member.force_login(world.reader, backend=BACKEND)
        assert [says(read(who, world.sheet)) for who in (member, visitor, member, visitor)] == [
            True,
            False,
            True,
            False,
        ]
        cache.clear()

    def test_asks_once_for_all_links_of_a_text(self, client, world, django_assert_max_num_queries):
        links = "".join(link(PracticeFactory(organisation=world.far), f"n{n}") for n in range(8))
        Practice.objects.filter(pk=world.sheet.pk).update(response_fr=links)
        read(client, world.sheet)
        with django_assert_max_num_queries(60) as few:
            read(client, world.sheet)
        Practice.objects.filter(pk=world.sheet.pk).update(response_fr=links * 4)

        with django_assert_max_num_queries(len(few)):
            read(client, world.sheet)

    def test_shows_the_words_of_a_link_to_nothing(self, client, world):
        links = [f'<a linktype="{kind}">ici</a>' for kind in ("page", "document")]
        for number in NO_NUMBERS:
            links += [f'<a linktype="{kind}" id="{number}">ici</a>' for kind in ("page", "document")]
        text = f"<p>{' '.join(links)}</p>"
        Practice.objects.filter(pk=world.sheet.pk).update(response_fr=text)

        response = read(client, world.sheet)

        assert response.status_code == 200
        assert " ".join(["<a>ici</a>"] * len(links)) in response.content.decode()

    def test_is_a_visitor_where_nobody_asks(self, world):
        assert current_viewer().is_visitor


class TestFiles:
    @pytest.fixture
    def article(self, world):
        """Publish an article that leads to a file, which its own reference to it opens to nobody."""
        world.file = attachment(world.stranger)
        page = ArticlePageFactory(heading_fr="Article")
        blocks = [
            {"type": "paragraph", "value": f'<p><a linktype="document" id="{world.file.pk}">ici</a></p>'}
        ]
        ArticlePage.objects.filter(pk=page.pk).update(body_fr=json.dumps(blocks))
        return ArticlePage.objects.get(pk=page.pk)

    def test_leads_to_a_file_that_the_reader_may_open(self, client, world, article):
        assert "<a>ici</a>" in read(client, article).content.decode()

        client.force_login(world.stranger, backend=BACKEND)
        assert f'<a href="{world.file.url}">ici</a>' in read(client, article).content.decode()


class TestEditing:
    def address(self, page):
        return reverse("wagtailadmin_pages:edit", args=[page.pk])

    @pytest.fixture
    def draft(self, world):
        """Write a draft by an author who asks for the title of every page there is."""
        every = "".join(link(number) for number in range(1, TranslatedPage.objects.latest("pk").pk + 3))
        draft = complete_sheet(world.author, response_fr=every)
        closed = PracticeFactory(organisation=world.far, heading_fr=HEADING, state=State.DRAFT, live=False)
        Relation.objects.create(practice=draft, target=closed)
        draft.inspired_by = closed
        draft.save_revision(user=world.author)
        return draft

    @pytest.fixture
    def author(self, client, world):
        world.hidden.state, world.hidden.live = State.DRAFT, False
        world.hidden.save()
        client.force_login(world.author, backend=BACKEND)
        return client

    def test_names_nothing_that_is_closed(self, author, world, draft):
        response = author.get(self.address(draft))

        assert response.status_code == 200
        assert not says(response)
        assert "Une page qui ne vous est pas ouverte" in response.content.decode()

    def test_names_nothing_in_previews_versions_and_comparisons(self, author, world, draft):
        draft.response_fr += "<p>Une ligne de plus.</p>"
        draft.inspired_by = None
        draft.save_revision(user=world.author)
        names = ("view_draft", "history", "usage")
        addresses = [reverse(f"wagtailadmin_pages:{name}", args=[draft.pk]) for name in names]
        addresses += [
            reverse("wagtailadmin_pages:revisions_compare", args=[draft.pk, "earliest", "latest"]),
            reverse("sheet_read", args=[draft.pk, "fr"]),
            reverse("sheet_desk", args=[draft.pk]),
        ]

        answers = {address: author.get(address) for address in addresses}

        assert {response.status_code for response in answers.values()} <= {200, 302}
        assert not [address for address, response in answers.items() if says(response)]

    def test_keeps_the_links_that_it_does_not_name(self, author, world, draft):
        form = author.get(self.address(draft)).context["form"]
        kept = form["response_fr"].value()
        converter = ContentstateConverter(["link"])
        assert f'id="{world.hidden.pk}"' in converter.to_database_format(converter.from_database_format(kept))

    def test_keeps_a_sheet_that_stands_there_and_takes_no_other(self, author, world, draft):
        row = draft.relations.get()
        data = {
            **blank_rows(),
            **nested_form_data(
                {
                    "original_language": "fr",
                    "heading_fr": "Parrainer",
                    "audience": "members",
                    "relations": inline_formset(
                        [
                            {"id": row.pk, "target": row.target_id, "kind": "related"},
                            {"target": world.hidden.pk, "kind": "related"},
                        ],
                        initial=1,
                    ),
                }
            ),
        }

        response = author.post(self.address(draft), data, follow=True)

        forms = response.context["form"].formsets["relations"].forms
        assert [list(form.errors) for form in forms] == [[], ["target"]]
        assert not says(response)

    @pytest.mark.parametrize("number", ["abc", {"a": 1}])
    def test_refuses_a_link_to_nothing_and_keeps_the_text(self, author, draft, number):
        text = json.loads(rich_text('<p><a linktype="page" id="1">des mots</a></p>', features=["link"]))
        text["entityMap"]["0"]["data"] = {"id": number}
        data = {
            **blank_rows(),
            "original_language": "fr",
            "heading_fr": "Parrainer",
            "audience": "members",
            "response_fr": json.dumps(text),
        }

        response = author.post(self.address(draft), data, follow=True)

        assert response.status_code == 200
        (error,) = response.context["form"].errors["response_fr"]
        assert "mène à aucune page" in error
        assert "des mots" in response.content.decode()

    def test_opens_what_holds_a_link_to_nothing(self, author, draft):
        text = "".join(link(number) for number in NO_NUMBERS) + '<p><a linktype="page">x</a></p>'
        Practice.objects.filter(pk=draft.pk).update(response_fr=text)
        revision = draft.latest_revision
        revision.content["response_fr"] = text
        revision.save()

        assert author.get(self.address(draft)).status_code == 200


class TestFilesOfOthers:
    """Whoever shows a file opens it to the readers of the page."""

    @pytest.fixture
    def editor(self, client, world):
        client.force_login(world.editor, backend=BACKEND)
        return client

    def save(self, editor, body):
        fields = {
            "original_language": "fr",
            "heading_fr": "Article",
            "summary_fr": "Court.",
            **{f"body_{code}": streamfield([]) for code in ("fr_ca", "nl", "en")},
            "body_fr": body,
            "links": inline_formset([]),
        }
        address = reverse(
            "wagtailadmin_pages:add", args=["exchange", "articlepage", HomePage.objects.get().pk]
        )
        return editor.post(address, nested_form_data(fields), follow=True)

    def test_a_file_is_not_opened_by_a_link_to_it(self, editor, world):
        file = attachment(world.author)
        text = rich_text(f'<p><a linktype="document" id="{file.pk}">ici</a></p>', features=["document-link"])

        response = self.save(editor, streamfield([("paragraph", text)]))

        assert response.status_code == 200
        assert "pas à vous" in str(response.context["form"].errors["body_fr"])
        assert not says(response)

    def test_nor_a_picture(self, editor, world):
        picture = Picture.objects.create(
            title=SLUG, file=ContentFile(picture_bytes(), name=f"{SLUG}.jpg"), uploaded_by_user=world.author
        )
        block = {"image": picture.pk, "decorative": "", "alt_text": "x"}

        response = self.save(editor, streamfield([("image", block)]))

        assert response.status_code == 200
        assert "pas à vous" in str(response.context["form"].errors["body_fr"])
        assert not says(response)


def test_the_viewer_of_an_account_is_whoever_asked(client, rf, world):
    """The look ends with the request."""
    user = UserFactory(organisation=world.owner)
    client.force_login(user, backend=BACKEND)
    read(client, world.sheet)

    assert current_viewer() != viewer_of(user)
    assert current_viewer().is_visitor


def test_an_old_address_leads_to_what_is_open_only(client, world):
    Redirect.objects.create(old_path="/ancienne-adresse", redirect_page=world.hidden)

    refused = client.get("/ancienne-adresse/")
    client.force_login(world.reader, backend=BACKEND)
    led = client.get("/ancienne-adresse/")

    assert SLUG not in refused.get("Location", "")
    assert SLUG in led.url
