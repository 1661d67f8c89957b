"""Run all detectors, and keep what can be applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from specloom_runtime.core.deep_stack import MAX_CALLS, on_deep_stack

from ..errors import SourceLocation, SpecError
from ..load import Documents
from ..messages import Message
from ..normalize import NormalizedDocument
from . import (
    auth,
    error_model,
    foreign_enums,
    foreign_names,
    foreign_retries,
    limits,
    main_lists,
    pages,
    request_facts,
)
from .described import Described
from .proposal import Proposal
from .verification import Refusal, applicable

Detector = Callable[[Described], Iterable[Proposal]]
DETECTORS: Final[Sequence[Detector]] = (
    pages.proposals,
    auth.proposals,
    error_model.proposals,
    foreign_retries.proposals,
    foreign_names.proposals,
    main_lists.proposals,
    foreign_enums.proposals,
    request_facts.proposals,
    limits.proposals,
)
"""The detectors; of two that state the same, the first one counts."""
KINDS: Final[Mapping[str, str]] = {
    "pagination": "how lists are split into pages",
    "auth": "which credentials are sent",
    "env": "the environment variables that hold the credentials",
    "error-model": "where the message and the code of an error are",
    "retry": "which failures are repeated",
    "idempotency": "the header that makes a repeated request take effect once",
    "changed-since": "the parameter for what changed since a time",
    "window": "the greatest length of a range of dates",
    "chunk": "the greatest length of a list of ids",
    "rate-limit": "how many requests are allowed",
    "result": "the result in a response that wraps it",
    "name": "the names of methods and resources",
    "enum": "the names of enum values",
}
"""The kinds of proposals, each with what it is about."""


@dataclass(frozen=True)
class Suggestions:
    """What can be proposed for a description.

    Attributes:
        proposals: the proposals that can be applied, the surest first of each kind.
        refused: those that would make the normalized document invalid.
    """

    proposals: Sequence[Proposal]
    refused: Sequence[Refusal]


def proposals(
    normalized: NormalizedDocument,
    documents: Documents,
    *,
    name: str = "",
    checked: str = "",
) -> list[Proposal]:
    """Return the proposals for a description that can be applied.

    Args:
        normalized: the normalized document.
        documents: the vendor's own document and its overlay, from which the normalized
            document was made.
        name: the name of the vendor, which environment variables begin with; by default
            the title of the description.
        checked: the date in the provenance of actions; by default today.

    Raises:
        SpecError: the description is nested too deeply.
    """
    return [*suggestions(normalized, documents, name=name, checked=checked).proposals]


@on_deep_stack
def suggestions(
    normalized: NormalizedDocument,
    documents: Documents,
    *,
    name: str = "",
    checked: str = "",
) -> Suggestions:
    """Return all proposals for a description, as `proposals` does.

    Raises:
        SpecError: the description is nested too deeply.
    """
    title = (normalized.document.get("info") or {}).get("title")
    day = checked or date.today().isoformat()
    described = Described(normalized, documents, day, name or str(title or "api"))
    try:
        found = [each for detect in DETECTORS for each in detect(described)]
        kept, refused = applicable(described, found)
    except RecursionError:
        location = SourceLocation(file=documents.description.file)
        raise SpecError.at(location, Message.TOO_DEEP(most=MAX_CALLS)) from None
    order = [*KINDS]
    kept.sort(key=lambda each: (order.index(each.kind), -each.confidence))
    return Suggestions(kept, refused)
