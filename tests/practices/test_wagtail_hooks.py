"""What a stranger finds in the editor: nothing, by any door."""

import pytest
from django.urls import reverse
from wagtail.blocks import BlockField
from wagtail.models import Workflow, WorkflowPage, WorkflowState

from exchange.models import Territory, Verdict
from practices import actions
from practices.comparison import translations_of
from practices.deeds import DEEDS
from practices.models import Keyword, Practice, PublicationTask
from tests.factories import AntennaFactory, OrganisationFactory, ProtocolFactory, UserFactory
from tests.practices.cast import cast, complete_sheet, fresh
from tests.practices.steps import changed, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wagtail_indexes")]

HEADING = "Parrainer les classes"
YES = dict.fromkeys(actions.steps.ADMISSIBILITY, True)
CLOSED = {302, 403, 404, 405}


def doors(sheet):
    """Return the addresses that lead to one page."""
    latest, pk = sheet.latest_revision_id, sheet.pk
    pages = "wagtailadmin_pages:"
    plain = [
        "usage",
        "edit",
        "preview_on_edit",
        "view_draft",
        "delete",
        "unpublish",
        "convert_alias",
        "copy",
        "set_privacy",
        "lock",
        "unlock",
        "revisions_index",
        "workflow_history",
        "history",
        "history_results",
        "confirm_workflow_cancellation",
    ]
    task = sheet.current_workflow_state.current_task_state_id if sheet.current_workflow_state else 1
    return [
        *(reverse(f"{pages}{name}", args=[pk]) for name in plain),
        reverse(f"{pages}move", args=[pk]),
        reverse(f"{pages}move_confirm", args=[pk, sheet.get_parent().pk]),
        reverse(f"{pages}set_page_position", args=[pk]),
        reverse(f"{pages}revisions_view", args=[pk, latest]),
        reverse(f"{pages}revisions_revert", args=[pk, latest]),
        reverse(f"{pages}revisions_unschedule", args=[pk, latest]),
        reverse(f"{pages}revisions_compare", args=[pk, "earliest", "latest"]),
        reverse(f"{pages}workflow_action", args=[pk, "approve", task]),
        reverse(f"{pages}collect_workflow_action_data", args=[pk, "approve", task]),
        reverse(f"{pages}workflow_preview", args=[pk, PublicationTask.objects.get().pk]),
        reverse(f"{pages}add_subpage", args=[pk]),
        reverse("sheet_desk", args=[pk]),
        reverse("sheet_read", args=[pk, "fr"]),
        reverse("sheet_remark", args=[pk, 1]),
        reverse("wagtailadmin_explore", args=[pk]),
        reverse("wagtailadmin_explore_results", args=[pk]),
        reverse("wagtailadmin_choose_page_child", args=[pk]),
        *(
            reverse("sheet_deed", args=[pk, verb])
            for verb in ("submit", "release", "publish", "freeze", "appeal", "decide-appeal")
        ),
    ]


def lists(sheet):
    """Return the addresses that list pages."""
    pk, parent = sheet.pk, sheet.get_parent().pk
    explorer = reverse("wagtailadmin_explore", args=[parent])
    chooser = reverse("wagtailadmin_choose_page_child", args=[parent])
    reports = (
        "workflow",
        "workflow_tasks",
        "aging_pages",
        "page_types_usage",
        "locked_pages",
    )
    return [
        reverse("wagtailadmin_home"),
        explorer,
        reverse("wagtailadmin_explore_results", args=[parent]),
        f"{reverse('wagtailadmin_pages:search')}?q=Parrainer",
        f"{reverse('wagtailadmin_pages:search_results')}?q=Parrainer",
        chooser,
        f"{reverse('wagtailadmin_choose_page_search')}?q=Parrainer",
        f"{reverse('wagtailadmin_choose_page_chosen_multiple')}?id={pk}",
        f"{reverse('wagtailadmin_choose_page_search')}?q=Parrainer&page_type=practices.practice",
        reverse("wagtailadmin_pages:type_use", args=["practices", "practice"]),
        *(reverse(f"wagtailadmin_reports:{name}") for name in reports),
        *(
            f"{reverse('wagtail_bulk_action', args=['exchange', 'translatedpage', action])}?id={pk}"
            for action in ("delete", "move", "publish", "unpublish")
        ),
        f"/admin/api/main/pages/?child_of={parent}",
        f"/admin/api/main/pages/{pk}/",
    ]


