"""People and what they may do."""

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import get_active_log_context


class RoleName(models.TextChoices):
    READER = "reader", _("Reader")
    AUTHOR = "author", _("Author")
    CONTENT_LEAD = "content_lead", _("Content lead")
    REVIEWER = "reviewer", _("Reviewer")
    PRIVACY_DELEGATE = "privacy_delegate", _("Privacy delegate")
    ORGANISATION_ADMINISTRATOR = "organisation_administrator", _("Organisation administrator")
    EDITOR = "editor", _("Editor (secretariat)")
    COMMITTEE = "committee", _("Committee")
    ADMINISTRATOR = "administrator", _("Administrator")


# An administrator is editor and committee as well.
SECRETARIAT = (RoleName.EDITOR, RoleName.ADMINISTRATOR)
GOVERNORS = (RoleName.COMMITTEE, RoleName.ADMINISTRATOR)
PLATFORM_ROLES = frozenset({*SECRETARIAT, *GOVERNORS})
BODY_ROLES = frozenset(RoleName) - PLATFORM_ROLES
# Who speaks for a body towards the others.
SPEAKERS = (RoleName.ORGANISATION_ADMINISTRATOR, RoleName.CONTENT_LEAD)
# Those who write for a body, and those who have something to do in the editor while it contributes.
WRITERS = (RoleName.AUTHOR, RoleName.CONTENT_LEAD)
EDITOR_ROLES = frozenset({*WRITERS, *SPEAKERS, RoleName.REVIEWER})
# Those who see what their body has not published yet.
DESK_ROLES = frozenset(
    {
        RoleName.AUTHOR,
        RoleName.CONTENT_LEAD,
        RoleName.PRIVACY_DELEGATE,
        RoleName.ORGANISATION_ADMINISTRATOR,
    }
)


# Reserved by RFC 2606: no letter ever arrives there.
ERASED_DOMAIN = "closed.invalid"


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def who_speak_for(self, *organisations):
        """Return whoever is written to about the affairs of these bodies."""
        people = self.filter(is_active=True, organisation__in=organisations, roles__name__in=SPEAKERS)
        return people.select_related("organisation").distinct()

    def who_review(self, today=None):
        """Return whoever may be asked to review, and may open what they were asked about: one rule for both.

        Of an organisation that may offer things today; not of the secretariat, which reads what reviewers say.
        """
        places = apps.get_model("exchange", "Membership").objects.contributing(today)
        roles = Role.objects.filter(user=models.OuterRef("pk"))
        return self.filter(
            models.Exists(places.filter(organisation=models.OuterRef("organisation"))),
            models.Exists(roles.filter(name=RoleName.REVIEWER)),
            ~models.Exists(roles.filter(name__in=SECRETARIAT)),
            is_active=True,
            is_superuser=False,
        )

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person of one body, known by a service address."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name or function"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    # Noted by the daily task, whoever closed the account: from then on its retention counts.
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    # Who is let in again has a new year, whenever they last signed in.
    reopened_at = models.DateTimeField(_("opened again at"), null=True, editable=False)

    # Every session knows the number of its time: the database raises it when the account is closed.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self):
        if self.is_erased:
            return str(_("closed account #%(number)s") % {"number": self.pk})
        return self.name or self.email

    @property
    def is_erased(self) -> bool:
        """Say whether name and address are gone, and only the number is left."""
        return self.email.endswith(f"@{ERASED_DOMAIN}")

    def shown_to(self, reader: "User | None") -> str:
        """Return how this person is called in front of another: by name, else by function and body.

        Names cross the ocean only where the body has established a basis for it (R-D4). Every screen that
        names people of other bodies asks here. Speakers of a public programme and signatories of a protocol
        are no accounts: they are public facts, and named as such.
        """
        if self.is_erased or reader is None or reader.pk == self.pk or self.is_named_to(reader):
            return str(self)
        functions = ", ".join(str(role) for role in self.roles.all()) or _("a person")
        return str(_("%(function)s of %(body)s") % {"function": functions, "body": self.organisation})

    def is_named_to(self, reader: "User") -> bool:
        """Say whether the name of this person may travel to where another one reads.

        Within one shore names travel nowhere; the secretariat, which is of no body, keeps the accounts.
        """
        if self.organisation_id is None or reader.organisation_id is None:
            return True
        if (
            self.organisation_id == reader.organisation_id
            or self.organisation.shore == reader.organisation.shore
        ):
            return True
        basis = getattr(self.organisation, "transfer_basis", None)
        return bool(basis and basis.established_on)

    def _get_session_auth_hash(self, secret=None):
        """Return what a session must know to go on: the password and the epoch that it was opened under."""
        return salted_hmac(
            "exchange.session", f"{self.password}{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def end_sessions(self) -> None:
        """Make every open session of this person void, on whatever device."""
        type(self).objects.filter(pk=self.pk).update(session_epoch=models.F("session_epoch") + 1)
        self.refresh_from_db(fields=["session_epoch"])

    # Wagtail and its notifications ask a user model for these.
    def get_full_name(self):
        # Whoever is at work in the editor is the reader of what it shows.
        return self.shown_to(get_active_log_context().user)

    def get_short_name(self):
        return str(self)

    def has_role(self, *names) -> bool:
        """Say whether this person holds one of these roles; asks the database once per instance."""
        if not hasattr(self, "_role_names"):
            self._role_names = frozenset(role.name for role in self.roles.all())
        return not self._role_names.isdisjoint(names)


class Role(models.Model):
    """What a person may do, for their body or for the platform."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles", verbose_name=_("person"))
    name = models.CharField(_("role"), max_length=30, choices=RoleName.choices)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="unique_role")]

    def __str__(self):
        return self.get_name_display()
