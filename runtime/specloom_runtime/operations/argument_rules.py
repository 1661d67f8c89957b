"""Check which arguments must be given, and which of them together or apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ..core.errors import RequestError
from ..core.unset import is_absent
from ..http.request_draft import RequestDraft


@dataclass(frozen=True, slots=True, init=False)
class AtLeastOne:
    """The rule that at least one of these arguments must be given."""

    at: tuple[str, ...]

    def __init__(self, *at: str) -> None:
        object.__setattr__(self, "at", at)

    def problem(self, draft: RequestDraft) -> str | None:
        """Return a message about missing arguments; None if none are missing."""
        if any(not is_absent(draft.get(location)) for location in self.at):
            return None
        return f"give at least one of: {', '.join(map(draft.argument, self.at))}"


@dataclass(frozen=True, slots=True, init=False)
class AllOrNone:
    """The rule that these arguments must be given together or not at all."""

    at: tuple[str, ...]

    def __init__(self, *at: str) -> None:
        object.__setattr__(self, "at", at)

    def problem(self, draft: RequestDraft) -> str | None:
        """Return a message about missing arguments; None if none are missing."""
        missing = [draft.argument(at) for at in self.at if is_absent(draft.get(at))]
        if not missing or len(missing) == len(self.at):
            return None
        names = ", ".join(map(draft.argument, self.at))
        return f"give {names} together or not at all (missing: {', '.join(missing)})"


@dataclass(frozen=True, slots=True, init=False)
class AtMostOne:
    """The rule that only one of these arguments can be given."""

    at: tuple[str, ...]

    def __init__(self, *at: str) -> None:
        object.__setattr__(self, "at", at)

    def problem(self, draft: RequestDraft) -> str | None:
        """Return a message about given arguments; None if at most one is given."""
        given = [draft.argument(at) for at in self.at if not is_absent(draft.get(at))]
        if len(given) < 2:
            return None
        return f"give at most one of: {', '.join(given)}"


ArgumentRule: TypeAlias = AtLeastOne | AllOrNone | AtMostOne


def check_required(
    required: Sequence[str],
    require: Sequence[ArgumentRule],
    draft: RequestDraft,
) -> None:
    """Raise RequestError if an argument is missing.

    That is an argument that cannot be None, or one that another argument requires; an
    argument that another one excludes is an error, too.
    """
    for location in required:
        if is_absent(draft.get(location)):
            raise RequestError(f"{draft.argument(location)} cannot be None")
    problems = [text for rule in require if (text := rule.problem(draft))]
    if problems:
        raise RequestError("; ".join(problems))
