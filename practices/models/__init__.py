from .indexes import PracticeIndexPage
from .practice import Practice
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
    "Adoption",
    "CoOwner",
    "Indicator",
    "Keyword",
    "LegalBasis",
    "Link",
    "Partner",
    "Practice",
    "PracticeFile",
    "PracticeIndexPage",
    "Relation",
    "StaffProfile",
]
