"""Who may see how search stands, and who may do something about it."""

from exchange.models import RoleName
from exchange.rights import RolePolicy
from search.models import Generation, Unanswered

EDITORS = (RoleName.EDITOR, RoleName.ADMINISTRATOR)
ADMINISTRATORS = (RoleName.ADMINISTRATOR,)

POLICIES = {
    Generation: RolePolicy(Generation, roles={"view": EDITORS, "retry": EDITORS, "change": ADMINISTRATORS}),
    Unanswered: RolePolicy(Unanswered, roles={"view": EDITORS}),
}
