"""Providers of sign-in: which organisation each one speaks for."""

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from exchange.models.memberships import REGISTERED_STATES, MembershipState

ENDED_BY_OTHERS = (MembershipState.EXCLUDED, MembershipState.SUCCEEDED)


class SignInProviderQuerySet(models.QuerySet):
    def declared(self):
        """Return those that the configuration knows; what was taken out of it opens nothing."""
        return self.filter(provider_id__in=[app["provider_id"] for app in settings.OIDC_PROVIDERS])


class SignInProvider(models.Model):
    """An OpenID provider, bound to the one organisation whose people it may sign in.

    Where it is and its secret stand in the configuration (OIDC_PROVIDERS), which knows no organisation.
    """

    provider_id = models.CharField(_("provider"), max_length=100, unique=True)
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="sign_in_providers",
    )

    objects = SignInProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in provider")
        verbose_name_plural = _("sign-in providers")

    def __str__(self):
        return self.name or self.provider_id

    @cached_property
    def configuration(self) -> dict:
        """Return what the configuration says of it, or nothing."""
        return next((app for app in settings.OIDC_PROVIDERS if app["provider_id"] == self.provider_id), {})

    @property
    def name(self) -> str:
        return self.configuration.get("name", "")

    def may_sign_in(self) -> bool:
        """Say whether it opens accounts today: not once its organisation is excluded or has been replaced.

        A suspended organisation keeps it, and so does one that withdrew: as long as their accounts are open,
        its people sign in and read what a visitor reads.
        """
        if not self.configuration or self.organisation.successor_id:
            return False
        states = set(self.organisation.memberships.values_list("state", flat=True))
        return bool(states & REGISTERED_STATES) or states.isdisjoint(ENDED_BY_OTHERS)
