"""Who may do what to a page in the editor."""

import pytest
from django.contrib.auth.models import AnonymousUser

from exchange.models import HomePage, OrganisationPage, RoleName, TranslatedPage, User
from exchange.policies import PagePolicy, contributes, may_enter_editor
from tests.factories import (
    ArticlePageFactory,
    MembershipFactory,
    OrganisationFactory,
    OrganisationPageFactory,
    PracticeFactory,
    ProtocolFactory,
    SeminarFactory,
    TalkFactory,
    UserFactory,
    practice_index,
)

pytestmark = pytest.mark.django_db


def contributor(*roles, **membership):
    """Return a person of a body that has a page and a place in a network."""
    body = OrganisationFactory()
    MembershipFactory(organisation=body, **membership)
    OrganisationPageFactory(organisation=body)
    return UserFactory(organisation=body, roles=roles)


def rights(user, page) -> set[str]:
    """Return what a person, loaded anew, may do to a page."""
    tester = page.permissions_for_user(User.objects.get(pk=user.pk))
    questions = ("edit", "publish", "unpublish", "add_subpage", "publish_subpage", "delete", "move", "copy")
    questions += ("set_view_restrictions", "reorder_children", "lock", "submit_for_moderation")
    return {question for question in questions if getattr(tester, f"can_{question}")()}


class TestContributes:
    def test_asks_for_an_active_member_or_associate(self):
        assert contributes(contributor())
        assert contributes(contributor(category="associate"))
        assert contributes(contributor(state="warned"))
        assert not contributes(contributor(category="observer"))
        assert not contributes(contributor(state="suspended"))
        assert not contributes(contributor(state="candidate"))
        assert not contributes(UserFactory(organisation=OrganisationFactory()))
        assert not contributes(UserFactory())


class TestMayEnterEditor:
    @pytest.mark.parametrize(
        ("role", "may"),
        [
            (RoleName.READER, False),
            (RoleName.AUTHOR, True),
            (RoleName.CONTENT_LEAD, True),
            (RoleName.REVIEWER, True),
            (RoleName.ORGANISATION_ADMINISTRATOR, True),
        ],
    )
    def test_asks_for_a_role_that_works_there(self, role, may):
        assert may_enter_editor(contributor(role)) is may

    def test_follows_the_membership(self):
        author = contributor(RoleName.AUTHOR)
        assert author.has_perm("wagtailadmin.access_admin")

        author.organisation.memberships.update(state="suspended")

        assert not User.objects.get(pk=author.pk).has_perm("wagtailadmin.access_admin")

    def test_opens_to_the_platform_while_its_people_are_active(self):
        assert may_enter_editor(UserFactory(roles=["editor"]))
        assert may_enter_editor(UserFactory(roles=["administrator"]))
        assert may_enter_editor(UserFactory(roles=["committee"]))
        assert not may_enter_editor(UserFactory(roles=["editor"], is_active=False))


class TestRoleBackend:
    def test_gives_everything_to_administrators_only(self):
        assert UserFactory(roles=["administrator"]).has_perm("exchange.delete_organisation")
        assert not UserFactory(roles=["editor"]).has_perm("exchange.delete_organisation")
        assert not UserFactory(roles=["administrator"], is_active=False).has_perm("exchange.add_user")
        assert not AnonymousUser().has_perm("wagtailadmin.access_admin")


class TestPageOfABody:
    def test_takes_new_sheets_from_its_writers(self):
        author = contributor(RoleName.AUTHOR)
        page = author.organisation.page

        assert rights(author, page) == {"add_subpage"}
        assert rights(contributor(RoleName.AUTHOR), page) == set()
        assert rights(contributor(RoleName.AUTHOR, category="observer"), page) == set()

    def test_is_kept_by_its_administrator_and_its_lead(self):
        administrator = contributor(RoleName.ORGANISATION_ADMINISTRATOR)
        page = administrator.organisation.page
        lead = UserFactory(organisation=administrator.organisation, roles=["content_lead"])

        assert rights(administrator, page) == {"edit", "publish", "unpublish"}
        assert rights(lead, page) == {"edit", "publish", "unpublish", "add_subpage"}
        assert rights(contributor(RoleName.ORGANISATION_ADMINISTRATOR), page) == set()

    def test_gets_no_sheets_from_the_secretariat(self):
        page = OrganisationPageFactory()

        assert "add_subpage" not in rights(UserFactory(roles=["editor"]), page)
        assert "publish_subpage" not in rights(UserFactory(roles=["administrator"]), page)

    def test_stops_with_a_suspension(self):
        lead = contributor(RoleName.CONTENT_LEAD)

        lead.organisation.memberships.update(state="suspended")

        assert rights(lead, lead.organisation.page) == set()


