from .articles import ArticleLink, ArticlePage, InformationLink, InformationPage
from .attempts import FailedSignIn
from .clauses import AmendedClause, Amendment, AmendmentSignature, Clause, Right
from .concordance import Abbreviation, Concept, ConceptTerm, Relation, Variety
from .disputes import Dispute, DisputeEntry, DisputeStep
from .duties import Duty, DutyNotice
from .feedback import Feedback
from .invitations import Invitation
from .media import Attachment, Picture, PictureRendition
from .memberships import Category, Membership, MembershipState
from .organisations import Antenna, Organisation, Shore, Territory
from .pages import HomePage, OrganisationPage, TranslatedPage
from .parties import Capacity, Party, Signature, Waiver
from .people import Role, RoleName, User
from .protocols import Protocol, ProtocolState
from .reports import YearlyReport
from .reviews import Assignment, ReviewStep, Verdict
from .sharing import Provenance, SharedPage
from .vocabulary import (
    VOCABULARIES,
    EvidenceLevel,
    Licence,
    LifecycleStage,
    OrganisationType,
    Pillar,
    PracticeType,
    Setting,
    TargetGroup,
    Term,
    Theme,
)

__all__ = [
    "VOCABULARIES",
    "Abbreviation",
    "AmendedClause",
    "Amendment",
    "AmendmentSignature",
    "Antenna",
    "ArticleLink",
    "ArticlePage",
    "Assignment",
    "Attachment",
    "Capacity",
    "Category",
    "Clause",
    "Concept",
    "ConceptTerm",
    "Dispute",
    "DisputeEntry",
    "DisputeStep",
    "Duty",
    "DutyNotice",
    "EvidenceLevel",
    "FailedSignIn",
    "Feedback",
    "HomePage",
    "InformationLink",
    "InformationPage",
    "Invitation",
    "Licence",
    "LifecycleStage",
    "Membership",
    "MembershipState",
    "Organisation",
    "OrganisationPage",
    "OrganisationType",
    "Party",
    "Picture",
    "PictureRendition",
    "Pillar",
    "PracticeType",
    "Protocol",
    "ProtocolState",
    "Provenance",
    "Relation",
    "ReviewStep",
    "Right",
    "Role",
    "RoleName",
    "Setting",
    "SharedPage",
    "Shore",
    "Signature",
    "TargetGroup",
    "Term",
    "Territory",
    "Theme",
    "TranslatedPage",
    "User",
    "Variety",
    "Verdict",
    "Waiver",
    "YearlyReport",
]
