"""Raw requests as openapi-core reads them."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx2
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from .described import Described


class Received:
    """A request as it came over the wire."""

    def __init__(self, request: httpx2.Request, described: Described) -> None:
        self.raw = request
        self.template = described.path
        self.raw_path = request.url.raw_path.decode().split("?")[0]
        self.host_url = "https://judged.example"
        self.path = self._path(described.path)
        self.method = request.method.lower()
        self.body = request.content or None
        self.content_type = request.headers.get("content-type", "").split(";")[0]
        query = ImmutableMultiDict(request.url.params.multi_items())
        headers = Headers(list(request.headers.items()))
        self.parameters = RequestParameters(query=query, header=headers)

    def _path(self, template: str) -> str:
        """The part of the path that the template describes."""
        pattern = re.sub(r"\\\{[^}]*\\\}|\{[^}]*\}", "[^/]+", template) + "$"
        found = re.search(pattern, self.raw_path)
        assert found, f"{self.raw_path} is not at {template}"
        return found[0]

    @property
    def json(self) -> Any:
        """The body as JSON, None without one."""
        return json.loads(self.body) if self.body else None


def _without_patterns(node: Any) -> Any:
    """The description less its patterns: samples are not made to fit them."""
    if isinstance(node, list):
        return [_without_patterns(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _without_patterns(value)
        for key, value in node.items()
        if key != "pattern" or not isinstance(value, str)
    }


_JUDGES: dict[int, OpenAPI] = {}


def judged(spec: Any, received: Received) -> None:
    """openapi-core's word on a request; servers are set aside.

    Raises:
        AssertionError: where the request does not satisfy the description.
    """
    if id(spec) not in _JUDGES:
        open_spec = _without_patterns(spec)
        open_spec["servers"] = [{"url": "https://judged.example"}]
        _JUDGES[id(spec)] = OpenAPI.from_dict(open_spec)
    try:
        _JUDGES[id(spec)].validate_request(received)
    except OpenAPIError as error:
        causes = getattr(error.__cause__, "schema_errors", ())
        detail = "; ".join(str(each) for each in causes)
        raise AssertionError(f"{error!r} {error.__cause__!r} {detail}") from error
