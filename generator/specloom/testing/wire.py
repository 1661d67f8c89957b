"""Raw requests as openapi-core reads them."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, cast

import httpx2
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from .described import METHODS, Described


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
        self.content_type = _bare(request.headers.get("content-type", ""))
        query = ImmutableMultiDict(request.url.params.multi_items())
        headers = Headers(list(request.headers.items()))
        pairs = (p.partition("=") for p in request.headers.get("cookie", "").split(";"))
        cookies = ImmutableMultiDict((k.strip(), v) for k, _, v in pairs if k)
        self.parameters = RequestParameters(query=query, header=headers, cookie=cookies)

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


def _bare(media: str) -> str:
    """A media type less its parameters; some write a comma before them."""
    return re.split("[;,]", media)[0].strip().lower()


def _without_patterns(node: Any) -> Any:
    """The description less its patterns: samples are not made to fit them.

    Nor are they made to fit one variant only, so any will do.
    """
    if isinstance(node, list):
        return [_without_patterns(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {
        key: _without_patterns(value)
        for key, value in node.items()
        if key != "pattern" or not isinstance(value, str)
    }
    if isinstance(found.get("oneOf"), list) and "anyOf" not in found:
        found["anyOf"] = found.pop("oneOf")
    return found


@cache
def _components(spec_id: int) -> Any:
    return _without_patterns(_SPECS[spec_id].get("components", {}))


_SPECS: dict[int, Any] = {}


def judged(described: Described, received: Received) -> None:
    """openapi-core's word on a request.

    It is shown one operation at a time, the servers set aside; of a body that is no
    JSON only the media type is judged.

    Raises:
        AssertionError: where the request does not satisfy the description.
    """
    if described.method not in METHODS:
        return
    _SPECS[id(described.spec)] = described.spec
    # Credentials are looked for elsewhere; paths in RFC 6570's styles it cannot read.
    node = {**described.node, "security": []}
    node["parameters"] = [
        each
        for each in node.get("parameters", ())
        if each.get("style") not in ("label", "matrix")
    ]
    body = dict(node.get("requestBody", {}))
    # A media type's own parameters are the sender's; the judge knows none of them.
    content = {_bare(media): said for media, said in body.get("content", {}).items()}
    if content:
        node["requestBody"] = {**body, "content": content}
    if content and received.body:
        assert received.content_type in content
    if content and "json" not in received.content_type:
        del node["requestBody"]
    alone = {
        "openapi": "3.1.0",
        "info": {"title": "one operation", "version": "1"},
        "servers": [{"url": "https://judged.example"}],
        "paths": {described.path: {described.method: _without_patterns(node)}},
        "components": _components(id(described.spec)),
    }
    judge = OpenAPI.from_dict(alone, config=Config(spec_validator_cls=cast(Any, None)))
    try:
        judge.validate_request(received)
    except OpenAPIError as error:
        causes = getattr(error.__cause__, "schema_errors", ())
        detail = "; ".join(str(each) for each in causes)
        raise AssertionError(f"{error!r} {error.__cause__!r} {detail}") from error
