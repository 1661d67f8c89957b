"""Compare the JSON that a client reads and writes with the documented JSON."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python
from specloom_runtime import Event
from specloom_runtime.core.media_types import is_json

from .described_operation import DescribedOperation
from .description import JSON_LINES, STREAMS, RawContent
from .json_values import get_pointer
from .request_validation import ReceivedRequest
from .unread_properties import assert_properties_are_read

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")


def check_result(
    operation: DescribedOperation, content: Any, result: Any, shown: Any
) -> None:
    """Check that decoding and encoding the documented response loses nothing.

    Args:
        operation: the operation.
        content: the content of the response.
        result: the result that the client returned.
        shown: the result as JSON, converted according to its annotation.
    """
    extension = operation.extension("pagination")
    content = operation.result_content(content)
    schema = _result_schema(operation, extension if isinstance(result, list) else None)
    assert_properties_are_read(operation.samples, schema, result)
    if isinstance(content, RawContent):
        if isinstance(result, str | bytes):
            sent = result.encode() if isinstance(result, str) else result
            assert sent == content.data, f"read {result!r} (not {content.data!r})"
        elif content.media in STREAMS:
            _check_items(content, result, shown)
    elif extension and isinstance(result, list):
        items = get_pointer(content, extension["response"]["items"]) or []
        assert_same(shown[: len(items)], items[: len(shown)])
    elif isinstance(result, bytes) and result == json.dumps(content).encode():
        pass  # The result is a file that contains JSON, and is not decoded.
    else:
        assert_same(shown, content)


def _check_items(content: RawContent, result: Any, shown: Any) -> None:
    """Check that the items of a stream are the items that the server sent."""
    lines = [line for line in content.data.decode().splitlines() if line]
    sent = [line.removeprefix("data: ") for line in lines]
    if all(isinstance(each, Event) for each in result):
        found = [each.data for each in result]
        assert found == sent, f"read {found} (not {sent})"
    else:
        assert_same(shown, [json.loads(text) for text in sent])


def check_request_body(
    operation: DescribedOperation, received: ReceivedRequest, arguments: Any
) -> None:
    """Check that a body is sent unchanged, or a model in the documented form."""
    body, documented = arguments.get("body"), operation.body()
    if "extra" in arguments and "extra" not in operation.argument_schemas():
        further = canonical_json(arguments["extra"])
        sent = {name: received.json.get(name) for name in further}
        assert canonical(sent) == further, f"sent {sent} (not {further})"
    if "body" in arguments and not isinstance(body, BaseModel):
        if is_json(received.sent_type):
            expected = _sent_form(operation, canonical_json(body))
            assert canonical(received.json) == expected, f"sent {received.json}"
        elif received.sent_type in JSON_LINES and isinstance(body, list):
            lines = [json.loads(each) for each in (received.body or b"").splitlines()]
            expected = _sent_form(operation, canonical_json(body))
            assert canonical(lines) == expected, f"sent {lines}"
        elif isinstance(body, str | bytes) and received.body is not None:
            raw = body.encode() if isinstance(body, str) else body
            assert received.body == raw, f"sent {received.body!r} (not {raw!r})"
    if isinstance(body, BaseModel) and isinstance(documented, dict):
        sent = canonical(received.json)
        fields = (operation.extension("auth") or {}).get("fields", {})
        own = {field["location"].rpartition("/")[2] for field in fields.values()}
        shown = {k: v for k, v in sent.items() if k not in own}
        expected = _sent_form(operation, canonical(documented))
        assert shown == expected, f"{shown} != {documented}"


def _sent_form(operation: DescribedOperation, value: Any) -> Any:
    """Return the form of canonical JSON in requests, which may omit each false."""
    handling = operation.spec.get("x-specloom-null-handling", {})
    if handling.get("default", {}).get("write-false") != "omit":
        return value
    return _without_falses(value)


def _without_falses(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: each for key, each in value.items() if each is not False}
        return {key: _without_falses(each) for key, each in kept.items()}
    return list(map(_without_falses, value)) if isinstance(value, list) else value


def _result_schema(operation: DescribedOperation, pages: Any) -> Any:
    """Return the schema of a result, which is a response or one of its items."""
    schemas = list(operation.responses.schemas())
    items = pages["response"]["items"] if pages else operation.result_location
    if items:
        schemas = [operation.inner_schema(each, items) for each in schemas]
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def assert_round_trip(model: Any, source: Any) -> None:
    """Check that a model is encoded to the JSON from which it was decoded."""
    assert_same(canonical_json(model), source)


def assert_same(shown: Any, source: Any) -> None:
    """Check that JSON is unchanged after decoding and encoding."""
    read = canonical(source)
    written = _without_added_nulls(canonical(shown), read)
    assert read == written, f"read {read}, wrote {written}"


def _without_added_nulls(written: Any, read: Any) -> Any:
    """Return the encoded JSON, without nulls that the decoded JSON did not contain."""
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
    """Return the canonical JSON of a model or of JSON."""
    if isinstance(value, list | tuple):
        return [canonical_json(item) for item in value]
    if isinstance(value, dict):
        return {str(key): canonical_json(item) for key, item in value.items()}
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return canonical(to_jsonable_python(value, bytes_mode="base64"))


def canonical(value: Any) -> Any:
    """Return JSON in which equal UUIDs, numbers and timestamps have the same form."""
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
