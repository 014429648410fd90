"""Who may do what to a page in the editor: by role and membership, without a group per body."""

from typing import NamedTuple

from django.db.models import Q
from django.utils.functional import cached_property
from wagtail.models.pages import PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy

from exchange.clocks import today_of
from exchange.models import HomePage, Membership, OrganisationPage, RoleName, TranslatedPage, User
from exchange.models.memberships import REGISTERED_STATES, Participation, participation_of
from exchange.models.people import SECRETARIAT, SPEAKERS, WRITERS
from exchange.viewers import once_in_a_look, viewer_kept_with

EVERYTHING = ("add", "change", "publish", "bulk_delete", "lock", "unlock")


@once_in_a_look
def participation(user) -> Participation:
    """Return in which networks this person's organisation offers things, and which are closed to it."""
    return participation_of(user.organisation_id)


def contributes(user) -> bool:
    """Say whether this person's body may offer things: a member or associate that accepts the charter."""
    return bool(participation(user).offers_in)


@once_in_a_look
def belongs_to_member(user) -> bool:
    """Say whether this person's body is a member, also one that is suspended or owes the charter.

    What safety asks is open to it: to close accounts, and to take out of sight what should not be seen.
    """
    if not user.organisation_id:
        return False
    places = Membership.objects.filter(organisation=user.organisation_id, state__in=REGISTERED_STATES)
    return places.filter(Q(leaves_on__isnull=True) | Q(leaves_on__gt=today_of(user.organisation))).exists()


def may_enter_editor(user) -> bool:
    """Say whether this person has anything to do in the editor."""
    return viewer_kept_with(user).enters_editor


class PageRights(PagePermissionTester):
    """What one person may do to one page; what they may not see they may not touch."""

    def __init__(self, user, page):
        super().__init__(user, page)
        if user.is_superuser or not user.is_active:
            self.permissions = set(EVERYTHING) if user.is_active else set()

    @cached_property
    def specific(self):
        return self.page.specific

    @cached_property
    def sees(self) -> bool:
        return self.user.is_superuser or viewer_kept_with(self.user).opens(self.page.tokens)

    @property
    def is_secretariat(self) -> bool:
        return self.user.is_superuser or self.user.has_role(*SECRETARIAT)

    @property
    def is_administrator(self) -> bool:
        return self.user.is_superuser or self.user.has_role(RoleName.ADMINISTRATOR)

    @property
    def is_of_own_body(self) -> bool:
        body = getattr(self.specific, "organisation_id", None)
        return body is not None and body == self.user.organisation_id

    @property
    def is_own_face(self) -> bool:
        """Say whether this is the page of the person's own body, which they keep."""
        return (
            isinstance(self.specific, OrganisationPage)
            and self.is_of_own_body
            and self.user.has_role(*SPEAKERS)
        )

    def can_edit(self):
        if self.page_is_root or "change" not in self.permissions or not self.sees:
            return False
        return self.is_secretariat or self.is_own_face

    def can_publish(self):
        # Nobody publishes what their own body wrote; its own face is its own affair.
        return self.can_edit() and (self.is_own_face or self.user.is_superuser or not self.is_of_own_body)

    def can_unpublish(self):
        permanent = isinstance(self.specific, HomePage) or self.specific.max_count == 1
        return self.page.live and not permanent and not self.page_locked() and self.can_publish()

    def can_add_subpage(self):
        if not self.sees or "add" not in self.permissions or not super().can_add_subpage():
            return False
        if isinstance(self.specific, OrganisationPage):
            return self.is_administrator or (self.is_of_own_body and self.user.has_role(*WRITERS))
        return self.is_secretariat

    def can_publish_subpage(self):
        # Below a body's page stand its sheets, which the life of a sheet publishes.
        # A person of a body saves first: only then is it known whose content it is.
        if isinstance(self.specific, OrganisationPage) or not self.is_secretariat:
            return False
        return (self.user.is_superuser or not self.user.organisation_id) and super().can_publish_subpage()

    def can_delete(self, ignore_bulk=False):
        permanent = isinstance(self.specific, HomePage) or self.specific.max_count == 1
        return self.can_edit() and self.is_secretariat and not permanent and self.page.is_leaf()

    def can_move(self):
        return self.user.is_superuser

    def can_copy(self):
        # One page is one thing: a copy would carry its reference and its state.
        return False

    def can_reorder_children(self):
        return self.user.is_superuser

    def can_set_view_restrictions(self):
        # The audience of a thing decides who reads it; there is no second lock.
        return False

    def can_lock(self):
        return self.is_administrator and self.sees

    def can_unlock(self):
        return self.can_lock() or self.user_has_lock()


class Permission(NamedTuple):
    codename: str


class PlacePermission(NamedTuple):
    """What Wagtail reads of a right that a group has on a branch of the tree."""

    page: TranslatedPage
    page_id: int
    permission: Permission
    group_id: None = None


class PagePolicy(PagePermissionPolicy):
    """Answers Wagtail's questions about pages from roles, membership and tokens."""

    rights = PageRights

    def get_all_permissions_for_user(self, user):
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return []
        return [
            PlacePermission(page, page.pk, Permission(self._get_permission_codename(action)))
            for page, actions in self.places_of(user)
            for action in actions
        ]

    def places_of(self, user):
        """Return where in the tree this person works, and what for."""
        if user.has_role(RoleName.ADMINISTRATOR):
            return [(self.home(), EVERYTHING)]
        places = []
        if user.has_role(RoleName.EDITOR):
            places.append((self.home(), ("add", "change", "publish")))
        if user.has_role(*WRITERS, *SPEAKERS) and contributes(user):
            page = TranslatedPage.objects.filter(organisationpage__organisation=user.organisation_id).first()
            actions = ("add", "change") if user.has_role(*WRITERS) else ("change",)
            places += [(page, actions)] if page else []
        return places

    def home(self):
        return TranslatedPage.objects.get(homepage__isnull=False)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        if not user.is_active:
            return False
        rights = instance.permissions_for_user(user)
        answers = {
            "add": rights.can_add_subpage,
            "change": rights.can_edit,
            "publish": rights.can_publish,
            "delete": rights.can_delete,
            "bulk_delete": rights.can_delete,
            "lock": rights.can_lock,
            "unlock": rights.can_unlock,
        }
        return any(answers[action]() for action in actions if action in answers)

    def instances_user_has_any_permission_for(self, user, actions):
        pages = super().instances_user_has_any_permission_for(user, actions)
        return pages if user.is_superuser else pages.visible_to(viewer_kept_with(user))

    def explorable_instances(self, user):
        if not user.is_superuser and not self.get_cached_permissions_for_user(user):
            return self.model._default_manager.none()
        pages = super().explorable_instances(user)
        return pages if user.is_superuser else pages.visible_to(viewer_kept_with(user))

    def users_with_any_permission(self, actions, include_superusers=True):
        roles = SECRETARIAT if "publish" in actions else (*SECRETARIAT, *WRITERS, *SPEAKERS)
        people = Q(roles__name__in=roles)
        if include_superusers:
            people |= Q(is_superuser=True)
        return User.objects.filter(people, is_active=True).distinct()

    def users_with_any_permission_for_instance(self, actions, instance, include_superusers=True):
        people = self.users_with_any_permission(actions, include_superusers)
        able = [
            user.pk for user in people if self.user_has_any_permission_for_instance(user, actions, instance)
        ]
        return User.objects.filter(pk__in=able)
