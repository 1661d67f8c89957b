"""A proposal: actions of an overlay, why they are proposed, and how sure that is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from ..errors import SourceLocation

LEVELS: Final = ((0.95, "very high"), (0.85, "high"), (0.6, "medium"), (0.0, "low"))
"""The least confidence of each level, and its name."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Actions that would state one fact that the description does not state.

    Attributes:
        kind: what the fact is about, such as `pagination`.
        title: the fact, in a few words.
        reason: what in the description says so.
        confidence: how probable it is that the fact is right, from 0 to 1.
        location: the place in the description that says so.
        operations: the operations that the fact is about, such as `GET /things`; empty
            if it is about all of them, or about none in particular.
        actions: the actions of an overlay, with their provenance.
    """

    kind: str
    title: str
    reason: str
    confidence: float
    location: SourceLocation
    operations: tuple[str, ...] = ()
    actions: tuple[dict[str, Any], ...] = ()

    @property
    def level(self) -> str:
        """The confidence in words."""
        return next(name for least, name in LEVELS if self.confidence >= least)

    def row(self) -> dict[str, Any]:
        """Return the proposal as JSON."""
        return {
            "kind": self.kind,
            "title": self.title,
            "reason": self.reason,
            "confidence": self.confidence,
            "level": self.level,
            **self.location._asdict(),
            "operations": list(self.operations),
            "actions": list(self.actions),
        }

    def with_actions(self, actions: Iterable[dict[str, Any]]) -> Proposal:
        """Return the proposal with other actions."""
        return replace(self, actions=tuple(actions))


def actions_of(proposals: Iterable[Proposal]) -> list[dict[str, Any]]:
    """Return the actions of proposals; an action that several have is listed once."""
    return [*_distinct(a for each in proposals for a in each.actions)]


def _distinct(actions: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for action in actions:
        # Two proposals may state the same scheme for different reasons.
        effect = {k: v for k, v in action.items() if k in ("target", "update")}
        if (key := json.dumps(effect, sort_keys=True, default=str)) not in seen:
            seen.add(key)
            yield action
