"""Who may do what about the sheets of a body that leaves."""

from exchange.models import RoleName
from exchange.models.people import GOVERNORS, SECRETARIAT
from practices.models.leaving import Cause


class DeparturePolicy:
    """Answers what a person may do about the sheets of a body that leaves."""

    def may_see_any(self, user) -> bool:
        """Show departures to the secretariat and to the committee; a body sees its own."""
        return user.is_active and (user.is_superuser or user.has_role(*SECRETARIAT, *GOVERNORS))

    def may_choose(self, user, departure) -> bool:
        """Let the body choose, or the committee where the body was excluded or nobody of it is left."""
        if not user.is_active or departure.closed_on or departure.protocol_id:
            return False
        if user.organisation_id == departure.organisation_id:
            return departure.cause != Cause.EXCLUSION and self.leads(user, departure.organisation_id)
        return user.is_superuser or user.has_role(*GOVERNORS)

    def may_declare(self, user, departure) -> bool:
        """Let a former party, or the committee for it, say that its copies are destroyed."""
        if not user.is_active or not departure.is_effective():
            return False
        governs = user.is_superuser or user.has_role(*GOVERNORS)
        return self.leads(user, departure.organisation_id) or governs

    def may_export(self, user, organisation_id) -> bool:
        return user.is_active and self.leads(user, organisation_id)

    def leads(self, user, organisation_id) -> bool:
        own = organisation_id is not None and user.organisation_id == organisation_id
        return own and user.has_role(RoleName.CONTENT_LEAD, RoleName.ORGANISATION_ADMINISTRATOR)


policy = DeparturePolicy()
