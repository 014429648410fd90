from .applications import MembershipApplication, SponsorAnswer
from .articles import ArticleLink, ArticlePage, InformationLink, InformationPage
from .attempts import FailedSignIn
from .background import Heartbeat
from .charter import Charter, CharterAcceptance
from .clauses import (
    AmendedClause,
    Amendment,
    AmendmentDecision,
    AmendmentSignature,
    AmendmentWaiver,
    Clause,
    Right,
)
from .concordance import Abbreviation, Concept, ConceptTerm, Relation, Variety
from .decisions import CommitteeSeat, Measure, MembershipDecision, MembershipEvent
from .disputes import Dispute, DisputeEntry, DisputeStep
from .drafts import UnsavedInput
from .duties import Duty, DutyNotice
from .factor_removals import FactorRemoval
from .feedback import Feedback
from .installation import Installation
from .invitations import Invitation
from .media import Attachment, Picture, PictureRendition
from .memberships import Category, Membership, MembershipState
from .moves import Move
from .organisations import Antenna, Organisation, Shore, Territory
from .pages import HomePage, OrganisationPage, TranslatedPage
from .parties import Capacity, Party, Signature, Waiver
from .people import Role, RoleName, User
from .protocol_notes import ProtocolNote
from .protocols import Protocol, ProtocolState
from .providers import SignInProvider
from .reports import YearlyReport
from .reviews import Assignment, ReviewStep, Verdict
from .sharing import Provenance, SharedPage
from .submissions import Submission
from .traces import Incident, IncidentNotice, Instrument, TransferBasis
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
    "AmendmentDecision",
    "AmendmentSignature",
    "AmendmentWaiver",
    "Antenna",
    "ArticleLink",
    "ArticlePage",
    "Assignment",
    "Attachment",
    "Capacity",
    "Category",
    "Charter",
    "CharterAcceptance",
    "Clause",
    "CommitteeSeat",
    "Concept",
    "ConceptTerm",
    "Dispute",
    "DisputeEntry",
    "DisputeStep",
    "Duty",
    "DutyNotice",
    "EvidenceLevel",
    "FactorRemoval",
    "FailedSignIn",
    "Feedback",
    "Heartbeat",
    "HomePage",
    "Incident",
    "IncidentNotice",
    "InformationLink",
    "InformationPage",
    "Installation",
    "Instrument",
    "Invitation",
    "Licence",
    "LifecycleStage",
    "Measure",
    "Membership",
    "MembershipApplication",
    "MembershipDecision",
    "MembershipEvent",
    "MembershipState",
    "Move",
    "Organisation",
    "OrganisationPage",
    "OrganisationType",
    "Party",
    "Picture",
    "PictureRendition",
    "Pillar",
    "PracticeType",
    "Protocol",
    "ProtocolNote",
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
    "SignInProvider",
    "Signature",
    "SponsorAnswer",
    "Submission",
    "TargetGroup",
    "Term",
    "Territory",
    "Theme",
    "TransferBasis",
    "TranslatedPage",
    "UnsavedInput",
    "User",
    "Variety",
    "Verdict",
    "Waiver",
    "YearlyReport",
]
