"""Lower responses that are streams: server-sent events or JSON Lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from specloom_runtime.http.framing import Framing

from ..document import (
    EVENTS,
    LINES,
    Node,
    Operation,
    base_type,
    is_json,
    success_statuses,
)
from ..vocabulary import keys


@dataclass(frozen=True)
class StreamFacts:
    """The form of a stream.

    Attributes:
        framing: how the stream is split into items.
        item: the schema of an item; None if events are returned undecoded.
    """

    framing: Framing
    item: Any = None


def stream_facts(operation: Operation) -> StreamFacts | None:
    """Return the form of the stream that a successful response contains.

    The result is None if a successful response can be a single JSON document. According
    to OpenAPI, the schema of an event is an object whose `data` is text with a
    `contentSchema`. The schemas of some vendors describe only the data.
    """
    responses: Node = operation.node.get("responses", {})
    good = [responses[s] for s in success_statuses(responses)]
    contents = [each["content"] for each in good if each.get("content")]
    if not contents or any(is_json(media) for each in contents for media in each):
        return None
    for media, said in contents[0].items():
        base = base_type(media)
        if base == EVENTS:
            return StreamFacts("events", _of_event(operation, _item(said)))
        if base in LINES:
            return StreamFacts("lines", _item(said) or said.get("schema", {}))
    return None


def _item(said: Node) -> Any:
    item = said.get(keys.STREAM)
    whole = said.get("schema", {})
    return item if item is not None else whole.get("items")


def _of_event(operation: Operation, item: Any) -> Any:
    fields = operation.spec.properties(item)
    if "data" not in fields:
        return item
    data = operation.spec.resolve(fields["data"].schema)
    return data.get("contentSchema") if isinstance(data, Mapping) else None