def leaks(client, user, sheet) -> list[str]:
    """Return the doors by which this person learns of the sheet or changes it."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    before = Practice.objects.filter(pk=sheet.pk).values().get()
    found = []
    for address in doors(sheet):
        for method in (client.get, client.post):
            response = method(address)
            if response.status_code not in CLOSED or HEADING in response.content.decode():
                found.append(f"{method.__name__} {response.status_code} {address}")
    for address in lists(sheet):
        for method in (client.get, client.post):
            response = method(address)
            if HEADING in response.content.decode(errors="replace"):
                found.append(f"{method.__name__} {response.status_code} {address}")
    if Practice.objects.filter(pk=sheet.pk).values().get() != before:
        found.append("the sheet is not what it was")
    return found


class TestStranger:
    def test_finds_no_draft(self, client):
        world = cast()
        sheet = complete_sheet(world.author)

        found = {
            name: leaks(client, getattr(world, name), sheet)
            for name in ("stranger", "home_reviewer", "reader", "editor", "administrator", "committee")
        }

        assert found == {name: [] for name in found}

    def test_finds_no_sheet_in_review_unless_it_is_theirs(self, client):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        sheet = actions.release(sheet, by=world.lead)
        sheet = actions.find_admissible(sheet, by=world.editor, answers=YES)

        found = {
            name: leaks(client, getattr(world, name), sheet)
            for name in ("stranger", "far_reviewer", "own_reviewer", "reader")
        }

        assert found == {name: [] for name in found}

    def test_finds_nothing_of_what_the_parties_share(self, client):
        world = cast()
        protocol = ProtocolFactory(parties=[world.owner, world.far])
        sheet = complete_sheet(world.author, audience="parties", protocol=protocol)
        Practice.objects.filter(pk=sheet.pk).update(state="released")
        fresh(sheet).save(clean=False)

        found = {
            name: leaks(client, getattr(world, name), fresh(sheet))
            for name in ("stranger", "editor", "administrator", "home_reviewer")
        }

        assert found == {name: [] for name in found}

    def test_is_offered_no_keyword_of_what_they_may_not_read(self, client):
        world = cast()
        sheet = complete_sheet(world.author)
        sheet.keywords.add("mot-cache")
        sheet.save()
        address = reverse("wagtailadmin_tag_model_autocomplete", args=["practices", "keyword"])

        found = {}
        for name in ("author", "stranger", "editor"):
            client.force_login(
                getattr(world, name), backend="allauth.account.auth_backends.AuthenticationBackend"
            )
            found[name] = client.get(address, {"term": "mot-c"}).json()

        assert found == {"author": ["mot-cache"], "stranger": [], "editor": []}
        assert client.get(address, {"term": "mot-\x00c"}).status_code == 400

    def test_loses_what_was_theirs_with_a_suspension(self, client):
        world = cast()
        sheet = complete_sheet(world.author)
        world.owner.memberships.update(state="suspended")

        client.force_login(world.author, backend="allauth.account.auth_backends.AuthenticationBackend")
        response = client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk]))

        assert response.status_code == 302


class TestReviewer:
    def test_reads_and_decides_but_does_not_write(self, client):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        sheet = actions.release(sheet, by=world.lead)
        sheet = actions.find_admissible(sheet, by=world.editor, answers=YES)
        client.force_login(world.home_reviewer, backend="allauth.account.auth_backends.AuthenticationBackend")

        home = client.get(reverse("wagtailadmin_home")).content.decode()
        desk = client.get(reverse("sheet_desk", args=[sheet.pk]))
        text = client.get(reverse("sheet_read", args=[sheet.pk, "fr"]))
        edit = client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk]))

        assert HEADING in home
        assert desk.status_code == text.status_code == 200
        assert HEADING in text.content.decode()
        assert edit.status_code == 302


class TestPublishedSheet:
    def test_shows_its_next_version_to_its_desk_only(self, client):
        world = cast()
        sheet = complete_sheet(world.author)
        sheet.state = "published"
        sheet.get_latest_revision().publish(skip_permission_checks=True)
        draft = fresh(sheet)
        draft.state = "published"
        draft.save(update_fields=["state", "tokens"], clean=False)
        draft.heading_fr = "Brouillon secret"
        draft.save_revision(user=world.author)

        for person in (world.stranger, world.home_reviewer, world.editor):
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            for address in (*doors(fresh(sheet)), *lists(fresh(sheet))):
                assert "Brouillon secret" not in client.get(address).content.decode()


class TestEditorOfASheet:
    def edit(self, client, user, sheet):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk]))

    def test_offers_the_desk_and_no_words_of_wagtail(self, client):
        world = cast()
        sheet = complete_sheet(world.author)

        content = self.edit(client, world.author, sheet).content.decode()

        assert 'name="action-to-desk"' in content
        assert not [
            name for name in ("action-publish", "action-submit", "action-unpublish") if name in content
        ]

    def test_saves_and_leads_to_the_desk_from_the_first_save_on(self, client):
        world = cast()
        client.force_login(world.author, backend="allauth.account.auth_backends.AuthenticationBackend")
        parent = world.owner.page
        address = reverse("wagtailadmin_pages:add", args=["practices", "practice", parent.pk])
        assert client.get(address).status_code == 200

        response = client.post(address, {**blank_rows(), **minimal(), "action-to-desk": "1"})

        sheet = Practice.objects.get(heading_nl="Samen op straat")
        assert response.url == reverse("sheet_desk", args=[sheet.pk])
        assert (sheet.organisation, sheet.state, sheet.live) == (world.owner, "draft", False)
        assert sheet.owner == world.author

    def test_keeps_a_draft_without_a_heading_in_its_original_language(self, client):
        world = cast()
        client.force_login(world.author, backend="allauth.account.auth_backends.AuthenticationBackend")
        address = reverse("wagtailadmin_pages:add", args=["practices", "practice", world.owner.page.pk])

        response = client.post(address, {**blank_rows(), **minimal(), "heading_nl": "", "heading_fr": "Rue"})

        assert response.status_code == 302
        assert Practice.objects.get(heading_fr="Rue").heading_nl in ("", None)

    def test_begins_no_workflow_that_stands_above(self, client):
        """Submitting is an act of the desk, which holds what is still missing against it."""
        world = cast()
        client.force_login(world.author, backend="allauth.account.auth_backends.AuthenticationBackend")
        parent = world.owner.page
        WorkflowPage.objects.create(workflow=Workflow.objects.create(name="Another"), page=parent)
        address = reverse("wagtailadmin_pages:add", args=["practices", "practice", parent.pk])

        for action in ("action-submit", "action-publish"):
            response = client.post(address, {**blank_rows(), **minimal(), action: "1"}, follow=True)
            assert response.status_code in (200, 403)

        assert not Practice.objects.exists()
        assert not WorkflowState.objects.exists()

    def test_takes_no_more_shared_words_and_places_than_a_practice_may_name(self, client):
        world = cast()
        client.force_login(world.author, backend="allauth.account.auth_backends.AuthenticationBackend")
        address = reverse("wagtailadmin_pages:add", args=["practices", "practice", world.owner.page.pk])
        many = {
            "keywords": ", ".join(f"mot{n}" for n in range(9)),
            "new_territories": "\n".join(f"Lieu {n}" for n in range(21)),
        }

        client.post(address, {**blank_rows(), **minimal(), **many})
        client.post(address, {**blank_rows(), **minimal(), "keywords": "m" * 41})

        # The drafts are kept, and say what is too much; nothing that others share was added.
        first, second = Practice.objects.order_by("pk")
        form = client.get(reverse("wagtailadmin_pages:edit", args=[first.pk])).context["form"]
        assert form.errors.keys() >= {"keywords", "new_territories"}
        form = client.get(reverse("wagtailadmin_pages:edit", args=[second.pk])).context["form"]
        assert form.errors.keys() >= {"keywords"}
        assert not Keyword.objects.exists()
        assert not Territory.objects.filter(name__startswith="Lieu").exists()

    def test_lets_nobody_choose_what_another_body_owns(self, client):
        world = cast()
        sheet = complete_sheet(world.author)
        other = OrganisationFactory()
        protocol = ProtocolFactory(parties=[other])
        antenna = AntennaFactory(organisation=other)
        hidden = complete_sheet(world.stranger)
        form = self.edit(client, world.author, sheet).context["form"]

        choices = {
            name: set(form.fields[name].queryset) for name in ("protocol", "contact_antenna", "inspired_by")
        }

        assert protocol not in choices["protocol"]
        assert antenna not in choices["contact_antenna"]
        assert hidden not in choices["inspired_by"]
        assert "organisation" not in form.fields

    def test_leaves_the_secretariat_the_translations_only(self, client):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        sheet = actions.release(sheet, by=world.lead)

        form = self.edit(client, world.editor, sheet).context["form"]

        assert form.fields.keys() == translations_of("fr")
        assert not form.formsets

    def test_is_locked_for_the_body_while_others_read(self, client):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        response = self.edit(client, world.author, sheet)
        assert response.context["locked_for_user"]

        client.post(
            reverse("wagtailadmin_pages:edit", args=[sheet.pk]),
            {**blank_rows(), **minimal(), "heading_fr": "Autre titre"},
        )

        assert fresh(sheet).get_latest_revision_as_object().heading_fr != "Autre titre"

    def test_cannot_delete_what_has_a_reference(self, client):
        world = cast()
        draft = complete_sheet(world.author)
        sent = actions.submit(complete_sheet(world.author), by=world.author)
        actions.take_back(sent, by=world.author)
        client.force_login(world.author, backend="allauth.account.auth_backends.AuthenticationBackend")

        for sheet in (draft, sent):
            client.post(reverse("wagtailadmin_pages:delete", args=[sheet.pk]))

        assert not Practice.objects.filter(pk=draft.pk).exists()
        assert Practice.objects.filter(pk=sent.pk).exists()


class TestDesk:
    def post(self, client, user, sheet, verb, **data):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        fields = {"seen": "", **{f"{verb}-{name}": value for name, value in data.items()}}
        if verb in {deed.verb for deed in DEEDS}:
            fields["seen"] = seen(sheet, verb)
        return client.post(reverse("sheet_deed", args=[sheet.pk, verb]), fields)

    def test_says_what_is_missing_before_and_after_the_button(self, client):
        world = cast()
        sheet = complete_sheet(world.author, density="")
        client.force_login(world.author, backend="allauth.account.auth_backends.AuthenticationBackend")

        before = client.get(reverse("sheet_desk", args=[sheet.pk]))
        after = self.post(client, world.author, sheet, "submit", grant="on")

        assert "density" in {problem.field for problem in before.context["problems"]}
        assert after.status_code == 422
        assert fresh(sheet).current_workflow_state is None

    def test_wants_the_grant_of_the_licence(self, client):
        world = cast()
        sheet = complete_sheet(world.author)

        assert self.post(client, world.author, sheet, "submit").status_code == 422
        assert self.post(client, world.author, sheet, "submit", grant="on").status_code == 302
        assert fresh(sheet).reference

    def test_shows_no_text_to_a_secretariat_that_confirms_a_release(self, client):
        world = cast()
        alone = UserFactory(organisation=world.far_too, roles=["author", "content_lead"])
        sheet = actions.submit(complete_sheet(alone), by=alone)
        client.force_login(world.editor, backend="allauth.account.auth_backends.AuthenticationBackend")

        desk = client.get(reverse("sheet_desk", args=[sheet.pk])).content.decode()
        text = client.get(reverse("sheet_read", args=[sheet.pk, "fr"]))

        assert reverse("sheet_deed", args=[sheet.pk, "release"]) in desk
        assert "rencontrent les habitants" not in desk
        assert text.status_code in CLOSED
        assert self.post(client, world.editor, sheet, "release").status_code == 302
        assert fresh(sheet).state == "released"

    def test_is_the_only_place_where_a_review_ends(self, client):
        world = cast()
        sheet = actions.release(actions.submit(complete_sheet(world.author), by=world.author), by=world.lead)
        client.force_login(world.author, backend="allauth.account.auth_backends.AuthenticationBackend")

        address = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
        fields = client.get(address).context["form"].fields.items()
        sent = {f"{name}-count": "0" for name, field in fields if isinstance(field, BlockField)}

        client.post(address, sent | {"action-cancel-workflow": "true"})

        assert fresh(sheet).current_workflow_state is not None

    def test_does_not_know_what_nobody_may_do(self, client):
        world = cast()
        sheet = complete_sheet(world.author)

        for verb in ("publish", "review", "reassign", "unfreeze", "nonsense"):
            assert self.post(client, world.author, sheet, verb).status_code in CLOSED

    def test_ties_a_decision_to_the_text_that_was_read(self, client):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        sheet = actions.release(sheet, by=world.lead)
        before = seen(sheet, "admissible")
        sheet = changed(sheet, world.editor, heading_en="Adopt a class for a year")
        address = reverse("sheet_deed", args=[sheet.pk, "admissible"])
        answers = {f"admissible-{name}": "yes" for name in YES} | {"admissible-comment": "Bien reçu."}

        client.force_login(world.editor, backend="allauth.account.auth_backends.AuthenticationBackend")
        late = client.post(address, {**answers, "seen": before})

        assert (late.status_code, fresh(sheet).state) == (409, "released")
        assert [one.field.name for one in late.context["differences"]] == ["heading_en"]
        shown = late.content.decode()
        assert "Bien reçu." in shown and "Adopt a class for a year" in shown
        assert client.post(address, answers).status_code == 409
        assert client.post(address, {**answers, "seen": seen(sheet, "admissible")}).status_code == 302

    def test_says_nothing_of_what_was_written_before_it_was_submitted(self, client):
        world = cast()
        draft = complete_sheet(world.author, short_name="Nom de code")
        first = draft.latest_revision_id
        sheet = actions.submit(changed(draft, world.author, short_name=""), by=world.author)
        sheet = actions.release(sheet, by=world.lead)
        answers = {f"admissible-{name}": "yes" for name in YES}

        response = self.post(client, world.editor, sheet, "admissible")
        late = client.post(response.wsgi_request.path, {**answers, "seen": f"{first}.0"})

        assert late.status_code in (409, 422)
        assert "Nom de code" not in late.content.decode()

    def test_tells_a_lead_who_wrote_who_may_release(self, client):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.lead)
        client.force_login(world.lead, backend="allauth.account.auth_backends.AuthenticationBackend")
        address = reverse("sheet_desk", args=[sheet.pk])

        alone = client.get(address)
        UserFactory(organisation=world.owner, roles=["content_lead"], name="Nadia Peeters")
        together = client.get(address)

        assert 'id="deed-release"' not in alone.content.decode()
        assert "Nadia Peeters" not in alone.context["note"]
        assert "Nadia Peeters" in together.context["note"]

    def test_keeps_what_was_typed_when_it_is_refused(self, client):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        sheet = actions.release(sheet, by=world.lead)
        sheet = actions.find_admissible(sheet, by=world.editor, answers=YES)

        response = self.post(
            client, world.home_reviewer, sheet, "review", verdict=Verdict.DECLINE, comment=" "
        )

        assert response.status_code == 422
        assert response.context["problems"][0].field == "comment"


def minimal():
    return {"original_language": "nl", "heading_nl": "Samen op straat", "audience": "members"}


def blank_rows():
    """Return the management forms of the rows, and the streams, of an empty form."""
    rows = [
        "partners",
        "staff_profiles",
        "indicators",
        "relations",
        "legal_bases",
        "files",
        "links",
        "co_owners",
    ]
    counts = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    streams = ("objectives", "steps", "core_components", "adaptable_components")
    return {
        **{f"{row}-{name}": count for row in rows for name, count in counts.items()},
        **{f"{stream}_{code}-count": 0 for stream in streams for code in ("fr", "fr_ca", "nl", "en")},
        "keywords": "",
    }
