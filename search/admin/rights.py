"""Who may see how search stands, and who may do something about it."""

from exchange.models import RoleName
from exchange.models.people import SECRETARIAT
from exchange.rights import RolePolicy
from search.models import Generation, Unanswered

ADMINISTRATORS = (RoleName.ADMINISTRATOR,)

POLICIES = {
    Generation: RolePolicy(
        Generation, roles={"view": SECRETARIAT, "retry": SECRETARIAT, "change": ADMINISTRATORS}
    ),
    Unanswered: RolePolicy(Unanswered, roles={"view": SECRETARIAT}),
}
