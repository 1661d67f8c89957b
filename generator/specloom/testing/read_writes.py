"""Check that methods which read before they write read again after a conflict."""

from __future__ import annotations

import json
from typing import Any, get_args

import httpx2

from .described_operation import DescribedOperation
from .harness import ClientHarness, RecordingServer
from .json_values import get_pointer
from .request_validation import ReceivedRequest, validate_request

VERSION_HEADER = "ETag"


def check_edit(spec: Any, harness: ClientHarness, read: str, write: str) -> None:
    """Check that an edit writes what it read, with the version that it read.

    Args:
        spec: the description.
        harness: the resource.
        read: the name of the operation that reads the object.
        write: the name of the operation that writes it.
    """
    reading = DescribedOperation.find(spec, harness.resource, read)
    writing = DescribedOperation.find(spec, harness.resource, write)
    arguments = harness.arguments(read, reading)
    *names, _ = harness.positional_names("edit")
    key = [arguments[name] for name in names]
    status, content = reading.responses.success()
    conflict = writing.extension("optimistic-lock").get("conflict", 409)
    found = status, content, {VERSION_HEADER: "version-1"}
    done = writing.responses.success()
    server = RecordingServer(found, (conflict, None), found, done)
    (changes,) = get_args(harness.hints("edit")["changes"])
    changed = min(changes.__optional_keys__)

    def change(current: Any) -> dict[str, Any]:
        return {changed: getattr(current, changed)}

    harness.call("edit", server, {}, *key, change)
    methods = [request.method for request in server.seen]
    expected = [reading.method.upper(), writing.method.upper()] * 2
    assert methods == expected, f"sent {methods} (expected {expected})"
    for request in server.seen[1::2]:
        validate_request(writing, ReceivedRequest(request, writing))
        _check_version(writing, request, reading.result_content(content))


def _check_version(
    operation: DescribedOperation, request: httpx2.Request, read: Any
) -> None:
    """Check that a request carries the version and the key that were read."""
    lock = operation.extension("optimistic-lock")
    version = lock["version"]
    if not version.startswith("$request.body"):
        name = version.rpartition(".")[2]
        assert request.headers.get(name) == "version-1", f"no version in {name}"
        return
    sent = json.loads(request.content)
    for location in (version, lock.get("key", version)):
        if location.startswith("$request.body"):
            found, expected = get_pointer(sent, location), get_pointer(read, location)
            assert found == expected, f"{location}: {found!r} (expected {expected!r})"
