"""Choose a media type where a description leaves it open: objects are JSON."""

from __future__ import annotations

from typing import Any

from ..document import contents
from ..document.references import Resolver
from .generation_report import messages

JSON = "application/json"
OPEN = ("*/*", "application/*")


def normalize_media_types(tree: Any) -> None:
    """Declare JSON where any media type is allowed for an object or array."""
    resolver = Resolver(tree)
    for _, operation in messages(tree):
        for content in contents(operation):
            open_types = [m for m in content if m in OPEN and JSON not in content]
            for media in open_types:
                if _is_structured(content[media], resolver):
                    content[JSON] = content.pop(media)
                    break


def _is_structured(holder: Any, resolver: Resolver) -> bool:
    """Return whether the schema is of an object or array."""
    schema = holder.get("schema") if isinstance(holder, dict) else None
    node = resolver.soft_target(schema)
    if not isinstance(node, dict) or not node:
        return False
    return node.get("type", "object") in ("object", "array", ["object", "null"])
