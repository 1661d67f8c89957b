"""Create responses: choose the declared response, its media type and its headers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from specloom_runtime.core.media_types import base_type, is_json
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

from ..document import by_preference
from ..testing.described_operation import DescribedOperation
from ..testing.description import RawContent
from ..testing.json_values import as_text

PROBLEM = "application/problem+json"
"""The media type of errors that the description does not declare (RFC 9457)."""
EMPTY = (204, 205, 304)
"""The statuses of responses that never have a body."""


@dataclass(frozen=True)
class Content:
    """A declared media type of a response, with its schema or example."""

    media: str
    node: Mapping[str, Any]

    @property
    def schema(self) -> Any:
        """The schema of the content; {} if there is none."""
        return self.node.get("schema", {})

    @property
    def is_json(self) -> bool:
        """Whether the content is JSON."""
        return is_json(self.media)


@dataclass(frozen=True)
class MockResponse:
    """A response before it is sent.

    Attributes:
        status: the status.
        body: JSON data, `RawContent`, or None for no body.
        media: the media type of JSON.
        headers: the headers except that of the media type.
        has_body: whether None as a body means null in JSON.
    """

    status: int
    body: Any = None
    media: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    has_body: bool = True

    def sent(self) -> Response:
        """Return the response in the form that werkzeug sends."""
        if self.status in EMPTY or not self.has_body:
            response = Response(status=self.status)
            del response.headers["Content-Type"]
        elif isinstance(self.body, RawContent):
            response = Response(self.body.data, self.status)
            response.headers["Content-Type"] = self.body.media
        else:
            response = Response(json.dumps(self.body), self.status)
            response.headers["Content-Type"] = self.media
        for name, value in self.headers.items():
            if _can_be_sent(name, value):
                response.headers[name] = value
        return response


def problem(
    status: int, detail: str, headers: Mapping[str, str] | None = None
) -> MockResponse:
    """Return an error in plain JSON, for what the description does not declare."""
    body = {
        "type": "about:blank",
        "title": _phrase(status),
        "status": status,
        "detail": detail,
    }
    return MockResponse(status, body, PROBLEM, headers or {})


def declared_response(
    operation: DescribedOperation, status: int
) -> Mapping[str, Any] | None:
    """Return the declared response for a status: `404`, `4XX` or `default`."""
    responses = operation.node.get("responses") or {}
    for name in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
        if isinstance(found := responses.get(name), Mapping):
            return found
    return None


def is_declared(operation: DescribedOperation, status: int) -> bool:
    """Return whether exactly this status is declared."""
    return str(status) in (operation.node.get("responses") or {})


def success(
    operation: DescribedOperation, preferred: Iterable[int] = ()
) -> tuple[int, Mapping[str, Any]]:
    """Return the status and the declaration of a successful response.

    Args:
        operation: the operation.
        preferred: the statuses that are chosen if they are declared.
    """
    for status in preferred:
        if is_declared(operation, status):
            return status, operation.node["responses"][str(status)]
    declared = operation.responses.declared_successes()
    responses = operation.node.get("responses") or {}
    # A redirect is a success of its own kind, such as that of a download.
    others = [(s, each) for s, each in sorted(responses.items()) if s[:1] in "13"]
    for name, response in (*declared, *others):
        if isinstance(response, Mapping):
            known = {"1": 100, "3": 302}.get(name[:1], 200)
            return int(name) if name.isdigit() else known, response
    return 200, {}


def chosen_content(response: Mapping[str, Any], accept: str) -> Content | None:
    """Return the content of a response in the media type that a request prefers.

    Args:
        response: the declared response.
        accept: the value of the header Accept.
    """
    content = response.get("content")
    if not isinstance(content, Mapping) or not content:
        return None
    known = by_preference(content)
    wanted = parse_accept_header(accept, MIMEAccept)
    found = known[0]
    # A range such as */* says nothing about the order of preference.
    named = [media for media in known if accept and wanted.quality(media) > 0]
    if named:
        found = max(
            named, key=lambda media: (wanted.quality(media), -known.index(media))
        )
    node = content[found]
    return Content(_concrete(found), node if isinstance(node, Mapping) else {})


def sample_headers(
    operation: DescribedOperation, response: Mapping[str, Any]
) -> dict[str, str]:
    """Return a valid value for each declared header of a response."""
    found: dict[str, str] = {}
    for name, header in (response.get("headers") or {}).items():
        if isinstance(header, Mapping) and name.lower() != "content-type":
            schema = header.get("schema", {})
            value = header.get("example", operation.sample(schema))
            if isinstance(value, list):
                found[name] = ",".join(map(as_text, value))
            elif value is not None:
                found[name] = as_text(value)
    return found


def _concrete(media: str) -> str:
    """Return a media type without wildcards."""
    return (
        "application/json" if base_type(media) == "*/*" else media.replace("*", "plain")
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _can_be_sent(name: str, value: str) -> bool:
    """Return whether a header can be sent: in one line, with characters of Latin-1."""
    try:
        f"{name}{value}".encode("latin-1")
    except UnicodeEncodeError:
        return False
    return not any(sign in value for sign in "\r\n\0") and bool(name.strip())
