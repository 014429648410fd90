from .appeals import Appeal
from .freezes import Freeze
from .indexes import PracticeIndexPage
from .leaving import Departure, Fate, FormerOwner
from .practice import Practice
from .references import ReferenceCounter
from .remarks import Remark
from .review import (
    AdmissibilityTask,
    CompletionTask,
    FarReviewTask,
    HomeReviewTask,
    LifeTask,
    PublicationTask,
    ReleaseTask,
    ReviewTask,
    ThirdReviewTask,
)
from .rows import (
    Adoption,
    CoOwner,
    Indicator,
    LegalBasis,
    Link,
    Partner,
    PracticeFile,
    Relation,
    StaffProfile,
)
from .taxonomy import Keyword

__all__ = [
    "AdmissibilityTask",
    "Adoption",
    "Appeal",
    "CoOwner",
    "CompletionTask",
    "Departure",
    "FarReviewTask",
    "Fate",
    "FormerOwner",
    "Freeze",
    "HomeReviewTask",
    "Indicator",
    "Keyword",
    "LegalBasis",
    "LifeTask",
    "Link",
    "Partner",
    "Practice",
    "PracticeFile",
    "PracticeIndexPage",
    "PublicationTask",
    "ReferenceCounter",
    "Relation",
    "ReleaseTask",
    "Remark",
    "ReviewTask",
    "StaffProfile",
    "ThirdReviewTask",
]
