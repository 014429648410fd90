"""Who may do what in the editor to the kernel's own things: bodies, people, words, messages, files."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection, ModelLogEntry, ReferenceIndex
from wagtail.permission_policies import BasePermissionPolicy

from exchange.audiences import EDITORIAL
from exchange.models import (
    VOCABULARIES,
    Abbreviation,
    Amendment,
    Attachment,
    Charter,
    CommitteeSeat,
    Concept,
    DutyNotice,
    FactorRemoval,
    Feedback,
    Invitation,
    Membership,
    MembershipDecision,
    Move,
    Organisation,
    Picture,
    Protocol,
    RoleName,
    SignInProvider,
    Territory,
    TranslatedPage,
    User,
    YearlyReport,
)
from exchange.models.people import GOVERNORS, PLATFORM_ROLES, SECRETARIAT
from exchange.models.sharing import without_tombstones
from exchange.viewers import viewer_kept_with

UPLOADERS = (
    RoleName.AUTHOR,
    RoleName.CONTENT_LEAD,
    RoleName.ORGANISATION_ADMINISTRATOR,
    RoleName.EDITOR,
    RoleName.ADMINISTRATOR,
)


class RolePolicy(BasePermissionPolicy):
    """Gives each action to some roles; `own` gives it for the things of the person's own body.

    What is not named is given to nobody.
    """

    def __init__(self, model, *, roles: dict, own: dict | None = None, body: str = "organisation"):
        super().__init__(model)
        self.roles = roles
        self.own = own or {}
        self.body = body  # the lookup that leads from a thing to its body

    def holds(self, user, action) -> bool:
        """Say whether the person may do it to everything."""
        if action not in self.roles or not user.is_active:
            return False
        return user.is_superuser or user.has_role(*self.roles[action])

    def holds_for_own_body(self, user, action) -> bool:
        if action not in self.own or not user.is_active or not user.organisation_id:
            return False
        return user.has_role(*self.own[action])

    def user_has_permission(self, user, action):
        return self.holds(user, action) or self.holds_for_own_body(user, action)

    def instances_user_has_any_permission_for(self, user, actions):
        things = self.model._default_manager.all()
        if any(self.holds(user, action) for action in actions):
            return things
        if any(self.holds_for_own_body(user, action) for action in actions):
            return things.filter(**{self.body: user.organisation_id})
        return things.none()

    def user_has_permission_for_instance(self, user, action, instance):
        if self.holds(user, action):
            return True
        return self.holds_for_own_body(user, action) and self.is_of_body(instance, user.organisation_id)

    def is_of_body(self, instance, organisation_id) -> bool:
        things = self.model._default_manager.filter(pk=instance.pk)
        return things.filter(**{self.body: organisation_id}).exists()

    def users_with_any_permission(self, actions):
        roles = {
            role for action in actions for role in (*self.roles.get(action, ()), *self.own.get(action, ()))
        }
        return User.objects.filter(Q(roles__name__in=roles) | Q(is_superuser=True), is_active=True).distinct()


class PersonPolicy(RolePolicy):
    """An administrator of a body keeps its people, but not those who also work for the platform."""

    def user_has_permission_for_instance(self, user, action, instance):
        if self.holds(user, action):
            return True
        if action == "change" and (instance.is_superuser or instance.has_role(*PLATFORM_ROLES)):
            return False
        return super().user_has_permission_for_instance(user, action, instance)


class ProtocolPolicy(RolePolicy):
    """A project is for the committee; once concluded, a protocol is read by all who work for the platform."""

    def instances_user_has_any_permission_for(self, user, actions):
        found = super().instances_user_has_any_permission_for(user, actions)
        return found if self.holds(user, "change") else found.concluded()

    def user_has_permission_for_instance(self, user, action, instance):
        allowed = super().user_has_permission_for_instance(user, action, instance)
        return allowed and (instance.is_concluded or self.holds(user, "change"))


class AmendmentPolicy(ProtocolPolicy):
    """What every party has signed is not changed any more."""

    def user_has_permission_for_instance(self, user, action, instance):
        allowed = super().user_has_permission_for_instance(user, action, instance)
        return allowed and (action == "view" or not instance.is_concluded)


class FeedbackPolicy(RolePolicy):
    """Everybody meets the messages that concern them."""

    def instances_user_has_any_permission_for(self, user, actions):
        if not self.user_has_any_permission(user, actions):
            return Feedback.objects.none()
        return Feedback.objects.readable_by(viewer_kept_with(user))

    def user_has_permission_for_instance(self, user, action, instance):
        if not self.user_has_permission(user, action):
            return False
        if not self.holds(user, action) and not self.is_of_body(instance, user.organisation_id):
            return False
        return Feedback.objects.readable_by(viewer_kept_with(user)).filter(pk=instance.pk).exists()


class FilePolicy(RolePolicy):
    """Pictures and files stay at the desk where they were uploaded; the secretariat chooses what it may read."""

    def __init__(self, model):
        super().__init__(model, roles=dict.fromkeys(("add", "change", "delete", "choose", "view"), UPLOADERS))

    def instances_user_has_any_permission_for(self, user, actions):
        if not self.user_has_any_permission(user, actions):
            return self.model._default_manager.none()
        viewer = viewer_kept_with(user)
        at_home = Q(uploaded_by_user=user)
        if user.organisation_id:
            at_home |= Q(uploaded_by_user__organisation=user.organisation_id)
        if EDITORIAL in viewer.tokens:
            at_home |= Q(uploaded_by_user__isnull=True) | Q(uploaded_by_user__organisation__isnull=True)
            if set(actions) & {"choose", "view"}:
                at_home |= Q(pk__in=self.shown_to(viewer))
        # By key alone: the search in Wagtail's lists follows no relation.
        own = self.model._default_manager.filter(at_home)
        return self.model._default_manager.filter(pk__in=own.values("pk"))

    def shown_to(self, viewer):
        """Return the keys of the files in the text of pages; what hangs in rows has an audience of its own."""
        pages = without_tombstones(TranslatedPage.objects.visible_to(viewer)).annotate(
            key=Cast("pk", output_field=models.CharField())
        )
        references = ReferenceIndex.objects.filter(
            to_content_type=ContentType.objects.get_for_model(self.model),
            base_content_type=ContentType.objects.get_for_model(TranslatedPage),
            object_id__in=pages.values("key"),
        ).exclude(model_path__contains=".item.")
        return references.annotate(
            file_id=Cast("to_object_id", output_field=models.BigIntegerField())
        ).values("file_id")

    def user_has_permission_for_instance(self, user, action, instance):
        return self.instances_user_has_any_permission_for(user, [action]).filter(pk=instance.pk).exists()

    # There is one collection: the body of whoever uploads a file takes the place of collections.

    def collections_user_has_any_permission_for(self, user, actions):
        roots = Collection.objects.filter(depth=1)
        return roots if self.user_has_any_permission(user, actions) else roots.none()

    def collections_user_has_permission_for(self, user, action):
        return self.collections_user_has_any_permission_for(user, [action])


ADMINISTRATORS = (RoleName.ADMINISTRATOR,)
OWN_BODY = (RoleName.ORGANISATION_ADMINISTRATOR,)
KEPT_BY_EDITORS = dict.fromkeys(("view", "add", "change", "delete"), SECRETARIAT)

POLICIES = {
    Organisation: RolePolicy(
        Organisation,
        roles={"view": PLATFORM_ROLES, "add": ADMINISTRATORS, "change": ADMINISTRATORS},
        own={"view": OWN_BODY, "change": OWN_BODY},
        body="pk",
    ),
    Membership: RolePolicy(
        Membership, roles={"view": PLATFORM_ROLES, "change": GOVERNORS}, own={"view": OWN_BODY}
    ),
    MembershipDecision: RolePolicy(
        MembershipDecision,
        roles={"view": PLATFORM_ROLES},
        own={"view": OWN_BODY},
        body="membership__organisation",
    ),
    CommitteeSeat: RolePolicy(
        CommitteeSeat,
        roles={"view": PLATFORM_ROLES, **dict.fromkeys(("add", "change"), GOVERNORS)},
    ),
    Charter: RolePolicy(
        Charter, roles={"view": PLATFORM_ROLES, **dict.fromkeys(("add", "delete"), GOVERNORS)}
    ),
    Protocol: ProtocolPolicy(
        Protocol, roles={"view": PLATFORM_ROLES, **dict.fromkeys(("add", "change"), GOVERNORS)}
    ),
    Amendment: AmendmentPolicy(
        Amendment, roles={"view": PLATFORM_ROLES, **dict.fromkeys(("add", "change", "delete"), GOVERNORS)}
    ),
    User: PersonPolicy(
        User,
        roles={"view": ADMINISTRATORS, "change": ADMINISTRATORS},
        own={"view": OWN_BODY, "change": OWN_BODY},
    ),
    Invitation: RolePolicy(
        Invitation,
        roles=dict.fromkeys(("view", "add", "delete"), ADMINISTRATORS),
        own=dict.fromkeys(("view", "add", "delete"), OWN_BODY),
    ),
    Move: RolePolicy(
        Move,
        roles=dict.fromkeys(("view", "add", "delete"), ADMINISTRATORS),
        own=dict.fromkeys(("view", "add", "delete"), OWN_BODY),
    ),
    SignInProvider: RolePolicy(
        SignInProvider, roles=dict.fromkeys(("view", "add", "delete"), ADMINISTRATORS)
    ),
    Feedback: FeedbackPolicy(
        Feedback,
        roles={"view": SECRETARIAT, "handle": SECRETARIAT, "delete": SECRETARIAT},
        own={"view": OWN_BODY, "handle": OWN_BODY},
    ),
    FactorRemoval: RolePolicy(FactorRemoval, roles={"view": GOVERNORS, "change": ADMINISTRATORS}),
    DutyNotice: RolePolicy(DutyNotice, roles=dict.fromkeys(("view", "add"), PLATFORM_ROLES)),
    YearlyReport: RolePolicy(YearlyReport, roles={"view": PLATFORM_ROLES, "add": GOVERNORS}),
    ModelLogEntry: RolePolicy(ModelLogEntry, roles={"view": GOVERNORS}),
    DBTaskResult: RolePolicy(DBTaskResult, roles=dict.fromkeys(("view", "change"), ADMINISTRATORS)),
    Concept: RolePolicy(Concept, roles=KEPT_BY_EDITORS),
    Abbreviation: RolePolicy(Abbreviation, roles=KEPT_BY_EDITORS),
    Territory: RolePolicy(Territory, roles=KEPT_BY_EDITORS),
    **{model: RolePolicy(model, roles=KEPT_BY_EDITORS) for model in VOCABULARIES},
    Picture: FilePolicy(Picture),
    Attachment: FilePolicy(Attachment),
}
