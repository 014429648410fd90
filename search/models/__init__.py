from .changes import Ledger, Outbox
from .entries import FRENCH, Entry, EntryText
from .generations import Generation, GenerationState
from .observations import Tally, Unanswered
from .vocabulary import Mark, Vocable

__all__ = [
    "FRENCH",
    "Entry",
    "EntryText",
    "Generation",
    "GenerationState",
    "Ledger",
    "Mark",
    "Outbox",
    "Tally",
    "Unanswered",
    "Vocable",
]
