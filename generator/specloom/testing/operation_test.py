"""Check an operation of a generated client: its requests and its behavior."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Collection
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from specloom_runtime import ApiError, DecodeError, DeviationKind, PaginationError
from specloom_runtime.operations.servers import resolved

from .changed_since_check import check_changed_since
from .client_arguments import credentials
from .described_names import normalized_name
from .described_operation import DescribedOperation
from .description import load_description
from .harness import ClientHarness, OperationCase
from .json_values import get_pointer, set_pointer
from .missing_samples import (
    ambiguous_labels,
    parts_without_sample,
    unsendable_parameters,
)
from .pager_check import check_pagination
from .range_splitting import check_chunks, check_windows
from .read_writes import check_edit
from .recording_server import RecordingServer
from .request_locations import (
    check_accept,
    check_form,
    check_parameters,
    check_parts,
    value_at_location,
)
from .request_validation import (
    VARIABLE,
    ReceivedRequest,
    path_pattern,
    validate_request,
)
from .retries import check_idempotency_key, check_retry_after
from .round_trip import check_request_body, check_result
from .token_server import TOKEN


def operation_test_fixture(spec: str, client: str, resource: str) -> Any:
    """Return a fixture that provides an `OperationTest` for each of the two clients.

    Each test runs twice: with the synchronous client and with the asynchronous one.

    Args:
        spec: the path of the description in the project.
        client: the import path of the synchronous client class.
        resource: the attribute of the resource.
    """

    @pytest.fixture(params=["sync", "async"])
    def operation_test(request: pytest.FixtureRequest) -> OperationTest:
        harness = ClientHarness(client, resource, request.param)
        return OperationTest(load_description(spec, client), harness)

    return operation_test


class OperationTest:
    """Check the operations of one resource of one client."""

    def __init__(self, spec: Any, harness: ClientHarness) -> None:
        self._spec, self._harness = spec, harness

    def check(self, action: str) -> None:
        """Check one operation.

        The request must be valid for the description, with every declared parameter and
        credential at its location. The documented response must be decoded without
        deviations or losses. Every documented error must raise ApiError. If the
        operation has pagination, splitting or retries, these are checked, too.

        If no valid or serializable value of a schema is known, the test is skipped, and
        the message names the part with the schema.

        Args:
            action: the name of the method.

        Raises:
            AssertionError: the operation is incorrect; the message states how.
        """
        operation = DescribedOperation.find(self._spec, self._harness.resource, action)
        self._skip_without_samples(operation)
        if alias := operation.node.get("x-specloom-alias"):
            self._harness.check_alias(action, alias)
        arguments = self._harness.arguments(action, operation)
        if ambiguous := ", ".join(ambiguous_labels(operation, arguments)):
            pytest.skip(f"a dot separates values of a label: {ambiguous}")
        self._check(OperationCase(self._harness, operation, action, arguments))

    def check_edit(self, read: str, write: str) -> None:
        """Check that an edit reads an object, and again after a conflict.

        Args:
            read: the name of the method that reads the object.
            write: the name of the method that writes it.

        Raises:
            AssertionError: a request is missing or wrong; the message states how.
        """
        for action in (read, write):
            self._skip_without_samples(
                DescribedOperation.find(self._spec, self._harness.resource, action)
            )
        check_edit(self._spec, self._harness, read, write)

    def _skip_without_samples(self, operation: DescribedOperation) -> None:
        if missing := ", ".join(parts_without_sample(operation)):
            pytest.skip(f"no value is known that the schema allows: {missing}")
        if unsendable := ", ".join(unsendable_parameters(operation)):
            pytest.skip(f"no value is known that can be sent: {unsendable}")

    def _check(self, case: OperationCase) -> None:
        received = self._check_call(case)
        self._check_empty_envelope(case)
        self._check_statuses(case)
        self._check_errors(case)
        check_pagination(case)
        check_chunks(case, received)
        check_windows(case, received)
        check_changed_since(case)
        check_retry_after(case)
        check_idempotency_key(case)

    def _check_call(self, case: OperationCase) -> ReceivedRequest:
        """Check the first request and the decoding of the documented response."""
        operation = case.operation
        status, content = operation.responses.success()
        server = RecordingServer((status, content))
        # The response is always the same page: a pager raises at the second one.
        with suppress(PaginationError):
            done = case.call(server)
            # The documented page is one of a longer list, whose total it may state.
            deviations = [
                str(each)
                for each in done.deviations
                if each.kind is not DeviationKind.CONTRADICTION
            ]
            assert not deviations, f"the documented response deviates: {deviations}"
            shown = case.result_as_json(done.result)
            check_result(operation, content, done.result, shown)
            check_warnings(operation, done.warnings)
        assert server.seen, "no request was sent"
        received = ReceivedRequest(server.seen[0], operation)
        assert received.method == operation.method.lower()
        validate_request(operation, received)
        check_parameters(received, operation, case.arguments)
        check_form(received, operation)
        check_parts(received, operation)
        check_accept(received, operation)
        check_request_body(operation, received, case.arguments)
        self._check_credentials(operation, received)
        self._check_server(operation, received)
        assert len(server.seen) == 1 or operation.extension("pagination") is not None
        return received

    def _check_empty_envelope(self, case: OperationCase) -> None:
        """Check that a response without the result is an error, or an empty list."""
        if location := case.operation.result_location:
            status, content = case.operation.responses.success()
            empty = set_pointer(content, location, None)
            server = RecordingServer((status, empty))
            if isinstance(get_pointer(content, location), list):
                assert case.call(server).result == [], "an absent list is not empty"
                return
            with pytest.raises(DecodeError):
                case.call(server)

    def _check_statuses(self, case: OperationCase) -> None:
        """Check that the response for each successful status is decoded as declared."""
        operation = case.operation
        responses = list(operation.responses.successes())
        if len(responses) < 2 or operation.responses.are_in_parts:
            return
        classes: dict[str, type] = {}
        for (status, content), schema in zip(
            responses, operation.responses.components(), strict=True
        ):
            done = case.call(RecordingServer((status, content)))
            found = [str(each) for each in done.deviations]
            assert not found, f"the documented {status} deviates: {found}"
            shown = case.result_as_json(done.result)
            check_result(operation, content, done.result, shown)
            if content is None:
                assert done.result is None, f"{done.result!r} (expected nothing)"
            elif schema:
                classes[schema] = type(done.result)
        assert len({*classes.values()}) == len(classes), f"one class for {classes}"

    def _check_credentials(
        self, operation: DescribedOperation, received: ReceivedRequest
    ) -> None:
        """Check that every credential of one alternative is in the request."""
        wanted = operation.node.get("security", self._spec.get("security", ()))
        wrong: list[AssertionError] = []
        for names in filter(None, wanted):
            try:
                self._check_alternative(names, received)
            except AssertionError as error:
                wrong.append(error)
            else:
                wrong.clear()
                break
        if wrong:
            raise wrong[0]
        values = {*credentials(self._harness.client_class).values(), TOKEN}
        auth = operation.extension("auth")
        for field in (auth or {}).get("fields", {}).values():
            if field.get("secret", True):
                found = get_pointer(received.json, field["location"])
                assert found in values, f"no credential at {field['location']}"

    def _check_alternative(
        self, names: Collection[str], received: ReceivedRequest
    ) -> None:
        """Check that every credential of a security requirement is in the request."""
        values = {*credentials(self._harness.client_class).values(), TOKEN}
        declared = self._spec.get("components", {}).get("securitySchemes", {})
        schemes = [declared[name] for name in names if name in declared]
        keys = [node.get("name", "Authorization").lower() for node in schemes]
        for node, key in zip(schemes, keys, strict=True):
            if keys.count(key) > 1:
                continue
            if node["type"] == "apiKey":
                location = f"$request.{node['in']}.{node['name']}"
                found = value_at_location(received, location)
                assert found in values, f"no credential at {location}"
            elif node["type"] != "mutualTLS":
                scheme = str(node.get("scheme", "bearer"))
                if scheme.lower() in ("basic", "bearer"):
                    scheme = scheme.title()
                sent = received.raw.headers.get("authorization", "")
                found, _, value = sent.partition(" ")
                assert found == scheme, f"sent {found} (expected {scheme})"
                if scheme == "Basic":
                    user, _, value = b64decode(value).decode().partition(":")
                    assert not user or user in values, "no user"
                assert not value or value in values, "another credential"

    def _check_server(
        self, operation: DescribedOperation, received: ReceivedRequest
    ) -> None:
        """Check that the request is sent to the first server (RFC 3986)."""
        root = (self._spec.get("servers") or [{"url": "/"}])[0]
        url = self._harness.options.get("base_url") or self._url(root)
        if own := operation.servers():
            url = resolved(url, self._url(own[0]))
        expected, found = httpx2.URL(url), received.raw.url
        assert found.netloc == expected.netloc, f"sent to {found} (expected {expected})"
        if ".." in operation.path.split("/"):
            return
        path = expected.raw_path.decode().partition("?")[0].rstrip("/")
        sent = received.server_path
        matches = re.fullmatch(path_pattern(path), sent)
        assert matches, f"sent to {sent} (expected the server's {path or '/'})"

    def _url(self, server: Any) -> str:
        """Return a server's URL with its variables filled in."""
        url, options = server["url"], self._harness.options
        given = {normalized_name(name): value for name, value in options.items()}
        for name in VARIABLE.findall(url):
            default = server.get("variables", {}).get(name, {}).get("default", "")
            value = str(given.get(normalized_name(name), default))
            url = url.replace("{" + name + "}", quote(value, safe="/:.-_~"))
        return str(url)

    def _check_errors(self, case: OperationCase) -> None:
        """Check that every documented error raises an ApiError for its status."""
        documented = dict(case.operation.responses.errors())
        for status, content in {500: None, **documented}.items():
            with pytest.raises(ApiError) as caught:
                case.call(RecordingServer((status, content)))
            assert caught.value.status == status


def check_warnings(operation: DescribedOperation, warnings: list[str]) -> None:
    """Check that a call warns about deprecated elements, and about nothing else."""
    node = operation.node
    old = [p["name"] for p in node.get("parameters", ()) if p.get("deprecated") is True]
    if node.get("deprecated") is True:
        old = [operation.path]
    found = [text for text in warnings if text.endswith("is deprecated")]
    assert len(found) == len(old), f"warned of {found} (expected {old})"
