"""Propose an overlay: what a description says in other ways than by the vocabulary.

Each proposal has a reason, a place, a confidence and the actions of an overlay. Nothing
is applied here. This package must not import `builds`, `lower` or any package that
deals with Python code.
"""

from .all_proposals import KINDS, Suggestions, proposals, suggestions
from .proposal import Proposal, actions_of
from .verification import Refusal, working

__all__ = [
    "KINDS",
    "Proposal",
    "Refusal",
    "Suggestions",
    "actions_of",
    "proposals",
    "suggestions",
    "working",
]
