"""Compare what a client reads and writes with the documented JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from .description import JSON_LINES, DescribedOperation, RawContent, is_json
from .json_values import get_pointer
from .request_validation import ReceivedRequest

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")


def check_result(
    operation: DescribedOperation, content: Any, result: Any, shown: Any
) -> None:
    """Check that the documented response, decoded and encoded again, lost nothing.

    Args:
        operation: the operation.
        content: the content of the response.
        result: what the client made of it.
        shown: the result as JSON, by its annotation.
    """
    assert_fields_are_read(result)
    extension = operation.extension("pagination")
    if isinstance(content, RawContent):
        if isinstance(result, str | bytes):
            sent = result.encode() if isinstance(result, str) else result
            assert sent == content.data, f"read {result!r} (not {content.data!r})"
    elif extension and isinstance(result, list):
        items = get_pointer(content, extension["response"]["items"]) or []
        assert_same(shown[: len(items)], items[: len(shown)])
    elif isinstance(result, bytes) and result == json.dumps(content).encode():
        pass  # A file of JSON, which is not decoded.
    else:
        assert_same(shown, content)


def check_request_body(
    operation: DescribedOperation, received: ReceivedRequest, arguments: Any
) -> None:
    """Check that a body is sent as it was passed; a model as the documented body."""
    body, documented = arguments.get("body"), operation.body()
    if "body" in arguments and not isinstance(body, BaseModel):
        if is_json(received.sent_type):
            expected = canonical_json(body)
            assert canonical(received.json) == expected, f"sent {received.json}"
        elif received.sent_type in JSON_LINES and isinstance(body, list):
            lines = [json.loads(each) for each in (received.body or b"").splitlines()]
            assert canonical(lines) == canonical_json(body), f"sent {lines}"
        elif isinstance(body, str | bytes) and received.body is not None:
            raw = body.encode() if isinstance(body, str) else body
            assert received.body == raw, f"sent {received.body!r} (not {raw!r})"
    if isinstance(body, BaseModel) and isinstance(documented, dict):
        sent = canonical(received.json)
        fields = (operation.extension("auth") or {}).get("fields", {})
        own = {field["location"].rpartition("/")[2] for field in fields.values()}
        shown = {k: v for k, v in sent.items() if k not in own}
        assert shown == canonical(documented), f"{shown} != {documented}"


def assert_round_trip(model: Any, source: Any) -> None:
    """Check that a model is written as the JSON it was read from."""
    assert_fields_are_read(model)
    assert_same(canonical_json(model), source)


def assert_fields_are_read(value: Any) -> None:
    """Check that no field is absent because its property has another spelling.

    A model keeps what it does not know, so that it writes the same JSON even if a field
    has a wrong alias.
    """
    for model in _models(value):
        absent = type(model).model_fields.keys() - model.model_fields_set
        unknown = {_spelling(name): name for name in model.model_extra or ()}
        for field in absent:
            name = unknown.get(_spelling(field))
            assert not name, f"{type(model).__name__}.{field} is not read from {name}"


def _models(value: Any) -> Iterator[BaseModel]:
    """Yield the models in a decoded value, with those in them."""
    if isinstance(value, BaseModel):
        yield value
        value = dict(value)
    if isinstance(value, Mapping):
        value = list(value.values())
    for each in value if isinstance(value, list | tuple) else ():
        yield from _models(each)


def _spelling(name: str) -> str:
    """Return what a name has in every spelling: `foo_bar`, `fooBar` and `Foo-Bar`."""
    return "".join(filter(str.isalnum, name)).casefold()


def assert_same(shown: Any, source: Any) -> None:
    """Check that JSON which was decoded and encoded is as it was."""
    read = canonical(source)
    written = _without_added_nulls(canonical(shown), read)
    assert read == written, f"read {read}, wrote {written}"


def _without_added_nulls(written: Any, read: Any) -> Any:
    """Return what was written without the nulls that were not read."""
    if isinstance(written, dict) and isinstance(read, dict):
        return {
            key: _without_added_nulls(value, read.get(key))
            for key, value in written.items()
            if value is not None or key in read
        }
    if isinstance(written, list) and isinstance(read, list):
        pairs = zip(written, read, strict=False)
        return [_without_added_nulls(*pair) for pair in pairs] + written[len(read) :]
    return written


def canonical_json(value: Any) -> Any:
    """Return the canonical JSON of a model, or of JSON."""
    if isinstance(value, list | tuple):
        return [canonical_json(item) for item in value]
    if isinstance(value, dict):
        return {str(key): canonical_json(item) for key, item in value.items()}
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return canonical(to_jsonable_python(value, bytes_mode="base64"))


def canonical(value: Any) -> Any:
    """Return JSON with one form of each UUID, number and timestamp."""
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
    if _TIMESTAMP.fullmatch(str(value)):
        moment = datetime.fromisoformat(value)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat()
    return value
