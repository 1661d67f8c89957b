"""Raw requests as openapi-core reads them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

import httpx2
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict

from .described import METHODS, Described, is_json


class Received:
    """A request as it came over the wire."""

    def __init__(self, request: httpx2.Request, described: Described) -> None:
        self.raw = request
        self.template = described.plain_path
        self.raw_path = request.url.raw_path.decode().split("?")[0]
        self.host_url = "https://judged.example"
        self.path = self._path(self.template)
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
    """The description less its patterns, which not every engine reads alike.

    A format beside a pattern goes with it: the two often contradict each other. Samples
    are not made to fit one variant only, so any will do.
    """
    if isinstance(node, list):
        return [_without_patterns(item) for item in node]
    if not isinstance(node, dict):
        return node
    patterned = isinstance(node.get("pattern"), str)
    found = {
        key: _without_patterns(value)
        for key, value in node.items()
        if key not in ("pattern", "format") or not patterned
    }
    if isinstance(found.get("oneOf"), list) and "anyOf" not in found:
        found["anyOf"] = found.pop("oneOf")
    return found


@cache
def _components(spec_id: int) -> Any:
    return _without_patterns(_SPECS[spec_id].get("components", {}))


_SPECS: dict[int, Any] = {}


def _judgeable(parameter: Any, described: Described) -> Any:
    """The parameter as openapi-core can read it; None where it cannot.

    Paths in RFC 6570's styles and objects that are spread over the query are unknown to
    it, and so are choices, several types at once and objects in objects.
    """
    if parameter.get("style") in ("label", "matrix"):
        return None
    schema = parameter.get("schema")
    if not isinstance(schema, Mapping):
        return {**parameter, "deprecated": False}
    flat = described.samples.flat(schema)
    left = _kinds(flat)
    inside = described.samples.flat(flat["items"]) if "items" in flat else {}
    if len(left) != 1 or len(_kinds(inside)) != 1:
        return None
    spread = parameter.get("style") is None or parameter["in"] in ("header", "cookie")
    members = [described.samples.flat(m) for m in flat.get("properties", {}).values()]
    nested = any(set(_kinds(m)) - set(SCALARS) or len(_kinds(m)) != 1 for m in members)
    if left == ["object"] and (spread or nested):
        return None
    if parameter.get("style") == "deepObject" and left != ["object"]:
        return None
    flat.pop("choices", None)
    if parameter["in"] == "path":
        # It measures the length of the escaped text.
        flat.pop("maxLength", None)
    made = {**parameter, "schema": {**flat, "type": left[0]}, "deprecated": False}
    return {**made, "explode": True} if made.get("style") == "deepObject" else made


SCALARS = ("string", "integer", "number", "boolean")


def _kinds(flat: Mapping[str, Any]) -> list[str]:
    """The types of a flat schema but null; none where it is a choice."""
    kinds = [] if flat.get("choices") else flat.get("type", "string")
    return [k for k in ([kinds] if isinstance(kinds, str) else kinds) if k != "null"]


def _body(described: Described, received: Received) -> Any:
    """The described body, where what was sent can be judged by it.

    A media type's own parameters are the sender's; the judge knows none of them, and
    reads every kind of JSON as JSON.
    """
    said = described.node.get("requestBody", {})
    content = {_bare(media): each for media, each in said.get("content", {}).items()}
    if not content or not received.body:
        return said
    assert received.content_type in content, f"sent as {received.content_type}"
    if not is_json(received.content_type):
        return None
    schema = content[received.content_type].get("schema", {})
    if not described.satisfiable(schema):
        return None
    received.content_type = JSON
    return {**said, "content": {JSON: {"schema": schema}}}


JSON = "application/json"


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
    # Credentials are looked for elsewhere.
    node = {**described.node, "security": [], "deprecated": False}
    parameters = (_judgeable(each, described) for each in node.get("parameters", ()))
    node["parameters"] = [each for each in parameters if each is not None]
    if body := _body(described, received):
        node["requestBody"] = body
    else:
        node.pop("requestBody", None)
    alone = {
        "openapi": "3.1.0",
        "info": {"title": "one operation", "version": "1"},
        "servers": [{"url": "https://judged.example"}],
        "paths": {described.plain_path: {described.method: _without_patterns(node)}},
        "components": _components(id(described.spec)),
    }
    judge = OpenAPI.from_dict(alone, config=Config(spec_validator_cls=cast(Any, None)))
    try:
        judge.validate_request(received)
    except OpenAPIError as error:
        causes = getattr(error.__cause__, "schema_errors", ())
        detail = "; ".join(str(each) for each in causes)
        raise AssertionError(f"{error!r} {error.__cause__!r} {detail}") from error
