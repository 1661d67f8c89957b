"""There and back: what a client reads and writes is what stands in the documents."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from .described import Described, at
from .wire import Received

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")


def prove_answer(described: Described, content: Any, result: Any) -> None:
    """The documented answer, decoded and written again, has lost nothing."""
    fact = described.fact("pagination")
    said = at(content, fact["response"]["items"]) if fact else content
    if fact and isinstance(result, list):
        for item, known in zip(result, said or [], strict=False):
            same(item, known)
    elif isinstance(result, BaseModel):
        same(result, content)


def prove_body(described: Described, received: Received, given: Any) -> None:
    """A body given as a model is written as the documented body."""
    body = given.get("body")
    if isinstance(body, BaseModel) and isinstance(documented := described.body(), dict):
        sent = canonical(received.json)
        fields = (described.fact("auth") or {}).get("fields", {})
        own = {field["location"].rpartition("/")[2] for field in fields.values()}
        shown = {k: v for k, v in sent.items() if k not in own}
        assert shown == canonical(documented), f"{shown} != {documented}"


def same(model: Any, known: Any) -> None:
    """The model, written again, is the JSON it was read from."""
    if isinstance(model, BaseModel):
        written = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
        there, back = canonical(known), canonical(written)
        back = _less_nulls(back, there)
        assert there == back, f"read {there}, wrote {back}"


def _less_nulls(written: Any, known: Any) -> Any:
    """What was written less the nulls that were not there: they lose nothing."""
    if isinstance(written, dict) and isinstance(known, dict):
        return {
            key: _less_nulls(value, known.get(key))
            for key, value in written.items()
            if value is not None or key in known
        }
    if isinstance(written, list) and isinstance(known, list):
        pairs = zip(written, known, strict=False)
        return [_less_nulls(*pair) for pair in pairs] + written[len(known) :]
    return written


def canonical(value: Any) -> Any:
    """JSON with one form of each UUID, number and timestamp."""
    if isinstance(value, dict):
        return {key: canonical(item) for key, item in value.items()}
    if isinstance(value, list):
        return [canonical(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return float(value)
    if _UUID.fullmatch(str(value)):
        return str(value).lower()
    if _MOMENT.fullmatch(str(value)):
        moment = datetime.fromisoformat(value)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat()
    return value
