"""How serious each note is, why it matters to a caller, and how it is mended."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final, Literal, NamedTuple, TypeAlias

from .note_texts import Note

Severity: TypeAlias = Literal["error", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
"""The severities, the most serious first; only problems are errors, and no notes."""


class Mend(Enum):
    """How a note can be mended; the value is the advice if there is no action."""

    FIX = "decide it in the overlay: no action is certain here"
    """`lint --fix`, where an action needs no decision."""
    SUGGEST = "needs a decision: specloom suggest {vendor}"
    """The user, with a proposal of `suggest`."""
    HAND = "by hand in the overlay, with what only the vendor or you know"
    """The user alone."""


class About(NamedTuple):
    """What is known about a note.

    Attributes:
        severity: `warning` if calls can fail or lose data, otherwise `info`.
        why: why it matters to a caller, in a sentence.
        mend: how it is mended.
    """

    severity: Severity
    why: str
    mend: Mend


_FIRST_PAGE_ONLY = (
    "A call may return only the first page, and the other items are missing without an "
    "error."
)
_BASE_URL = "Every caller has to find out the address and to pass base_url."
_DOCSTRING = "An editor shows callers nothing about it."
ABOUT: Final[Mapping[Note, About]] = {
    Note.PAGINATION_PARAMETER: About("warning", _FIRST_PAGE_ONLY, Mend.SUGGEST),
    Note.NEXT_PAGE_PROPERTY: About("warning", _FIRST_PAGE_ONLY, Mend.SUGGEST),
    Note.UNPAGED_LIST: About("info", _FIRST_PAGE_ONLY, Mend.SUGGEST),
    Note.FIRST_PAGE_UNSET: About(
        "warning",
        "If the vendor counts from 1, the first request is refused or the first page "
        "is read twice.",
        Mend.FIX,
    ),
    Note.RANGE_WITHOUT_WINDOW: About(
        "info",
        "A range that is longer than the vendor allows is refused, or a part of its "
        "items is missing.",
        Mend.SUGGEST,
    ),
    Note.NO_MAIN_LIST: About(
        "info",
        "Callers expect a method list, and have to look for the one that lists all.",
        Mend.FIX,
    ),
    Note.NO_EDIT: About(
        "info",
        "Callers have to read, change and write an object themselves, and again after "
        "a conflict.",
        Mend.HAND,
    ),
    Note.UNUSED_SCHEME: About(
        "warning",
        "What the scheme states has no effect on any call; the name may be misspelled "
        "where it is meant to be used.",
        Mend.FIX,
    ),
    Note.NO_SECURITY: About(
        "warning",
        "Requests have no credentials, and the vendor refuses them with status 401.",
        Mend.SUGGEST,
    ),
    Note.NO_SERVER: About("warning", _BASE_URL, Mend.HAND),
    Note.RELATIVE_SERVER: About("warning", _BASE_URL, Mend.HAND),
    Note.UNDESCRIBED_OPERATION: About("info", _DOCSTRING, Mend.HAND),
    Note.UNDESCRIBED_PARAMETER: About("info", _DOCSTRING, Mend.HAND),
    Note.NO_OPERATION_ID: About(
        "info",
        "If the vendor changes the path, nothing says that it is the same operation, "
        "and its method has another name.",
        Mend.FIX,
    ),
    Note.LONG_RESOURCE: About(
        "info",
        "One module has so many methods that callers hardly find the right one.",
        Mend.HAND,
    ),
    Note.NO_ERROR_RULES: About(
        "warning",
        "An error has the status alone: callers cannot tell errors of one status "
        "apart, or show the vendor's message.",
        Mend.SUGGEST,
    ),
    Note.NO_RATE_LIMIT: About(
        "info",
        "A loop over many calls runs into the limit, and each refused request costs a "
        "delay.",
        Mend.SUGGEST,
    ),
    Note.POST_WITHOUT_RETRY: About(
        "info",
        "A call that failed on the way raises at once, and callers do not know whether "
        "it took effect.",
        Mend.SUGGEST,
    ),
    Note.NO_429_RESPONSE: About(
        "info",
        "Docstrings do not say that a call raises RateLimitError.",
        Mend.FIX,
    ),
    Note.CONTRADICTING_EXAMPLE: About(
        "warning",
        "Either the example is outdated, or the schema is wrong and real responses "
        "are reported as deviations.",
        Mend.FIX,
    ),
    Note.NO_RETRY_AFTER: About(
        "info",
        "Readers of the description do not learn how long a client waits after this "
        "status.",
        Mend.FIX,
    ),
}
"""What is known about each note."""
