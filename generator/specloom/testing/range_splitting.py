"""Check that limited ranges and lists are split without losing or repeating items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from specloom_runtime import ApiError, RequestError, WriteProgress

from .argument_values import different_value
from .bucket_windows import check_bucket_windows
from .described_operation import DescribedOperation
from .harness import OperationCase
from .json_values import set_pointer
from .recording_server import RecordingServer
from .request_locations import ABSENT, value_at_location
from .request_validation import ReceivedRequest

WHOLE_BODY = "$request.body"


def _empty_page_server(operation: DescribedOperation) -> RecordingServer:
    """Return a handler that responds to every request with an empty page."""
    extension = operation.extension("pagination") or {}
    status, content = operation.responses.success()
    roles = extension.get("response", {})
    if "items" in roles:
        content = set_pointer(content, roles["items"], [])
    for role in ("cursor", "total", "has-more", "next"):
        if "body#/" in str(roles.get(role)):
            value = 0 if role == "total" else None
            content = set_pointer(content, roles[role], value)
    return RecordingServer((status, content))


def _values_at(case: OperationCase, server: RecordingServer, location: str) -> Any:
    """Return the value at a location in each request that a server received."""
    received = (ReceivedRequest(each, case.operation) for each in server.seen)
    return [value_at_location(each, location) for each in received]


def check_chunks(case: OperationCase, first: ReceivedRequest) -> None:
    """Check that a long list is split, and that an empty list causes no request.

    Args:
        case: the operation.
        first: the request with the arguments of the case.
    """
    for location, maximum in _chunked_lists(case.operation):
        name = _argument_at(case, first, location)
        if maximum is not None:
            _check_long_list(case, name, location, maximum)
            if location == WHOLE_BODY and not case.operation.extension("pagination"):
                _check_progress(case, name, maximum)
        unused = _empty_page_server(case.operation)
        case.call(unused, {name: []})
        assert not unused.seen, f"{location}: an empty list was sent as no filter"


def _check_long_list(
    case: OperationCase, name: str, location: str, maximum: int
) -> None:
    """Check that a list with one value too many is sent in chunks."""
    one = case.arguments[name][0]
    server = _empty_page_server(case.operation)
    values = [different_value(one, n) for n in range(maximum + 1)]
    case.call(server, {name: values})
    chunks = [_list_items(v) for v in _values_at(case, server, location)]
    within = all(0 < len(chunk) <= maximum for chunk in chunks)
    assert within, f"{location}: too many values"
    sent = [value for chunk in chunks for value in chunk]
    complete = len(sent) == len(set(sent)) == maximum + 1
    assert complete, f"{location}: lost or doubled"


def _check_progress(case: OperationCase, name: str, maximum: int) -> None:
    """Check that an error says how much of a long list was written."""
    server = RecordingServer(case.operation.responses.success(), (500, None))
    try:
        case.call(server, {name: case.arguments[name][:1] * (maximum + 1)})
    except ApiError as error:
        assert error.progress == WriteProgress(maximum, 1, 0), error.progress
    else:
        raise AssertionError("the error of a chunk was not raised")


def check_windows(case: OperationCase, first: ReceivedRequest) -> None:
    """Check that a range that is too long is split into adjacent windows.

    Args:
        case: the operation.
        first: the request with the arguments of the case.
    """
    for start, end, window in _windows(case.operation):
        unit = re.sub(r"[P\d]", "", window["maximum"])
        length = timedelta(days={"Y": 800, "M": 230}.get(unit, 75))
        given = _range_arguments(case, first, (start, end), length)
        if isinstance(window.get("align"), dict):
            _check_buckets(case, given, {**window, "start": start, "end": end}, length)
            continue
        bounds = _sent_ranges(case, given, (start, end))
        assert len(bounds) > 1, f"{start}: a wide range was not split"
        least = most = timedelta(0)
        if window.get("bounds") == "inclusive":
            least, most = _steps(window)
        for (_, last), (following, _) in pairwise(bounds):
            gap = following - last
            assert least <= gap <= most, f"{start}: {last} is before {following}"
        assert bounds[-1][1] - bounds[0][0] == length, f"{start}: not the whole range"


def _sent_ranges(
    case: OperationCase, given: dict[str, Any], bounds: tuple[str, str]
) -> list[tuple[datetime, datetime]]:
    """Return the range of each request for a call with the given arguments."""
    server = _empty_page_server(case.operation)
    case.call(server, given)
    starts, ends = (map(_moment, _values_at(case, server, at)) for at in bounds)
    return list(zip(starts, ends, strict=True))


def _check_buckets(
    case: OperationCase, given: dict[str, Any], window: Any, length: timedelta
) -> None:
    bounds = window["start"], window["end"]

    def sent(align: str | None) -> list[tuple[date, date]]:
        ranges = _sent_ranges(case, {**given, "align": align}, bounds)
        return [(first.date(), last.date()) for first, last in ranges]

    first = sent(None)[0][0]
    check_bucket_windows(window, (first, first + length), sent)


def _steps(window: Any) -> tuple[timedelta, timedelta]:
    """Return the shortest and the longest time between a window and the next one.

    Without a declared step, it is one microsecond for times, and one day for dates.
    """
    if window.get("step") == "P1D":
        return timedelta(days=1), timedelta(days=1)
    if "step" in window:
        return timedelta(seconds=1), timedelta(seconds=1)
    return timedelta(microseconds=1), timedelta(days=1)


def _range_arguments(
    case: OperationCase,
    first: ReceivedRequest,
    bounds: tuple[str, str],
    length: timedelta,
) -> dict[str, Any]:
    """Return the arguments of a range: its bounds, or an object with both."""
    start, end = bounds
    name = _argument_at(case, first, start)
    low = case.arguments[name]
    if isinstance(low, date):
        return {_argument_at(case, first, end, request=-1): low + length}
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    moments = {start: begin, end: begin + length}
    members = {at.rpartition("/")[2]: m.isoformat() for at, m in moments.items()}
    return {name: type(low).model_validate(members)}


def _argument_at(
    case: OperationCase, first: ReceivedRequest, location: str, *, request: int = 0
) -> str:
    """Return the name of the argument that is sent at a location.

    To find it, each argument is changed until the value at the location changes.

    Args:
        case: the operation.
        first: the request with the arguments of the case.
        location: the location.
        request: the index of the request in which the value is compared.
    """
    before = value_at_location(first, location)
    assert before is not ABSENT, f"no value at {location}"
    for name, value in case.arguments.items():
        for number in (1, -1):
            server = _empty_page_server(case.operation)
            # If a range would end before it begins, the other direction is tried.
            with suppress(RequestError):
                case.call(server, {name: different_value(value, number)})
            values = _values_at(case, server, location)
            if values and values[request] != before:
                return name
    raise AssertionError(f"no argument is sent at {location}")


def _chunked_lists(operation: DescribedOperation) -> Iterator[tuple[str, int | None]]:
    """Yield the location of each list of which an empty one causes no request.

    The second value is the maximum of a list that is split, or else None.
    """
    for parameter in operation.node.get("parameters", ()):
        schema = _merged(operation, parameter.get("schema", {}))
        chunk = parameter.get("x-specloom-chunk") or schema.get("x-specloom-chunk")
        if chunk:
            location = f"$request.{parameter['in']}.{parameter['name']}"
            yield location, _maximum(chunk, schema)
    for media in operation.node.get("requestBody", {}).get("content", {}).values():
        schema = _merged(operation, media.get("schema", {}))
        if chunk := schema.get("x-specloom-chunk"):
            yield WHOLE_BODY, _maximum(chunk, schema)
    for name, schema in _body_members(operation).items():
        if chunk := schema.get("x-specloom-chunk"):
            yield f"$request.body#/{name}", _maximum(chunk, schema)


def _windows(operation: DescribedOperation) -> Iterator[tuple[str, str, Any]]:
    """Yield, for each range, the locations of its start and end, and its window."""
    extension = operation.extension("window") or []
    for window in [extension] if isinstance(extension, dict) else extension:
        yield window["start"], window["end"], window
    for name, schema in _body_members(operation).items():
        if window := schema.get("x-specloom-window"):
            inside = f"$request.body#/{name}"
            yield f"{inside}/{window['start']}", f"{inside}/{window['end']}", window


def _body_members(operation: DescribedOperation) -> Any:
    for media in operation.node.get("requestBody", {}).get("content", {}).values():
        body = operation.resolve(media.get("schema", {})).get("properties", {})
        return {name: _merged(operation, schema) for name, schema in body.items()}
    return {}


def _merged(operation: DescribedOperation, schema: Any) -> Any:
    """Return the target of a reference, merged with the keywords next to it."""
    return {**operation.resolve(schema), **schema}


def _maximum(chunk: Any, schema: Any) -> int | None:
    most = schema["maxItems"] if chunk is True else chunk.get("maximum")
    return None if most is None else int(most)


def _list_items(value: Any) -> list[str]:
    if value is ABSENT:
        return []
    if isinstance(value, str):
        return value.split(",")
    return [str(each) for each in value]


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
