"""Find the actions of an overlay that are no longer needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ..load import Document
from ..vocabulary import keys
from .actions import apply_actions, overlay_actions
from .effects import ActionEffect

Reason = Literal["has no effect", "removes nothing", "matches nothing"]


@dataclass(frozen=True)
class Unneeded:
    """An action that can be removed.

    Attributes:
        effect: the action, and what it did.
        reason: why it is not needed.
    """

    effect: ActionEffect
    reason: Reason


@dataclass(frozen=True)
class Pruning:
    """The actions of an overlay, by whether they are still needed.

    Attributes:
        unneeded: the actions to remove; without them the result is the same.
        unmatched: the actions to keep that match nothing. The node may have been
            renamed or moved.
        repeating: the actions to keep that append items which the array has already.
        kept: the number of actions that are kept.
    """

    unneeded: tuple[Unneeded, ...]
    unmatched: tuple[ActionEffect, ...]
    repeating: tuple[ActionEffect, ...]
    kept: int


def prune(document: Any, overlay: Document, *, unmatched: bool = False) -> Pruning:
    """Return which actions of an overlay no longer change a document.

    An action that removes something is not needed if there is nothing to remove. Any
    other action that matches nothing is kept, because what it fixes may be elsewhere
    now.

    Args:
        document: the tree of the document.
        overlay: the overlay.
        unmatched: whether all actions that match nothing are removed.

    Raises:
        SpecError: the overlay cannot be applied.
    """
    actions = overlay_actions(overlay)
    _, effects = apply_actions(document, overlay, project=False)
    found: dict[int, Unneeded] = {}
    missing: list[ActionEffect] = []
    for effect in effects:
        is_optional = bool(actions[effect.number].get(keys.ALLOW_NO_MATCH))
        if effect.changed or (not effect.matched and is_optional):
            continue
        if effect.matched:
            found[effect.number] = Unneeded(effect, "has no effect")
        elif effect.kind == "remove":
            found[effect.number] = Unneeded(effect, "removes nothing")
        elif unmatched:
            found[effect.number] = Unneeded(effect, "matches nothing")
        else:
            missing.append(effect)
    return Pruning(
        unneeded=tuple(found.values()),
        unmatched=tuple(missing),
        repeating=tuple(each for each in effects if each.repeated),
        kept=len(effects) - len(found),
    )