class TestPagesOfTheSecretariat:
    def test_are_written_and_published_by_editors(self):
        editor = UserFactory(roles=["editor"])
        pages = (ArticlePageFactory(), SeminarFactory(), TalkFactory(provenance="imported"))

        for page in pages:
            assert {"edit", "publish", "unpublish"} <= rights(editor, page)
        assert {"add_subpage", "publish_subpage"} <= rights(editor, HomePage.objects.get())
        assert "add_subpage" in rights(editor, SeminarFactory())

    def test_are_not_published_in_the_name_of_a_member(self):
        administrator = UserFactory(roles=["administrator"])

        assert rights(administrator, TalkFactory()) >= {"edit", "unpublish"}
        assert "publish" not in rights(administrator, TalkFactory())
        assert "publish_subpage" not in rights(administrator, SeminarFactory())

    def test_are_nobody_elses(self):
        people = [contributor(role) for role in ("author", "content_lead", "organisation_administrator")]
        people += [contributor("reviewer"), contributor("reader"), UserFactory(roles=["committee"])]
        pages = (ArticlePageFactory(), SeminarFactory(), TalkFactory(), HomePage.objects.get())

        for person in people:
            assert [rights(person, page) for page in pages] == [set()] * 4

    def test_are_published_by_another_body(self):
        insider = contributor(RoleName.EDITOR)
        own = ArticlePageFactory(organisation=insider.organisation)

        assert "publish" not in rights(insider, own)
        assert "publish" in rights(insider, ArticlePageFactory(organisation=OrganisationFactory()))
        # Whose content it will be is known once it is saved.
        assert "publish_subpage" not in rights(insider, HomePage.objects.get())

    def test_stay_where_everything_hangs_on_them(self):
        administrator = UserFactory(roles=["administrator"])

        for page in (HomePage.objects.get(), practice_index()):
            assert not {"delete", "unpublish", "move", "copy"} & rights(administrator, page)

    def test_are_hidden_with_what_the_parties_keep(self):
        protocol = ProtocolFactory()
        talk = TalkFactory(parties=True, protocol=protocol)
        editor = UserFactory(roles=["editor"])
        assert rights(editor, talk) == set()

        protocol.secretariat_mandated = True
        protocol.save()
        talk.protocol.refresh_from_db()
        talk.save()

        assert "edit" in rights(editor, talk)


class TestSuperuser:
    def test_cannot_copy_a_page_nor_lock_readers_out(self):
        superuser = User.objects.create_superuser("root@exchange.example")

        found = rights(superuser, ArticlePageFactory())

        assert "edit" in found
        assert not {"copy", "set_view_restrictions"} & found


class TestPagePolicy:
    def test_lists_what_is_open_to_the_person(self):
        author = contributor(RoleName.AUTHOR)
        own = PracticeFactory(draft=True, organisation=author.organisation)
        PracticeFactory(draft=True)
        editor = UserFactory(roles=["editor"])
        policy = PagePolicy(TranslatedPage)

        mine = set(policy.explorable_instances(author).values_list("pk", flat=True))
        theirs = set(policy.explorable_instances(editor).values_list("pk", flat=True))

        assert own.pk in mine
        assert mine <= {own.pk, author.organisation.page.pk, practice_index().pk}
        assert own.pk not in theirs
        assert not policy.explorable_instances(UserFactory(roles=["committee"])).exists()

    def test_answers_for_instances_as_for_lists(self):
        author = contributor(RoleName.AUTHOR)
        own = PracticeFactory(draft=True, organisation=author.organisation)
        other = PracticeFactory(draft=True)
        policy = PagePolicy(TranslatedPage)

        assert policy.user_has_permission_for_instance(author, "change", own)
        assert not policy.user_has_permission_for_instance(author, "change", other)
        assert not policy.user_has_permission_for_instance(author, "publish", own)
        changing = policy.instances_user_has_permission_for(author, "change")
        assert own.pk in changing.values_list("pk", flat=True)

    def test_names_the_people_who_may(self):
        author = contributor(RoleName.AUTHOR)
        editor = UserFactory(roles=["editor"])
        own = PracticeFactory(draft=True, organisation=author.organisation)
        policy = PagePolicy(TranslatedPage)

        assert set(policy.users_with_permission("publish")) == {editor}
        assert set(policy.users_with_permission_for_instance("change", own)) == {author}

    def test_leaves_a_person_without_a_page_without_rights(self):
        body = OrganisationFactory()
        MembershipFactory(organisation=body)
        author = UserFactory(organisation=body, roles=["author"])

        assert not OrganisationPage.objects.filter(organisation=body).exists()
        assert PagePolicy(TranslatedPage).get_all_permissions_for_user(author) == []
