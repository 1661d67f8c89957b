"""Media types that leave open what is sent: an object is sent as JSON."""

from __future__ import annotations

from typing import Any

from ..document.references import Resolver
from .generation_report import messages

JSON = "application/json"
OPEN = ("*/*", "application/*")


def normalize_media_types(tree: Any) -> None:
    """Says JSON where any media type will do and the schema is no text or file."""
    resolver = Resolver(tree)
    for _, operation in messages(tree):
        said = [operation.get("requestBody"), *operation.get("responses", {}).values()]
        for message in said:
            content = message.get("content") if isinstance(message, dict) else None
            if isinstance(content, dict) and JSON not in content:
                for media in [m for m in content if m in OPEN]:
                    if _is_tree(content[media], resolver):
                        content[JSON] = content.pop(media)
                        break


def _is_tree(holder: Any, resolver: Resolver) -> bool:
    """Whether the schema is of something that JSON is for: an object, a list."""
    schema = holder.get("schema") if isinstance(holder, dict) else None
    node = resolver.soft_target(schema)
    if not isinstance(node, dict) or not node:
        return False
    return node.get("type", "object") in ("object", "array", ["object", "null"])
