"""Read the parts of a received request."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote

from specloom_runtime.core.media_types import base_type, is_json
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Request

from ..document import Location
from ..testing.request_locations import ABSENT
from ..testing.request_validation import VARIABLE
from .routes import Route

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
MOST_BYTES = 50_000_000
"""The maximum length of a request body."""


class UnreadableBody(Exception):
    """The body of a request is not what its media type says."""


IGNORED = "specloom.ignored"
"""The key of ignored parameters in the environment of a request."""


@dataclass(frozen=True)
class MockRequest:
    """A received request.

    Attributes:
        raw: the request as werkzeug reads it.
        route: the operation.
        path: the path as sent, without the server's part.
    """

    raw: Request
    route: Route
    path: str

    @property
    def ignored(self) -> list[str]:
        """The parameters that are sent and select nothing, for the log of requests.

        They are kept in the environment of the request (PEP 3333).
        """
        found: list[str] = self.raw.environ.setdefault(IGNORED, [])
        return found

    @cached_property
    def path_values(self) -> dict[str, str]:
        """The decoded value of each variable of the path."""
        names = VARIABLE.findall(self.route.operation.plain_path)
        found = self.route.pattern.fullmatch(self.path)
        values = found.groups() if found else ()
        return dict(zip(names, map(unquote, values), strict=True))

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        """The decoded names and values of the query, in order."""
        return query_pairs(self.raw)

    @cached_property
    def query_values(self) -> dict[str, list[str]]:
        """The values of each name in the query."""
        found: dict[str, list[str]] = {}
        for name, value in self.query:
            found.setdefault(name, []).append(value)
        return found

    @cached_property
    def media(self) -> str:
        """The media type of the body without its parameters; "" if none is sent."""
        return base_type(self.raw.headers.get("Content-Type", ""))

    @cached_property
    def content(self) -> bytes:
        """The bytes of the body."""
        return self.raw.get_data(cache=True)

    @cached_property
    def body(self) -> Any:
        """The body as JSON data; forms are objects; ABSENT if there is none.

        Raises:
            UnreadableBody: the body is not valid JSON.
        """
        if self.media == MULTIPART:
            return self._multipart()
        if not self.content:
            return {} if self.media == FORM else ABSENT
        if is_json(self.media):
            try:
                return json.loads(
                    self.content, parse_constant=_no_constant, parse_float=_finite
                )
            except (ValueError, RecursionError) as error:
                raise UnreadableBody(f"the body is not JSON: {error}") from None
        if self.media == FORM:
            pairs = parse_qsl(
                self.content.decode("utf-8", "replace"), keep_blank_values=True
            )
            found: dict[str, Any] = {}
            for name, value in pairs:
                known = found.get(name)
                found[name] = value if known is None else [*_listed(known), value]
            return found
        return ABSENT

    def _multipart(self) -> dict[str, Any]:
        """Return the parts of a multipart form; a file is its `FileStorage`."""
        found: dict[str, Any] = {}
        form, files = self.raw.form, self.raw.files
        for name in (*form, *files):
            values: list[str | FileStorage] = [
                *form.getlist(name),
                *files.getlist(name),
            ]
            found[name] = values[0] if len(values) == 1 else values
        return found

    @property
    def body_or_none(self) -> Any:
        """The body, or None if there is none or it cannot be read."""
        try:
            return None if self.body is ABSENT else self.body
        except UnreadableBody:
            return None

    def value(self, location: str) -> Any:
        """Return the value at a location of the request.

        Parameters are strings, or lists of strings if the name is repeated.

        Args:
            location: a location such as `$request.query.x` or `$request.body#/x`.
        """
        at = Location.parse(location)
        if at.is_body:
            return member(self.body_or_none, at.pointer)
        found: list[str] = []
        if at.part == "query":
            found = self.query_values.get(at.name, [])
        elif at.part == "header":
            found = self.raw.headers.getlist(at.name)
        elif at.part == "cookie":
            found = self.raw.cookies.getlist(at.name)
        elif at.name in self.path_values:
            found = [self.path_values[at.name]]
        return found[0] if len(found) == 1 else (found or ABSENT)


def member(value: Any, pointer: tuple[str, ...]) -> Any:
    """Return the member of JSON data at a path; ABSENT if there is none."""
    for step in pointer:
        if not isinstance(value, Mapping) or step not in value:
            return ABSENT
        value = value[step]
    return ABSENT if value is None and not pointer else value


def raw_target(request: Request) -> tuple[str, str]:
    """Return the path and the query of a request as sent."""
    target = request.environ.get("REQUEST_URI") or request.environ.get("RAW_URI")
    if not isinstance(target, str) or not target.startswith("/"):
        target = f"{request.path}?{request.query_string.decode('latin-1')}"
    path, _, query = target.partition("?")
    return path, query


def query_pairs(request: Request) -> list[tuple[str, str]]:
    """Return the decoded names and values of the query of a request, in order."""
    query = raw_target(request)[1]
    return parse_qsl(query, keep_blank_values=True, errors="replace")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _finite(text: str) -> float:
    """Return a number; one that is too large has no form in the JSON of a response."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:50]} is too large")
    return number


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a value of JSON")
