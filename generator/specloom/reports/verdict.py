"""Decide what each change asks of a reviewer, and which version the package gets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from packaging.version import InvalidVersion, Version

from ..changes import Change
from .report_data import Entry, Report

if TYPE_CHECKING:
    from ..comparison import Bump

Attention: TypeAlias = Literal["act", "decide", "folded"]
"""What an entry asks of the reviewer.

- `act`: old code breaks, or other bytes are sent.
- `decide`: nothing breaks, but a person should know.
- `folded`: it is only counted.
"""
Group: TypeAlias = Literal["accepted", "new", "deprecated", "words", "other"]
"""The kinds of folded entries."""

_ESSENTIAL = {"servers", "security", "host", "basePath", "schemes"}
_CREDENTIALS = {"security", "securityDefinitions", "securitySchemes"}
_WORDS = {
    "contact",
    "description",
    "example",
    "examples",
    "externalDocs",
    "license",
    "summary",
    "tags",
    "termsOfService",
    "title",
}
_WORD_RULES = ("words-changed", "example-changed", "description-changed")
_ACTS_STRICT = "breaking"
_BUMPS: tuple[Bump, ...] = ("none", "patch", "minor", "major")


class Counts(NamedTuple):
    """How many entries ask what of the reviewer."""

    act: int
    decide: int
    folded: int


def attention(entry: Entry, *, strict_client: bool = False) -> Attention:
    """Return what an entry asks of the reviewer.

    Args:
        entry: the entry.
        strict_client: whether a breaking change of a response breaks calls.
    """
    change = entry.change
    if entry.accepted is not None:
        return "folded"
    strict = strict_client and is_breaking_response(change)
    if change.python == "breaking" or change.wire == "changed" or strict:
        return "act"
    if change.level != "info" or topic(change) != "":
        return "decide"
    return "folded"


def is_breaking_response(change: Change) -> bool:
    """Return whether a client that validates responses strictly may refuse them."""
    return change.direction == "response" and change.level == _ACTS_STRICT


def topic(change: Change) -> Literal["server", "credentials", ""]:
    """Return whether a change is about servers or credentials; "" for all others."""
    found = _essential_part(change.place.pointer)
    if not found or _is_of_words(change):
        return ""
    return "credentials" if found in _CREDENTIALS else "server"


def _essential_part(pointer: str) -> str:
    """Return the part of a pointer that says that it is about servers or security."""
    parts = pointer.split("/")[1:]
    if not parts:
        return ""
    if parts[0] in _ESSENTIAL | _CREDENTIALS:
        return parts[0]
    if parts[0] == "components" and parts[1:2] == ["securitySchemes"]:
        return parts[1]
    if parts[0] == "paths":
        # A path item or an operation may have servers and security of its own.
        return next((part for part in parts[2:4] if part in _ESSENTIAL), "")
    return ""


def group(entry: Entry) -> Group:
    """Return the kind of a folded entry."""
    change = entry.change
    if entry.accepted is not None:
        return "accepted"
    if "deprecat" in change.rule or "sunset" in change.rule:
        return "deprecated"
    if _is_of_words(change):
        return "words"
    is_new = change.rule.endswith("-added") or change.rule.startswith("new-")
    return "new" if is_new or change.python == "compatible" else "other"


def _is_of_words(change: Change) -> bool:
    """Return whether only people see a change."""
    if change.python != "none" or change.wire != "same":
        return False
    last = change.place.pointer.rpartition("/")[2]
    return change.rule in _WORD_RULES or (change.level == "info" and last in _WORDS)


def counts(report: Report) -> Counts:
    """Return how many entries ask what of the reviewer."""
    found = [attention(e, strict_client=report.strict_client) for e in report.entries]
    return Counts(*(found.count(each) for each in ("act", "decide", "folded")))


def attended(report: Report) -> list[Entry]:
    """Return the entries that are not folded, in the report's order."""
    return _of(report, "act", "decide")


def folded(report: Report) -> list[Entry]:
    """Return the folded entries, in the report's order."""
    return _of(report, "folded")


def _of(report: Report, *wanted: Attention) -> list[Entry]:
    strict = report.strict_client
    return [
        each
        for each in report.entries
        if attention(each, strict_client=strict) in wanted
    ]


def bump(report: Report) -> Bump:
    """Return the part of the version that is raised, with the flag of the client."""
    strict = report.strict_client
    if strict and any(is_breaking_response(each.change) for each in report.entries):
        return "major"
    return report.bump


def proposed_version(current: str, raised: Bump) -> str:
    """Return the next version; empty if the current one is not a valid version.

    Before 1.0.0, a breaking change raises the second number and everything else the
    third, as installers expect of `^0.4`.
    """
    try:
        version = Version(current)
    except InvalidVersion:
        return ""
    if raised == "none":
        return current
    major, minor, patch = (*version.release, 0, 0)[:3]
    # A pre-release comes before its release, which may be enough.
    done: Iterable[bool] = (minor == patch == 0, patch == 0, True)
    parts: tuple[Bump, ...] = ("major", "minor", "patch")
    if major == 0:
        raised = "minor" if raised == "major" else "patch"
    if version.is_prerelease and dict(zip(parts, done, strict=True))[raised]:
        return f"{major}.{minor}.{patch}"
    if raised == "major":
        return f"{major + 1}.0.0"
    if raised == "minor":
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def next_version(reports: Iterable[Report]) -> str:
    """Return the version that all changes together deserve; empty if it is not known.

    Args:
        reports: the reports of vendors whose packages are released together.
    """
    made = [*reports]
    raised = max((bump(each) for each in made), key=_BUMPS.index, default=_BUMPS[0])
    current = next((e.package_version for e in made if e.package_version), "")
    return proposed_version(current, raised)


def needs_action(report: Report) -> bool:
    """Return whether something breaks that is not accepted."""
    return counts(report).act > 0
