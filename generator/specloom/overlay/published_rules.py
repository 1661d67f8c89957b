"""Find what an overlay does that the version it declares does not allow.

Such an overlay can be applied. Other programs may refuse it, or apply it differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import Problem
from ..load import Document, location_of
from ..messages import Message
from .effects import ActionEffect

_ROOT = ("overlay", "info", "extends", "actions")
_ACTION = ("target", "description", "update", "copy", "remove")


def published_warnings(
    overlay: Document, effects: Iterable[ActionEffect]
) -> Iterator[Problem]:
    """Yield what the published text of the declared version does not allow.

    Args:
        overlay: a valid overlay.
        effects: the effects of its actions.
    """
    data = overlay.data
    info = data.get("info")
    for key in ("title", "version"):
        if not isinstance(info, dict) or info.get(key) is None:
            yield Problem(overlay.location(["info"]), Message.NO_INFO(key=key))
    yield from _unknown(data, _ROOT)
    is_1_0 = str(data["overlay"]).startswith("1.0")
    for effect in effects:
        action = data["actions"][effect.number]
        yield from _unknown(action, _ACTION)
        if is_1_0:
            yield from _later(action, effect)


def _unknown(holder: Any, known: tuple[str, ...]) -> Iterator[Problem]:
    for key in holder:
        if key not in known and not key.startswith("x-"):
            message = Message.UNKNOWN_MEMBER(key=key, hint=f"expected {_list(known)}")
            yield Problem(location_of(holder, key), message)


def _list(known: tuple[str, ...]) -> str:
    return f"{', '.join(known)} or a key that begins with x-"


def _later(action: Any, effect: ActionEffect) -> Iterator[Problem]:
    """Yield what an action uses of Overlay 1.1."""
    is_list = isinstance(action.get("update"), list)
    if effect.kind == "copy":
        used = "copies a value"
    elif effect.node_kind == "a single value":
        used = "selects single values"
    elif effect.kind == "update" and effect.node_kind == "an array" and is_list:
        used = "appends several items"
    else:
        return
    yield Problem(effect.location, Message.OVERLAY_1_1(used=used))
