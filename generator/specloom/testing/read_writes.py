"""Check that methods which read before they write read again after a conflict."""

from __future__ import annotations

import copy
import json
from typing import Any, get_args

import httpx2

from .described_operation import DescribedOperation
from .harness import ClientHarness
from .json_values import get_pointer
from .recording_server import RecordingServer
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
    status, content = reading.responses.success()
    content = _with_all_properties(reading, content)
    # The object is the one asked for, so the last part of the key is its property.
    wire = reading.path.rpartition("{")[2].partition("}")[0]
    last = reading.result_content(content).get(wire, arguments[names[-1]])
    key = [*(arguments[name] for name in names[:-1]), last]
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


def _with_all_properties(operation: DescribedOperation, content: Any) -> Any:
    """Return content whose result also has its optional properties, if possible."""
    _, response = operation.responses.declared_successes()[0]
    schema = next(iter(response["content"].values()))["schema"]
    schema = operation.inner_schema(schema, operation.result_location or "")
    fuller = copy.deepcopy(content)
    result = operation.result_content(fuller)
    properties = operation.resolve(schema).get("properties", {})
    result |= {
        name: operation.sample(each)
        for name, each in properties.items()
        if name not in result and operation.satisfiable(each)
    }
    return fuller if operation.samples.allows(schema, result) else content


def _check_version(
    operation: DescribedOperation, request: httpx2.Request, read: Any
) -> None:
    """Check that a request carries the version and the key that were read."""
    lock = operation.extension("optimistic-lock")
    version = lock["version"]
    if not version.startswith("$request.body"):
        name = version.rpartition(".")[2]
        expected = "version-1" if name.lower() == "if-match" else str(read[name])
        parts = [request.headers, request.url.params]
        assert expected in [each.get(name) for each in parts], f"no version in {name}"
        return
    sent = json.loads(request.content)
    for location in (version, lock.get("key", version)):
        if location.startswith("$request.body"):
            found, expected = get_pointer(sent, location), get_pointer(read, location)
            assert found == expected, f"{location}: {found!r} (expected {expected!r})"
